"""Events and their changed occurrences put onto days."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from app.ics.days import Weight
from app.ics.event import Event, Moment
from app.ics.expand import occurrences
from app.ics.limits import Budget
from app.ics.painter import Painter, seconds_of, tick_of
from app.ics.rule import Rule
from app.ics.times import DAY_SECONDS, second_of
from app.ics.zones import shifted, shown


class Shape(NamedTuple):
    """How occurrences are from tick `since` on: moved by `shift` seconds, `length` seconds long, this weight."""

    since: int
    shift: int
    length: int
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


def paint_single(painter: Painter, event: Event) -> None:
    """Note an event that happens once, or a changed occurrence."""
    begins = tick_of(event.start.local)
    painter.paint(event.weight, event.start.clock, begins, begins, seconds_of(event.length))


def paint_series(painter: Painter, event: Event, changes: Sequence[Event]) -> None:
    """Note the occurrences of an event that no change replaces; the changes themselves are noted apart.

    Where a rule misses DTSTART, DTSTART is no occurrence: the standard leaves that open, the common engines agree.
    """
    gone = _gone(event, changes)
    shapes = _shapes(event, changes)
    first, last = painter.within(max(shape.length + abs(shape.shift) for shape in shapes))
    begins = event.start.local
    if not event.rules:
        only = gone.leave(begins.toordinal(), (second_of(begins),), painter.budget)
        _paint_day(painter, event.start, shapes, begins.toordinal(), only)
    for rule in event.rules:
        until = until_of(rule, event.start)
        for day, seconds in occurrences(rule, begins, first=first, last=last, until=until, budget=painter.budget):
            _paint_day(painter, event.start, shapes, day, gone.leave(day, seconds, painter.budget))
    for moment, length in event.extra:
        _paint_added(painter, event, gone, moment, event.length if length is None else length)


def _paint_day(painter: Painter, start: Moment, shapes: list[Shape], day: int, seconds: Sequence[int]) -> None:
    """Note the occurrences of one day of the series; a shape that begins within the day begins with it."""
    if not seconds:
        return
    midnight = day * DAY_SECONDS
    shape = shapes[0]
    if len(shapes) > 1:
        shape = shapes[bisect_right(shapes, midnight + seconds[-1], key=lambda other: other.since) - 1]
    moved = midnight + shape.shift
    painter.paint(shape.weight, start.clock, moved + seconds[0], moved + seconds[-1], shape.length)


def _paint_added(painter: Painter, event: Event, gone: Gone, moment: Moment, length: timedelta) -> None:
    """Note an RDATE; of a series of whole days it is a whole day."""
    painter.budget.spend()
    local = moment.on_clock_of(event.start)
    if gone.leave(local.toordinal(), (second_of(local),), painter.budget):
        clock, begins = moment.clock, tick_of(moment.local)
        if event.start.is_date:
            clock, begins = None, local.toordinal() * DAY_SECONDS
        painter.paint(event.weight, clock, begins, begins, seconds_of(length))


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
    shapes = [Shape(0, 0, seconds_of(event.length), event.weight)]
    for change in changes:
        if change.and_future and change.replaces is not None:
            since = tick_of(change.replaces.on_clock_of(event.start))
            shift = tick_of(change.start.on_clock_of(event.start)) - since
            shapes.append(Shape(since, shift, seconds_of(change.length), change.weight))
    return sorted(shapes, key=lambda shape: shape.since)
