"""Clocks that stand still on days on which no office works."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5
_MONDAYS = {2: 1, 3: 3, 11: 3}
"""Month -> which of its Mondays is a day of rest."""

_FIXED = {(1, 1), (5, 1), (9, 16), (12, 25)}
_HANDOVER_YEAR, _HANDOVER_EVERY = 2024, 6


def is_working_day(day: date) -> bool:
    """Tell whether offices in Mexico work: Monday to Friday but for the days of rest of art. 74 LFT.

    These are 1 January, the first Monday of February, the third of March, 1 May, 16 September, the third Monday of
    November, 25 December, and 1 October of the years in which the federal government changes.
    """
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    if day.weekday() == 0 and _MONDAYS.get(day.month) == (day.day + 6) // 7:
        return False
    handover = (day.year - _HANDOVER_YEAR) % _HANDOVER_EVERY == 0 and (day.month, day.day) == (10, 1)
    return not handover


def add_working_hours(start: datetime, hours: float, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which `hours` have passed since `start`, counting all 24 of each working day in `zone`.

    Days are counted between their midnights as the zone's clock shows them, whatever their length in hours.
    """
    left = timedelta(hours=hours)
    at = start.astimezone(UTC)
    while True:
        day = at.astimezone(zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
        if is_working_day(day):
            if at + left <= midnight:
                return at + left
            left -= midnight - at
        at = midnight


def working_hours_between(start: datetime, end: datetime, zone: ZoneInfo) -> float:
    """Return the hours from `start` to `end`, counting all 24 of each working day in `zone`; 0 where none lie between.

    The inverse of `add_working_hours`.
    """
    total, at, end = timedelta(0), start.astimezone(UTC), end.astimezone(UTC)
    while at < end:
        day = at.astimezone(zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
        if is_working_day(day):
            total += min(midnight, end) - at
        at = midnight
    return total / timedelta(hours=1)
