"""Days as bits: spans in and out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.days import Horizon, Span, SpanError, count_span_days, day_number
from tests.factories.roster_rows import TODAY, days_from

HORIZON = Horizon(day_number(TODAY))
spans = st.tuples(st.integers(-100, 900), st.integers(0, 200)).map(
    lambda pair: Span(TODAY + timedelta(days=pair[0]), TODAY + timedelta(days=pair[0] + pair[1]))
)


def dates(found: list[Span]) -> set[int]:
    return {day_number(s.starts_on) + i for s in found for i in range(s.days)}


@given(st.lists(spans, max_size=6))
def test_bits_hold_the_days_of_the_horizon_and_no_others(given_spans: list[Span]) -> None:
    inside = range(HORIZON.starts, HORIZON.starts + HORIZON.days)
    back = HORIZON.spans(HORIZON.mask(given_spans))
    assert dates(back) == {day for day in dates(given_spans) if day in inside}
    assert back == sorted(back)


@given(st.lists(spans, max_size=6))
def test_a_day_in_two_spans_counts_once(given_spans: list[Span]) -> None:
    assert count_span_days(tuple(given_spans)) == len(dates(given_spans))


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(SpanError):
        Span(*days_from(2, 1))
