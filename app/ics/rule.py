"""Recurrence rules as data (RFC 5545 §3.3.10). Numbers that make no sense are dropped."""

import re
from dataclasses import dataclass
from enum import IntEnum

from app.ics.old_rule import modern
from app.ics.values import Wall, read_wall

WEEKDAYS = {name: index for index, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_BY_DAY = re.compile(r"\s*([+-]?\d{0,2})\s*(MO|TU|WE|TH|FR|SA|SU)\s*$")
_NUMBER = re.compile(r"\s*[+-]?\d{1,12}\s*$")
_LONGEST = 10_000
"""Characters: every number of every list, written out, is less."""

_SCALE = "GREGORIAN"
"""RFC 7529 lets rules follow other calendars, which we don't know."""


class Frequency(IntEnum):
    """How long a period of the rule is."""

    SECONDLY = 0
    MINUTELY = 1
    HOURLY = 2
    DAILY = 3
    WEEKLY = 4
    MONTHLY = 5
    YEARLY = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule. `by_day` holds (n, weekday), weekday 0 for Monday, n 0 for every one."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: Wall | None = None
    by_month: tuple[int, ...] = ()
    by_week: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0

    @property
    def filters_days(self) -> bool:
        """Return whether any part chooses among days."""
        return bool(self.by_month or self.by_week or self.by_year_day or self.by_month_day or self.by_day)


def read_rule(text: str) -> Rule | None:
    """Read `FREQ=…;…` or a rule of vCalendar 1.0; None without a frequency, or where no value of a part exists."""
    text = text.upper().replace("\\", "") if "=" in text else modern(text)
    if len(text) > _LONGEST:
        return None
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        parts.setdefault(name.strip(), value.strip())
    frequency = Frequency.__members__.get(parts.get("FREQ", ""))
    if frequency is None or parts.get("RSCALE", _SCALE) != _SCALE:
        return None
    numbers = {field: _numbers(parts.get(part, ""), low, high) for field, (part, low, high) in _LISTS.items()}
    days = _days(parts.get("BYDAY", ""))
    if days is None or None in numbers.values():
        return None
    interval, count = _whole(parts.get("INTERVAL")), _whole(parts.get("COUNT"))
    return Rule(
        frequency,
        interval=interval or 1,
        count=count or None,
        until=read_wall(parts.get("UNTIL", "")),
        by_day=days,
        week_start=WEEKDAYS.get(parts.get("WKST", ""), 0),
        **{field: values or () for field, values in numbers.items()},
    )


_LISTS = {
    "by_month": ("BYMONTH", 1, 12),
    "by_week": ("BYWEEKNO", -53, 53),
    "by_year_day": ("BYYEARDAY", -366, 366),
    "by_month_day": ("BYMONTHDAY", -31, 31),
    "by_hour": ("BYHOUR", 0, 23),
    "by_minute": ("BYMINUTE", 0, 59),
    "by_second": ("BYSECOND", 0, 60),
    "by_position": ("BYSETPOS", -366, 366),
}
"""Field -> part of the rule, smallest and greatest value; zero counts only where the smallest is zero or one."""


def _whole(text: str | None) -> int | None:
    """Return a number that is not negative; None for anything else."""
    return abs(int(text)) if text and _NUMBER.match(text) else None


def _numbers(text: str, low: int, high: int) -> tuple[int, ...] | None:
    """Return the numbers of a list that exist, sorted; None when the list is there but none of them does."""
    if not text:
        return ()
    found = {int(part) for part in text.split(",") if _NUMBER.match(part)}
    kept = sorted(number for number in found if low <= number <= high and (number or low >= 0))
    return tuple(kept) or None


def _days(text: str) -> tuple[tuple[int, int], ...] | None:
    if not text:
        return ()
    found = [match for part in text.split(",") if (match := _BY_DAY.match(part))]
    kept = {(int(match[1]) if match[1].strip("+-") else 0, WEEKDAYS[match[2]]) for match in found}
    return tuple(sorted(kept)) or None
