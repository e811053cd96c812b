"""A person's days: which state each one is in, by what was said, held and booked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class DayState(StrEnum):
    """States of a person's day; the first that applies counts."""

    BOOKED = "booked"
    HELD = "held"
    UNAVAILABLE = "unavailable"
    TENTATIVE = "tentative"
    AVAILABLE = "available"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Said:
    """A person's word about `starts_on..ends_on` (inclusive); past `valid_until_on` it counts as unknown."""

    state: DayState
    starts_on: date
    ends_on: date
    stated_on: date
    valid_until_on: date


DaySpan = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class FeedDays:
    """Days that the person's own calendar makes unavailable (busy) or tentative."""

    state: DayState
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Day:
    """A day and its state.

    `holds` counts the live holds on it, `said` is the latest word about it, lapsed or not; `by_feed` tells that the
    state is the one that the person's own calendar gives it.
    """

    on: date
    state: DayState
    holds: int = 0
    said: Said | None = None
    by_feed: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days of one state, resting on one word or (`by_feed`) on the person's own calendar."""

    starts_on: date
    ends_on: date
    state: DayState
    said: Said | None
    by_feed: bool = False


def days_of(
    starts_on: date,
    ends_on: date,
    *,
    today: date,
    said: Iterable[Said],
    held: Sequence[DaySpan],
    booked: Sequence[DaySpan],
    feed: Sequence[FeedDays] = (),
) -> list[Day]:
    """Return the days `starts_on..ends_on`; `said` is in the order it was stated, so that the latest word wins."""
    words = list(said)
    days = []
    for offset in range((ends_on - starts_on).days + 1):
        day = starts_on + timedelta(days=offset)
        word = next((w for w in reversed(words) if w.starts_on <= day <= w.ends_on), None)
        holds = sum(first <= day <= last for first, last in held)
        if any(first <= day <= last for first, last in booked):
            days.append(Day(day, DayState.BOOKED, holds, word))
        elif holds:
            days.append(Day(day, DayState.HELD, holds, word))
        else:
            state, by_feed = _unkept(word, [f.state for f in feed if f.starts_on <= day <= f.ends_on], today)
            days.append(Day(day, state, 0, word, by_feed))
    return days


def _unkept(word: Said | None, by_feed: list[DayState], today: date) -> tuple[DayState, bool]:
    """Return the state of a day that nobody keeps, and whether it is the own calendar that gives it."""
    own = DayState.UNKNOWN if word is None or word.valid_until_on < today else word.state
    for state in (DayState.UNAVAILABLE, DayState.TENTATIVE):
        if own is state:
            return state, False
        if state in by_feed:
            return state, True
    return own, False


def runs_of(days: Iterable[Day]) -> list[Run]:
    """Return the days as runs of one state and one word, in order."""
    runs: list[Run] = []
    for day in days:
        last = runs[-1] if runs else None
        if last is not None and (last.state, last.said, last.by_feed) == (day.state, day.said, day.by_feed):
            runs[-1] = replace(last, ends_on=day.on)
        else:
            runs.append(Run(day.on, day.on, day.state, day.said, day.by_feed))
    return runs


PersonSpan = tuple[int, date, date]
"""A person, first and last day."""


def worst_states(
    starts_on: date,
    ends_on: date,
    *,
    today: date,
    said: Iterable[tuple[int, str, date, date, date]],
    held: Iterable[PersonSpan],
    booked: Iterable[int],
    feed: Iterable[tuple[int, str, date, date]] = (),
) -> dict[int, DayState]:
    """Return the state of a whole span for each person: that of its worst day; who is not named is unknown.

    From worst to best: booked, not available, held, tentative, unknown, free; so "free" is stated for every day.
    `said` are (person, kind, starts, ends, valid until) in the order they were stated; `feed` are (person, "busy" or
    "tentative", starts, ends) of people's own calendars; `booked` are the people with such a day in the span.
    """
    span = _Span(starts_on, ends_on)
    for person, kind, first, last, valid_until in said:
        span.write(person, _CODES[kind] if valid_until >= today else _NOTHING, first, last)
    for person, kind, first, last in feed:
        span.overlay(person, _OVERLAYS[kind], first, last)
    for person, first, last in held:
        span.write(person, _HELD, first, last)
    return span.states() | dict.fromkeys(booked, DayState.BOOKED)


_NOTHING = b"\0"
_CODES = {DayState.AVAILABLE.value: b"\1", DayState.TENTATIVE.value: b"\2", DayState.UNAVAILABLE.value: b"\3"}
_HELD = b"\4"
_OVERLAYS = {"tentative": bytes((2, 2, 2, 3)) + bytes(252), "busy": bytes((3, 3, 3, 3)) + bytes(252)}
"""What a calendar's day makes of each code that stands there: a table for bytes.translate."""
_WORST = (
    (3, DayState.UNAVAILABLE),
    (4, DayState.HELD),
    (2, DayState.TENTATIVE),
    (0, DayState.UNKNOWN),
    (1, DayState.AVAILABLE),
)


class _Span:
    """One span of days of many people: a byte a day, written in the order in which later facts cover earlier ones."""

    def __init__(self, starts_on: date, ends_on: date) -> None:
        self._starts_on, self._ends_on = starts_on, ends_on
        length = (ends_on - starts_on).days + 1
        self._length = length
        self._whole = {code: code * length for code in (_NOTHING, *_CODES.values(), _HELD)}
        self._days: dict[int, bytes] = {}

    def write(self, person: int, code: bytes, first: date, last: date) -> None:
        """Let the person's days `first..last` be what `code` says, whatever stood there."""
        whole = self._whole[code]
        if first <= self._starts_on and last >= self._ends_on:
            self._days[person] = whole  # most facts cover the whole span: nothing of what was there before is left
            return
        at, stop = self._places(first, last)
        row = self._days.get(person, self._whole[_NOTHING])
        self._days[person] = row[:at] + whole[at:stop] + row[stop:]

    def overlay(self, person: int, table: bytes, first: date, last: date) -> None:
        """Let the person's days `first..last` be what `table` makes of what stands there."""
        at, stop = self._places(first, last)
        row = self._days.get(person, self._whole[_NOTHING])
        self._days[person] = row[:at] + row[at:stop].translate(table) + row[stop:]

    def _places(self, first: date, last: date) -> tuple[int, int]:
        at = min(max((first - self._starts_on).days, 0), self._length)
        return at, max(min((last - self._starts_on).days + 1, self._length), at)

    def states(self) -> dict[int, DayState]:
        """Return the worst state of each person's days."""
        known = {row: _worst(row) for row in set(self._days.values())}
        return {person: known[row] for person, row in self._days.items()}


def _worst(row: bytes) -> DayState:
    return next(state for code, state in _WORST if code in row)
