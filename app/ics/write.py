"""Calendars that we publish: whole days with a stable identity, the same bytes for the same events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from app.ics.text import escaped, uri, write_lines

PRODUCT = "-//Llamado//Crew calendar//EN"


class EventStatus(StrEnum):
    """How sure an event is: a hold is tentative, a booking confirmed; a cancelled one is told of once more."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Whole days from `starts_on` to `ends_on`, inclusive.

    `uid` stays the same for the life of the event, `sequence` rises with every change that a reader must notice,
    `changed_at` is the instant of the last one. `busy` says whether the days count as taken in the reader's calendar.
    """

    uid: str
    starts_on: date
    ends_on: date
    summary: str
    status: EventStatus
    changed_at: datetime
    sequence: int = 0
    description: str = ""
    location: str = ""
    url: str = ""
    busy: bool = True


def write_calendar(name: str, events: Iterable[CalendarEvent], *, refresh: timedelta) -> bytes:
    """Return a published VCALENDAR, called `name`, that asks to be read again every `refresh`.

    The bytes depend on the arguments alone, so that their hash can serve as ETag. Naive instants are taken for UTC.
    """
    every = _duration(refresh)
    head = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
        *(f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}"),
        *(f"REFRESH-INTERVAL;VALUE=DURATION:{every}", f"X-PUBLISHED-TTL:{every}"),
    ]
    body = (line for event in sorted(events, key=lambda event: (event.starts_on, event.uid)) for line in _lines(event))
    return write_lines([*head, *body, "END:VCALENDAR"])


def _lines(event: CalendarEvent) -> Iterator[str]:
    changed = _instant(event.changed_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;VALUE=DATE:{event.starts_on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.ends_on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.location:
        yield f"LOCATION:{escaped(event.location)}"
    if event.url:
        yield f"URL:{uri(event.url)}"
    yield f"STATUS:{event.status}"
    yield f"TRANSP:{'OPAQUE' if event.busy and event.status != EventStatus.CANCELLED else 'TRANSPARENT'}"
    yield "END:VEVENT"


def _instant(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _duration(length: timedelta) -> str:
    """Return a DURATION; less than a minute is a minute."""
    minutes = max(1, int(length.total_seconds()) // 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
