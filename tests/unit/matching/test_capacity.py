"""How many productions fit in a week, and what breaks first."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from app.services.taxonomy import get_taxonomy
from matching.capacity import BenchView, PackageLine, RoleShort, WeekCapacity, capacity_by_week
from matching.rows import Engaged, PersonFlag, Stated
from tests.factories.packages import ALWAYS, MONDAY, free, line, silent
from tests.factories.roster_rows import Held, Person, days_from, make_roster

PACKAGE = (line("gaffer"), line("electrician", 2))
CREW = (free(1, "gaffer"), free(2, "gaffer"), *(free(number, "electrician") for number in range(3, 7)))


def capacity(
    people: Sequence[Person], package: Sequence[PackageLine] = PACKAGE, view: BenchView = BenchView.CONFIRMED
) -> WeekCapacity:
    [week] = capacity_by_week(make_roster(people), get_taxonomy(), package, weeks=[MONDAY], view=view)
    return week


def test_as_many_productions_fit_as_can_be_crewed_whole() -> None:
    assert capacity(CREW).fits == 2
    assert capacity(CREW[:-1]).fits == 1


def test_somebody_with_two_roles_counts_once() -> None:
    both = [free(1, "gaffer", "electrician"), free(2, "gaffer", "electrician"), free(3, "electrician")]

    assert capacity(both).fits == 1
    assert capacity(both).breaks == (RoleShort(("electrician", "gaffer"), people=3, wanted=6),)


def test_what_breaks_first_tells_how_many_people_one_more_lacks() -> None:
    week = capacity(CREW[:-1])

    assert week.breaks == (RoleShort(("electrician",), people=3, wanted=4),)
    assert week.short == week.breaks[0].short == 1
    assert week.breaks[0].role == "electrician"


def test_the_slots_that_stay_empty_at_the_goal_are_counted() -> None:
    week = capacity(CREW)

    assert week.goal == 3
    assert week.missing == 1 + 2


@pytest.mark.parametrize("taken", [days_from(4, 4), days_from(17, 17)], ids=["first prep day", "last wrap day"])
def test_a_booking_on_any_day_from_prep_to_wrap_rules_the_person_out(taken: tuple[object, object]) -> None:
    assert capacity([*CREW[1:], free(1, "gaffer", busy=taken)]).fits == 1  # type: ignore[arg-type]  # two dates


def test_a_booking_the_day_after_wrap_does_not_matter() -> None:
    assert capacity([*CREW[1:], free(1, "gaffer", busy=days_from(18, 40))]).fits == 2


def test_who_said_nothing_counts_only_where_all_are_taken_to_confirm() -> None:
    crew = [silent(1, "gaffer"), *CREW[1:]]

    assert capacity(crew).fits == 1
    assert capacity(crew, view=BenchView.IF_CONFIRMED).fits == 2


def test_somebody_held_by_a_production_is_not_free_even_if_all_confirm() -> None:
    held = Person(1, (Held("gaffer"),), engaged=((Engaged.HOLD, *days_from(5, 6), 7),))

    assert capacity([held, *CREW[1:]], view=BenchView.IF_CONFIRMED).fits == 1


def test_tentative_days_count_as_unconfirmed() -> None:
    maybe = Person(1, (Held("gaffer"),), said=((Stated.TENTATIVE, *ALWAYS),))

    assert capacity([maybe, *CREW[1:]]).fits == 1
    assert capacity([maybe, *CREW[1:]], view=BenchView.IF_CONFIRMED).fits == 2


def test_a_best_boy_steps_up_to_gaffer_where_step_ups_count() -> None:
    crew = [free(1, "best-boy-electric"), *CREW[1:]]

    assert capacity(crew).fits == 1
    assert capacity(crew, view=BenchView.STEP_UPS).fits == 2


def test_who_is_in_training_fills_no_slot() -> None:
    assert capacity([free(1, "gaffer", in_training=True), *CREW[1:]]).fits == 1


def test_who_is_not_listed_does_not_count() -> None:
    hidden = Person(1, (Held("gaffer"),), PersonFlag.ACTIVE, said=((Stated.AVAILABLE, *ALWAYS),))

    assert capacity([hidden, *CREW[1:]]).fits == 1


def test_people_can_be_left_out_of_the_count() -> None:
    roster = make_roster(CREW)
    counted = roster.ids != 1

    [week] = capacity_by_week(
        roster, get_taxonomy(), PACKAGE, weeks=[MONDAY], view=BenchView.CONFIRMED, counted=counted
    )

    assert week.fits == 1


def test_prep_that_would_lie_in_the_past_is_shorter() -> None:
    began_this_week = [Person(each.id, each.roles, said=((Stated.AVAILABLE, *days_from(0, 60)),)) for each in CREW]

    assert capacity(began_this_week, [line("gaffer", 1, -60, 10)]).fits == 2


def test_weeks_are_reckoned_apart() -> None:
    soon_away = [Person(each.id, each.roles, said=((Stated.AVAILABLE, *days_from(0, 30)),)) for each in CREW]
    weeks = [MONDAY, MONDAY + timedelta(days=28)]

    found = capacity_by_week(make_roster(soon_away), get_taxonomy(), PACKAGE, weeks=weeks, view=BenchView.CONFIRMED)

    assert [week.fits for week in found] == [2, 0]
    assert [week.week_on for week in found] == weeks


def test_a_package_whose_lines_share_no_day_is_told_as_a_lower_bound() -> None:
    apart = [line("carpenter", 1, -20, -5), line("grip", 1, 0, 5)]

    week = capacity([free(1, "carpenter", "grip")], apart)

    assert week.fits == 0
    assert not week.is_exact
    assert capacity(CREW).is_exact


def test_an_empty_registry_fits_nothing_and_lacks_everybody() -> None:
    week = capacity([])

    assert week.fits == 0
    assert np.sum([each.short for each in week.breaks]) == 3
