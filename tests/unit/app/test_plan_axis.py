"""The board's time axis, and what a plan's figures prove, from plain values."""

from datetime import UTC, date, datetime

import pytest

from app.models.plan import Plan
from app.plan_labels import score_word
from app.services.plan_pages.asking import read_values, value_of
from app.services.plan_pages.axis import MOST_WEEKS, Zoom, make_axis
from app.services.plan_pages.summary import read_proof

MONDAY = date(2027, 3, 1)
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_week_begins_on_monday_and_days_lie_within_it() -> None:
    axis = make_axis([(date(2027, 3, 3), date(2027, 3, 16))])
    assert axis.zoom is Zoom.WEEKS
    assert [column.starts_on for column in axis.columns] == [MONDAY, date(2027, 3, 8), date(2027, 3, 15)]
    assert axis.stretch(MONDAY, date(2027, 3, 7)) == (0, 10)
    assert axis.stretch(date(2027, 3, 8), date(2027, 3, 21)) == (10, 20)
    assert list(axis.columns_of(date(2027, 3, 14), date(2027, 3, 15))) == [1, 2]


def test_a_week_belongs_to_the_month_of_its_thursday() -> None:
    axis = make_axis([(date(2027, 3, 29), date(2027, 4, 11))])
    assert [(group.on, group.columns) for group in axis.groups] == [(date(2027, 4, 1), 2)]


def test_more_weeks_than_fit_become_months() -> None:
    axis = make_axis([(MONDAY, date(2028, 6, 30))])
    assert axis.zoom is Zoom.MONTHS
    assert len(axis.columns) == 16 < MOST_WEEKS
    assert axis.stretch(MONDAY, date(2027, 3, 31)) == (0, 10), "a month is a column, however many days it has"
    assert axis.today(TODAY) is None


def test_nothing_planned_is_an_axis_without_columns() -> None:
    axis = make_axis([])
    assert (axis.columns, axis.width, axis.groups) == ((), 0, [])


@pytest.mark.parametrize(
    ("tier", "weights", "told"),
    [
        ({"value": 90, "bound": 90.0}, [3, 4], (True, 0)),
        ({"value": 90, "bound": 97.5}, [4, 3, 9], (False, 2)),
        ({"value": 90, "bound": 92.0}, [3], (False, 0)),
        ({"value": 90, "bound": None}, [3, 3], (False, 2)),
        ({"value": 90, "bound": None}, [], (True, 0)),
    ],
)
def test_a_bound_tells_how_many_open_slots_could_still_be_filled(
    tier: dict[str, float], weights: list[int], told: tuple[bool, int]
) -> None:
    plan = Plan(name="x", today_on=TODAY, made_at=NOW, tiers=[{"name": "fill", **tier}])
    proof = read_proof(plan, weights)
    assert (proof.is_best, proof.more) == told


def test_a_score_has_a_word() -> None:
    assert [score_word(score) for score in (1000, 800, 799, 500, 350, 0)] == [
        "excellent",
        "excellent",
        "very good",
        "good",
        "fair",
        "weak",
    ]


def test_what_a_form_sends_for_a_person_on_a_line_is_read_back() -> None:
    assert read_values([value_of("n3:L 1:t", 7), "x", "9", "12 ", "999999999999 n1:L"]) == {("n3:L 1:t", 7)}
