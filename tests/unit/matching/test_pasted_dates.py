"""Dates as productions write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.pasted_dates import PeriodWord, find_dates

TODAY = date(2026, 11, 23)  # a Monday
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
FEBRUARY = (date(2027, 2, 9), date(2027, 2, 11))


@pytest.mark.parametrize(
    "text",
    [
        "9-11 feb",
        "9 – 11 feb.",
        "del 9 al 11 de febrero",
        "9, 10 y 11 de febrero",
        "Feb 9-11",
        "February 9th to 11th, 2027",
        "9 de febrero al 11 de febrero de 2027",
        "2027-02-09 a 2027-02-11",
        "9/02 al 11/02",
        "9/2/2027 - 11/2/2027",
    ],
)
def test_a_span_is_read_however_it_is_written(text: str) -> None:
    (span,) = find_dates(text, TODAY)
    assert (span.kind, span.starts_on, span.ends_on) == (PeriodWord.SHOOT, *FEBRUARY)


@pytest.mark.parametrize(
    ("text", "kind", "on"),
    [
        ("prelight 8 feb", PeriodWord.PRELIGHT, date(2027, 2, 8)),
        ("Prep starts Feb 15", PeriodWord.PREP, date(2027, 2, 15)),
        ("scouting el 3 de febrero", PeriodWord.SCOUT, date(2027, 2, 3)),
        ("wrap: 12 feb", PeriodWord.WRAP, date(2027, 2, 12)),
        ("para mañana", PeriodWord.NEEDED_BY, date(2026, 11, 24)),
        ("by Friday", PeriodWord.NEEDED_BY, date(2026, 11, 27)),
        ("antes del lunes", PeriodWord.NEEDED_BY, date(2026, 11, 30)),
        ("a más tardar el 5 de enero", PeriodWord.NEEDED_BY, date(2027, 1, 5)),
        ("12 dic", PeriodWord.SHOOT, date(2026, 12, 12)),
    ],
)
def test_the_words_before_a_date_say_what_it_is_for(text: str, kind: PeriodWord, on: date) -> None:
    (span,) = find_dates(text, TODAY)
    assert (span.kind, span.starts_on, span.ends_on) == (kind, on, on)


def test_a_bare_day_takes_the_month_of_the_date_beside_it() -> None:
    shoot, prelight = find_dates("9-11 feb (prelight 8)", TODAY)
    assert (shoot.starts_on, shoot.ends_on) == FEBRUARY
    assert (prelight.kind, prelight.starts_on) == (PeriodWord.PRELIGHT, date(2027, 2, 8))


@pytest.mark.parametrize("text", ["31 feb", "29 de febrero", "disponible 24/7", "32/01", "prelight 8", "Alexa 35", ""])
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert find_dates(text, TODAY) == []


@given(st.text(max_size=200), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_gives_ordered_spans_of_its_own_words(text: str, today: date) -> None:
    for span in find_dates(text, today):
        assert span.starts_on <= span.ends_on
        assert text[span.source.start : span.source.end] == span.source.text


@given(st.dates(TODAY, date(2027, 11, 22)))
def test_a_day_without_year_is_the_next_one(day: date) -> None:
    (span,) = find_dates(f"{day.day} {MONTHS[day.month - 1]}", TODAY)
    assert span.starts_on == day
