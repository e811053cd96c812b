"""Raising capacity: which changes (calls, seats) fill most of what the weeks lack, each solved anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.capacity import most_copies
from matching.crowd import Filling, Flags, group
from matching.supply import BenchView, Supply

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Week:
    """One week as it stands: who fits where (people x lines), how many copies fit, and the best filling of one more.

    Where the goal is reached `copies` is the goal.
    """

    week_on: date
    fits: Flags
    wanted: Numbers
    goal: int
    copies: int
    beyond: Filling

    @property
    def is_open(self) -> bool:
        """Whether the goal is not reached yet."""
        return self.copies < self.goal

    @property
    def lacks(self) -> int:
        """How many people one copy more lacks; 0 where the goal is reached."""
        return self.beyond.missing if self.is_open else 0

    @cached_property
    def at_goal(self) -> Filling:
        """The best filling of as many copies as the goal."""
        return self.beyond if self.copies >= self.goal - 1 else self.beyond.crowd.fill(self.goal * self.wanted)

    def with_fits(self, fits: Flags) -> "Week":
        """Return the week solved anew with people who fit more lines than before."""
        return self if fits is self.fits else solve_week(self.week_on, fits, self.wanted, self.goal, self.copies)


def solve_week(week_on: date, fits: Flags, wanted: Numbers, goal: int, at_least: int = 0) -> Week:
    """Solve a week; `at_least` copies are known to fit."""
    crowd = group(fits)
    filling = crowd.fill(min(at_least + 1, goal) * wanted)
    if filling.missing:
        copies = min(at_least, goal - 1)
    else:
        copies, filling = most_copies(crowd, wanted)
        if copies >= goal:
            copies, filling = goal, crowd.fill(goal * wanted)
    return Week(week_on, fits, wanted, goal, copies, filling)


def helped(filling: Filling) -> tuple[Flags, Flags]:
    """Return the people who can be spared, and the lines on which one more fills one more slot."""
    spare = np.append(filling.spare, True)[filling.crowd.of]  # who fills nothing yet is class -1: the last entry
    return spare, filling.short


class Changes(Protocol):
    """Single changes to choose from, numbered; of two as good the first is taken, and nobody is changed twice."""

    @property
    def people(self) -> NDArray[np.intp]:
        """The person of each change, by place in the supply."""

    def useful(self, week: int, spare: Flags, short: Flags) -> Flags:
        """Return which changes fill one more slot in a week, given who can be spared and where people lack."""

    def apply(self, week: int, fits: Flags, change: int) -> Flags:
        """Return who fits where once the change is made."""


@dataclass(frozen=True)
class Weeks:
    """All weeks with the changes made so far. Worth is told by `worth`: more is better, productions before slots."""

    wanted: Numbers
    weeks: tuple[Week, ...]
    made: tuple[int, ...] = ()

    @classmethod
    def of(cls, supply: Supply, mondays: Sequence[date], view: BenchView, goal: int) -> "Weeks":
        """Solve the weeks as they are."""
        weeks = (solve_week(monday, supply.fits(monday, view), supply.wanted, goal) for monday in mondays)
        return cls(supply.wanted, tuple(weeks))

    @property
    def fits(self) -> tuple[int, ...]:
        """How many copies fit in each week, the goal at most."""
        return tuple(week.copies for week in self.weeks)

    @property
    def missing(self) -> tuple[int, ...]:
        """How many slots stay empty in each week where as many copies as the goal are wanted."""
        return tuple(week.at_goal.missing for week in self.weeks)

    @property
    def worth(self) -> tuple[int, int]:
        """Weeks times productions that fit, then the slots that stay empty at the goal, as a negative."""
        return sum(self.fits), -sum(self.missing)

    def make(self, changes: Changes, *chosen: int) -> "Weeks":
        """Return the weeks with changes made, each solved anew where they change anything."""
        return replace(
            self,
            weeks=tuple(self._made(number, week, changes, chosen) for number, week in enumerate(self.weeks)),
            made=(*self.made, *chosen),
        )

    def _made(self, number: int, week: Week, changes: Changes, chosen: tuple[int, ...]) -> Week:
        fits = week.fits
        for change in chosen:
            fits = changes.apply(number, fits, change)
        return week.with_fits(fits)

    def left(self, changes: Changes) -> Flags:
        """Return the changes that concern nobody who is changed already."""
        left: Flags = ~np.isin(changes.people, changes.people[list(self.made)])
        return left

    def promise(self, changes: Changes) -> NDArray[np.float64]:
        """Return how far each change brings the weeks to their next production: the share of what it lacks."""
        total = np.zeros(len(changes.people))
        for number, week in enumerate(self.weeks):
            if week.is_open:
                total += changes.useful(number, *helped(week.beyond)) / week.lacks
        return total

    def gains(self, changes: Changes) -> tuple[Numbers, Numbers]:
        """Return what each change alone adds, exactly: to the productions that fit, and to the slots at the goal."""
        copies, slots = np.zeros(len(changes.people), np.int64), np.zeros(len(changes.people), np.int64)
        for number, week in enumerate(self.weeks):
            if week.is_open:
                slots += changes.useful(number, *helped(week.at_goal))
                if week.lacks == 1:
                    copies += changes.useful(number, *helped(week.beyond))
        return copies, slots


def raise_capacity(start: Weeks, changes: Changes, most: int, *, exchange: bool = True) -> Weeks:
    """Return the weeks after up to `most` changes, each verified by solving anew.

    Greedy by weeks: the one that lacks fewest people for its next production is brought to it, by those changes that
    help most other weeks too, and so on while any can be; what is left over goes where most slots at the goal are
    filled. Then, with `exchange`, single changes are exchanged until none would let more productions fit, nor as many
    with fewer empty slots.
    """
    reached = start
    while (lifted := _lift_a_week(reached, changes, most)) is not None:
        reached = lifted
    while len(reached.made) < most and (change := _best_slot(reached, changes)) is not None:
        reached = reached.make(changes, change)
    return _exchanged(start, reached, changes) if exchange else reached


def _lift_a_week(weeks: Weeks, changes: Changes, most: int) -> Weeks | None:
    """Bring the cheapest week that can be to one production more; None where none can with what is left."""
    promise = weeks.promise(changes)
    left = weeks.left(changes)
    order = sorted((week.lacks, number) for number, week in enumerate(weeks.weeks) if week.is_open)
    for lacks, number in order:
        if lacks > most - len(weeks.made):
            break
        chosen = _lift(weeks.weeks[number], number, changes, promise, left)
        if chosen is not None:
            return weeks.make(changes, *chosen)
    return None


def _lift(week: Week, number: int, changes: Changes, promise: NDArray[np.float64], left: Flags) -> list[int] | None:
    """Return the changes that let one more copy fit in a week, as many as it lacks; None where there are none."""
    chosen: list[int] = []
    left = left.copy()
    reach = week.copies + 1
    while week.copies < reach:
        useful = np.where(changes.useful(number, *helped(week.beyond)) & left, promise + 1, 0)
        if not useful.any():
            return None
        chosen.append(int(np.argmax(useful)))
        left &= changes.people != changes.people[chosen[-1]]
        week = week.with_fits(changes.apply(number, week.fits, chosen[-1]))
    return chosen


def _best_slot(weeks: Weeks, changes: Changes) -> int | None:
    _, slots = weeks.gains(changes)
    slots = slots * weeks.left(changes)
    best = int(np.argmax(slots)) if len(slots) else 0
    return best if len(slots) and slots[best] > 0 else None


def _exchanged(start: Weeks, reached: Weeks, changes: Changes) -> Weeks:
    """Exchange single changes until none is better: the oldest is looked at first, and stands last afterwards."""
    checked = 0
    while checked < len(reached.made):
        oldest, *others = reached.made
        without = start.make(changes, *others)
        copies, slots = without.gains(changes)
        taken = ~without.left(changes)
        copies[taken], slots[taken] = -1, -1
        best = int(np.lexsort((-np.arange(len(copies)), slots, copies))[-1])
        better = (without.worth[0] + int(copies[best]), without.worth[1] + int(slots[best])) > reached.worth
        reached = without.make(changes, best if better else oldest)
        checked = 1 if better else checked + 1
    return reached
