"""What a crew list would bring into the registry: read, resolved and compared; nothing is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from app.messages import mark
from app.models.credit import Course
from app.models.trust import ConsentPurpose
from app.queries.upload import list_courses
from app.services.cells import Problem
from app.services.imports.crew_read import NO_ROLE, CrewDraft, read_crew_row
from app.services.imports.day_order import note_unclear_days
from app.services.imports.doubles import Doubles, settle_doubles
from app.services.imports.people import (
    GONE,
    LEAVE_OUT,
    SAME,
    Likeness,
    Verdict,
    answer_of,
    ask_doubts,
    find_people,
)
from app.services.imports.plan import ImportPlan
from app.services.imports.questions import KEEP, Question, resolve_places, resolve_titles
from app.services.imports.record import Record, read_records
from app.services.imports.row import ImportRow
from app.services.imports.wanted import Changes, course_key, find_changes, is_kept, say_record
from config import get_settings
from matching.text import fold

UPDATE, KEEP_AS_IS = "update", "keep"


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"
    LEFT = "left"
    JOINED = "joined"
    GONE = "gone"
    ERROR = "error"


@dataclass(slots=True)
class CrewUpdate:
    """What a row changes of somebody who is here; `current` is what the registry holds of them."""

    draft: CrewDraft
    crew_member_id: int
    changes: Changes
    current: Record

    @property
    def row(self) -> int:
        """The row's number."""
        return self.draft.row


@dataclass
class _Work:
    """What is known of the rows while they are settled."""

    fates: dict[int, Fate] = field(default_factory=dict)
    others: dict[int, int] = field(default_factory=dict)
    new: list[CrewDraft] = field(default_factory=list)
    here: dict[int, CrewDraft] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)
    changes: dict[int, Changes] = field(default_factory=dict)


def plan_crew(
    session: Session,
    rows: Sequence[ImportRow],
    answers: Mapping[str, str],
    *,
    today: date,
    tell: Callable[[int], None] = lambda _rows: None,
) -> ImportPlan[CrewDraft]:
    """Return what the rows would bring in and change, given what was answered about them.

    Rows with errors are left out of it. `tell` hears how many rows were read.
    """
    note_unclear_days(rows)
    drafts = []
    for number, row in enumerate(rows, start=1):
        drafts.append(read_crew_row(row, today))
        tell(number)
    titles, title_questions = resolve_titles(
        ((draft.row, (role.title, role.department)) for draft in drafts for role in draft.roles if not role.role_id),
        answers,
    )
    places, place_questions = resolve_places(
        ((draft.row, typed) for draft in drafts for typed in (draft.base, draft.residence, *draft.work_bases)),
        answers,
        get_settings().commission_state,
    )
    courses = _courses(session, drafts)
    resolved = {"titles": titles, "places": places, "courses": courses}
    plan: ImportPlan[CrewDraft] = ImportPlan([], resolved=resolved)
    plan.problems = [problem for row in rows for problem in row.problems]
    plan.problems += _kept_as_typed(rows, title_questions, "role") + _kept_as_typed(rows, place_questions, "base")
    plan.problems += _courses_unknown(rows, drafts, courses)
    wrong = {problem.row for problem in plan.errors}
    doubles = settle_doubles([draft for draft in drafts if draft.row not in wrong], answers, _contact_heading(rows))
    work = _Work(dict.fromkeys(wrong, Fate.ERROR))
    person_questions = _settle(session, doubles, answers, work, plan)
    plan.problems = [each for each in plan.problems if each.message != NO_ROLE or work.fates.get(each.row) is Fate.NEW]
    plan.drafts = work.new
    plan.updates = _compare(session, work, plan.resolved, answers)
    asked = [*title_questions, *place_questions, *doubles.questions, *person_questions]
    plan.questions = [question for question in asked if not wrong.issuperset(question.rows)]
    plan.problems.sort(key=lambda problem: (problem.row, problem.warning))
    plan.counts = _counts(drafts, work)
    plan.shown = _shown(drafts, plan, work)
    return plan


def _settle(
    session: Session, doubles: Doubles, answers: Mapping[str, str], work: _Work, plan: ImportPlan[CrewDraft]
) -> list[Question]:
    """Tell new people from those who are here, and those who left from both; return what is to be decided."""
    verdicts = find_people(session, doubles.rows, plan.resolved)
    questions = ask_doubts(zip(doubles.rows, verdicts, strict=True), answers)
    said = {question.rows[0]: question.answer for question in questions}
    plan.problems += doubles.warnings
    work.fates.update(dict.fromkeys(doubles.left, Fate.LEFT))
    for draft, verdict in zip(doubles.rows, verdicts, strict=True):
        answer = said.get(draft.row, SAME if verdict.likeness is Likeness.CERTAIN else "")
        if verdict.number_of_another:
            message = mark("Number %(number)s belongs to somebody else here, so it was not gone by.")
            number = {"number": str(draft.registry_id)}
            plan.problems.append(Problem(draft.row, "registry_id", message, number, warning=True))
        if answer == LEAVE_OUT:
            work.fates[draft.row] = Fate.LEFT
        elif answer == SAME and verdict.other is not None:
            _meet(draft, verdict, work, plan)
        else:
            work.fates[draft.row] = Fate.NEW
            work.new.append(draft)
    work.joined = doubles.joined
    work.fates.update(dict.fromkeys(doubles.joined, Fate.JOINED))
    return questions


