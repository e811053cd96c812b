"""From the classroom to the set: which hires count after a course, and how a cohort is summed up."""

from datetime import UTC, date, datetime

import pytest

from app.queries.pipeline import Booked, Credited
from app.services.pipeline import Funnel, Hire, Step, hires_after, sum_up
from tests.factories.pipeline import cohort_with

ENDED, TODAY = date(2026, 3, 1), date(2026, 11, 23)


def _booked(production: int, month: int, role: str = "gaffer", day: int = 1) -> Booked:
    return Booked(7, production, role, datetime(2026, month, day, tzinfo=UTC))


def test_a_booking_before_the_course_or_still_to_come_is_no_hire_after_it() -> None:
    booked = [_booked(1, 2), _booked(2, 5), _booked(3, 12)]
    assert hires_after(ENDED, booked, [], TODAY) == [Hire(date(2026, 5, 1), "gaffer")]


def test_two_bookings_by_one_production_are_one_hire() -> None:
    assert hires_after(ENDED, [_booked(1, 5), _booked(1, 6), _booked(2, 7)], [], TODAY) == [
        Hire(date(2026, 5, 1), "gaffer"),
        Hire(date(2026, 7, 1), "gaffer"),
    ]


def test_a_credit_counts_from_the_year_after_the_course_on_as_of_that_years_last_day() -> None:
    ended = date(2024, 6, 1)
    rows = [Credited(7, title, "grip", year) for title, year in ((1, 2023), (2, 2024), (3, 2025), (4, 2026))]
    assert hires_after(ended, [], rows, TODAY) == [Hire(date(2025, 12, 31), "grip"), Hire(TODAY, "grip")]


def test_a_credit_of_a_year_with_a_booking_is_taken_for_that_booking() -> None:
    ended = date(2024, 6, 1)
    found = hires_after(ended, [_booked(1, 5)], [Credited(7, 1, "grip", 2026), Credited(7, 2, "grip", 2025)], TODAY)
    assert [hire.day.year for hire in found] == [2025, 2026]


def test_somebody_in_two_cohorts_counts_once_in_the_sum() -> None:
    first = cohort_with(1, {Step.ENROLLED: (1, 2, 3), Step.HIRED: (1,)}, days=(30,), spent=900, paid=1)
    second = cohort_with(2, {Step.ENROLLED: (3, 4), Step.HIRED: (3, 4)}, days=(61, 92), spent=600, paid=2)
    total = sum_up([first, second])
    assert total.people[Step.ENROLLED] == (1, 2, 3, 4)
    assert total.percent(Step.HIRED) == 75
    assert total.months_to_hire == 2.0
    assert total.cost_per_hire_centavos == 500


@pytest.mark.parametrize("funnel", [Funnel(), Funnel(spent_centavos=500)])
def test_without_a_hire_there_is_no_median_no_cost_and_no_share(funnel: Funnel) -> None:
    assert (funnel.months_to_hire, funnel.cost_per_hire_centavos, funnel.percent(Step.HIRED)) == (None, None, None)
