"""The bench: how many people could fill each role in each of the coming weeks, as their days stand now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matching.days import Span, Words, day_of, paint
from matching.roster import FULL_BIT, Roster
from matching.rows import Engaged

_WEEK = timedelta(days=7)
_AWAY, _FREE, _HELD, _BOOKED, _UNKNOWN = range(5)


@dataclass(frozen=True, slots=True)
class RoleWeek:
    """A role's holders in the week that begins on Monday `week_on`; who is away counts nowhere."""

    role: str
    week_on: date
    free: int
    held: int
    booked: int
    unknown: int


def first_monday(day: date) -> date:
    """Return the Monday on or after a day: the first week that is whole."""
    return day + timedelta(days=-day.weekday() % 7)


def bench_depth(roster: Roster, *, weeks: int) -> Iterator[RoleWeek]:
    """Count every role's holders, those in training left out, in each of `weeks` whole weeks from today on.

    A person's week is booked where any day of it is, else held where any day is; else away where any day is shut;
    else free where they said so of all its days; else unknown (silent, or tentative).
    """
    held, booked = _engaged(roster, Engaged.HOLD), _engaged(roster, Engaged.BOOKING)
    full = {role: _full(roster, role) for role in sorted(roster.holdings.rows)}
    monday = first_monday(day_of(roster.today))
    for number in range(weeks):
        week_on = monday + number * _WEEK
        mask = roster.horizon.mask([Span(week_on, week_on + timedelta(days=6))])
        states = _states(roster, held, booked, mask)
        for role, rows in full.items():
            if len(rows):
                counts = np.bincount(states[rows], minlength=5).tolist()
                yield RoleWeek(role, week_on, counts[_FREE], counts[_HELD], counts[_BOOKED], counts[_UNKNOWN])


def _full(roster: Roster, role: str) -> NDArray[np.int32]:
    """Return the rows of who holds a role and is not in training for it."""
    values = roster.holdings.values[role].astype(np.int64)
    rows: NDArray[np.int32] = roster.holdings.rows[role][(values >> FULL_BIT) & 1 == 1]
    return rows


def _engaged(roster: Roster, what: Engaged) -> Words:
    plane: Words = np.zeros((roster.horizon.words, len(roster)), np.uint64)
    mine = roster.engagements.pick(roster.engagements.what == what)
    paint(plane, mine.rows.astype(np.int64), mine.starts.astype(np.int64), mine.ends.astype(np.int64), roster.horizon)
    return plane


def _states(roster: Roster, held: Words, booked: Words, mask: Words) -> NDArray[np.int64]:
    """Return each person's state in the week of `mask`."""
    words = np.flatnonzero(mask)
    days = mask[words, None]
    stated, closed = roster.stated[words], roster.closed[words]

    def any_day(plane: Words) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.any(plane & days, axis=0)
        return found

    states = np.full(len(roster), _UNKNOWN, np.int64)
    states[~any_day(~stated | closed)] = _FREE
    states[any_day(stated & closed)] = _AWAY
    states[any_day(held[words])] = _HELD
    states[any_day(booked[words])] = _BOOKED
    return states
