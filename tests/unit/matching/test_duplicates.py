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


HOME = {"phone": "33 1234 5678", "street": "Av. Juárez 12", "place": "Ajijic", "postcode": "45920"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Citlali", "Barragán Ochoa"), ("Bruno", "Zaldívar Paz")),
        (("Citlali", "Barragán Ochoa"), ("Ulises", "Barragán Ochoa")),
        (("Mario", "Barragán Ochoa"), ("María", "Barragán Ochoa")),
    ],
    ids=["a couple", "siblings", "siblings with names alike"],
)
def test_two_people_of_one_home_and_phone_are_two(one: tuple[str, str], other: tuple[str, str]) -> None:
    at_home = [{"given_name": given, "surname": surname, **HOME} for given, surname in (one, other)]
    assert probability(*at_home) < UNLIKELY


def test_what_a_home_shares_is_told_as_a_doubt() -> None:
    one, other = a_profile("1", **HOME), a_profile("2", given_name="Ulises", **HOME)
    (pair,) = find_pairs([one, other], threshold=0.0)
    assert {"likely"} == {reason.outcome for reason in pair.reasons if reason.feature == "household"}


def test_a_companys_phone_makes_nobody_one_person() -> None:
    names = [
        ("Ana", "Ruiz"),
        ("Bruno", "Zaldívar"),
        ("Eva", "Paz"),
        ("Hugo", "Lara"),
        ("Iris", "Mora"),
        ("Saúl", "Rey"),
    ]
    crew = [
        a_profile(str(at), given_name=given, surname=surname, phone="33 5555 1234", email="contacto@example.mx")
        for at, (given, surname) in enumerate(names)
    ]
    assert find_pairs(crew) == []


def test_a_rare_name_says_more_than_a_usual_one() -> None:
    usual = {"given_name": "María", "surname": "Hernández"}
    rare = {"given_name": "Xitlalic", "surname": "Zozaya"}
    assert probability(usual, usual) < UNLIKELY
    assert probability(rare, rare) > LIKELY


@pytest.mark.parametrize(
    ("feature", "one", "other", "outcome"),
    [
        ("birth_date", "1988-03-04", "1988-04-03", "close"),
        ("birth_date", "1988-03-04", "1989-03-04", "close"),
        ("birth_date", "1988-03-14", "1988-03-25", "two_parts"),
        ("birth_date", "1988-03-14", "1971-11-25", "differs"),
        ("birth_date", "14/03/1988", "19880314", "same"),
        ("phone", "+52 1 33 1234 5678", "(33) 1234-5678", "same"),
        ("phone", "33 1234 5678", "33 1234 5679", "close"),
        ("email", "Citlali.B@gmail.com", "citlalib+crew@gmail.com", "same"),
        ("email", "citlali.b@gmail.com", "citlali.b@hotmail.com", "local_part"),
        ("email", "citlali.b@example.mx", "citlaly.b@example.mx", "close"),
        ("email", "ana.ruiz12@example.mx", "ana.ruiz13@example.mx", "differs"),
        ("street", "Av. Juárez #12", "Avenida Juarez 12", "same"),
        ("street", "Hidalgo y Costilla 12", "Hidalgo y Costilla 98", "name"),
        ("place", "Sta. Anita", "Santa Anita", "place"),
        ("occupation", "Gaffer", "Best boy", "differs"),
    ],
)
def test_a_value_written_two_ways_comes_out_as_what_it_is(feature: str, one: str, other: str, outcome: str) -> None:
    pairs = find_pairs([a_profile("1", **{feature: one}), a_profile("2", **{feature: other})], threshold=0.0)
    assert {reason.outcome for reason in pairs[0].reasons if reason.feature == feature} == {outcome}


def test_a_birth_year_is_compared_with_a_whole_date_by_its_year() -> None:
    pairs = find_pairs([a_profile("1", birth_date="1988"), a_profile("2", birth_date="1988-03-14")], threshold=0.0)
    assert ("birth_year", "same") in {(reason.feature, reason.outcome) for reason in pairs[0].reasons}


def test_a_credit_name_is_met_by_the_name_on_another_profile() -> None:
    other = {"given_name": "Chivis", "surname": "Lozano", "phone": "33 1234 5678"}
    known = {"phone": "33 1234 5678"}
    assert probability(other, known) < UNLIKELY
    assert probability(other, known | {"also_known_as": ("Chivis Lozano",)}) > LIKELY


def test_a_surname_alone_stays_a_surname() -> None:
    pairs = find_pairs([a_profile("1"), a_profile("2", given_name="", surname="Barragán Ochoa")], threshold=0.0)
    outcomes = {reason.feature: reason.outcome for reason in pairs[0].reasons}
    assert (outcomes["surname"], outcomes["second_surname"]) == ("same", "same")
    assert "given_name" not in outcomes


def test_profiles_that_say_nothing_are_no_pair() -> None:
    assert find_pairs([a_profile(each, given_name="", surname="") for each in "123"], threshold=0.01) == []
    assert find_pairs([]) == []
    assert find_matches([], [a_profile("1")]) == []


def test_three_rows_of_one_person_are_three_pairs() -> None:
    rows = [a_profile(each, **CITLALI) for each in "123"]
    assert {(pair.a, pair.b) for pair in find_pairs(rows)} == {("1", "2"), ("1", "3"), ("2", "3")}


def test_a_list_matched_with_another_is_not_compared_with_itself() -> None:
    new = [a_profile("a", **CITLALI), a_profile("b", **CITLALI)]
    assert {(pair.a, pair.b) for pair in find_matches(new, [a_profile("a", **CITLALI)])} == {("a", "a"), ("b", "a")}


def test_progress_ends_whole() -> None:
    told: list[float] = []
    find_pairs([a_profile("1"), a_profile("2")], progress=lambda _what, share: told.append(share))
    assert told[-1] == 1.0


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
