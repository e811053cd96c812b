"""What holds for any pasted text: every word comes back, every line names where it stood."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from matching.pasted import LONGEST_MESSAGE, PastedNeed, read_message

TODAY = date(2027, 1, 18)
MESSAGES = [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "data" / "messages").glob("*.txt"))
]
CHUNKS = sorted({chunk for message in MESSAGES for chunk in message.replace("\n", " \n ").split(" ")})
PUNCTUATION = [",", ".", ":", ";", "+", "/", "(", ")", "-", "•", "\n", "y", "and", "x2", "3"]


def _read(text: str) -> PastedNeed:
    return read_message(text, resolver=get_title_resolver(), taxonomy=get_taxonomy(), today=TODAY)


def _uncovered(text: str, need: PastedNeed) -> str:
    covered = [False] * len(text)
    for piece in (*need.items, *need.facts.sources, *need.headings, *need.fragments):
        covered[piece.start : piece.end] = [True] * (piece.end - piece.start)
    return "".join(c for c, is_covered in zip(text, covered, strict=True) if c.isalnum() and not is_covered)


def _check(text: str) -> None:
    need = _read(text)
    assert _uncovered(text, need) == ""
    for line in need.lines:
        assert 1 <= line.quantity <= 200
        assert line.source.text == text[line.source.start : line.source.end]
        assert line.role_id is None or line.role_id in get_taxonomy()
        assert any(item.start <= line.source.start and line.source.end <= item.end for item in need.items)
    assert _read(text) == need


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_word_of_any_text_is_dropped(text: str) -> None:
    _check(text)


@given(st.lists(st.sampled_from(CHUNKS + PUNCTUATION * 20), max_size=40).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_no_word_of_a_shuffled_message_is_dropped(text: str) -> None:
    _check(text)


@given(st.sampled_from(MESSAGES), st.integers(0, 400))
@settings(max_examples=20, deadline=None)
def test_a_message_cut_short_is_still_read(text: str, length: int) -> None:
    _check(text[:length])


def test_an_endless_message_is_read_in_part_and_returned_whole() -> None:
    text = "Necesito gaffer, " + ", ".join(f"puesto {n}" for n in range(4000))
    need = _read(text)
    assert need.lines[0].role_id == "gaffer"
    assert len(text) > LONGEST_MESSAGE
    assert _uncovered(text, need) == ""


@pytest.mark.parametrize(
    "unit", [",", "(", "()", "a, ", "1/1 ", "gaffer+", "gaffer y ", " ", "todo ", "GDL/", "\n", "a. "]
)
def test_a_message_made_to_be_slow_is_read_like_any_other(unit: str) -> None:
    # each of these once took time with the square of its length
    text = "a" + unit * (LONGEST_MESSAGE // len(unit)) + "b"
    assert _uncovered(text, _read(text)) == ""
