"""The clock of pages: this instant, and the day it is at the commission."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from config import get_settings


def now() -> datetime:
    """Return this instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day in the commission's zone."""
    return day_of(now())


def day_of(at: datetime) -> date:
    """Return the day of an instant in the commission's zone."""
    return at.astimezone(ZoneInfo(get_settings().commission_zone)).date()
