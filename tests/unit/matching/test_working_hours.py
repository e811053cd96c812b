"""Clocks that stand still on days of rest."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.working_hours import add_working_hours, is_working_day, working_hours_between

ZONE = ZoneInfo("America/Mexico_City")
instants = st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - naive bounds


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 16), False),  # third Monday of November
        (date(2026, 11, 23), True),
        (date(2026, 2, 2), False),  # first Monday of February
        (date(2026, 3, 16), False),  # third Monday of March
        (date(2026, 5, 1), False),
        (date(2026, 12, 25), False),
        (date(2026, 10, 1), True),
        (date(2030, 10, 1), False),  # the federal government changes
    ],
)
def test_offices_rest_on_weekends_and_on_the_law_s_days(day: date, *, works: bool) -> None:
    assert is_working_day(day) is works


def test_three_working_days_from_friday_noon_end_on_wednesday_noon() -> None:
    friday = datetime(2026, 11, 27, 12, tzinfo=ZONE)
    assert add_working_hours(friday, 72, ZONE) == datetime(2026, 12, 2, 12, tzinfo=ZONE)


def test_what_begins_on_a_sunday_begins_to_count_on_monday() -> None:
    sunday = datetime(2026, 11, 29, 15, tzinfo=ZONE)
    assert add_working_hours(sunday, 24, ZONE) == datetime(2026, 12, 1, 0, tzinfo=ZONE)


@given(instants, st.floats(0.1, 200), st.floats(0.1, 200))
def test_hours_in_two_parts_are_the_hours_in_one(start: datetime, first: float, second: float) -> None:
    whole = add_working_hours(start, first + second, ZONE)
    parts = add_working_hours(add_working_hours(start, first, ZONE), second, ZONE)
    assert abs(whole - parts) < timedelta(milliseconds=1)


@given(instants, st.floats(0.1, 200))
def test_never_sooner_than_by_the_wall_and_within_a_working_day(start: datetime, hours: float) -> None:
    end = add_working_hours(start, hours, ZONE)
    assert end >= start + timedelta(hours=hours) - timedelta(milliseconds=1)
    assert is_working_day((end - timedelta(microseconds=1)).astimezone(ZONE).date())


@given(instants, st.floats(0.1, 400))
def test_the_hours_between_are_those_that_were_added(start: datetime, hours: float) -> None:
    assert working_hours_between(start, add_working_hours(start, hours, ZONE), ZONE) == pytest.approx(hours, abs=1e-6)


def test_no_hours_lie_within_a_weekend_or_before_the_start() -> None:
    saturday, sunday = datetime(2026, 11, 28, 9, tzinfo=ZONE), datetime(2026, 11, 29, 22, tzinfo=ZONE)
    assert working_hours_between(saturday, sunday, ZONE) == 0
    assert working_hours_between(sunday, saturday, ZONE) == 0
