"""CSV that goes out is never read as a formula."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from app.services.crew_export import spoken_phone
from app.services.csv_out import safe_cell, write_rows


@given(text=st.text(max_size=40))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not safe_cell(text).lstrip().startswith(("=", "+", "-", "@"))


@given(rows=st.lists(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")), min_size=2)))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(write_rows(rows), newline="")))
    assert read == [[safe_cell(cell) for cell in row] for row in rows]


def test_phones_are_written_as_people_read_them_and_not_as_sums() -> None:
    assert spoken_phone("+523312345678") == "33 1234 5678"
    assert spoken_phone("+12125550123") == "(+1) 212-555-0123"
    assert spoken_phone(None) == ""
