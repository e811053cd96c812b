"""A zone as a file describes it (VTIMEZONE): its own changes of the clock, by rule or by date."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.ics.expand import occurrences
from app.ics.limits import Budget
from app.ics.lines import Component
from app.ics.periods import LAST_ORDINAL, LAST_YEAR
from app.ics.rule import Frequency, Rule, read_rule
from app.ics.values import read_offset, read_wall

_EARLIEST = date(1900, 1, 1).toordinal()
"""Rules of a zone are followed from here: Windows lets them begin in 1601."""

Change = tuple[datetime, timedelta, timedelta]
"""What the old clock shows when it changes, and what it was and is ahead of UTC."""


class FileZone:
    """A clock that follows the changes in a file, up to `horizon`."""

    def __init__(self, component: Component, horizon: date, budget: Budget) -> None:
        changes = sorted(
            (change for observance in component.children for change in _changes(observance, horizon, budget)),
            key=lambda change: change[0] - change[1] if 1 < change[0].year < LAST_YEAR else change[0],
        )
        self._changes = changes
        self._begins = [change[0] for change in changes]

    @property
    def is_known(self) -> bool:
        """Return whether the file says anything about this clock."""
        return bool(self._changes)

    def offset(self, local: datetime) -> timedelta:
        """Return what the clock is ahead of UTC when it shows `local`.

        An hour that comes twice is meant the first time; one that is left out counts with the old offset (RFC 5545
        §3.3.5).
        """
        index = bisect_right(self._begins, local) - 1
        if index < 0:
            return self._changes[0][1]
        begins, before, after = self._changes[index]
        return before if local - begins < after - before else after


def _changes(observance: Component, horizon: date, budget: Budget) -> Iterator[Change]:
    after = read_offset(_value(observance, "TZOFFSETTO"))
    if after is None:
        return
    before = read_offset(_value(observance, "TZOFFSETFROM"))
    before = after if before is None else before
    start = read_wall(_value(observance, "DTSTART"))
    begins = start.local if start else datetime.fromordinal(_EARLIEST)
    yield begins, before, after
    for extra in observance.every("RDATE"):
        for text in extra.value.split(","):
            budget.spend()
            if wall := read_wall(text):
                yield wall.local, before, after
    for line in observance.every("RRULE"):
        rule = read_rule(line.value)
        if rule is not None and rule.frequency >= Frequency.DAILY:
            for onset in _onsets(rule, begins, before, horizon, budget):
                yield onset, before, after


def _value(component: Component, name: str) -> str:
    found = component.first(name)
    return found.value if found else ""


def _onsets(rule: Rule, begins: datetime, before: timedelta, horizon: date, budget: Budget) -> Iterator[datetime]:
    until = None
    if rule.until and _EARLIEST < rule.until.local.toordinal() < LAST_ORDINAL:
        until = rule.until.local + (before if rule.until.zone else timedelta())
        until += timedelta(days=1, seconds=-1) if rule.until.is_date else timedelta()
    for day, seconds in occurrences(
        rule, begins, first=_EARLIEST, last=horizon.toordinal(), until=until, budget=budget
    ):
        for second in seconds:
            budget.spend()
            yield datetime.fromordinal(day) + timedelta(seconds=second)
