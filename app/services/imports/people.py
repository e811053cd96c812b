"""Whom of the registry the people of a file are or may be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz
from sqlmodel import Session

from app.models.crew import CrewStatus
from app.queries.upload import KnownPerson, list_known_people
from app.services.duplicates import Double, find_doubles, place_words, role_words
from app.services.imports.crew_read import CrewDraft
from app.services.imports.person import Person
from app.services.imports.questions import Question, QuestionKind
from matching.duplicates import Profile
from matching.text import fold

SAME_NAME = 80.0
EVEN_ODDS, NEARLY_SURE = 0.5, 0.9
SAME, TAKE_IN, LEAVE_OUT = "same", "new", "skip"
GONE = frozenset({CrewStatus.WITHDRAWN, CrewStatus.BLOCKED, CrewStatus.DECEASED})


class Likeness(StrEnum):
    """How sure it is that a row is somebody of the registry."""

    NONE = "none"
    CERTAIN = "certain"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who of the registry a row is or may be, and by what; `default` is the answer that is filled in for a doubt."""

    likeness: Likeness
    other: KnownPerson | None = None
    by: str = ""
    default: str = TAKE_IN
    number_of_another: bool = False
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass
class Known:
    """People of the registry by what they are met again by; doubles lead to the profile that was kept."""

    people: Sequence[KnownPerson]
    by_id: dict[int, KnownPerson] = field(default_factory=dict)
    by_contact: dict[str, list[KnownPerson]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[KnownPerson]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.by_id = {person.id: person for person in self.people}
        for person in self.people:
            kept = self.kept(person)
            for contact in {person.email, person.phone} - {None}:
                self.by_contact[str(contact)].append(kept)
            self.by_name[person.name_key].append(kept)

    def kept(self, person: KnownPerson) -> KnownPerson:
        """Return the profile that a double was merged into, else the person."""
        seen = {person.id}
        while person.duplicate_of_id in self.by_id and person.duplicate_of_id not in seen:
            person = self.by_id[person.duplicate_of_id]
            seen.add(person.id)
        return person


def find_people(session: Session, drafts: Sequence[CrewDraft], resolved: Mapping[str, Any]) -> list[Verdict]:
    """Return a verdict for each draft, in order; `resolved` names their roles and places.

    The number of our own lists, or the same e-mail or phone, with a like name is certainly the same person. The same
    contact with another name, the same name, or what `find_doubles` finds likely from even odds on, is in doubt.
    """
    people = [draft.person for draft in drafts]
    known = Known(
        list_known_people(
            session,
            emails=(person.email for person in people if person.email),
            phones=(person.phone for person in people if person.phone),
            name_keys=(person.key for person in people if person.key),
            ids=(draft.registry_id for draft in drafts if draft.registry_id),
        )
    )
    verdicts = [_judge(draft, known) for draft in drafts]
    unsure = [draft for draft, verdict in zip(drafts, verdicts, strict=True) if verdict.likeness is Likeness.NONE]
    doubles = find_doubles(session, [_profile(draft, resolved) for draft in unsure])
    likely = {int(row): found[0] for row, found in doubles.items() if found[0][1] >= EVEN_ODDS}
    others = list_known_people(session, emails=(), phones=(), name_keys=(), ids=(one[0] for one in likely.values()))
    by_id = {other.id: other for other in others}
    return [
        _likely(verdict, likely[draft.row], by_id) if draft.row in likely else verdict
        for draft, verdict in zip(drafts, verdicts, strict=True)
    ]


def _profile(draft: CrewDraft, resolved: Mapping[str, Any]) -> Profile:
    """Return what is compared of a row."""
    person, first = draft.person, draft.roles[0] if draft.roles else None
    role = first and (first.role_id or resolved["titles"].get((first.title, first.department)))
    return Profile(
        id=str(draft.row),
        given_name=person.given_name,
        surname=person.surname,
        birth_date=str(draft.columns.get("birth_year") or ""),
        email=person.email or "",
        phone=person.phone or "",
        place=place_words(resolved["places"].get(draft.base)),
        occupation=role_words(role or None),
        also_known_as=(draft.columns["credit_name"],) if draft.columns.get("credit_name") else (),
    )


def _likely(verdict: Verdict, double: Double, by_id: Mapping[int, KnownPerson]) -> Verdict:
    """Return a doubt for somebody who is likely here; who nearly surely is stays out unless a person says otherwise."""
    number, probability, reasons = double
    other = by_id.get(number)
    if other is None:
        return verdict
    default = LEAVE_OUT if probability >= NEARLY_SURE else TAKE_IN
    said = tuple((reason.feature, reason.outcome) for reason in reasons if reason.weight > 0)
    return Verdict(Likeness.DOUBT, other, "likely", default, verdict.number_of_another, said[:3])


def _judge(draft: CrewDraft, known: Known) -> Verdict:
    person = draft.person
    numbered = known.by_id.get(draft.registry_id or 0)
    if numbered is not None and _is_like(person, numbered):
        return Verdict(Likeness.CERTAIN, known.kept(numbered), "number")
    found = _by_contact_or_name(person, known)
    if numbered is None:
        return found
    return Verdict(found.likeness, found.other, found.by, found.default, number_of_another=True)


def _by_contact_or_name(person: Person, known: Known) -> Verdict:
    same_contact = [
        other for contact in (person.email, person.phone) if contact for other in known.by_contact.get(contact, [])
    ]
    for other in same_contact:
        if is_same_name(person.name, f"{other.given_name} {other.surname}", other.credit_name):
            return Verdict(Likeness.CERTAIN, other, "contact")
    if same_contact:
        return Verdict(Likeness.DOUBT, same_contact[0], "contact", LEAVE_OUT)
    for other in known.by_name.get(person.key, []):
        return Verdict(Likeness.DOUBT, other, "name", TAKE_IN if _speak_against(person, other) else LEAVE_OUT)
    return Verdict(Likeness.NONE)


def _is_like(person: Person, other: KnownPerson) -> bool:
    """Tell whether a number of our own lists is still the same person's: the name or a contact says so."""
    contacts = {contact for contact in (person.email, person.phone) if contact}
    named = is_same_name(person.name, f"{other.given_name} {other.surname}", other.credit_name)
    return named or bool(contacts & {other.email, other.phone})


def _speak_against(one: Person, other: Person | KnownPerson) -> bool:
    return _differ(one.email, other.email) or _differ(one.phone, other.phone)


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)


