"""What holds for any profiles: symmetry, order and ids don't matter, and a probability is one."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.duplicates import Pair, Profile, find_matches, find_pairs

GIVEN = ["José", "Pepe", "María José", "J.", "Ma. Elena", "Mario", "María", "Lupe", "Guadalupe", ""]
SURNAMES = [
    "Hernández",
    "Hernandez García",
    "García Hernández",
    "de la Cruz",
    "Cruz",
    "Zozaya",
    "Sozaya Ruiz",
    "",
    "López, Eva",
]
profiles = st.lists(
    st.builds(
        Profile,
        id=st.just(""),
        given_name=st.sampled_from(GIVEN) | st.text(max_size=8),
        surname=st.sampled_from(SURNAMES) | st.text(max_size=8),
        birth_date=st.sampled_from(["", "1988", "1988-03-04", "1988-04-03", "1979-12-31", "31/12/1979", "19", "x"]),
        email=st.sampled_from(["", "ana@example.mx", "ana@example.org", "anna@example.mx", "contacto@example.mx", "@"]),
        phone=st.sampled_from(["", "33 1234 5678", "+523312345678", "33 1234 5679", "0000000000", "12"]),
        street=st.sampled_from(["", "Av. Juárez 12", "Juarez 12", "Juárez 98", "calle"]),
        place=st.sampled_from(["", "Ajijic", "Zapopan"]),
        postcode=st.sampled_from(["", "45920", "45290"]),
        occupation=st.sampled_from(["", "Gaffer", "Best boy"]),
        credits=st.sampled_from([(), ("a|2020",), ("a|2020", "b|2021")]),
        also_known_as=st.sampled_from([(), ("Pepe Zozaya",), ("El Chivo", "José Cruz")]),
    ),
    max_size=6,
)


def numbered(people: list[Profile], ids: list[str]) -> list[Profile]:
    return [
        Profile(profile_id, *(getattr(each, name) for name in Profile.__slots__[1:]))
        for each, profile_id in zip(people, ids, strict=True)
    ]


def by_ids(pairs: list[Pair]) -> dict[frozenset[str], Pair]:
    return {frozenset((pair.a, pair.b)): pair for pair in pairs}


@settings(max_examples=8, deadline=None)
@given(people=profiles, turned=st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_their_ids_change_an_answer(people: list[Profile], turned: random.Random) -> None:
    ids = [str(at) for at in range(len(people))]
    plain = by_ids(find_pairs(numbered(people, ids), threshold=0.0))
    order = turned.sample(range(len(people)), len(people))
    moved = [numbered(people, ids)[at] for at in order]
    assert by_ids(find_pairs(moved, threshold=0.0)) == plain
    other = {each: f"x{len(ids) - int(each)}" for each in ids}
    renamed = by_ids(find_pairs(numbered(people, list(other.values())), threshold=0.0))
    assert {
        frozenset(other[each] for each in pair): (found.probability, found.reasons) for pair, found in plain.items()
    } == {pair: (found.probability, found.reasons) for pair, found in renamed.items()}


@settings(max_examples=8, deadline=None)
@given(people=profiles)
def test_every_answer_is_a_probability_above_the_threshold_and_no_pair_stands_twice(people: list[Profile]) -> None:
    pairs = find_pairs(numbered(people, [str(at) for at in range(len(people))]), threshold=0.2)
    assert all(0.2 <= pair.probability <= 1.0 and pair.a < pair.b for pair in pairs)
    assert len(by_ids(pairs)) == len(pairs)
    assert pairs == sorted(pairs, key=lambda pair: (-pair.probability, pair.a, pair.b))


@settings(max_examples=6, deadline=None)
@given(new=profiles, known=profiles)
def test_two_lists_give_the_same_pairs_whichever_comes_in_what_order(new: list[Profile], known: list[Profile]) -> None:
    named = numbered(new, [f"n{at}" for at in range(len(new))])
    there = numbered(known, [f"k{at}" for at in range(len(known))])
    pairs = find_matches(named, there, threshold=0.0)
    assert all(pair.a[0] == "n" and pair.b[0] == "k" for pair in pairs)
    assert by_ids(find_matches(named[::-1], there[::-1], threshold=0.0)) == by_ids(pairs)
