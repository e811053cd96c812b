"""Calls and seats: as few as can be, and every promise kept when the weeks are counted anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.taxonomy import get_taxonomy
from matching.calls import calls_for_week, plan_calls
from matching.capacity import BenchView, capacity_by_week
from matching.rows import Stated
from matching.supply import Supply, listed
from matching.teach import SeatPlan, plan_seats
from tests.factories.packages import ALWAYS, MONDAY, free, line, silent
from tests.factories.roster_rows import Held, Person, make_roster

PACKAGE = (line("gaffer"), line("best-boy-electric"), line("electrician", 2))
ROLES = ("gaffer", "best-boy-electric", "electrician")
WEEKS = (MONDAY, MONDAY + timedelta(days=70))
GOAL = 3
few = settings(deadline=None, max_examples=25)


@st.composite
def crews(draw: st.DrawFn) -> list[Person]:
    """People of three roles that lead to each other: free, silent, or taken in one of the weeks."""
    found = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        roles = draw(st.lists(st.sampled_from(ROLES), unique=True, min_size=1, max_size=2))
        days = draw(st.sampled_from(["free", "free", "silent", "silent", "first", "second"]))
        if days == "silent":
            found.append(silent(number, *roles))
            continue
        taken = {"first": (WEEKS[0], WEEKS[0]), "second": (WEEKS[1], WEEKS[1])}.get(days)
        found.append(free(number, *roles, busy=taken))
    return found


def fits(people: Sequence[Person], view: BenchView = BenchView.CONFIRMED, weeks: Sequence[date] = WEEKS) -> list[int]:
    found = capacity_by_week(make_roster(people), get_taxonomy(), PACKAGE, weeks=weeks, view=view, goal=GOAL)
    return [week.fits for week in found]


def count(people: Sequence[Person], view: BenchView = BenchView.CONFIRMED) -> list[int]:
    return [min(each, GOAL) for each in fits(people, view)]


def missing(people: Sequence[Person], view: BenchView = BenchView.CONFIRMED) -> list[int]:
    found = capacity_by_week(make_roster(people), get_taxonomy(), PACKAGE, weeks=WEEKS, view=view, goal=GOAL)
    return [week.missing for week in found]


def supply_of(people: Sequence[Person]) -> Supply:
    roster = make_roster(people)
    return Supply(roster, get_taxonomy(), PACKAGE, listed(roster))


def confirmed(people: Sequence[Person], who: Sequence[int]) -> list[Person]:
    return [replace(each, said=((Stated.AVAILABLE, *ALWAYS),)) if each.id in who else each for each in people]


def taught(people: Sequence[Person], seats: Sequence[tuple[str, int]]) -> list[Person]:
    learned = {person: role for role, person in seats}
    return [
        replace(each, roles=(*each.roles, Held(learned[each.id]))) if each.id in learned else each for each in people
    ]


def seats_of(plan: SeatPlan) -> list[tuple[str, int]]:
    return [(seat.role, seat.person) for seat in plan.seats]


@few
@given(crews())
def test_the_people_to_call_for_a_week_are_the_fewest_that_let_one_more_fit(people: list[Person]) -> None:
    calls = calls_for_week(supply_of(people), MONDAY)

    [now] = fits(people, weeks=[MONDAY])
    unconfirmed = [each.id for each in people if not each.said]
    enough = [
        who
        for size in range(len(unconfirmed) + 1)
        for who in combinations(unconfirmed, size)
        if fits(confirmed(people, who), weeks=[MONDAY]) > [now]
    ]
    assert calls.fits == now
    assert len(calls.people) == (len(enough[0]) if enough else 0)
    assert not enough or fits(confirmed(people, calls.people), weeks=[MONDAY]) == [now + 1]
    assert not set(calls.others) & set(calls.people)


@few
@given(crews(), st.integers(0, 4))
def test_the_calls_of_a_plan_keep_their_promise(people: list[Person], most: int) -> None:
    plan = plan_calls(supply_of(people), WEEKS, most=most, goal=GOAL)

    after = confirmed(people, plan.people)
    assert len(plan.people) == len(set(plan.people)) <= most
    assert list(plan.before) == count(people)
    assert list(plan.missing_before) == missing(people)
    assert list(plan.after) == count(after)
    assert list(plan.missing_after) == missing(after)


@few
@given(crews(), st.integers(0, 3), st.sampled_from([BenchView.CONFIRMED, BenchView.IF_CONFIRMED]))
def test_the_seats_of_a_plan_keep_their_promise(people: list[Person], most: int, view: BenchView) -> None:
    plan = plan_seats(supply_of(people), WEEKS, view=view, seats=most, goal=GOAL)

    after = taught(people, seats_of(plan))
    assert len(plan.seats) == len({seat.person for seat in plan.seats}) <= most
    assert (list(plan.before), list(plan.missing_before)) == (count(people, view), missing(people, view))
    assert (list(plan.after), list(plan.missing_after)) == (count(after, view), missing(after, view))


@few
@given(crews())
def test_no_other_single_seat_is_worth_more_and_no_exchange_of_one_of_two(people: list[Person]) -> None:
    plan = plan_seats(supply_of(people), WEEKS, view=BenchView.CONFIRMED, seats=2, goal=GOAL)

    def worth(seats: Sequence[tuple[str, int]]) -> tuple[int, int]:
        after = taught(people, seats)
        return sum(count(after)), -sum(missing(after))

    reached = worth(seats_of(plan))
    every = [(role, each.id) for each in people for role in ROLES if can_learn(each, role)]
    for given_up in plan.seats:
        kept = [seat for seat in seats_of(plan) if seat[1] != given_up.person]
        others = [seat for seat in every if seat[1] not in {person for _, person in kept}]
        assert all(worth([*kept, other]) <= reached for other in others)


def can_learn(person: Person, role: str) -> bool:
    held = {each.role for each in person.roles}
    links = {link.role_id for link in get_taxonomy().candidates_for(role, 0.4)}
    return role not in held and bool(held & links)


@few
@given(crews())
def test_a_role_is_worth_what_a_newcomer_who_is_always_free_brings(people: list[Person]) -> None:
    plan = plan_seats(supply_of(people), WEEKS, view=BenchView.CONFIRMED, seats=0, goal=GOAL)
    worth = {each.role: each for each in plan.worth}

    for role in ROLES:
        with_one = [*people, free(99, role)]
        slots = sum(missing(people)) - sum(missing(with_one))
        assert slots == (worth[role].slots if role in worth else 0)
        assert sum(count(with_one)) - sum(count(people)) == (worth[role].weeks if role in worth else 0)


def test_nobody_is_called_who_could_not_help() -> None:
    people = [free(1, "gaffer"), free(2, "best-boy-electric"), free(3, "electrician"), silent(4, "gaffer")]

    assert calls_for_week(supply_of(people), MONDAY).people == ()
    assert plan_calls(supply_of(people), WEEKS, most=5, goal=1).people == ()


def test_a_seat_goes_to_somebody_one_step_away_whose_days_allow_it() -> None:
    people = [
        free(1, "best-boy-electric"),
        free(2, "best-boy-electric", busy=(MONDAY, MONDAY)),
        *(free(number, "electrician") for number in (3, 4)),
        free(5, "best-boy-electric"),
    ]

    plan = plan_seats(supply_of(people), [MONDAY], view=BenchView.CONFIRMED, seats=3, goal=1)

    [seat] = plan.seats
    assert seat.role == "gaffer"
    assert seat.person in {1, 5}
    assert (plan.before, plan.after) == ((0,), (1,))
    [gaffer] = [worth for worth in plan.worth if worth.role == "gaffer"]
    assert (gaffer.weeks, gaffer.breaks_in, gaffer.near) == (1, 1, 3)
    assert set(gaffer.could) == {1, 5}


def test_who_trains_for_the_role_already_may_take_the_seat() -> None:
    people = [
        free(1, "gaffer", in_training=True),
        free(2, "best-boy-electric", busy=(MONDAY, MONDAY)),
        *(free(number, "electrician") for number in (3, 4)),
        free(5, "best-boy-electric"),
    ]

    plan = plan_seats(supply_of(people), [MONDAY], view=BenchView.CONFIRMED, seats=1, goal=1)

    assert plan.worth[0].role == "gaffer"
    assert plan.worth[0].near == 3
    assert plan.after == (1,)
