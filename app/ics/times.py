"""At which seconds of a day a rule happens. Rules by the hour, minute and second are never run through one by one."""

from collections.abc import Sequence
from datetime import datetime

from app.ics.limits import Budget
from app.ics.rule import Frequency, Rule

_UNIT = {Frequency.SECONDLY: 1, Frequency.MINUTELY: 60, Frequency.HOURLY: 3_600}
DAY_SECONDS = 86_400


def second_of(moment: datetime) -> int:
    """Return the second of the day that a clock shows."""
    return moment.hour * 3_600 + moment.minute * 60 + moment.second


def at_positions(positions: Sequence[int], length: int) -> list[int]:
    """Return the sorted indexes that BYSETPOS picks out of `length` entries."""
    indexes = {position - 1 if position > 0 else length + position for position in positions}
    return sorted(index for index in indexes if 0 <= index < length)


class DayTimes:
    """The seconds of each day, sorted, at which a rule that starts at `start` happens; BYSETPOS within an hour too.

    Two days whose periods lie alike share one answer: an hourly rule has as many answers as its interval at most.
    """

    def __init__(self, rule: Rule, start: datetime, budget: Budget) -> None:
        self._rule = rule
        self._budget = budget
        self._known: dict[int, Sequence[int]] = {}
        hours = rule.by_hour or (start.hour,)
        minutes = rule.by_minute or (start.minute,)
        self._seconds = rule.by_second or (start.second,)
        self._units = 0
        if rule.frequency >= Frequency.DAILY:
            budget.spend(len(hours) * len(minutes) * len(self._seconds))
            times = {h * 3_600 + m * 60 + s for h in hours for m in minutes for s in self._seconds}
            self._known[0] = sorted(time for time in times if time < DAY_SECONDS)
            return
        self._unit = _UNIT[rule.frequency]
        self._units = DAY_SECONDS // self._unit
        self._origin = start.toordinal() * self._units + second_of(start) // self._unit
        inner = (minutes, self._seconds) if rule.frequency == Frequency.HOURLY else ((0,), self._seconds)
        self._inner = [m * 60 + s for m in inner[0] for s in inner[1]] if self._unit > 1 else [0]

    def on(self, ordinal: int) -> Sequence[int]:
        """Return the seconds of the day with this ordinal."""
        first = 0
        if self._units:
            first = (self._origin - ordinal * self._units) % self._rule.interval
        if first not in self._known:
            self._known[first] = self._within_day(first)
        return self._known[first]

    def _within_day(self, first: int) -> Sequence[int]:
        rule, interval = self._rule, self._rule.interval
        if not (rule.by_hour or rule.by_minute or rule.by_second or rule.by_position) and len(self._inner) == 1:
            return range(first * self._unit + self._inner[0], DAY_SECONDS, interval * self._unit)
        self._budget.spend(1 + (self._units - first) // interval)
        times: list[int] = []
        for unit in range(first, self._units, interval):
            begins = unit * self._unit
            if not self._passes(begins):
                continue
            inner = self._inner
            if rule.by_position:
                inner = [inner[index] for index in at_positions(rule.by_position, len(inner))]
            times.extend(begins + offset for offset in inner)
        self._budget.spend(len(times))
        return times

    def _passes(self, second: int) -> bool:
        """Return whether BYHOUR, and BYMINUTE and BYSECOND where they don't multiply, let this period pass."""
        rule = self._rule
        if rule.by_hour and second // 3_600 not in rule.by_hour:
            return False
        if rule.by_minute and rule.frequency <= Frequency.MINUTELY and second // 60 % 60 not in rule.by_minute:
            return False
        return not (rule.by_second and rule.frequency == Frequency.SECONDLY and second % 60 not in rule.by_second)
