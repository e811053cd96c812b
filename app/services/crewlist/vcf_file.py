"""The crew list as contact cards: whose phone or e-mail may go to the production, with what they do there."""

from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from app.ics.vcard import Contact, write_vcards
from app.services.crewlist.document import CrewList, Group, Line, Person, Slot
from app.services.crewlist.header import released
from app.services.notice import link_to


def only_open_contacts(document: CrewList) -> CrewList:
    """Return the list with those people alone whose contact may go out and is known: nobody else, no open place."""
    groups = (replace(group, lines=tuple(filter(_is_filled, map(_narrow, group.lines)))) for group in document.groups)
    return replace(document, groups=tuple(group for group in groups if group.lines))


def write_cards(document: CrewList) -> bytes:
    """Return a card for each person on the list whose contact may go out, in its order; nobody has two."""
    return write_vcards(_card(document, person, places) for person, places in _places(document).values())


def _narrow(line: Line) -> Line:
    return replace(line, slots=tuple(filter(_is_open, line.slots)), candidates=())


def _is_filled(line: Line) -> bool:
    return bool(line.slots)


def _is_open(slot: Slot) -> bool:
    person = slot.person
    return person is not None and person.contact_allowed and bool(person.phone or person.email)


def _places(document: CrewList) -> dict[int, tuple[Person, list[tuple[Group, Line]]]]:
    """Return the people by id, each with where they stand on the list."""
    found: dict[int, tuple[Person, list[tuple[Group, Line]]]] = {}
    for group in only_open_contacts(document).groups:
        for line in group.lines:
            for slot in line.slots:
                assert slot.person is not None  # noqa: S101 - the others were left out
                found.setdefault(slot.person.id, (slot.person, []))[1].append((group, line))
    return found


def _given(document: CrewList) -> tuple[str, ...]:
    """Return whom the cards were given to, with the release's code."""
    return (f"{document.stamp.code} · {released(document)}",) if document.stamp else ()


def _card(document: CrewList, person: Person, places: list[tuple[Group, Line]]) -> Contact:
    code = document.head.code
    return Contact(
        name=person.name,
        role=", ".join(dict.fromkeys(line.title for _, line in places)),
        phone=person.phone,
        email=person.email,
        note="\n".join(
            (*dict.fromkeys(f"{line.title} · {group.name} · {code}" for group, line in places), *_given(document))
        ),
        uid=f"urn:uuid:{uuid5(NAMESPACE_URL, link_to(f'/contacts/{code}/{person.id}'))}",
    )
