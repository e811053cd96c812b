"""Spans of time, as clocks show them, put onto the days of one person.

Times are ticks: seconds as a clock shows them, counted from the day with ordinal 0, so that `tick // 86400` is a day.
"""

from datetime import datetime, timedelta

from app.ics.days import DayTally, Weight
from app.ics.limits import Budget
from app.ics.periods import LAST_ORDINAL
from app.ics.times import DAY_SECONDS, second_of
from app.ics.values import Zone
from app.ics.zones import shifted, shown

_MARGIN = 3
"""Days: further from the window than this, no clock of any zone reaches into it."""


def tick_of(local: datetime) -> int:
    """Return the tick at which a clock shows `local`."""
    return local.toordinal() * DAY_SECONDS + second_of(local)


def seconds_of(length: timedelta) -> int:
    """Return a length in whole seconds."""
    return length.days * DAY_SECONDS + length.seconds


class Painter:
    """Puts spans onto the days of a person whose clock is `home`."""

    def __init__(self, tally: DayTally, home: Zone, budget: Budget) -> None:
        self.budget = budget
        self._tally = tally
        self._home = home
        self._near = range(max(_MARGIN, tally.first - _MARGIN), min(tally.first + tally.length + _MARGIN, LAST_ORDINAL))
        self._apart: dict[tuple[Zone, int], int | None] = {}

    def paint(self, weight: Weight, clock: Zone | None, first: int, last: int, length: int) -> None:
        """Note occurrences of `length` seconds that begin from tick `first` to tick `last`, less than a day apart.

        What begins between the two touches no day that they don't, as their days are one or follow each other. An
        occurrence that ends at 00:00 has ended on the day before. Without a `clock` ticks are the person's.
        """
        self._tally.add(weight, self._day_of(clock, first), self._day_of(clock, last + max(length - 1, 0)))

    def within(self, length: int) -> tuple[int, int]:
        """Return the ordinals between which an occurrence of that length can start and touch the window."""
        return max(1, self._near.start - length // DAY_SECONDS - 1), self._near.stop

    def _day_of(self, clock: Zone | None, tick: int) -> int:
        """Return the person's day at a tick of another clock; exact where it can matter."""
        day = tick // DAY_SECONDS
        if clock is None or clock is self._home or day not in self._near:
            return day
        key = (clock, day)
        if key not in self._apart:
            self._apart[key] = self._steady(clock, day)
        apart = self._apart[key]
        if apart is not None:
            return (tick + apart) // DAY_SECONDS
        local = datetime.fromordinal(day) + timedelta(seconds=tick % DAY_SECONDS)
        return shown(shifted(local, clock), self._home).toordinal()

    def _steady(self, clock: Zone, day: int) -> int | None:
        """Return the seconds that the person's clock is ahead all that day; None where either clock changes."""
        begins = datetime.fromordinal(day)
        ends = begins + timedelta(days=1)
        theirs = {clock.offset(begins), clock.offset(ends)}
        ours = {shown(shifted(at, clock), self._home) - shifted(at, clock) for at in (begins, ends)}
        return seconds_of(ours.pop() - theirs.pop()) if len(theirs) == len(ours) == 1 else None
