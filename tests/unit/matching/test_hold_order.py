"""Who is first: 1..n on each day, without gap or tie, whoever accepted when."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from matching.hold_order import HeldDays, holds_ahead, orders_by_day, worst_orders

DAY = date(2027, 3, 1)
AT = datetime(2026, 11, 23, tzinfo=UTC)


def held(hold: int, first: int, last: int, minutes: int, seq: int) -> HeldDays:
    return HeldDays(hold, DAY + timedelta(first), DAY + timedelta(last), AT + timedelta(minutes=minutes), seq)


@st.composite
def calendars(draw: st.DrawFn) -> list[HeldDays]:
    """Spans of several holds; each span has an acceptance of its own number, and many share an instant."""
    count = draw(st.integers(0, 10))
    numbers = draw(st.permutations(range(1, count + 1)))
    return [
        held(
            draw(st.integers(1, 5)),
            first := draw(st.integers(0, 12)),
            first + draw(st.integers(0, 6)),
            draw(st.integers(0, 2)),
            number,
        )
        for number in numbers
    ]


@given(calendars())
def test_on_each_day_everyone_who_holds_it_stands_once_in_order_of_acceptance(spans: list[HeldDays]) -> None:
    expected: dict[date, dict[int, tuple[datetime, int]]] = defaultdict(dict)
    for span in spans:
        for number in range((span.ends_on - span.starts_on).days + 1):
            day = span.starts_on + timedelta(number)
            known = expected[day].get(span.hold)
            expected[day][span.hold] = span.accepted if known is None else min(known, span.accepted)
    found = orders_by_day(spans)
    assert set(found) == set(expected)
    for day, holds in found.items():
        assert sorted(holds) == sorted(expected[day])
        accepted = [expected[day][hold] for hold in holds]
        assert all(one < next_one for one, next_one in pairwise(accepted))


@given(calendars())
def test_the_worst_order_is_the_greatest_over_the_hold_s_days(spans: list[HeldDays]) -> None:
    by_day = orders_by_day(spans)
    for hold, worst in worst_orders(spans).items():
        assert worst == max(holds.index(hold) + 1 for holds in by_day.values() if hold in holds)
        assert (worst == 1) == (holds_ahead(spans, hold) == [])


@given(calendars(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_rows_come(spans: list[HeldDays], random: st.DataObject) -> None:
    shuffled = list(spans)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert orders_by_day(shuffled) == orders_by_day(spans)


@given(calendars(), st.integers(1, 5))
def test_who_lets_go_moves_nobody_down_and_leaves_no_gap(spans: list[HeldDays], gone: int) -> None:
    before = orders_by_day(spans)
    after = orders_by_day([span for span in spans if span.hold != gone])
    assert after == {day: rest for day, holds in before.items() if (rest := [each for each in holds if each != gone])}


def test_days_that_came_later_stand_behind_those_who_held_them() -> None:
    moved = [held(1, 0, 3, minutes=0, seq=1), held(1, 4, 6, minutes=20, seq=3)]
    other = held(2, 3, 6, minutes=10, seq=2)
    by_day = orders_by_day([*moved, other])
    assert by_day[DAY + timedelta(3)] == [1, 2]
    assert by_day[DAY + timedelta(4)] == [2, 1]
    assert worst_orders([*moved, other]) == {1: 2, 2: 2}
    assert (holds_ahead([*moved, other], 1), holds_ahead([*moved, other], 2)) == ([2], [1])


def test_two_acceptances_in_one_instant_still_have_an_order() -> None:
    assert worst_orders([held(2, 0, 1, minutes=0, seq=1), held(1, 1, 2, minutes=0, seq=2)]) == {2: 1, 1: 2}
