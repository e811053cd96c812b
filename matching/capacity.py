"""Capacity: how many copies of a package fit in each week besides what is booked, and which roles break first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.crowd import Crowd, Filling, group
from matching.roles import Taxonomy
from matching.roster import Roster
from matching.supply import BenchView, PackageLine, Supply, listed
from matching.weights import DEFAULT_POLICY, Policy

__all__ = ["BenchView", "PackageLine", "RoleShort", "WeekCapacity", "capacity_by_week"]

GOAL = 3  # productions at the same time


@dataclass(frozen=True, slots=True)
class RoleShort:
    """Roles that share their people, scarcest first: `people` can fill any of them, `wanted` slots would be needed."""

    roles: tuple[str, ...]
    people: int
    wanted: int

    @property
    def role(self) -> str:
        """The scarcest of the roles."""
        return self.roles[0]

    @property
    def short(self) -> int:
        """How many people the roles lack together."""
        return self.wanted - self.people


@dataclass(frozen=True, slots=True)
class WeekCapacity:
    """So many copies of the package could begin to shoot in the week from Monday `week_on`.

    `breaks` is what keeps out one more (the minimum cut at `fits` + 1), what breaks first standing first; `missing`
    the empty slots where `goal` copies are wanted. `is_exact` is False where a person might serve two lines that
    share no day: then `fits` is a lower bound.
    """

    week_on: date
    fits: int
    breaks: tuple[RoleShort, ...]
    goal: int
    missing: int
    is_exact: bool

    @property
    def short(self) -> int:
        """How many people one production more lacks."""
        return sum(each.short for each in self.breaks)


def capacity_by_week(
    roster: Roster,
    taxonomy: Taxonomy,
    package: Sequence[PackageLine],
    *,
    weeks: Sequence[date],
    view: BenchView,
    counted: NDArray[np.bool_] | None = None,
    goal: int = GOAL,
    policy: Policy = DEFAULT_POLICY,
) -> list[WeekCapacity]:
    """Return for each week how many copies of the package could begin to shoot in it, besides what is booked.

    Nobody counts twice: it is an assignment of people to slots (maximum flow), not a division of totals. A person
    fills a line of which every day is usable, from the first of prep to the last of wrap; prep that would lie in
    the past is shorter. `counted` leaves people out, by row; without it all who are active and listed count.
    Weeks are reckoned apart: what begins in one of them takes nobody from the next.
    """
    who = listed(roster) if counted is None else counted & listed(roster)
    supply = Supply(roster, taxonomy, tuple(package), who, policy)
    return [week_capacity(supply, week_on, view, goal) for week_on in weeks]


def week_capacity(supply: Supply, week_on: date, view: BenchView, goal: int = GOAL) -> WeekCapacity:
    """Return the capacity of one week."""
    crowd = group(supply.fits(week_on, view))
    fits, beyond = most_copies(crowd, supply.wanted)
    at_goal = beyond if goal == fits + 1 else crowd.fill(goal * supply.wanted)
    return WeekCapacity(week_on, fits, told_breaks(supply, beyond), goal, at_goal.missing, supply.overlapping)


def told_breaks(supply: Supply, beyond: Filling) -> tuple[RoleShort, ...]:
    """Return the bottlenecks of a filling that falls short, the one that allows the fewest copies first."""
    per_head = beyond.crowd.supply / supply.wanted
    found = []
    for each in beyond.bottlenecks():
        lines = sorted(np.flatnonzero(each.lines).tolist(), key=lambda line: float(per_head[line]))
        found.append(RoleShort(tuple(supply.package[line].role for line in lines), each.people, each.wanted))
    return tuple(sorted(found, key=lambda each: each.people / each.wanted))


def most_copies(crowd: Crowd, wanted: NDArray[np.int64]) -> tuple[int, Filling]:
    """Return the most copies that fit, and the best filling of one copy more, which falls short.

    Discrete Newton: any set of lines with fewer people than slots bounds the number of copies by people // heads;
    the minimum cut gives the set that is violated most, so that few flows are needed. Lines of no heads are not
    allowed.
    """
    copies = int((crowd.supply // wanted).min()) + 1
    beyond = crowd.fill(copies * wanted)
    while True:
        fewer = min(each.people // int(wanted[each.lines].sum()) for each in beyond.bottlenecks())
        filling = crowd.fill(fewer * wanted) if fewer else None
        if filling is None or not filling.missing:
            break
        copies, beyond = fewer, filling
    if copies != fewer + 1:
        beyond = crowd.fill((fewer + 1) * wanted)
    return fewer, beyond
