"""Spans of days in words, as short as they stay clear."""

from datetime import date

import pytest

from app.services.day_words import span_words


@pytest.mark.parametrize(
    ("first", "last", "english", "spanish"),
    [
        (date(2027, 5, 4), date(2027, 5, 4), "4 May", "4 may"),
        (date(2027, 5, 4), date(2027, 5, 9), "4–9 May", "4–9 may"),
        (date(2026, 11, 28), date(2026, 12, 3), "28 Nov – 3 Dec", "28 nov – 3 dic"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 Dec 2026 – 3 Jan 2027", "28 dic 2026 – 3 ene 2027"),
    ],
)
def test_months_and_years_are_named_where_they_differ(first: date, last: date, english: str, spanish: str) -> None:
    assert (span_words(first, last, "en"), span_words(first, last, "es_MX")) == (english, spanish)
