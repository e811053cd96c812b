"""Which days each period of a rule holds: years, months, weeks and days as ordinals (`date.toordinal`)."""

from calendar import isleap, monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from app.ics.rule import Frequency, Rule

LAST_YEAR = 9990
LAST_ORDINAL = date(LAST_YEAR, 1, 1).toordinal()
_WEEK = 7


class Periods:
    """The periods of a rule that starts on `start`, numbered from 0; number k holds `days(k)`, sorted."""

    def __init__(self, rule: Rule, start: date) -> None:
        self._rule = rule
        self._start = start
        self._step = rule.interval if rule.frequency >= Frequency.DAILY else 1
        frequency = max(rule.frequency, Frequency.DAILY)
        self.days: Callable[[int], list[int]] = {
            Frequency.DAILY: self._day,
            Frequency.WEEKLY: self._week,
            Frequency.MONTHLY: self._month,
            Frequency.YEARLY: self._year,
        }[frequency]
        self._frequency = frequency
        self._first_week = start.toordinal() - (start.weekday() - rule.week_start) % _WEEK
        self._weekdays = sorted({weekday for _, weekday in rule.by_day} or {start.weekday()})

    def number_of(self, ordinal: int) -> int:
        """Return the last period that begins on or before the day, or before 0 when none does."""
        if self._frequency == Frequency.DAILY:
            return (ordinal - self._start.toordinal()) // self._step
        if self._frequency == Frequency.WEEKLY:
            return (ordinal - self._first_week) // _WEEK // self._step
        day = date.fromordinal(max(1, ordinal))
        if self._frequency == Frequency.MONTHLY:
            return ((day.year - self._start.year) * 12 + day.month - self._start.month) // self._step
        return (day.year - self._start.year) // self._step

    def constant(self) -> bool:
        """Return whether every period after the first surely has as many days as any other."""
        rule = self._rule
        if self._frequency == Frequency.DAILY:
            return not rule.filters_days
        if rule.by_month or rule.by_year_day or self._frequency == Frequency.YEARLY:
            return False
        if self._frequency == Frequency.WEEKLY:
            return not rule.by_month_day
        if rule.by_month_day:
            return not rule.by_day and _all_exist(rule.by_month_day, 28)
        return _all_exist([n for n, _ in rule.by_day] or [self._start.day], 4 if rule.by_day else 28)

    def _day(self, number: int) -> list[int]:
        ordinal = self._start.toordinal() + number * self._step
        if not self._rule.filters_days:
            return [ordinal]
        return self._kept([ordinal])

    def _week(self, number: int) -> list[int]:
        first = self._first_week + number * self._step * _WEEK
        days = sorted(first + (weekday - self._rule.week_start) % _WEEK for weekday in self._weekdays)
        return days if self.constant() else [day for day in days if day > 0 and self._fits(day)]

    def _month(self, number: int) -> list[int]:
        months = self._start.year * 12 + self._start.month - 1 + number * self._step
        year, month = divmod(months, 12)
        if self._rule.by_month and month + 1 not in self._rule.by_month:
            return []
        days = self._month_days(year, month + 1)
        return [day for day in days if self._fits(day)] if self._rule.by_year_day else days

    def _year(self, number: int) -> list[int]:
        year = self._start.year + number * self._step
        return self._days_of_year(year) if year <= LAST_YEAR else []

    def _days_of_year(self, year: int) -> list[int]:
        rule, first, length = self._rule, date(year, 1, 1).toordinal(), 365 + isleap(year)
        if rule.by_year_day:
            numbers = {n if n > 0 else n + length + 1 for n in rule.by_year_day}
            return self._kept(first + n - 1 for n in sorted(numbers) if 1 <= n <= length)
        if rule.by_week:
            return self._weeks(year)
        if rule.by_day and not (rule.by_month or rule.by_month_day):
            return _nth_days(rule.by_day, first, first + length - 1)
        months = rule.by_month or (range(1, 13) if rule.by_month_day else (self._start.month,))
        return [day for month in months for day in self._month_days(year, month)]

    def _weeks(self, year: int) -> list[int]:
        """Return the days of the numbered weeks; week 1 has four days in the year. Without BYDAY, DTSTART's weekday."""
        begins, ends = _first_week(year, self._rule.week_start), _first_week(year + 1, self._rule.week_start)
        count = (ends - begins) // _WEEK
        numbers = sorted({n if n > 0 else n + count + 1 for n in self._rule.by_week})
        weeks = [begins + (n - 1) * _WEEK for n in numbers if 1 <= n <= count]
        offsets = sorted((weekday - self._rule.week_start) % _WEEK for weekday in self._weekdays)
        days = [week + offset for week in weeks for offset in offsets]
        return [day for day in days if day > 0 and self._in_month(date.fromordinal(day))]

    def _month_days(self, year: int, month: int) -> list[int]:
        rule, first = self._rule, date(year, month, 1).toordinal()
        length = monthrange(year, month)[1]
        if rule.by_month_day:
            numbers = {n if n > 0 else n + length + 1 for n in rule.by_month_day}
            days = [first + n - 1 for n in sorted(numbers) if 1 <= n <= length]
            if not rule.by_day:
                return days
            named = set(_nth_days(rule.by_day, first, first + length - 1))
            return [day for day in days if day in named]
        if rule.by_day:
            return _nth_days(rule.by_day, first, first + length - 1)
        return [first + self._start.day - 1] if self._start.day <= length else []

    def _kept(self, days: Iterable[int]) -> list[int]:
        """Return the days that every other part of the rule lets pass."""
        weekdays = set(self._weekdays) if self._rule.by_day else None
        return [
            day for day in days if (weekdays is None or (day - 1) % _WEEK in weekdays) and day > 0 and self._fits(day)
        ]

    def _fits(self, ordinal: int) -> bool:
        day = date.fromordinal(ordinal)
        if not self._in_month(day):
            return False
        if self._rule.by_year_day:
            length = 365 + isleap(day.year)
            number = ordinal - date(day.year, 1, 1).toordinal() + 1
            return number in self._rule.by_year_day or number - length - 1 in self._rule.by_year_day
        return True

    def _in_month(self, day: date) -> bool:
        rule = self._rule
        if rule.by_month and day.month not in rule.by_month:
            return False
        if not rule.by_month_day:
            return True
        return day.day in rule.by_month_day or day.day - monthrange(day.year, day.month)[1] - 1 in rule.by_month_day


def _all_exist(numbers: Sequence[int], least: int) -> bool:
    """Return whether each number is one day of every month: none beyond the shortest, none met from both ends."""
    return all(1 <= n <= least for n in numbers) or all(-least <= n <= -1 for n in numbers)


def _first_week(year: int, week_start: int) -> int:
    """Return the ordinal on which week 1 of the year begins: the first week with four or more days in it."""
    first = date(year, 1, 1)
    into = (first.weekday() - week_start) % _WEEK
    return first.toordinal() - into + (_WEEK if into > 3 else 0)  # noqa: PLR2004 - four days or more


def _nth_days(by_day: Iterable[tuple[int, int]], first: int, last: int) -> list[int]:
    """Return the named weekdays between two ordinals, inclusive: all of them, or the nth from either end."""
    found: set[int] = set()
    for n, weekday in by_day:
        early = first + (weekday - (first - 1)) % _WEEK
        late = last - ((last - 1) - weekday) % _WEEK
        if n == 0:
            found.update(range(early, last + 1, _WEEK))
        else:
            day = early + (n - 1) * _WEEK if n > 0 else late + (n + 1) * _WEEK
            if first <= day <= last:
                found.add(day)
    return sorted(found)
