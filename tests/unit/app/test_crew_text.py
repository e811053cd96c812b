"""What people are found by: accents, case and order of names never decide."""

from hypothesis import given
from hypothesis import strategies as st

from app.services.crew_text import name_key, search_text
from matching.text import fold

NAMES = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "M", "Zs", "Pd")), max_size=30)


@given(names=st.lists(NAMES, max_size=3), skills=st.lists(NAMES, max_size=3))
def test_every_word_of_a_name_or_skill_is_found_however_it_is_typed(names: list[str], skills: list[str]) -> None:
    text = search_text(names, skills=skills)
    for typed in (*names, *skills):
        for word in fold(typed).split():
            assert f" {word}" in text


@given(names=st.lists(NAMES, max_size=3))
def test_case_never_decides(names: list[str]) -> None:
    assert search_text([name.casefold() for name in names]) == search_text(names)


def test_a_role_is_found_by_its_names_in_both_languages_and_as_typed() -> None:
    text = search_text(["Inés Núñez"], ["gaffer"], ["Jefa de eléctricos"])
    for word in ("ines", "nunez", "gaffer", "jefa", "electricos"):
        assert f" {word}" in text


def test_a_role_that_the_taxonomy_lost_is_left_out() -> None:
    assert search_text(["Ana"], ["no-such-role"]) == " ana"


def test_people_stand_by_surname_without_accents() -> None:
    ordered = sorted([("Zoe", "Álvarez"), ("Ana", "Zúñiga"), ("Ana", "Alvarez Ñ")], key=lambda n: name_key(*n))
    assert ordered == [("Ana", "Alvarez Ñ"), ("Zoe", "Álvarez"), ("Ana", "Zúñiga")]


def test_who_has_only_a_credit_name_stands_by_it() -> None:
    assert name_key("", "", "El Güero") == "el guero"
