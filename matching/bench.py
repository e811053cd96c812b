"""The bench: how many people could fill each role in each of the coming weeks, as their days stand now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from matching.days import Span, Words, day_of, paint
from matching.roster import FULL_BIT, Roster
from matching.rows import Engaged, PersonFlag

_WEEK = timedelta(days=7)
_CAN_BE_ASKED = PersonFlag.ACTIVE | PersonFlag.LISTED


class BenchState(IntEnum):
    """What a person's week is; who is away counts nowhere."""

    AWAY = 0
    FREE = 1
    HELD = 2
    BOOKED = 3
    UNKNOWN = 4


COUNTED = (BenchState.FREE, BenchState.HELD, BenchState.BOOKED, BenchState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class RoleWeek:
    """A role's holders in the week that begins on Monday `week_on`; who is away counts nowhere."""

    role: str
    week_on: date
    free: int
    held: int
    booked: int
    unknown: int


@dataclass(frozen=True)
class Bench:
    """Each person's BenchState in each week: `states` is weeks x rows of the roster, `weeks` are Mondays."""

    weeks: tuple[date, ...]
    states: NDArray[np.int8]

    def count(self, rows: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return how many of these people are in each state in each week: weeks x states."""
        width = len(BenchState)
        offsets = np.arange(len(self.weeks), dtype=np.int64)[:, None] * width
        flat = (self.states[:, rows] + offsets).ravel()
        counts: NDArray[np.int64] = np.bincount(flat, minlength=len(self.weeks) * width)
        return counts.reshape(len(self.weeks), width)


def first_monday(day: date) -> date:
    """Return the Monday on or after a day: the first week that is whole."""
    return day + timedelta(days=-day.weekday() % 7)


def read_bench(roster: Roster, *, weeks: int) -> Bench:
    """Return everyone's state in each of `weeks` whole weeks from today on.

    A person's week is booked where any day of it is, else held where any day is; else away where any day is shut;
    else free where they said so of all its days; else unknown (silent, or tentative).
    """
    held, booked = _engaged(roster, Engaged.HOLD), _engaged(roster, Engaged.BOOKING)
    monday = first_monday(day_of(roster.today))
    mondays = tuple(monday + number * _WEEK for number in range(weeks))
    states = np.zeros((weeks, len(roster)), np.int8)
    for number, week_on in enumerate(mondays):
        mask = roster.horizon.mask([Span(week_on, week_on + timedelta(days=6))])
        states[number] = _states(roster, held, booked, mask)
    return Bench(mondays, states)


def find_holders(roster: Roster, role: str) -> NDArray[np.int32]:
    """Return the rows of who holds a role and counts: active, not opted out, not in training for it."""
    rows = roster.holdings.rows.get(role)
    if rows is None:
        return np.zeros(0, np.int32)
    full = (roster.holdings.values[role].astype(np.int64) >> FULL_BIT) & 1 == 1
    asked = roster.flags[rows] & int(_CAN_BE_ASKED) == int(_CAN_BE_ASKED)
    counted: NDArray[np.int32] = rows[full & asked]
    return counted


def group_holders(roster: Roster, groups: Mapping[str, Iterable[str]]) -> dict[str, NDArray[np.int32]]:
    """Return for each group of roles the rows of its holders, each person once however many of them they hold."""
    found: dict[str, NDArray[np.int32]] = {}
    for name, roles in groups.items():
        rows = [find_holders(roster, role) for role in roles]
        found[name] = np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.int32)
    return found


def bench_depth(roster: Roster, *, weeks: int) -> Iterator[RoleWeek]:
    """Count every role's holders in each of `weeks` whole weeks from today on, week by week."""
    bench = read_bench(roster, weeks=weeks)
    roles = {role: find_holders(roster, role) for role in sorted(roster.holdings.rows)}
    counts = {role: bench.count(rows).tolist() for role, rows in roles.items() if len(rows)}
    for number, week_on in enumerate(bench.weeks):
        for role, table in counts.items():
            free, held, booked, unknown = (table[number][state] for state in COUNTED)
            yield RoleWeek(role, week_on, free, held, booked, unknown)


def _engaged(roster: Roster, what: Engaged) -> Words:
    plane: Words = np.zeros((roster.horizon.words, len(roster)), np.uint64)
    mine = roster.engagements.of_kind(what)
    paint(plane, mine.rows.astype(np.int64), mine.starts.astype(np.int64), mine.ends.astype(np.int64), roster.horizon)
    return plane


def _states(roster: Roster, held: Words, booked: Words, mask: Words) -> NDArray[np.int8]:
    """Return each person's state in the week of `mask`."""
    words = np.flatnonzero(mask)
    days = mask[words, None]
    stated, closed = roster.days.table(words, np.arange(len(roster)))

    def any_day(plane: Words) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.any(plane & days, axis=0)
        return found

    states = np.full(len(roster), BenchState.UNKNOWN, np.int8)
    states[~any_day(~stated | closed)] = BenchState.FREE
    states[any_day(stated & closed)] = BenchState.AWAY
    states[any_day(held[words])] = BenchState.HELD
    states[any_day(booked[words])] = BenchState.BOOKED
    return states
