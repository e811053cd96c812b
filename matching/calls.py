"""Whom to call: the people whose confirmation lets one production more fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.capacity import GOAL, most_copies
from matching.crowd import group
from matching.placing import Placing, pack_lines
from matching.raising import Changes, Week, Weeks, raise_capacity
from matching.supply import BenchView, Supply
from matching.ties import tie_keys


def confirmations(supply: Supply, mondays: Sequence[date], seed: int = 0) -> Changes:
    """Return the confirmations to choose from: everyone whom a week would gain in their own role were their days free.

    Who was put forward least lately is called first, then by a seeded hash: never by name or number.
    """
    adds = [
        supply.fits(monday, BenchView.IF_CONFIRMED) & ~supply.fits(monday, BenchView.CONFIRMED) for monday in mondays
    ]
    some = np.flatnonzero(np.any([each.any(axis=1) for each in adds], axis=0))
    rows = supply.rows[some]
    people = some[np.lexsort((tie_keys(supply.roster.ids[rows], seed), supply.roster.rotation[rows]))]
    return Changes(people, tuple(pack_lines(each[people]) for each in adds))


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
    calls = confirmations(supply, mondays)
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
    calls = confirmations(supply, [week_on])
    first = _one_more(supply, week_on)
    week, made = first, list[int]()
    while week.is_open:
        useful = calls.useful(0, week.beyond)
        useful[made] = False
        if not useful.any():
            return WeekCalls(week_on, first.copies, (), ())
        made.append(int(np.argmax(useful)))
        week = week.with_more(calls.apply(0, week.beyond.can, made[-1:]))
    could = calls.useful(0, first.beyond)
    could[made] = False
    ids = supply.roster.ids[supply.rows[calls.people]]
    return WeekCalls(week_on, first.copies, tuple(ids[made].tolist()), tuple(ids[could].tolist()))


def _one_more(supply: Supply, week_on: date) -> Week:
    """Return the week with one copy more than fit as its goal."""
    fits = supply.fits(week_on, BenchView.CONFIRMED)
    copies, beyond = most_copies(group(fits), supply.wanted)
    return Week(week_on, supply.wanted, copies + 1, copies, Placing.of(pack_lines(fits), beyond))
