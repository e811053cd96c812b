"""Pairs of profiles that are likely one person."""

from collections.abc import Mapping

import pytest

from matching.duplicates import Profile, find_matches, find_pairs
from tests.factories.profile import a_profile

LIKELY, UNLIKELY = 0.5, 0.5
CITLALI = {"email": "citlali.b@example.mx", "phone": "33 1234 5678", "birth_date": "1988-03-14", "place": "Ajijic"}


def probability(one: Mapping[str, object], other: Mapping[str, object]) -> float:
    """Return how likely two profiles are one person."""
    pairs = find_pairs([a_profile("1", **one), a_profile("2", **other)], threshold=0.0)
    return pairs[0].probability if pairs else 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("José", "Núñez Ibarra"), ("JOSE", "nunez ibarra")),
        (("Francisco", "Núñez Ibarra"), ("Paco", "Núñez Ibarra")),
        (("Guadalupe", "Núñez Ibarra"), ("Lupe", "Núñez Ibarra")),
        (("Guillermo", "Núñez"), ("Memo", "Núñez")),
        (("José", "Núñez"), ("Pepe", "Núñez")),
        (("Ma. Elena", "Núñez Ibarra"), ("María Elena", "Núñez Ibarra")),
        (("María Guadalupe", "Núñez Ibarra"), ("Guadalupe", "Núñez Ibarra")),
        (("William", "Okafor"), ("Bill", "Okafor")),
        (("Citlali", "Núñez Ibarra"), ("Citlali", "Núñez")),
        (("Citlali", "Núñez Ibarra"), ("Citlali", "Ibarra Núñez")),
        (("Citlali", "Núñez Ibarra"), ("Núñez Ibarra", "Citlali")),
        (("Citlali Núñez Ibarra", ""), ("Citlali", "Núñez Ibarra")),
        (("Núñez Ibarra, Citlali", ""), ("Citlali", "Núñez Ibarra")),
        (("C.", "Núñez Ibarra"), ("Citlali", "Núñez Ibarra")),
        (("Citlali", "de la Peña Ibarra"), ("Citlali", "Peña Ibarra")),
        (("Citlali", "Núñez de Ibarra"), ("Citlali", "Núñez")),
        (("Ximena", "Jiménez Ibarra"), ("Ximena", "Giménez Ibarra")),
        (("Citlali", "Nuñes Ibarra"), ("Citlaly", "Núñez Ibarra")),
    ],
)
def test_one_name_written_two_ways_with_the_same_phone_is_one_person(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    phone = "33 1234 5678"
    written = [{"given_name": given, "surname": surname, "phone": phone} for given, surname in (one, other)]
    assert probability(*written) > LIKELY


def test_people_who_share_nothing_are_no_pair() -> None:
    other = {"given_name": "Bruno", "surname": "Zaldívar", "email": "bz@example.mx", "phone": "55 8765 4321"}
    assert find_pairs([a_profile("1", **CITLALI), a_profile("2", **other)], threshold=0.01) == []


def test_a_new_profile_is_found_among_known_ones() -> None:
    known = [a_profile("k1", **CITLALI), a_profile("k2", given_name="Bruno", surname="Zaldívar")]
    found = find_matches([a_profile("n", **(CITLALI | {"email": "other@example.mx"}))], known)
    assert [(pair.a, pair.b) for pair in found] == [("n", "k1")]


def test_an_id_that_stands_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="'1' stands twice"):
        find_pairs([a_profile("1"), a_profile("1")])


def test_reasons_say_what_agreed_and_by_how_much() -> None:
    profiles: list[Profile] = [a_profile("1", **CITLALI), a_profile("2", **(CITLALI | {"phone": "33 9999 0000"}))]
    reasons = {reason.feature: reason for reason in find_pairs(profiles)[0].reasons}
    assert (reasons["email"].outcome, reasons["phone"].outcome) == ("same", "differs")
    assert reasons["phone"].weight < 0 < reasons["email"].weight
