"""Training as a profile's list shows it: courses that were taken, wherever they were taught."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from app.errors import InvalidInputError
from app.messages import mark
from app.models.credit import LEARNT, SEATED, Course, CourseStatus, TrainingRecord
from app.queries.course import find_record, get_course
from app.queries.crew import get_row
from app.services.audit import Actor, record_audit
from app.services.certificate import revoke_certificate
from app.services.crew_rows import RowKind, add_row, change_row, remove_row
from app.services.graduate import give_roles, take_roles_back
from app.services.seats import fill_free_seats, require_seat


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
    over = ends_on < actor.at.date()
    status = CourseStatus.FINISHED if over else CourseStatus.RUNNING
    course = Course(programme=programme, name=name, starts_on=starts_on, ends_on=ends_on, status=status)
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
    """Add a training record, or change the one with `row_id`; `course` describes one that is not on file yet.

    What a course prepares for follows from the result here as on the cohort's page, and so do its seats.
    """
    if course is not None:
        values["course_id"] = find_or_add_course(session, actor, **course).id
    before = get_row(session, TrainingRecord, crew_member_id, row_id) if row_id else None
    taught = get_course(session, values["course_id"], lock=True)
    if before is None:
        add_row(session, actor, crew_member_id=crew_member_id, listing=RowKind.TRAINING, **values)
    else:
        if values["result"] in SEATED and not (before.course_id == taught.id and before.result in SEATED):
            require_seat(session, taught)
        _leave(session, actor, before, values)
        person = crew_member_id
        change_row(session, actor, crew_member_id=person, listing=RowKind.TRAINING, row_id=row_id or 0, **values)
    record = find_record(session, taught.id or 0, crew_member_id)
    if record is not None and record.result in LEARNT:
        give_roles(session, actor, taught, record)


def _leave(session: Session, actor: Actor, record: TrainingRecord, values: dict[str, Any]) -> None:
    """Take back what the record gave where it is corrected; an issued number is not typed over."""
    stays = values["course_id"] == record.course_id
    if stays and values["result"] in LEARNT:
        if record.certificate_issued_on is not None:
            values["certificate_number"] = record.certificate_number
        return
    course = get_course(session, record.course_id, lock=True)
    if record.result in LEARNT:
        if record.certificate_issued_on is not None:
            values["certificate_number"] = ""
        revoke_certificate(session, actor, record)
        take_roles_back(session, actor, course, record)


def remove_training(session: Session, actor: Actor, *, crew_member_id: int, row_id: int) -> int:
    """Take a training record out of the profile; return the audit event. A seat that comes free goes to who waits."""
    record = get_row(session, TrainingRecord, crew_member_id, row_id)
    course = get_course(session, record.course_id, lock=True)
    revoke_certificate(session, actor, record)
    event = remove_row(session, actor, crew_member_id=crew_member_id, listing=RowKind.TRAINING, row_id=row_id)
    fill_free_seats(session, actor, course)
    return event