def _meet(draft: CrewDraft, verdict: Verdict, work: _Work, plan: ImportPlan[CrewDraft]) -> None:
    """Put a row to the person of the registry that it is; one row a person, and none for those who left."""
    other = verdict.other
    assert other is not None  # noqa: S101 - whoever is met is here
    work.others[draft.row] = other.id
    if other.status in GONE:
        work.fates[draft.row] = Fate.GONE
        message = mark("This person has left the registry. The row is left out: only they can come back.")
        plan.problems.append(Problem(draft.row, "full_name", message, {}, warning=True))
    elif other.id in work.here:
        work.fates[draft.row] = Fate.LEFT
        message = mark("The same person as in row %(other)s. Put both into one row, the roles divided by /.")
        values = {"other": str(work.here[other.id].row)}
        plan.problems.append(Problem(draft.row, "full_name", message, values, warning=True))
    else:
        work.here[other.id] = draft


def _compare(
    session: Session, work: _Work, resolved: Mapping[str, Any], answers: Mapping[str, str]
) -> list[CrewUpdate]:
    """Return what is to be changed of people who are here; what is to stay is only counted."""
    updates, records = [], read_records(session, work.here)
    for crew_member_id, draft in work.here.items():
        whole = draft.registry_id is not None
        said = say_record(draft, resolved)
        changes = find_changes(records[crew_member_id], said, emptied=draft.emptied, whole=whole)
        answer = answer_of(f"update:{draft.row}", (UPDATE, KEEP_AS_IS), UPDATE, answers)
        if not changes:
            work.fates[draft.row] = Fate.SAME
            continue
        work.fates[draft.row] = Fate.CHANGED if answer == UPDATE else Fate.KEPT
        work.changes[draft.row] = changes
        if answer == UPDATE:
            updates.append(CrewUpdate(draft, crew_member_id, changes, records[crew_member_id]))
    return updates


def _contact_heading(rows: Sequence[ImportRow]) -> str:
    return rows[0].heading("email" if rows[0].has("email") else "phone") if rows else ""


def _kept_as_typed(rows: Sequence[ImportRow], questions: Sequence[Question], field: str) -> list[Problem]:
    heading = rows[0].heading(field) if rows else ""
    message = {
        "role": mark("“%(value)s” is no role that is known here. It is kept as typed in the note."),
        "base": mark("“%(value)s” is no place that is known here. It is kept as typed in the note."),
    }[field]
    return [
        Problem(row, heading, message, {"value": question.typed[:80]}, warning=True)
        for question in questions
        if question.answer == KEEP
        for row in question.rows
    ]


def _courses(session: Session, drafts: Sequence[CrewDraft]) -> dict[tuple[str, str], Course | tuple[date, date] | None]:
    """Return each named course: the one there is, the days of one to be made, or None where nothing dates it."""
    there: dict[tuple[str, str], Course] = {}
    for course in list_courses(session):
        for name in (course.name, f"{course.programme} {course.name}", course.programme):
            there.setdefault((fold(name), fold(course.cohort)), course)
    found: dict[tuple[str, str], Any] = {}
    for training in (training for draft in drafts for training in draft.training):
        key = course_key(training)
        if key in there:
            found[key] = there[key]
        elif training.days:
            found[key] = training.days
        elif training.completed_on:
            first, last = found.get(key) or (training.completed_on, training.completed_on)
            found[key] = (min(first, training.completed_on), max(last, training.completed_on))
        else:
            found.setdefault(key, None)
    return found


def _courses_unknown(
    rows: Sequence[ImportRow], drafts: Sequence[CrewDraft], courses: Mapping[tuple[str, str], object]
) -> list[Problem]:
    message = mark("There is no course “%(course)s” yet, and no day to make it with. It is kept as typed in the note.")
    return [
        Problem(
            draft.row,
            rows[0].heading("programme"),
            message,
            {"course": f"{training.programme} {training.cohort}".strip()},
            warning=True,
        )
        for draft in drafts
        for training in draft.training
        if not is_kept(training, courses)
    ]


def _counts(drafts: Sequence[CrewDraft], work: _Work) -> dict[str, int]:
    fates = list(work.fates.values())
    active = sum(ConsentPurpose.REGISTRY in draft.consents for draft in work.new)
    return {
        "rows": len(drafts),
        **{fate.value: fates.count(fate) for fate in Fate},
        "active": active,
        "draft": len(work.new) - active,
    }


def _shown(drafts: Sequence[CrewDraft], plan: ImportPlan[CrewDraft], work: _Work) -> dict[int, dict[str, Any]]:
    """Return each row as it was understood, in ids and words that the page names in its language."""
    titles, places = plan.resolved["titles"], plan.resolved["places"]
    return {
        draft.row: {
            "row": draft.row,
            "name": draft.person.name,
            "email": draft.person.email or "",
            "phone": draft.person.phone or "",
            "roles": [
                {"id": role.role_id or titles[role.title, role.department], "typed": role.title} for role in draft.roles
            ],
            "base": {"id": places.get(draft.base), "typed": draft.base},
            "fate": work.fates[draft.row].value,
            "other": work.others.get(draft.row),
            "joined": work.joined.get(draft.row),
            "changes": work.changes.get(draft.row, {}),
        }
        for draft in drafts
    }
