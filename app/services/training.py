"""Training: courses that were taught, and who took them."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from app.errors import InvalidInputError
from app.messages import mark
from app.models.credit import Course
from app.services.audit import Actor, record_audit
from app.services.crew_rows import RowKind, add_row, change_row


def find_or_add_course(
    session: Session, actor: Actor, *, programme: str, name: str, starts_on: date, ends_on: date
) -> Course:
    """Return the course of this programme, name and first day, making it where it is not there yet."""
    statement = select(Course).where(Course.programme == programme, Course.name == name, Course.starts_on == starts_on)
    course = session.exec(statement.limit(1)).first()
    if course is not None:
        return course
    if ends_on < starts_on:
        raise InvalidInputError(mark("A course can't end before it begins."))
    course = Course(programme=programme, name=name, starts_on=starts_on, ends_on=ends_on)
    session.add(course)
    session.flush()
    after = {"programme": programme, "name": name, "starts_on": starts_on, "ends_on": ends_on}
    record_audit(session, actor, "crew:course:added", subject_kind="course", subject_id=course.id, after=after)
    return course


def write_training(
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    row_id: int | None,
    course: dict[str, Any] | None,
    **values: Any,
) -> None:
    """Add a training record, or change the one with `row_id`; `course` describes one that is not on file yet."""
    if course is not None:
        values["course_id"] = find_or_add_course(session, actor, **course).id
    if row_id is None:
        add_row(session, actor, crew_member_id=crew_member_id, listing=RowKind.TRAINING, **values)
    else:
        change_row(session, actor, crew_member_id=crew_member_id, listing=RowKind.TRAINING, row_id=row_id, **values)
