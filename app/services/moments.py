"""Instants and stretches of time in the words of a language, for pages and for messages alike."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from app.messages import mark, translate, translations
from config import get_settings

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_HOURS_AS_HOURS = 48
LEFT = {
    _DAY: (mark("one day left"), mark("%(num)s days left")),
    _HOUR: (mark("one hour left"), mark("%(num)s hours left")),
    _MINUTE: (mark("one minute left"), mark("%(num)s minutes left")),
}


def say_moment(locale: str, at: datetime) -> str:
    """Return an instant in the commission's zone with its day of the week ("Thu 26 Nov, 18:00")."""
    zone = ZoneInfo(get_settings().commission_zone)
    return str(format_datetime(at.astimezone(zone), "EEE d MMM, HH:mm", locale=locale))


def say_left(locale: str, until: datetime, now: datetime) -> str:
    """Return how long it is until an instant: in days, hours or minutes; that it is over once it is."""
    left = until - now
    if left <= timedelta(0):
        return translate(locale, mark("time is up"))
    unit = _DAY if left >= _HOURS_AS_HOURS * _HOUR else _HOUR if left >= _HOUR else _MINUTE
    count = max(1, left // unit)
    one, many = LEFT[unit]
    return translations(locale).ngettext(one, many, count) % {"num": count}


def say_span(locale: str, first: date, last: date) -> str:
    """Return a span of days, as short as it stays clear."""
    if first == last:
        return str(format_date(first, "d MMM y", locale=locale))
    pattern = "d MMM" if first.year == last.year else "d MMM y"
    return f"{format_date(first, pattern, locale=locale)} – {format_date(last, 'd MMM y', locale=locale)}"
