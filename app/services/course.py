"""Cohorts of courses: planned, opened, changed; what they prepare for and how many seats they have."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.credit import Course, CourseStatus, TrainingRecord
from app.queries.course import count_taken, get_course
from app.services.audit import Actor, record_audit, touch_roster
from app.services.seats import fill_free_seats
from app.services.taxonomy import get_taxonomy

COLUMNS = (
    "programme",
    "name",
    "provider",
    "cohort",
    "instructor",
    "hours",
    "starts_on",
    "ends_on",
    "role_ids",
    "level",
    "seats",
    "cost_per_seat_centavos",
    "status",
)
LIVE = (CourseStatus.PLANNED, CourseStatus.OPEN, CourseStatus.RUNNING)
"""Where a cohort can still take people in."""


def open_course(session: Session, actor: Actor, *, fictional: bool = False, **values: Any) -> Course:
    """Plan a cohort; `values` are columns of `COLUMNS`, its status "planned" unless they say another."""
    known = _checked({"status": CourseStatus.PLANNED, **values})
    _require_order(known["starts_on"], known["ends_on"])
    course = Course(**known, fictional=fictional)
    session.add(course)
    session.flush()
    record_audit(session, actor, "training:course:opened", subject_kind="course", subject_id=course.id, after=known)
    return course


def change_course(session: Session, actor: Actor, *, course_id: int, **values: Any) -> list[str]:
    """Change columns of a cohort; return which ones differ. Seats that come free go to the waiting list.

    ConflictError where more people have a seat than there would be.
    """
    course = get_course(session, course_id, lock=True)
    known = _checked(values)
    changed = [name for name, value in known.items() if getattr(course, name) != value]
    if not changed:
        return []
    _require_order(known.get("starts_on", course.starts_on), known.get("ends_on", course.ends_on))
    seats, taken = known.get("seats", course.seats), count_taken(session, course_id)
    if "seats" in changed and seats is not None and seats < taken:
        raise ConflictError(mark("%(taken)s people have a seat already: there can't be fewer seats."), taken=taken)
    before = {name: getattr(course, name) for name in changed}
    for name in changed:
        setattr(course, name, known[name])
    session.add(course)
    session.flush()
    after = {name: known[name] for name in changed}
    record_audit(
        session,
        actor,
        "training:course:changed",
        subject_kind="course",
        subject_id=course_id,
        before=before,
        after=after,
    )
    if "role_ids" in changed:
        _touch_people(session, actor, course_id)
    fill_free_seats(session, actor, course)
    return changed


def _touch_people(session: Session, actor: Actor, course_id: int) -> None:
    """Let ranking read anew what these people were trained for."""
    people = session.exec(select(TrainingRecord.crew_member_id).where(TrainingRecord.course_id == course_id))
    for person in people:
        touch_roster(session, actor.at, person)
    session.flush()


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(COLUMNS)
    if unknown:
        raise KeyError(f"no columns of a course: {sorted(unknown)}")
    taxonomy = get_taxonomy()
    roles = list(dict.fromkeys(values.get("role_ids", ())))
    for role_id in roles:
        if role_id not in taxonomy:
            raise InvalidInputError(mark("The role %(role)s is not in the taxonomy."), role=role_id)
    return values if "role_ids" not in values else {**values, "role_ids": roles}


def _require_order(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise InvalidInputError(mark("A course can't end before it begins."))
