"""Raising capacity: which changes (calls, seats) fill most of what the weeks lack, each solved anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.capacity import most_copies
from matching.crowd import Flags, group
from matching.days import Words
from matching.placing import Numbers, Placing, pack_lines, touches
from matching.supply import BenchView, Supply


@dataclass(frozen=True)
class Changes:
    """Single changes to choose from: `people` by place in the supply, `adds` the lines that each then fills, by week.

    Lines are bits, words x changes. Of two changes that are as good the first is taken, and nobody is changed twice.
    """

    people: NDArray[np.intp]
    adds: tuple[Words, ...]

    def useful(self, week: int, placing: Placing) -> Flags:
        """Return which changes fill one more slot: whose person can be spared, for a line on which people lack."""
        found: Flags = placing.spare[self.people] & touches(self.adds[week], placing.short)
        return found

    def apply(self, week: int, can: Words, chosen: Sequence[int]) -> Words:
        """Return who can fill what once changes are made."""
        after = can.copy()
        for change in chosen:
            after[:, self.people[change]] |= self.adds[week][:, change]
        return after


@dataclass(frozen=True)
class Week:
    """One week as it stands: how many copies fit, and the best placing of one more.

    Where the goal is reached `copies` is the goal, and `beyond` the placing of so many. `full` is the placing of the
    copies that fit, and `aimed` that of as many as the goal, where they have been needed.
    """

    week_on: date
    wanted: Numbers
    goal: int
    copies: int
    beyond: Placing
    full: Placing | None = None
    aimed: Placing | None = None

    @classmethod
    def solve(cls, week_on: date, fits: Flags, wanted: Numbers, goal: int) -> "Week":
        """Solve a week from nothing; `fits` is people x lines."""
        crowd, can = group(fits), pack_lines(fits)
        copies, beyond = most_copies(crowd, wanted)
        if copies >= goal:
            copies, beyond = goal, crowd.fill(goal * wanted)
        return cls(week_on, wanted, goal, copies, Placing.of(can, beyond))

    @property
    def is_open(self) -> bool:
        """Whether the goal is not reached yet."""
        return self.copies < self.goal

    @property
    def lacks(self) -> int:
        """How many people one copy more lacks; 0 where the goal is reached."""
        return self.beyond.missing

    @cached_property
    def at_goal(self) -> Placing:
        """The best placing of as many copies as the goal."""
        if self.copies >= self.goal - 1:
            return self.beyond
        return self.aimed or Placing.best(self.beyond.can, self.goal * self.wanted)

    def with_more(self, can: Words) -> "Week":
        """Return the week where people can fill more lines than before."""
        week = replace(self, beyond=self.beyond.replaced(can), aimed=self._aim(can))
        while week.is_open and not week.beyond.missing:
            copies, full = week.copies + 1, week.beyond
            reached = copies == week.goal
            beyond = full if reached else Placing.best(can, (copies + 1) * week.wanted)
            week = replace(week, copies=copies, full=full, beyond=beyond)
        return week

    def with_one_less(self, can: Words) -> "Week":
        """Return the week where one person can fill fewer lines than before: at most one copy fewer fits."""
        beyond, aimed = self.beyond.replaced(can), self._aim(can)
        if not self.is_open:
            return replace(self, copies=self.goal - (beyond.missing > 0), beyond=beyond, full=None, aimed=aimed)
        if not self.copies:
            return replace(self, beyond=beyond, aimed=aimed)
        full = self.full or Placing.best(self.beyond.can, self.copies * self.wanted)
        full = full.replaced(can)
        if full.missing:
            return replace(self, copies=self.copies - 1, beyond=full, full=None, aimed=aimed)
        return replace(self, beyond=beyond, full=full, aimed=aimed)

    def _aim(self, can: Words) -> Placing | None:
        """Return the placing at the goal renewed, where it has been asked for."""
        known = self.aimed or vars(self).get("at_goal")
        return known.replaced(can) if known is not None else None


@dataclass(frozen=True)
class Weeks:
    """All weeks with the changes made so far."""

    weeks: tuple[Week, ...]
    made: tuple[int, ...] = ()

    @classmethod
    def of(cls, supply: Supply, mondays: Sequence[date], view: BenchView, goal: int) -> "Weeks":
        """Solve the weeks as they are."""
        return cls(tuple(Week.solve(monday, supply.fits(monday, view), supply.wanted, goal) for monday in mondays))

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
        """Productions over all weeks, then the slots that stay empty at the goal, as a negative: more is better."""
        return sum(self.fits), -sum(self.missing)

    def make(self, changes: Changes, *chosen: int) -> "Weeks":
        """Return the weeks with changes made."""
        weeks = (
            week.with_more(changes.apply(number, week.beyond.can, chosen)) for number, week in enumerate(self.weeks)
        )
        return Weeks(tuple(weeks), (*self.made, *chosen))

    def take_back(self, changes: Changes, change: int, start: "Weeks") -> "Weeks":
        """Return the weeks without one of the changes made since `start`."""
        person = changes.people[change]
        weeks = []
        for week, before in zip(self.weeks, start.weeks, strict=True):
            can = week.beyond.can.copy()
            can[:, person] = before.beyond.can[:, person]
            weeks.append(week.with_one_less(can))
        return Weeks(tuple(weeks), tuple(made for made in self.made if made != change))

    def left(self, changes: Changes) -> Flags:
        """Return the changes that concern nobody who is changed already."""
        left: Flags = ~np.isin(changes.people, changes.people[list(self.made)])
        return left

    def open(self) -> Iterator[tuple[int, Week]]:
        """Yield the weeks that have not reached the goal, with their numbers."""
        return ((number, week) for number, week in enumerate(self.weeks) if week.is_open)

    def promise(self, changes: Changes) -> NDArray[np.float64]:
        """Return how far each change brings the weeks to their next production: the share of what it lacks."""
        total = np.zeros(len(changes.people))
        for number, week in self.open():
            total += changes.useful(number, week.beyond) / week.lacks
        return total

    def gains(self, changes: Changes) -> tuple[Numbers, Numbers]:
        """Return what each change alone adds, exactly: to the productions that fit, and to the slots at the goal."""
        copies, slots = np.zeros((2, len(changes.people)), np.int64)
        for number, week in self.open():
            slots += changes.useful(number, week.at_goal)
            if week.lacks == 1:
                copies += changes.useful(number, week.beyond)
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
    for lacks, number in sorted((week.lacks, number) for number, week in weeks.open()):
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
        useful = np.where(changes.useful(number, week.beyond) & left, promise + 1, 0)
        if not useful.any():
            return None
        chosen.append(int(np.argmax(useful)))
        left &= changes.people != changes.people[chosen[-1]]
        week = week.with_more(changes.apply(number, week.beyond.can, chosen[-1:]))
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
        oldest = reached.made[0]
        without = reached.take_back(changes, oldest, start)
        copies, slots = without.gains(changes)
        taken = ~without.left(changes)
        copies[taken], slots[taken] = -1, -1
        best = int(np.lexsort((-np.arange(len(copies)), slots, copies))[-1])
        better = (without.worth[0] + int(copies[best]), without.worth[1] + int(slots[best])) > reached.worth
        reached = without.make(changes, best) if better else replace(reached, made=(*without.made, oldest))
        checked = 1 if better else checked + 1
    return reached
