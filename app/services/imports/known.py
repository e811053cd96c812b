"""Whom of the registry, or of the rows above, the people of a file are or may be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from sqlmodel import Session

from app.messages import mark
from app.queries.upload import KnownPerson, list_known_people
from app.services.cells import Problem
from app.services.imports.person import Person
from app.services.imports.questions import Question, QuestionKind
from matching.text import fold

SAME_NAME = 80.0
TAKE_IN, LEAVE_OUT = "new", "skip"


class Fate(StrEnum):
    """What becomes of a row: a new profile, none because the person is here already, or a person decides."""

    NEW = "new"
    KNOWN = "known"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row, who in the registry it is or may be, and whether that is by contact."""

    fate: Fate
    other: KnownPerson | None = None
    by_contact: bool = False
    default: str = TAKE_IN


def find_known(session: Session, people: Sequence[Person]) -> list[Verdict]:
    """Return a verdict for each person, in order.

    One of the same e-mail or phone and a like name is the same person. The same contact with another name, or the
    same name, is in doubt: left out by default where nothing speaks against its being the same person.
    """
    known = list_known_people(
        session,
        emails=(person.email for person in people if person.email),
        phones=(person.phone for person in people if person.phone),
        name_keys=(person.key for person in people if person.key),
    )
    by_contact: dict[str, list[KnownPerson]] = defaultdict(list)
    by_name: dict[str, list[KnownPerson]] = defaultdict(list)
    for other in known:
        for contact in (other.email, other.phone):
            if contact:
                by_contact[contact].append(other)
        by_name[other.name_key].append(other)
    return [_judge(person, by_contact, by_name) for person in people]


def _judge(
    person: Person, by_contact: Mapping[str, list[KnownPerson]], by_name: Mapping[str, list[KnownPerson]]
) -> Verdict:
    same_contact = [
        other for contact in (person.email, person.phone) if contact for other in by_contact.get(contact, [])
    ]
    for other in same_contact:
        if is_same_name(person.name, f"{other.given_name} {other.surname}", other.credit_name):
            return Verdict(Fate.KNOWN, other, by_contact=True)
    if same_contact:
        return Verdict(Fate.DOUBT, same_contact[0], by_contact=True, default=LEAVE_OUT)
    for other in by_name.get(person.key, []):
        differs = _differ(person.email, other.email) or _differ(person.phone, other.phone)
        return Verdict(Fate.DOUBT, other, default=TAKE_IN if differs else LEAVE_OUT)
    return Verdict(Fate.NEW)


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)


def is_same_name(name: str, *others: str) -> bool:
    """Tell whether a name is like one of others: nicknames and a surname left out are forgiven, another person not."""
    folded = fold(name)
    return any(other and fuzz.token_set_ratio(folded, fold(other)) >= SAME_NAME for other in others)


def doubts(rows: Iterable[tuple[int, Person, Verdict]], answers: Mapping[str, str]) -> list[Question]:
    """Return the rows that may be somebody of the registry, to be decided on."""
    found = []
    for row, person, verdict in rows:
        if verdict.fate is not Fate.DOUBT or verdict.other is None:
            continue
        key = f"person:{row}"
        answer = answers.get(key, verdict.default)
        about = {
            "id": verdict.other.id,
            "name": verdict.other.credit_name or f"{verdict.other.given_name} {verdict.other.surname}".strip(),
            "by_contact": verdict.by_contact,
        }
        answer = answer if answer in {TAKE_IN, LEAVE_OUT} else verdict.default
        found.append(
            Question(QuestionKind.PERSON, key, person.name, (TAKE_IN, LEAVE_OUT), answer, rows=[row], about=about)
        )
    return found


def repeated(rows: Iterable[tuple[int, Person]], heading: str) -> list[Problem]:
    """Return the rows that stand for somebody of a row above: the same contact and a like name."""
    first: dict[str, tuple[int, Person]] = {}
    problems = []
    for row, person in rows:
        above = next((first[contact] for contact in (person.email, person.phone) if contact in first), None)
        if above is not None and is_same_name(person.name, above[1].name):
            message = mark("The same person as in row %(other)s. Put both into one row, the roles divided by /.")
            problems.append(Problem(row, heading, message, {"other": str(above[0])}))
        elif above is not None:
            message = mark("The same e-mail or phone as row %(other)s, with another name.")
            problems.append(Problem(row, heading, message, {"other": str(above[0])}, warning=True))
        for contact in (person.email, person.phone):
            if contact:
                first.setdefault(contact, (row, person))
    return problems
