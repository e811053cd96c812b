"""Capacity for pages and commands: how many productions fit in each of the coming weeks, and what breaks first."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.services.package import Shape, ShootSize, package_lines, package_shape
from app.services.places import get_gazetteer
from app.services.positions import point_of
from app.services.roster import get_roster
from app.services.taxonomy import get_taxonomy
from config import get_settings
from matching import calls, teach
from matching.bench import first_monday
from matching.calls import CallPlan, WeekCalls
from matching.capacity import BenchView, RoleShort, WeekCapacity, week_capacity
from matching.roster import Roster
from matching.supply import Supply, listed, living_in, within_reach
from matching.teach import SeatPlan

__all__ = [
    "BenchView",
    "CallPlan",
    "CapacityReport",
    "RoleShort",
    "SeatPlan",
    "ShootSize",
    "WeekCalls",
    "WeekCapacity",
    "count_capacity",
    "find_week_calls",
    "plan_calls",
    "recommend_seats",
    "seats_for",
]

WEEKS = 26
MOST_CALLS = 20
SEATS = 10
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class CapacityReport:
    """How many packages of a size could begin to shoot in each week, in three views of the same bench.

    `people` counts who was looked at: active, listed, living in the commission's state, and within reach of
    `base_place` where one was asked for (local to it, or travelling).
    """

    size: ShootSize
    shape: Shape
    today: date
    base_place: str
    people: int
    goal: int
    views: Mapping[BenchView, tuple[WeekCapacity, ...]]

    @property
    def weeks(self) -> tuple[date, ...]:
        """Return the Mondays that are told."""
        return tuple(each.week_on for each in self.views[BenchView.CONFIRMED])


def count_capacity(
    session: Session, *, size: ShootSize, today: date, weeks: int = WEEKS, base_place: str = ""
) -> CapacityReport:
    """Count for each of the coming whole weeks how many packages of the size fit besides what is booked.

    `base_place` is a place of the gazetteer, or "" for anywhere in the commission's state. Kept in memory until the
    registry changes.
    """
    roster = get_roster(session, today=today)
    return kept(
        session,
        roster,
        ("capacity", size, today, weeks, base_place),
        lambda: _count(roster, size, today, weeks, base_place),
    )


def plan_calls(
    session: Session, *, size: ShootSize, today: date, weeks: int = WEEKS, most: int = MOST_CALLS, base_place: str = ""
) -> CallPlan:
    """Return up to `most` people whose confirmations together let most productions fit, with before and after."""
    roster = get_roster(session, today=today)
    question = ("calls", size, today, weeks, most, base_place)
    mondays = coming_mondays(today, weeks)
    return kept(
        session,
        roster,
        question,
        lambda: calls.plan_calls(
            make_supply(roster, size, base_place), mondays, most=most, goal=get_settings().parallel_goal
        ),
    )


def find_week_calls(
    session: Session, *, size: ShootSize, today: date, week_on: date, base_place: str = ""
) -> WeekCalls:
    """Return the fewest people to call for one production more in the week from Monday `week_on`."""
    roster = get_roster(session, today=today)
    question = ("week calls", size, today, week_on, base_place)
    return kept(session, roster, question, lambda: calls.calls_for_week(make_supply(roster, size, base_place), week_on))


def recommend_seats(
    session: Session,
    *,
    size: ShootSize,
    seats: int = SEATS,
    today: date,
    weeks: int = WEEKS,
    view: BenchView = BenchView.IF_CONFIRMED,
    base_place: str = "",
    ready_on: date | None = None,
) -> SeatPlan:
    """Return up to `seats` workshop seats that let most productions fit, with capacity before and after them.

    Reckoned by default as if all had confirmed: a seat should teach what a telephone call can't bring. What is
    learned counts in the weeks from `ready_on`, or at once.
    """
    roster = get_roster(session, today=today)
    question = ("seats", size, seats, today, weeks, view, base_place, ready_on)
    mondays = coming_mondays(today, weeks)
    return kept(
        session,
        roster,
        question,
        lambda: teach.plan_seats(
            make_supply(roster, size, base_place),
            mondays,
            view=view,
            seats=seats,
            goal=get_settings().parallel_goal,
            ready_on=ready_on,
        ),
    )


def seats_for(budget: int, seat: int) -> int:
    """Return how many seats a budget pays; budget and price of a seat in the same money, centavos or pesos."""
    return budget // seat if seat > 0 else 0


def _count(roster: Roster, size: ShootSize, today: date, weeks: int, base_place: str) -> CapacityReport:
    supply = make_supply(roster, size, base_place)
    mondays, goal = coming_mondays(today, weeks), get_settings().parallel_goal
    return CapacityReport(
        size=size,
        shape=package_shape(size),
        today=today,
        base_place=base_place,
        people=int(supply.counted.sum()),
        goal=goal,
        views={view: tuple(week_capacity(supply, week_on, view, goal) for week_on in mondays) for view in BenchView},
    )


def coming_mondays(today: date, weeks: int) -> tuple[date, ...]:
    """Return the Mondays of so many whole weeks from today on."""
    return tuple(first_monday(today) + number * _WEEK for number in range(weeks))


def make_supply(roster: Roster, size: ShootSize, base_place: str) -> Supply:
    """Return the roster before a package of the size, with who counts as local."""
    return Supply(roster, get_taxonomy(), package_lines(size), _counted(roster, base_place))


def _counted(roster: Roster, base_place: str) -> NDArray[np.bool_]:
    counted = listed(roster)
    state = get_gazetteer().find_state(get_settings().commission_state)
    if state is not None:
        counted &= living_in(roster, state.id)
    if base_place:
        counted &= within_reach(roster, point_of(base_place))
    return counted


Result = TypeVar("Result")
_MOST_KEPT = 24
_KEPT: "WeakKeyDictionary[Any, OrderedDict[tuple[Any, ...], Any]]" = WeakKeyDictionary()
_LOCK = Lock()


def kept(session: Session, roster: Roster, question: tuple[Any, ...], answer: Callable[[], Result]) -> Result:
    """Return the answer to a question about this version of the roster, reckoned once in this process."""
    pool = session.get_bind().engine.pool
    key = (roster.version, *question)
    with _LOCK:
        answers = _KEPT.setdefault(pool, OrderedDict())
        if key in answers:
            answers.move_to_end(key)
            found: Result = answers[key]
            return found
    found = answer()
    with _LOCK:
        answers[key] = found
        while len(answers) > _MOST_KEPT:
            answers.popitem(last=False)
    return found
