"""The law's days for ARCO requests: regimes as data, working days of offices in Mexico."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import yaml

from config import get_settings
from matching.working_hours import is_working_day

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Regime:
    """A law's days, all working days: to answer, to add once, to carry out after a granting answer."""

    name: str
    answer_days: int
    extension_days: int
    act_days: int


@cache
def _shipped() -> Mapping[str, Mapping[str, int]]:
    text = files("app").joinpath("data", "arco_regimes.yaml").read_text(encoding="utf-8")
    shipped: Mapping[str, Mapping[str, int]] = yaml.safe_load(text)
    return shipped


def get_regime(name: str = "") -> Regime:
    """Return a regime by name; without one that of the settings, with the days that the settings say otherwise."""
    settings = get_settings()
    days = dict(_shipped()[name or settings.arco_regime])
    if not name or name == settings.arco_regime:
        said = (settings.arco_answer_days, settings.arco_extension_days, settings.arco_act_days)
        for key, value in zip(("answer_days", "extension_days", "act_days"), said, strict=True):
            days[key] = days[key] if value is None else value
    return Regime(name or settings.arco_regime, **days)


def add_working_days(day: date, count: int) -> date:
    """Return the working day on which `count` working days are over, counted from the day after `day`."""
    while count > 0:
        day += _DAY
        count -= is_working_day(day)
    return day


def today_of_law(at: datetime) -> date:
    """Return the day it is at the commission."""
    return at.astimezone(ZoneInfo(get_settings().commission_zone)).date()
