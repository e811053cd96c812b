"""The days of a line: prep, shoot and wrap, and where each day is worked."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.need import PeriodKind
from app.services.need_bases import Bases
from app.services.need_content import LineContent, ProductionContent
from app.services.need_days import DaysError, Stretch, stretches

DAY = timedelta(days=1)
SERIES: dict[str, Any] = {
    "working_title": "Series",
    "kind": "series",
    "shoot_starts_on": "2027-05-03",
    "shoot_ends_on": "2027-08-06",
    "bases": [
        {"name": "Puerto Vallarta", "municipalities": ["Cabo Corrientes"]},
        {"name": "Guadalajara", "municipalities": ["Chapala"]},
    ],
    "blocks": [
        {"name": "Block 1 Puerto Vallarta", "starts_on": "2027-05-03", "ends_on": "2027-06-04"},
        {"name": "Company move", "starts_on": "2027-06-05", "ends_on": "2027-06-08"},
        {"name": "Blocks 1-2 Guadalajara", "starts_on": "2027-06-09", "ends_on": "2027-08-06"},
    ],
}
FEATURE: dict[str, Any] = {
    "working_title": "Film",
    "kind": "feature",
    "shoot_starts_on": "2027-03-01",
    "shoot_ends_on": "2027-04-10",
    "bases": [{"name": "Guadalajara"}],
}


def days_of(
    production: dict[str, Any], *, department: str | None = "lighting", level: int = 1, **line: Any
) -> list[Stretch]:
    content = ProductionContent.model_validate(production)
    asked = LineContent.model_validate({"asked_as": "Gaffer", **line})
    return stretches(asked, content, Bases(content, "Jalisco"), department_id=department, level=level)


def told(found: list[Stretch]) -> list[tuple[str, str, str, str]]:
    return [(s.period.value, s.starts_on.isoformat(), s.ends_on.isoformat(), s.base) for s in found]


def test_prep_runs_to_the_day_before_the_shoot_and_wrap_from_the_day_after() -> None:
    assert told(days_of(FEATURE, starts_on="2027-02-15", ends_on="2027-04-13")) == [
        ("prep", "2027-02-15", "2027-02-28", "Guadalajara"),
        ("shoot", "2027-03-01", "2027-04-10", "Guadalajara"),
        ("wrap", "2027-04-11", "2027-04-13", "Guadalajara"),
    ]


def test_base_both_follows_the_blocks_and_moves_belong_to_no_base() -> None:
    assert told(days_of(SERIES, bases="both", starts_on="2027-04-05", ends_on="2027-08-09")) == [
        ("prep", "2027-04-05", "2027-05-02", "Puerto Vallarta"),
        ("shoot", "2027-05-03", "2027-06-04", "Puerto Vallarta"),
        ("shoot", "2027-06-05", "2027-06-08", ""),
        ("shoot", "2027-06-09", "2027-08-06", "Guadalajara"),
        ("wrap", "2027-08-07", "2027-08-09", "Guadalajara"),
    ]


def test_travel_days_inside_a_block_belong_to_no_base() -> None:
    production = SERIES | {"travel_days": ["2027-06-09"]}
    found = told(days_of(production, bases="both", starts_on="2027-06-01", ends_on="2027-06-12"))
    assert ("shoot", "2027-06-05", "2027-06-09", "") in found


def test_one_base_is_where_all_days_are_worked() -> None:
    found = days_of(SERIES, bases="Puerto Vallarta", starts_on="2027-04-05", ends_on="2027-06-09")
    assert {stretch.base for stretch in found} == {"Puerto Vallarta"}
    assert told(found)[1] == ("shoot", "2027-05-03", "2027-06-04", "Puerto Vallarta")


@pytest.mark.parametrize("typed", ["GDL", "Chapala", "guadalajara"])
def test_a_base_is_known_by_its_abbreviation_and_municipalities(typed: str) -> None:
    assert {stretch.base for stretch in days_of(SERIES, bases=typed)} == {"Guadalajara"}


def test_a_line_of_a_later_unit_preps_by_its_own_weeks() -> None:
    found = days_of(SERIES, bases="Guadalajara", starts_on="2027-06-10", ends_on="2027-07-02", prep_days=4, wrap_days=0)
    assert told(found) == [
        ("prep", "2027-06-10", "2027-06-13", "Guadalajara"),
        ("shoot", "2027-06-14", "2027-07-02", "Guadalajara"),
    ]


def test_undated_dailies_are_one_window() -> None:
    found = days_of(FEATURE, starts_on="2027-03-01", ends_on="2027-04-10", free_days=6)
    assert told(found) == [("daily", "2027-03-01", "2027-04-10", "Guadalajara")]


def test_dated_dailies_are_a_span_each() -> None:
    found = days_of(FEATURE, dates="2027-03-22, 2027-03-04; 2027-03-09")
    assert [stretch.starts_on.day for stretch in found] == [4, 9, 22]
    assert all(stretch.period is PeriodKind.DAILY and stretch.starts_on == stretch.ends_on for stretch in found)


def test_more_free_days_than_the_window_has_is_refused() -> None:
    with pytest.raises(DaysError, match="More days"):
        days_of(FEATURE, starts_on="2027-03-01", ends_on="2027-03-05", free_days=6)


def test_without_days_the_department_s_custom_counts() -> None:
    assert told(days_of(FEATURE)) == [
        ("prep", "2027-02-15", "2027-02-28", "Guadalajara"),
        ("shoot", "2027-03-01", "2027-04-10", "Guadalajara"),
        ("wrap", "2027-04-11", "2027-04-13", "Guadalajara"),
    ]


def test_juniors_come_later_than_the_head_of_their_department() -> None:
    head, junior = days_of(FEATURE, level=1)[0], days_of(FEATURE, level=4)[0]
    assert junior.starts_on > head.starts_on


def test_builders_come_back_to_strike_but_do_not_stay_for_the_shoot() -> None:
    periods = [stretch.period for stretch in days_of(FEATURE, department="construction")]
    assert periods == [PeriodKind.PREP, PeriodKind.WRAP]


def test_colour_comes_after_the_shoot() -> None:
    found = days_of(FEATURE, department="color-finishing")
    assert [stretch.period for stretch in found] == [PeriodKind.WRAP]
    assert found[0].starts_on == date(2027, 4, 11)


def test_custom_does_not_reach_before_the_office_opens() -> None:
    found = days_of(FEATURE | {"office_opens_on": "2027-02-20"})
    assert found[0].starts_on == date(2027, 2, 20)


def test_days_that_nobody_gave_are_asked_for() -> None:
    with pytest.raises(DaysError, match="neither is known"):
        days_of({"working_title": "Film", "kind": "feature"})


days = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@given(
    first=days,
    length=st.integers(0, 200),
    prep=st.none() | st.integers(0, 90),
    wrap=st.none() | st.integers(0, 90),
    both=st.booleans(),
)
def test_the_periods_partition_the_days_that_were_given(
    first: date,
    length: int,
    prep: int | None,
    wrap: int | None,
    both: bool,  # noqa: FBT001 - drawn
) -> None:
    last = first + length * DAY
    found = days_of(
        SERIES, bases="both" if both else "Guadalajara", starts_on=first, ends_on=last, prep_days=prep, wrap_days=wrap
    )
    assert found[0].starts_on == first
    assert found[-1].ends_on == last
    assert all(stretch.starts_on <= stretch.ends_on for stretch in found)
    assert all(b.starts_on == a.ends_on + DAY for a, b in pairwise(found))
    order = [list(PeriodKind).index(stretch.period) for stretch in found]
    assert order == sorted(order)
