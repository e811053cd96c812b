"""A rule inside a window: the days on which it happens and the seconds of each, as the clock of its zone shows them."""

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from app.ics.limits import Budget
from app.ics.periods import LAST_ORDINAL, Periods
from app.ics.rule import Frequency, Rule
from app.ics.times import DayTimes, at_positions, second_of

DayHits = tuple[int, Sequence[int]]
"""Ordinal of a day and the sorted seconds of that day."""


def occurrences(
    rule: Rule, start: datetime, *, first: int, last: int, until: datetime | None, budget: Budget
) -> Iterator[DayHits]:
    """Yield the days of `rule` from `first` to `last` (ordinals, inclusive), in order, each with its seconds.

    `start` and `until` (inclusive) are what the clock of the rule's zone shows. DTSTART is yielded only where the rule
    hits it. COUNT is counted from `start`, however far back that is.
    """
    left = rule.count or sys.maxsize
    start_day, until_day = start.toordinal(), until.toordinal() if until else sys.maxsize
    begin = max(first, start_day)
    for day, found in _from_start(rule, start, begin=begin, last=min(last, LAST_ORDINAL), budget=budget):
        if day < 0:  # so many occurrences were passed over
            left += day
        else:
            seconds = _cut(day, found, start, until) if day <= start_day or day >= until_day else found
            if day >= first and seconds:
                yield day, seconds[:left]
            left -= len(seconds)
        if left <= 0 or day > until_day:
            return


def _cut(day: int, seconds: Sequence[int], start: datetime, until: datetime | None) -> Sequence[int]:
    """Return the seconds of the day that are not before the start nor after the end."""
    if day == start.toordinal():
        seconds = seconds[bisect_left(seconds, second_of(start)) :]
    elif day < start.toordinal():
        return ()
    if until is None or day < until.toordinal():
        return seconds
    return seconds[: bisect_right(seconds, second_of(until))] if day == until.toordinal() else ()


def _from_start(rule: Rule, start: datetime, *, begin: int, last: int, budget: Budget) -> Iterator[DayHits]:
    """Yield days from the first that matters; with COUNT that is the rule's own first.

    Where every period has as many occurrences as the next, periods before the window are passed over at once: then the
    first of the pair is their number, negated.
    """
    periods, times = Periods(rule, start.date()), DayTimes(rule, start, budget)
    end = periods.number_of(last) + bool(rule.by_week)
    jump = max(0, periods.number_of(begin) - 1)
    number = jump if rule.count is None else 0
    while number <= end:
        if number == 1 and jump > 1 and rule.frequency >= Frequency.DAILY and periods.constant():
            each = sum(len(seconds) for _, seconds in _hits(rule, periods.days(1), times))
            yield -each * (jump - 1), ()
            number = jump
        hits = _hits(rule, periods.days(number), times)
        budget.spend(1 + len(hits))
        for hit in hits:
            if hit[0] > last:
                return
            yield hit
        number += 1


def _hits(rule: Rule, days: list[int], times: DayTimes) -> list[DayHits]:
    """Return the days of one period with their seconds, after BYSETPOS."""
    if not rule.by_position or rule.frequency < Frequency.DAILY:
        return [(day, times.on(day)) for day in days]
    seconds = times.on(0)
    chosen = at_positions(rule.by_position, len(days) * len(seconds))
    grouped = groupby(chosen, key=lambda position: position // len(seconds))
    return [(days[index], [seconds[position % len(seconds)] for position in group]) for index, group in grouped]
