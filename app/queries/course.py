"""Reads of cohorts, of who is on their lists, and of certificates."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.credit import LEARNT, SEATED, Course, CourseStatus, TrainingRecord, TrainingResult
from app.models.crew import CrewMember, CrewRole
from app.models.trust import AuditEvent

PROMOTED = "training:role:promoted"
"""What the audit calls the step from in training to junior."""


def get_course(session: Session, course_id: int, *, lock: bool = False) -> Course:
    """Return a cohort; NotFoundError where there is none.

    With `lock` nobody else changes its list until the commit: PostgreSQL locks the row, SQLite's writers are alone.
    """
    course = session.get(Course, course_id, with_for_update=True if lock else None, populate_existing=lock)
    if course is None:
        raise NotFoundError(mark("There is no such course."))
    return course


def get_record(session: Session, course_id: int, record_id: int) -> TrainingRecord:
    """Return somebody's place on a cohort's list; NotFoundError where it is not there."""
    record = session.get(TrainingRecord, record_id)
    if record is None or record.course_id != course_id:
        raise NotFoundError(mark("This person is not on the list any more."))
    return record


def find_record(session: Session, course_id: int, crew_member_id: int) -> TrainingRecord | None:
    """Return a person's place on a cohort's list."""
    statement = select(TrainingRecord).where(
        TrainingRecord.course_id == course_id, TrainingRecord.crew_member_id == crew_member_id
    )
    return session.exec(statement.execution_options(populate_existing=True)).first()


def count_taken(session: Session, course_id: int) -> int:
    """Count the seats that somebody has."""
    statement = select(func.count()).where(
        TrainingRecord.course_id == course_id, col(TrainingRecord.result).in_(SEATED)
    )
    return session.exec(statement).one()


def list_waiting(session: Session, course_id: int) -> list[TrainingRecord]:
    """Return the waiting list, first come first."""
    statement = (
        select(TrainingRecord)
        .where(TrainingRecord.course_id == course_id, TrainingRecord.result == TrainingResult.WAITING)
        .order_by(col(TrainingRecord.queued_at), col(TrainingRecord.id))
    )
    return list(session.exec(statement))


def list_people(session: Session, course_id: int) -> list[tuple[TrainingRecord, CrewMember]]:
    """Return everybody on a cohort's list by name; who waits in the order of the waiting list."""
    statement = (
        select(TrainingRecord, CrewMember)
        .join(CrewMember, col(CrewMember.id) == col(TrainingRecord.crew_member_id))
        .where(TrainingRecord.course_id == course_id)
        .order_by(col(TrainingRecord.queued_at), col(CrewMember.name_key), col(TrainingRecord.id))
    )
    return [(record, member) for record, member in session.exec(statement)]


def list_open_courses(session: Session, *, today: date) -> list[Course]:
    """Return the cohorts that take people in, the next to begin first."""
    statement = (
        select(Course)
        .where(Course.status == CourseStatus.OPEN, col(Course.ends_on) >= today)
        .order_by(col(Course.starts_on), col(Course.name), col(Course.id))
    )
    return list(session.exec(statement))


def find_certificate(session: Session, number: str) -> tuple[TrainingRecord, Course, CrewMember] | None:
    """Return what a certificate that the system issued says; None where no such one counts."""
    statement = (
        select(TrainingRecord, Course, CrewMember)
        .join(Course, col(Course.id) == col(TrainingRecord.course_id))
        .join(CrewMember, col(CrewMember.id) == col(TrainingRecord.crew_member_id))
        .where(
            TrainingRecord.certificate_number == number,
            col(TrainingRecord.certificate_issued_on).is_not(None),
            col(TrainingRecord.result).in_(LEARNT),
        )
    )
    return session.exec(statement).first()


def list_held(session: Session, people: Collection[int], roles: Collection[str]) -> dict[tuple[int, str], CrewRole]:
    """Return which of these roles these people hold, by person and role."""
    statement = select(CrewRole).where(col(CrewRole.crew_member_id).in_(people), col(CrewRole.role_id).in_(roles))
    return {(row.crew_member_id, row.role_id): row for row in session.exec(statement)}


def list_promotions(session: Session, role_row_ids: Collection[int]) -> dict[int, AuditEvent]:
    """Return the last promotion of each of these entries of profiles, by entry."""
    event: Any = AuditEvent
    statement = (
        select(AuditEvent)
        .where(event.action == PROMOTED, event.subject_kind == "crew_role", event.subject_id.in_(role_row_ids))
        .order_by(event.id)
    )
    return {found.subject_id or 0: found for found in session.exec(statement)}
