"""Whom to call: the people whose confirmation lets one production more fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.capacity import GOAL, most_copies
from matching.crowd import Flags, group
from matching.raising import Week, Weeks, helped, raise_capacity
from matching.supply import BenchView, Supply
from matching.ties import tie_keys


@dataclass(frozen=True)
class Calls:
    """Confirmations to choose from: `adds` says, a week, which lines each person would fill were their days free.

    Who was put forward least lately is called first, then by a seeded hash: never by name or number.
    """

    people: NDArray[np.intp]
    adds: tuple[Flags, ...]

    @classmethod
    def of(cls, supply: Supply, mondays: Sequence[date], seed: int = 0) -> "Calls":
        """Return everyone in whose own role a week would gain somebody."""
        adds = [
            supply.fits(monday, BenchView.IF_CONFIRMED) & ~supply.fits(monday, BenchView.CONFIRMED)
            for monday in mondays
        ]
        some = np.flatnonzero(np.any([each.any(axis=1) for each in adds], axis=0))
        rows = supply.rows[some]
        order = np.lexsort((tie_keys(supply.roster.ids[rows], seed), supply.roster.rotation[rows]))
        people = some[order]
        return cls(people, tuple(each[people] for each in adds))

    def useful(self, week: int, spare: Flags, short: Flags) -> Flags:
        """Return whose confirmation fills one more slot."""
        found: Flags = spare[self.people] & self.adds[week][:, short].any(axis=1)
        return found

    def apply(self, week: int, fits: Flags, change: int) -> Flags:
        """Return who fits where once the person has confirmed."""
        added = self.adds[week][change]
        if not added.any():
            return fits
        after = fits.copy()
        after[self.people[change]] |= added
        return after


@dataclass(frozen=True)
class CallPlan:
    """People to call, by id, and what it comes to if all of them confirm: productions and empty slots, by week."""

    people: tuple[int, ...]
    goal: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    missing_before: tuple[int, ...]
    missing_after: tuple[int, ...]


def plan_calls(
    supply: Supply, mondays: Sequence[date], *, most: int, goal: int = GOAL, start: Weeks | None = None
) -> CallPlan:
    """Choose up to `most` people whose confirmations together let most productions fit over all weeks; verified."""
    weeks = start or Weeks.of(supply, mondays, BenchView.CONFIRMED, goal)
    calls = Calls.of(supply, mondays)
    reached = raise_capacity(weeks, calls, most, exchange=False)
    chosen = supply.roster.ids[supply.rows[calls.people[list(reached.made)]]]
    return CallPlan(tuple(chosen.tolist()), goal, weeks.fits, reached.fits, weeks.missing, reached.missing)


@dataclass(frozen=True)
class WeekCalls:
    """The fewest people, by id, with whose word `fits` + 1 productions begin in a week; nobody where that won't do.

    `others` could each stand in for one of them.
    """

    week_on: date
    fits: int
    people: tuple[int, ...]
    others: tuple[int, ...]


def calls_for_week(supply: Supply, week_on: date) -> WeekCalls:
    """Return the fewest people to call for one production more in a week.

    As each person fills one slot at most, no fewer than the cut is short can do; and where all confirmations together
    do, so many suffice, for what people can fill makes a matroid.
    """
    calls = Calls.of(supply, [week_on])
    first = _one_more(supply, week_on)
    week, made = first, list[int]()
    while week.lacks:
        useful = calls.useful(0, *helped(week.beyond))
        useful[made] = False
        if not useful.any():
            return WeekCalls(week_on, first.copies, (), ())
        made.append(int(np.argmax(useful)))
        week = week.with_fits(calls.apply(0, week.fits, made[-1]))
    could = calls.useful(0, *helped(first.beyond))
    could[made] = False
    ids = supply.roster.ids[supply.rows[calls.people]]
    return WeekCalls(week_on, first.copies, tuple(ids[made].tolist()), tuple(ids[could].tolist()))


def _one_more(supply: Supply, week_on: date) -> Week:
    """Return the week with one copy more than fit as its goal."""
    fits = supply.fits(week_on, BenchView.CONFIRMED)
    copies, beyond = most_copies(group(fits), supply.wanted)
    return Week(week_on, fits, supply.wanted, copies + 1, copies, beyond)
