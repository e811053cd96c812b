"""The shipped taxonomy and the prep and wrap defaults, read once from `app/data`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from matching.roles import Taxonomy
from matching.text import fold

DAYS_A_WEEK = 7
# Kinds without defaults of their own borrow those of the kind whose pace they share.
_PACE_OF = {
    "feature": "feature",
    "documentary": "feature",
    "animation": "feature",
    "series": "series",
    "commercial": "commercial",
    "music video": "commercial",
    "short": "commercial",
    "tv": "commercial",
    "live": "commercial",
    "tv live": "commercial",
}


@dataclass(frozen=True, slots=True)
class PeriodDefault:
    """How long a department's head works before and after the shoot, in calendar days.

    `active` tells in which period the department works at all: shoot, prep, post or all.
    """

    prep_days: int
    wrap_days: int
    active: str


@cache
def get_taxonomy() -> Taxonomy:
    """Return the shipped taxonomy; read and validated at the first call, then shared."""
    return Taxonomy.from_data(_read("roles.yaml"))


def get_period_default(department_id: str, production_kind: str) -> PeriodDefault:
    """Return the prep and wrap defaults of a department; KeyError for an unknown department.

    A kind of production without figures of its own (documentary, music video, short, TV) borrows those of the
    kind whose pace it shares; an unknown kind is treated as a feature.
    """
    entry = _period_defaults()[department_id]
    pace = entry[_PACE_OF.get(fold(production_kind), "feature")]
    return PeriodDefault(_days(pace, "prep"), _days(pace, "wrap"), str(entry["active"]))


def _days(pace: Mapping[str, float], period: str) -> int:
    """Features and series are given in weeks, commercials in days."""
    if f"{period}_days" in pace:
        return int(pace[f"{period}_days"])
    return round(pace[f"{period}_weeks"] * DAYS_A_WEEK)


@cache
def _period_defaults() -> Mapping[str, Mapping[str, Any]]:
    departments: Mapping[str, Mapping[str, Any]] = _read("period_defaults.yaml")["departments"]
    return departments


def _read(name: str) -> Mapping[str, Any]:
    text = files("app").joinpath("data", name).read_text(encoding="utf-8")
    # the C loader reads the taxonomy in a tenth of the time of the pure one; both are the safe schema
    loaded: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded
