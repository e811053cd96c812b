"""Contact cards of a crew list: a card for each person whose contact may go out, and for nobody else."""

import re
from dataclasses import replace

from app.services.crewlist.document import CrewList, Slot
from app.services.crewlist.vcf_file import only_open_contacts, write_cards
from tests.factories.crewlist import EMAIL, PHONE, crew_list, line, person


def cards(document: CrewList) -> list[dict[str, str]]:
    """Return each card as its properties, folding undone."""
    text = re.sub(r"\r\n[ \t]", "", write_cards(document).decode())
    found = re.findall(r"BEGIN:VCARD\r\n(.*?)END:VCARD\r\n", text, re.DOTALL)
    return [dict(re.findall(r"([A-Z]+)[^:\r]*:([^\r]*)\r\n", card)) for card in found]


def with_slots(document: CrewList, *slots: Slot) -> CrewList:
    """Return the list with one more line that these slots fill."""
    first, *others = document.groups
    lines = (*first.lines, line("C1-009", "Set Electrician", slots))
    return replace(document, groups=(replace(first, lines=lines), *others))


def test_each_person_on_the_list_has_a_card_with_what_they_do_there() -> None:
    first, second = cards(crew_list())
    assert first["FN"] == "María Inés Núñez Ávila"
    assert first["TEL"].endswith(PHONE)
    assert first["EMAIL"] == EMAIL
    assert first["TITLE"] == "Gaffer"
    assert first["NOTE"] == "Gaffer · Lighting / Electric · GDL-COM-2027-03"
    assert second["FN"] == "Zoë Łuczak"
    assert second["TITLE"] == "Electric Trainee"


def test_the_silent_candidates_and_open_places_have_none() -> None:
    document = crew_list()
    text = write_cards(document).decode()
    assert "Farrill" not in text
    assert len(cards(document)) == 2
    assert [slot.person.name for slot in only_open_contacts(document).slots if slot.person] == [
        "María Inés Núñez Ávila",
        "Zoë Łuczak",
    ]
    assert all(not each.candidates for each in only_open_contacts(document).lines)


def test_who_shares_but_left_neither_phone_nor_email_has_no_card() -> None:
    unreachable = person("Sin Datos", phone="", email="")
    first = crew_list().slots[0]
    document = with_slots(crew_list(), replace(first, person=unreachable))
    assert "Sin Datos" not in write_cards(document).decode()


def test_somebody_on_two_lines_has_one_card_that_names_both() -> None:
    document = crew_list()
    document = with_slots(document, document.slots[0])
    [twice] = [each for each in cards(document) if each["FN"] == "María Inés Núñez Ávila"]
    assert twice["TITLE"] == "Gaffer\\, Set Electrician"
    assert "Set Electrician · Lighting / Electric · GDL-COM-2027-03" in twice["NOTE"]


def test_the_same_list_gives_the_same_cards_and_a_person_keeps_theirs_between_versions() -> None:
    document = crew_list()
    later = replace(document, head=replace(document.head, need_version=9))
    assert write_cards(document) == write_cards(later)
    assert len({each["UID"] for each in cards(document)}) == 2


def test_a_hostile_name_makes_no_second_card() -> None:
    evil = person("Eva\r\nEND:VCARD\r\nBEGIN:VCARD\r\nTEL:+666, x; y")
    document = with_slots(crew_list(), replace(crew_list().slots[0], person=evil))
    assert len(cards(document)) == 3
    assert sum("TEL" in each for each in cards(document)) == 3
