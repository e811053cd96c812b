"""What a crew list would bring into the registry: read, resolved and compared; nothing is written."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from app.messages import mark
from app.models.credit import Course
from app.models.trust import ConsentPurpose
from app.queries.upload import list_courses
from app.services.cells import Problem
from app.services.imports.crew_read import CrewDraft, TypedTraining, read_crew_row
from app.services.imports.known import LEAVE_OUT, Fate, Verdict, doubts, find_known, repeated
from app.services.imports.plan import ImportPlan
from app.services.imports.questions import KEEP, Question, resolve_places, resolve_titles
from app.services.imports.row import ImportRow
from config import get_settings
from matching.text import fold

SAMPLE = 12


def plan_crew(
    session: Session, rows: Sequence[ImportRow], answers: Mapping[str, str], *, today: date
) -> ImportPlan[CrewDraft]:
    """Return what the rows would bring in, given what was answered about them."""
    drafts = [read_crew_row(row, today) for row in rows]
    titles, title_questions = resolve_titles(
        ((draft.row, (role.title, role.department)) for draft in drafts for role in draft.roles), answers
    )
    places, place_questions = resolve_places(
        ((draft.row, typed) for draft in drafts for typed in (draft.base, draft.residence, *draft.work_bases)),
        answers,
        get_settings().commission_state,
    )
    verdicts = find_known(session, [draft.person for draft in drafts])
    person_questions = doubts(
        ((draft.row, draft.person, verdict) for draft, verdict in zip(drafts, verdicts, strict=True)), answers
    )
    left_out = {row for question in person_questions if question.answer == LEAVE_OUT for row in question.rows}
    fresh = [
        draft
        for draft, verdict in zip(drafts, verdicts, strict=True)
        if verdict.fate is not Fate.KNOWN and draft.row not in left_out
    ]
    plan = ImportPlan(fresh, questions=[*title_questions, *place_questions, *person_questions])
    plan.resolved = {"titles": titles, "places": places, "courses": _courses(session, fresh)}
    plan.problems = [problem for row in rows for problem in row.problems]
    plan.problems += repeated(((draft.row, draft.person) for draft in drafts), _contact_heading(rows))
    plan.problems += _kept_as_typed(rows, title_questions, "role") + _kept_as_typed(rows, place_questions, "base")
    plan.problems += _courses_unknown(rows, fresh, plan.resolved["courses"])
    plan.problems.sort(key=lambda problem: (problem.row, problem.warning))
    plan.counts = _counts(drafts, fresh, verdicts)
    plan.sample = [_shown(draft, verdict, plan) for draft, verdict in zip(drafts[:SAMPLE], verdicts, strict=False)]
    return plan


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


def course_key(programme: str, cohort: str) -> tuple[str, str]:
    """Return what a course of a list is met again by."""
    return fold(programme), fold(cohort)


def _courses(session: Session, drafts: Sequence[CrewDraft]) -> dict[tuple[str, str], Course | tuple[date, date] | None]:
    """Return each named course: the one there is, the days of one to be made, or None where nothing dates it."""
    there: dict[tuple[str, str], Course] = {}
    for course in list_courses(session):
        for name in (course.name, f"{course.programme} {course.name}", course.programme):
            there.setdefault(course_key(name, course.cohort), course)
    found: dict[tuple[str, str], Any] = {}
    for training in (training for draft in drafts for training in draft.training):
        key = course_key(training.programme, training.cohort)
        if key in there:
            found[key] = there[key]
        elif training.completed_on:
            first, last = found.get(key) or (training.completed_on, training.completed_on)
            found[key] = (min(first, training.completed_on), max(last, training.completed_on))
        else:
            found.setdefault(key, None)
    return found


def is_kept(training: TypedTraining, courses: Mapping[tuple[str, str], object]) -> bool:
    """Tell whether a training record can be written: its course is there, or can be made with a day."""
    return courses[course_key(training.programme, training.cohort)] is not None


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


def _counts(drafts: Sequence[CrewDraft], fresh: Sequence[CrewDraft], verdicts: Sequence[Verdict]) -> dict[str, int]:
    fates = [verdict.fate for verdict in verdicts]
    active = sum(ConsentPurpose.REGISTRY in draft.consents for draft in fresh)
    return {
        "rows": len(drafts),
        "new": len(fresh),
        "known": fates.count(Fate.KNOWN),
        "doubt": fates.count(Fate.DOUBT),
        "active": active,
        "draft": len(fresh) - active,
    }


def _shown(draft: CrewDraft, verdict: Verdict, plan: ImportPlan[CrewDraft]) -> dict[str, Any]:
    """Return a row as it was understood, in ids and words that the page names in its language."""
    titles, places = plan.resolved["titles"], plan.resolved["places"]
    return {
        "row": draft.row,
        "name": draft.person.name,
        "email": draft.person.email or "",
        "phone": draft.person.phone or "",
        "roles": [{"id": titles[role.title, role.department], "typed": role.title} for role in draft.roles],
        "base": {"id": places.get(draft.base), "typed": draft.base},
        "languages": {language.value: level.value for language, level in draft.languages.items()},
        "consents": sorted(draft.consents),
        "fate": verdict.fate.value,
    }
