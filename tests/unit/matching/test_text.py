"""Folding of typed text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.text import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("  Jefa de  ELÉCTRICOS ", "jefa de electricos"), ("P.A.", "p a"), ("1º AD", "1o ad"), ("—", "")],
)
def test_case_accents_and_punctuation_are_folded_away(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
