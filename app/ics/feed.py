"""A calendar file read into busy and tentative days of a person (meaning of a busy day: docs/adr/0008)."""

from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.ics.days import DayTally, FeedDays, Outcome, Reason, UnreadableError
from app.ics.event import Event, EventReader
from app.ics.limits import Budget
from app.ics.lines import Component, read_calendars
from app.ics.painter import Painter
from app.ics.periods import LAST_ORDINAL
from app.ics.series import paint_series, paint_single
from app.ics.zones import DatabaseZone, Zones

_HORIZON = 800
"""Days after the window up to which changes of clocks are worked out."""


def read_feed_days(data: bytes, *, window_from: date, window_to: date, zone: ZoneInfo) -> FeedDays:
    """Read any .ics file into the days from `window_from` to the day before `window_to`, of a person in `zone`.

    Times without a zone are the person's. Nothing raises: what is no calendar, was cut short or is beyond the limits
    comes back as rejected; an entry that can't be understood is left out and the reason says so.
    """
    try:
        return _read(data, DayTally(window_from, window_to - timedelta(days=1)), zone)
    except UnreadableError as error:
        return FeedDays.rejected(error.reason)


def _read(data: bytes, tally: DayTally, zone: ZoneInfo) -> FeedDays:
    budget, home = Budget(), DatabaseZone(zone)
    horizon = date.fromordinal(min(tally.first + tally.length + _HORIZON, LAST_ORDINAL))
    events: list[Event] = []
    lost = 0
    for calendar in read_calendars(data):
        zones = Zones(home, _children(calendar, "VTIMEZONE"), horizon, budget)
        reader = EventReader(zones, home, budget)
        read = (reader.read(component) for component in _children(calendar, "VEVENT"))
        events.extend(event for event in read if event is not None)
        lost += reader.lost
    _paint(Painter(tally, home, budget), events)
    busy, tentative = tally.spans()
    return FeedDays(Outcome.OK, busy, tentative, Reason.PARTLY_READ.value if lost else "")


def _children(calendar: Component, name: str) -> list[Component]:
    return [child for child in calendar.children if child.name == name]


def _paint(painter: Painter, events: list[Event]) -> None:
    """Note every event; of two changes of the same occurrence the later in the file stands."""
    changes: dict[str, dict[object, Event]] = defaultdict(dict)
    for event in events:
        if event.replaces is not None:
            changes[event.uid][event.replaces.local, event.replaces.is_date] = event
    for event in events:
        if event.replaces is not None:
            continue
        of_event = list(changes[event.uid].values()) if event.uid in changes else []
        if event.rules or event.extra or event.excluded or of_event:
            paint_series(painter, event, of_event)
        else:
            paint_single(painter, event)
    for of_series in changes.values():
        for change in of_series.values():
            paint_single(painter, change)
