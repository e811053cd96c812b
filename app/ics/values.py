"""Values of the format: days and moments, durations, offsets from UTC. What can't be understood is None."""

import contextlib
import re
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

_MOMENT = re.compile(
    r"\s*(\d{4})-?(\d{1,2})-?(\d{2})"
    r"(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?(?!\d)",
    re.IGNORECASE,
)
_EXACT = re.compile(r"[0-9]{8}T[0-9]{6}Z?\Z")
"""What nearly every file writes; anything else is read with more patience."""
_PART = re.compile(r"(\d{1,12})([WDHMS])")
_OFFSET = re.compile(r"\s*([+-]?)(\d{2}):?(\d{2}):?(\d{2})?\s*$")
_UNITS = {"W": 604_800, "D": 86_400, "H": 3_600, "M": 60, "S": 1}
DAY = timedelta(days=1)
_MOST_DAYS, _MOST_HOURS = 31, 24
"""Of a month, and of a clock: 24:00 is the next midnight."""
_LONGEST = 150 * 366 * _UNITS["D"]


class Zone(Protocol):
    """Where a wall clock hangs."""

    def offset(self, local: datetime) -> timedelta:
        """Return what that clock is ahead of UTC when it shows `local`."""
        ...


class FixedZone:
    """A clock that is always the same time ahead of UTC."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def offset(self, local: datetime) -> timedelta:  # noqa: ARG002 - it does not depend on it
        """Return the fixed offset."""
        return self._ahead


UTC_ZONE = FixedZone(timedelta())


class Wall(NamedTuple):
    """What a clock or a calendar on the wall shows: `is_date` without a time; `zone` None where none was named."""

    local: datetime
    is_date: bool
    zone: Zone | None = None


def read_wall(text: str) -> Wall | None:
    """Read a DATE or DATE-TIME in basic or extended form; days past a month's end run on into the next month."""
    if _EXACT.match(text):
        with contextlib.suppress(ValueError):
            return Wall(datetime.fromisoformat(text[:15]), is_date=False, zone=UTC_ZONE if text[15:] else None)
    match = _MOMENT.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    if not 1 <= day <= _MOST_DAYS or hour > _MOST_HOURS:
        return None
    try:
        month_begins = datetime(year, month, 1, minute=minute)  # noqa: DTZ001 - a wall clock has no zone
        local = month_begins + timedelta(days=day - 1, hours=hour, seconds=second)
    except (ValueError, OverflowError):  # no such year, month or minute; beyond the last year
        return None
    return Wall(local, match[4] is None, _named_zone(match[7]))


def _named_zone(text: str | None) -> Zone | None:
    if not text:
        return None
    if text in "Zz":
        return UTC_ZONE
    ahead = read_offset(text)
    return FixedZone(ahead) if ahead is not None else None


def read_duration(text: str) -> timedelta | None:
    """Read a DURATION; a negative one is None, as nothing ends before it starts; so is more than a lifetime."""
    sign, _, body = text.strip().upper().partition("P")
    parts = _PART.findall(body)
    if "-" in sign or not parts:
        return None
    seconds = sum(int(number) * _UNITS[unit] for number, unit in parts)
    return timedelta(seconds=seconds) if seconds <= _LONGEST else None


def read_offset(text: str) -> timedelta | None:
    """Read an offset from UTC such as -0600, +05:30 or +053000."""
    match = _OFFSET.match(text)
    if match is None:
        return None
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4] or 0)
    if seconds >= _UNITS["D"]:
        return None
    return timedelta(seconds=-seconds if match[1] == "-" else seconds)
