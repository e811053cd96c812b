"""People who stand in a file twice: joined into one row, kept apart, or left out, as a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from app.messages import mark
from app.services.cells import Problem
from app.services.imports.crew_read import CrewDraft
from app.services.imports.people import LEAVE_OUT, TAKE_IN, answer_of, is_same_name
from app.services.imports.person import Person
from app.services.imports.questions import Question, QuestionKind

JOIN = "join"
_OPTIONS = (JOIN, TAKE_IN, LEAVE_OUT)


@dataclass
class Doubles:
    """What came of the rows of a file: `rows` to go on with, `joined` row -> the row it went into, `left` out."""

    rows: list[CrewDraft]
    joined: dict[int, int]
    left: set[int]
    questions: list[Question]
    warnings: list[Problem]


def settle_doubles(drafts: Sequence[CrewDraft], answers: Mapping[str, str], heading: str) -> Doubles:
    """Find rows that stand for somebody of a row above, by contact or by the whole name, and do as was answered."""
    found = Doubles([], {}, set(), [], [])
    by_contact: dict[str, CrewDraft] = {}
    by_name: dict[str, CrewDraft] = {}
    for draft in drafts:
        above, sure = _above(draft, by_contact, by_name)
        if above is not None and not sure and above.person.key != draft.person.key:
            message = mark("The same e-mail or phone as row %(other)s, with another name.")
            found.warnings.append(Problem(draft.row, heading, message, {"other": str(above.row)}, warning=True))
            above = None
        answer = TAKE_IN
        if above is not None:
            question = _ask(draft, above, answers, by="contact" if sure else "name")
            found.questions.append(question)
            answer = question.answer
        if above is not None and answer == JOIN:
            join_drafts(above, draft)
            found.joined[draft.row] = above.row
        elif answer == LEAVE_OUT:
            found.left.add(draft.row)
        else:
            found.rows.append(draft)
        _remember(draft.person, above if answer == JOIN and above else draft, by_contact, by_name)
    return found


def _above(
    draft: CrewDraft, by_contact: Mapping[str, CrewDraft], by_name: Mapping[str, CrewDraft]
) -> tuple[CrewDraft | None, bool]:
    """Return the row above that may be the same person, and whether contact and name both say so."""
    person = draft.person
    others = [by_contact[contact] for contact in (person.email, person.phone) if contact and contact in by_contact]
    others = [other for other in others if not _numbered_apart(draft, other)]
    for other in others:
        if is_same_name(person.name, other.person.name):
            return other, True
    namesake = by_name.get(person.key)
    if not others and namesake is not None and not _numbered_apart(draft, namesake):
        return namesake, False
    return (others[0], False) if others else (None, False)


def _numbered_apart(one: CrewDraft, other: CrewDraft) -> bool:
    """Tell whether our own numbers say that two rows are two people."""
    return bool(one.registry_id and other.registry_id and one.registry_id != other.registry_id)


def _ask(draft: CrewDraft, above: CrewDraft, answers: Mapping[str, str], *, by: str) -> Question:
    key = f"row:{draft.row}"
    against = any(
        mine and theirs and mine != theirs
        for mine, theirs in ((draft.person.email, above.person.email), (draft.person.phone, above.person.phone))
    )
    default = JOIN if by == "contact" or not against else TAKE_IN
    answer = answer_of(key, _OPTIONS, default, answers)
    about = {"row": above.row, "name": above.person.name, "by": by}
    return Question(QuestionKind.ROW, key, draft.person.name, _OPTIONS, answer, rows=[draft.row], about=about)


def _remember(
    person: Person, draft: CrewDraft, by_contact: dict[str, CrewDraft], by_name: dict[str, CrewDraft]
) -> None:
    for contact in (person.email, person.phone):
        if contact:
            by_contact.setdefault(contact, draft)
    if person.key:
        by_name.setdefault(person.key, draft)


def join_drafts(first: CrewDraft, other: CrewDraft) -> None:
    """Add to a row what another says of the same person: lists grow, empty fields are filled, nothing is replaced."""
    mine, theirs = first.person, other.person
    first.person = Person(mine.given_name, mine.surname, mine.email or theirs.email, mine.phone or theirs.phone)
    first.registry_id = first.registry_id or other.registry_id
    titles = {(role.title, role.department) for role in first.roles}
    first.roles += [role for role in other.roles if (role.title, role.department) not in titles]
    for name in (field.name for field in fields(CrewDraft)):
        here, there = getattr(first, name), getattr(other, name)
        if name in {"row", "person", "registry_id", "roles"}:
            continue
        if isinstance(here, dict):
            setattr(first, name, {**there, **here})
        elif isinstance(here, list):
            setattr(first, name, list(dict.fromkeys([*here, *there])))
        elif not here:
            setattr(first, name, there)