def is_same_name(name: str, *others: str) -> bool:
    """Tell whether a name is like one of others: nicknames and a surname left out are forgiven, another person not."""
    folded = fold(name)
    return any(other and fuzz.token_set_ratio(folded, fold(other)) >= SAME_NAME for other in others)


def answer_of(key: str, options: Sequence[str], default: str, answers: Mapping[str, str]) -> str:
    """Return what was answered: for this row, else for all of its kind, else what is filled in."""
    bulk = f"{key.partition(':')[0]}:*"
    return next((answers[name] for name in (key, bulk) if answers.get(name) in options), default)


def ask_doubts(rows: Iterable[tuple[CrewDraft, Verdict]], answers: Mapping[str, str]) -> list[Question]:
    """Return the rows that may be somebody of the registry, to be decided on."""
    found = []
    options = (SAME, TAKE_IN, LEAVE_OUT)
    for draft, verdict in rows:
        if verdict.likeness is not Likeness.DOUBT or verdict.other is None:
            continue
        key, other = f"person:{draft.row}", verdict.other
        about: dict[str, Any] = {
            "id": other.id,
            "name": other.credit_name or f"{other.given_name} {other.surname}".strip(),
            "by": verdict.by,
            "reasons": verdict.reasons,
        }
        answer = answer_of(key, options, verdict.default, answers)
        found.append(
            Question(QuestionKind.PERSON, key, draft.person.name, options, answer, rows=[draft.row], about=about)
        )
    return found
