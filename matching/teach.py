"""What to teach: by how much one person more in a role raises capacity, and whom to offer the workshop's seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.capacity import GOAL
from matching.crowd import Flags
from matching.placing import line_bits
from matching.raising import Changes, Weeks, raise_capacity
from matching.supply import BenchView, Supply
from matching.ties import tie_keys


@dataclass(frozen=True)
class Seats(Changes):
    """Seats to choose from: a person one step away learns one of the `lines`."""

    lines: NDArray[np.intp]

    @classmethod
    def of(
        cls, supply: Supply, mondays: Sequence[date], view: BenchView, ready_on: date | None = None, seed: int = 0
    ) -> "Seats":
        """Return every person with every role of the package that they don't fill and that is one step away.

        Before `ready_on` nobody has learned anything yet.
        """
        people, lines = np.nonzero(supply.near() & ~supply.holders(step_ups=view is BenchView.STEP_UPS))
        order = np.argsort(tie_keys(supply.roster.ids[supply.rows[people]], seed), kind="stable")
        people, lines = people[order], lines[order]
        learned, nothing = line_bits(len(supply.package))[:, lines], np.uint64(0)
        open_too = view is BenchView.IF_CONFIRMED
        adds = (
            np.where(supply.usable(monday, if_confirmed=open_too)[people, lines], learned, nothing)
            if ready_on is None or monday >= ready_on
            else np.zeros_like(learned)
            for monday in mondays
        )
        return cls(people, tuple(adds), lines)


@dataclass(frozen=True, slots=True)
class RoleWorth:
    """What one person more in a role is worth, were they free in every week: the shadow price of the role.

    `weeks` is in how many weeks that alone lets one production more fit, `breaks_in` in how many the role is among
    what one production more lacks, `slots` how many more slots are filled over all weeks where as many productions as
    the goal are wanted. `near` is how many people are one step away, and
    `could` those of them, by id, whose seat would fill a slot in some week.
    """

    role: str
    weeks: int
    breaks_in: int
    slots: int
    near: int
    could: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A recommended seat: the role to teach, and whom, by id."""

    role: str
    person: int


@dataclass(frozen=True)
class SeatPlan:
    """The recommended seats, and what capacity is without and with them, solved anew for each week."""

    seats: tuple[Seat, ...]
    goal: int
    weeks: tuple[date, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    missing_before: tuple[int, ...]
    missing_after: tuple[int, ...]
    worth: tuple[RoleWorth, ...]


def plan_seats(
    supply: Supply,
    mondays: Sequence[date],
    *,
    view: BenchView,
    seats: int,
    goal: int = GOAL,
    ready_on: date | None = None,
) -> SeatPlan:
    """Choose up to `seats` workshop seats that let most productions fit over all weeks; verified by solving anew.

    Productions up to the goal count first, then the slots that stay empty at the goal. No exchange of a single seat
    for another would be better. What is learned counts from `ready_on`, or at once.
    """
    start = Weeks.of(supply, mondays, view, goal)
    choices = Seats.of(supply, mondays, view, ready_on)
    reached = raise_capacity(start, choices, seats)
    ids = supply.roster.ids[supply.rows]
    return SeatPlan(
        seats=tuple(
            Seat(supply.package[int(choices.lines[made])].role, int(ids[choices.people[made]])) for made in reached.made
        ),
        goal=goal,
        weeks=tuple(mondays),
        before=start.fits,
        after=reached.fits,
        missing_before=start.missing,
        missing_after=reached.missing,
        worth=role_worth(supply, start, choices),
    )


def role_worth(supply: Supply, weeks: Weeks, seats: Seats) -> tuple[RoleWorth, ...]:
    """Return the roles in which one person more helps, the most valuable first.

    Exact: a newcomer on a line fills one more slot in a week where the line is in the smallest minimum cut, and else
    none.
    """
    alone, breaks_in, slots = np.zeros((3, len(supply.package)), np.int64)
    for _, week in weeks.open():
        slots += week.at_goal.short_lines
        breaks_in += week.beyond.short_lines
        alone += week.beyond.short_lines & (week.lacks == 1)
    helps = seats_that_help(weeks, seats)
    ids = supply.roster.ids[supply.rows]
    found = [
        RoleWorth(
            role=line.role,
            weeks=int(alone[at]),
            breaks_in=int(breaks_in[at]),
            slots=int(slots[at]),
            near=int((seats.lines == at).sum()),
            could=tuple(ids[seats.people[helps & (seats.lines == at)]].tolist()),
        )
        for at, line in enumerate(supply.package)
        if slots[at]
    ]
    return tuple(sorted(found, key=lambda each: (-each.weeks, -each.breaks_in, -each.slots)))


def seats_that_help(weeks: Weeks, seats: Seats) -> Flags:
    """Return the seats that, each alone, fill one more slot in some week: of the next production, or at the goal."""
    return (weeks.promise(seats) > 0) | (weeks.gains(seats)[1] > 0)
