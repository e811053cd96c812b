"""A person's days: which state each one is in, by what was said, held and booked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Day:
    """A day and its state; `holds` counts the live holds on it, `said` is the latest word about it, lapsed or not."""

    on: date
    state: DayState
    holds: int = 0
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days of one state, resting on one word."""

    starts_on: date
    ends_on: date
    state: DayState
    said: Said | None


def days_of(
    starts_on: date,
    ends_on: date,
    *,
    today: date,
    said: Iterable[Said],
    held: Sequence[tuple[date, date]],
    booked: Sequence[tuple[date, date]],
) -> list[Day]:
    """Return the days `starts_on..ends_on`; `said` is in the order it was stated, so that the latest word wins."""
    words = list(said)
    days = []
    for offset in range((ends_on - starts_on).days + 1):
        day = starts_on + timedelta(days=offset)
        word = next((w for w in reversed(words) if w.starts_on <= day <= w.ends_on), None)
        holds = sum(first <= day <= last for first, last in held)
        is_booked = any(first <= day <= last for first, last in booked)
        days.append(Day(day, _state(word, today, holds=holds, is_booked=is_booked), holds, word))
    return days


def _state(word: Said | None, today: date, *, holds: int, is_booked: bool) -> DayState:
    if is_booked:
        return DayState.BOOKED
    if holds:
        return DayState.HELD
    if word is None or word.valid_until_on < today:
        return DayState.UNKNOWN
    return word.state


def runs_of(days: Iterable[Day]) -> list[Run]:
    """Return the days as runs of one state and one word, in order."""
    runs: list[Run] = []
    for day in days:
        last = runs[-1] if runs else None
        if last is not None and (last.state, last.said) == (day.state, day.said):
            runs[-1] = Run(last.starts_on, day.on, last.state, last.said)
        else:
            runs.append(Run(day.on, day.on, day.state, day.said))
    return runs


def worst_states(
    starts_on: date,
    ends_on: date,
    *,
    today: date,
    said: Iterable[tuple[int, str, date, date, date]],
    held: Iterable[int],
    booked: Iterable[int],
) -> dict[int, DayState]:
    """Return the state of a whole span for each person: that of its worst day; who is not named is unknown.

    From worst to best: booked, not available, held, tentative, unknown, free; so "free" is stated for every day.
    `said` are (person, kind, starts, ends, valid until) in the order they were stated; `held` and `booked` are the
    people who have such a day in the span.
    """
    length = (ends_on - starts_on).days + 1
    days: dict[int, bytes | bytearray] = {}
    lapsed, whole = _NOTHING * length, {kind: code * length for kind, code in _CODES.items()}
    for person, kind, first, last, valid_until in said:
        word = whole[kind] if valid_until >= today else lapsed
        if first <= starts_on and last >= ends_on:
            days[person] = word  # most words cover the whole span: nothing of what was said before is left
            continue
        row = bytearray(days.get(person, lapsed))
        at = max((first - starts_on).days, 0)
        stop = max(min((last - starts_on).days + 1, length), at)
        row[at:stop] = word[at:stop]
        days[person] = row
    known = {word: _worst(word) for word in (lapsed, *whole.values())}
    states = {person: known[row] if isinstance(row, bytes) else _worst(row) for person, row in days.items()}
    for person in held:
        if states.get(person) is not DayState.UNAVAILABLE:
            states[person] = DayState.HELD
    return states | dict.fromkeys(booked, DayState.BOOKED)


_NOTHING = b"\0"
_CODES = {DayState.AVAILABLE.value: b"\1", DayState.TENTATIVE.value: b"\2", DayState.UNAVAILABLE.value: b"\3"}


def _worst(row: bytes | bytearray) -> DayState:
    if 3 in row:  # noqa: PLR2004 - the codes above
        return DayState.UNAVAILABLE
    if 2 in row:  # noqa: PLR2004 - the codes above
        return DayState.TENTATIVE
    return DayState.UNKNOWN if 0 in row else DayState.AVAILABLE
