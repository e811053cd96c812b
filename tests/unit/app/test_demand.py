"""Heads that needs ask for fall into the weeks that their days touch."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.services.demand import touch_weeks

MONDAY = date(2026, 11, 30)
WEEKS = [MONDAY + timedelta(weeks=number) for number in range(6)]
days = st.integers(-30, 70)


@given(st.lists(st.tuples(days, st.integers(0, 40)), max_size=4))
def test_a_week_is_touched_when_one_of_its_days_is_needed(spans: list[tuple[int, int]]) -> None:
    needed = [(MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + more)) for first, more in spans]
    all_days = {first + timedelta(days=n) for first, last in needed for n in range((last - first).days + 1)}
    expected = [any(week + timedelta(days=n) in all_days for n in range(7)) for week in WEEKS]
    assert touch_weeks(needed, WEEKS).tolist() == expected
