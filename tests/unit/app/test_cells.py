"""Days, numbers and yes or no, as people type them into cells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInputError
from app.services.cells import Cell, cell_day, cell_number, cell_text, cell_yes, clean_text

FIRST_OF_MARCH = date(2027, 3, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "2027-03-01", "2027/3/1", "01/03/2027", "1-3-27", "01.03.2027", "1 de marzo de 2027", "1-mar-27",
        "1/marzo/2027", "March 1, 2027", "1st March 2027", "lunes 1 de marzo de 2027", "2027 mar 1",
        "2027-03-01 00:00:00",
        "2027-03-01T06:00:00Z", "46447", 46447, FIRST_OF_MARCH,
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(typed: Cell) -> None:
    assert cell_day(typed) == FIRST_OF_MARCH


def test_the_month_comes_first_only_where_nothing_else_is_possible() -> None:
    assert cell_day("03/31/2027") == date(2027, 3, 31)


@pytest.mark.parametrize("typed", ["31/02/2027", "mañana", "marzo 2027", 12, 2.5, True, "2027", "13/13/2027"])
def test_what_is_no_day_is_said_with_a_remedy(typed: Cell) -> None:
    with pytest.raises(InvalidInputError, match="2027-03-31"):
        cell_day(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("12 años", 12),
        ("1,500", 1500),
        ("1.500", 1500),
        ("1,500.50", 1500.5),
        ("3,5", 3.5),
        (7, 7),
        ("-2", -2),
    ],
)
def test_a_number_is_read_with_points_commas_and_words(typed: Cell, number: float) -> None:
    assert cell_number(typed) == number


@pytest.mark.parametrize("typed", ["muchos", True, FIRST_OF_MARCH])
def test_what_is_no_number_is_said(typed: Cell) -> None:
    with pytest.raises(InvalidInputError, match="no number"):
        cell_number(typed)


@pytest.mark.parametrize("typed", ["Sí", "si", "YES", "x", "1", True, "Sí, acepto"])
def test_yes_is_read(typed: Cell) -> None:
    assert cell_yes(typed) is True


@pytest.mark.parametrize("typed", ["No", "n", "0", False, "ninguno", "N/A"])
def test_no_is_read(typed: Cell) -> None:
    assert cell_yes(typed) is False


def test_an_empty_cell_is_no_answer() -> None:
    assert (cell_yes(None), cell_day(None), cell_number(None), cell_text(None)) == (None, None, None, "")


def test_neither_yes_nor_no_is_said() -> None:
    with pytest.raises(InvalidInputError, match="neither yes nor no"):
        cell_yes("quizá")


@given(st.text())
def test_any_text_is_a_day_or_an_error_with_a_remedy(text: str) -> None:
    for read in (cell_day, cell_number, cell_yes):
        try:
            read(text)
        except InvalidInputError:
            continue


@given(st.text(st.characters(codec=None)))
def test_clean_text_can_be_stored_and_stays_as_it_is(text: str) -> None:
    clean = clean_text(text)
    assert "\x00" not in clean
    clean.encode()
    assert clean_text(clean) == clean
