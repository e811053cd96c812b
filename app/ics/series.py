"""Events and their changed occurrences put onto days."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from app.ics.days import DayTally, Weight
from app.ics.event import Event, Moment
from app.ics.expand import DayHits, occurrences
from app.ics.limits import Budget
from app.ics.rule import Rule
from app.ics.times import DAY_SECONDS, second_of
from app.ics.values import Zone
from app.ics.zones import shifted, shown

_MARGIN = 2
"""Days that clocks of two zones can be apart, and one for good measure."""

_START_OF_TIME, _END_OF_TIME = datetime(1, 1, 1), datetime(9999, 12, 31)  # noqa: DTZ001 - wall clocks have no zone


class Shape(NamedTuple):
    """How the occurrences of a series are from some moment on: moved by `shift`, this long, this weight."""

    since: datetime
    shift: timedelta
    length: timedelta
    weight: Weight


class Gone(NamedTuple):
    """What is taken out of a series, on its clock: whole days by ordinal, and seconds of days."""

    days: set[int]
    seconds: dict[int, set[int]]

    def take_out(self, local: datetime, *, whole_day: bool) -> None:
        """Take the occurrence at `local` out, or all of that day."""
        if whole_day:
            self.days.add(local.toordinal())
        else:
            self.seconds.setdefault(local.toordinal(), set()).add(second_of(local))

    def leave(self, day: int, seconds: Sequence[int], budget: Budget) -> Sequence[int]:
        """Return the seconds of the day that are left."""
        if day in self.days:
            return ()
        gone = self.seconds.get(day)
        if not gone:
            return seconds
        budget.spend(len(seconds))
        return [second for second in seconds if second not in gone]


@dataclass(slots=True)
class Painter:
    """Puts spans of time onto the days of a person in the zone `home`."""

    tally: DayTally
    home: Zone
    budget: Budget

    def paint(self, weight: Weight, start: Moment, local: datetime, length: timedelta) -> None:
        """Note an occurrence that begins at `local` on the clock of `start`; one that ends at 00:00 ends before."""
        begins = self._day_of(start, local)
        if length <= timedelta():
            self.tally.add(weight, begins, begins)
            return
        try:
            last = local + length - timedelta(microseconds=1)
        except OverflowError:
            last = _END_OF_TIME
        self.tally.add(weight, begins, self._day_of(start, last))

    def paint_day(self, event: Event, day: int, second: int) -> None:
        """Note the occurrences of one day, the last of them at `second`, of an event on the person's own clock."""
        seconds = event.length.days * DAY_SECONDS + event.length.seconds
        self.tally.add(event.weight, day, day + max(0, second + seconds - 1) // DAY_SECONDS if seconds else day)

    def _day_of(self, start: Moment, local: datetime) -> int:
        if start.is_date or start.zone is self.home:
            return local.toordinal()
        return shown(shifted(local, start.zone), self.home).toordinal()

    def within(self, length: timedelta) -> tuple[int, int]:
        """Return the ordinals between which an occurrence of that length can start and touch the window."""
        reach = max(length, timedelta()).days + 1 + _MARGIN
        return max(1, self.tally.first - reach), self.tally.first + self.tally.length + _MARGIN


def paint_single(painter: Painter, event: Event) -> None:
    """Note an event that happens once, or a changed occurrence."""
    painter.paint(event.weight, event.start, event.start.local, event.length)


def paint_series(painter: Painter, event: Event, changes: Sequence[Event]) -> None:
    """Note the occurrences of an event that no change replaces; the changes themselves are noted apart.

    Where a rule misses DTSTART, DTSTART is no occurrence: the standard leaves that open, the common engines agree.
    """
    gone = _gone(event, changes)
    shapes = _shapes(event, changes)
    first, last = painter.within(max(shape.length + abs(shape.shift) for shape in shapes))
    starts: list[DayHits] = []
    if not event.rules:
        starts.append((event.start.local.toordinal(), (second_of(event.start.local),)))
    for rule in event.rules:
        until = until_of(rule, event.start)
        starts.extend(occurrences(rule, event.start.local, first=first, last=last, until=until, budget=painter.budget))
    plain = len(shapes) == 1 and (event.start.is_date or event.start.zone is painter.home)
    for day, all_seconds in starts:
        seconds = gone.leave(day, all_seconds, painter.budget)
        if plain and seconds:
            painter.paint_day(event, day, seconds[-1])
        else:
            _paint_day(painter, event.start, shapes, day, seconds)
    for moment, length in event.extra:
        local = moment.on_clock_of(event.start)
        if gone.leave(local.toordinal(), (second_of(local),), painter.budget):
            painter.paint(event.weight, moment, moment.local, event.length if length is None else length)


def _paint_day(painter: Painter, start: Moment, shapes: list[Shape], day: int, seconds: Sequence[int]) -> None:
    """Note the occurrences of one day of the series.

    The first and the last are enough: what lies between them touches no day that these two do not, as starts less than
    a day apart are on the same day or on two that follow each other.
    """
    for second in {seconds[0], seconds[-1]} if seconds else ():
        local = datetime.fromordinal(day) + timedelta(seconds=second)
        shape = shapes[bisect_right(shapes, local, key=lambda shape: shape.since) - 1] if len(shapes) > 1 else shapes[0]
        painter.paint(shape.weight, start, local + shape.shift, shape.length)


def until_of(rule: Rule, start: Moment) -> datetime | None:
    """Return the last moment of a rule on the clock of its series; UNTIL as a day ends as that day begins."""
    if rule.until is None:
        return None
    local = rule.until.local
    if start.is_date:
        return datetime.combine(local.date(), datetime.min.time())
    if rule.until.zone is not None:
        return shown(shifted(local, rule.until.zone), start.zone)
    return local


def _gone(event: Event, changes: Sequence[Event]) -> Gone:
    """Return what exceptions and changes take out. A change of a timed series names a time, an exception may not."""
    gone = Gone(set(), {})
    whole_days = event.start.is_date
    for moment in event.excluded:
        gone.take_out(moment.on_clock_of(event.start), whole_day=moment.is_date and not whole_days)
    for change in changes:
        if change.replaces is not None and (whole_days or not change.replaces.is_date):
            gone.take_out(change.replaces.on_clock_of(event.start), whole_day=False)
    return gone


def _shapes(event: Event, changes: Sequence[Event]) -> list[Shape]:
    """Return how occurrences are from when on: RANGE=THISANDFUTURE carries a change over to all that follow it."""
    shapes = [Shape(_START_OF_TIME, timedelta(), event.length, event.weight)]
    for change in changes:
        if change.and_future and change.replaces is not None:
            since = change.replaces.on_clock_of(event.start)
            shift = change.start.on_clock_of(event.start) - since
            shapes.append(Shape(since, shift, change.length, change.weight))
    return sorted(shapes, key=lambda shape: shape.since)
