"""The clock of a hold: when it runs out, and when its half and nine tenths have passed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.models.production import Production, ProductionKind
from config import get_settings
from matching.working_hours import add_working_hours

_QUICK = frozenset({ProductionKind.COMMERCIAL, ProductionKind.MUSIC_VIDEO})
REMINDERS = (0.5, 0.9)
"""Shares of a clock after which its owner is reminded."""


def expiry_of(production: Production, start: datetime, *, hours: int | None = None) -> datetime:
    """Return when a hold that begins at `start` runs out, by the kind of production or after `hours`.

    Commercials and series count every hour of the day and week; the others only those of working days.
    """
    return _after(production, start, hours, 1.0)


def reminders_due(production: Production, start: datetime, end: datetime, now: datetime) -> int:
    """Return how many reminders of a hold's clock `start..end` are due: 0, 1 after half of it, 2 after nine tenths.

    Of clocks that stand still on days of rest, shares are of the hours that counted.
    """
    hours = hours_of(production)
    if _after(production, start, None, 1.0) != end:  # extended, or a clock of another length: by the wall
        return shares_passed(start, end, now)
    return sum(_after(production, start, hours, share) <= now for share in REMINDERS)


def shares_passed(start: datetime, end: datetime, now: datetime) -> int:
    """Return how many of the shares of the clock `start..end` have passed at `now`."""
    return sum(start + (end - start) * share <= now for share in REMINDERS)


def hours_of(production: Production) -> int:
    """Return how many hours a hold of this production lives by default."""
    settings = get_settings()
    if production.kind in _QUICK:
        return settings.hold_hours_commercial
    if production.kind is ProductionKind.SERIES:
        return settings.hold_hours_series
    return settings.hold_hours


def _after(production: Production, start: datetime, hours: int | None, share: float) -> datetime:
    length = (hours_of(production) if hours is None else hours) * share
    if production.kind in _QUICK or production.kind is ProductionKind.SERIES:
        return start + timedelta(hours=length)
    return add_working_hours(start, length, ZoneInfo(get_settings().commission_zone))
