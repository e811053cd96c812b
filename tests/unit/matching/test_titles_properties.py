"""What holds for any text: no error, no difference by case or accents, answers only from the taxonomy."""

import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from matching.title_words import concepts_of, stem_of

TITLES = [
    line.split("\t")[0]
    for line in Path(__file__).parents[2].joinpath("data", "titles.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
WORDS = sorted({word for title in TITLES for word in title.split()})


@given(st.text(max_size=300), st.none() | st.text(max_size=20))
def test_any_text_gets_an_answer_from_the_taxonomy(title: str, department: str | None) -> None:
    answer = get_title_resolver().resolve(title, department)
    assert answer.title == title
    assert 0.0 <= answer.confidence <= 1.0
    assert (answer.role_id is None) == (answer.confidence == 0.0)
    for role_id in (*(r for r, _ in answer.alternatives), *([answer.role_id] if answer.role_id else [])):
        assert role_id in get_taxonomy()
    assert answer.role_id not in {r for r, _ in answer.alternatives}


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7))
def test_any_shuffle_of_title_words_gets_an_answer(words: list[str]) -> None:
    answer = get_title_resolver().resolve(" ".join(words))
    assert answer.role_id is None or answer.role_id in get_taxonomy()


@given(st.sampled_from(TITLES))
def test_case_and_accents_change_nothing(title: str) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFD", title) if unicodedata.category(c) != "Mn")
    resolver = get_title_resolver()
    expected = resolver.resolve(title)
    for other in (title.upper(), title.lower(), plain, f"  {title} ", unicodedata.normalize("NFD", title)):
        answer = resolver.resolve(other)
        assert (answer.role_id, answer.alternatives) == (expected.role_id, expected.alternatives)


@given(st.sampled_from(WORDS) | st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1))
def test_stemming_never_empties_a_word(word: str) -> None:
    assert stem_of(word)
    assert all(concepts_of(word))
