"""Seats of a cohort: never more taken than there are; who waits moves up by itself when one comes free.

Everything here runs behind the cohort's lock (`get_course(…, lock=True)`), so that two writers can't both see the
last seat.
"""

from typing import Any

from sqlmodel import Session

from app.clock import day_of
from app.errors import ConflictError
from app.messages import mark
from app.models.credit import Course, CourseStatus, TrainingRecord, TrainingResult
from app.models.crew import CrewMember
from app.queries.course import count_taken, list_waiting
from app.queries.crew import get_crew_member
from app.services.audit import Actor, record_audit, touch_roster
from app.services.crew import is_gone
from app.services.moments import say_span
from app.services.notice import link_to, tell_person
from config import get_settings

_FILLS = (CourseStatus.PLANNED, CourseStatus.OPEN, CourseStatus.RUNNING)
SEAT_SUBJECT = mark("You have a seat: %(course)s")
SEAT_TEXT = mark(
    "Hello %(name)s,\n\nA seat in “%(course)s” (%(programme)s) is yours. It runs %(days)s.\n\n"
    "If you can't come, give the seat back so that the next person on the list gets it:\n%(link)s\n"
)


def has_free_seat(session: Session, course: Course) -> bool:
    """Tell whether a seat is free, who waits left aside."""
    return course.seats is None or count_taken(session, course.id or 0) < course.seats


def require_seat(session: Session, course: Course) -> None:
    """Raise ConflictError where every seat is taken."""
    if not has_free_seat(session, course):
        raise ConflictError(
            mark("All %(seats)s seats are taken. Raise the number or free one first."), seats=course.seats
        )


def move_record(
    session: Session, actor: Actor, record: TrainingRecord, result: TrainingResult, *, verb: str = "", **values: Any
) -> None:
    """Set how a person stands in a cohort, with whatever goes along, and leave an audit event of `verb`."""
    after = {"result": result, **values}
    before = {name: getattr(record, name) for name in after}
    for name, value in after.items():
        setattr(record, name, value)
    session.add(record)
    session.flush()
    record_audit(
        session,
        actor,
        f"training:seat:{verb or result}",
        subject_kind="training_record",
        subject_id=record.id,
        crew_member_id=record.crew_member_id,
        before=before,
        after={"course_id": record.course_id, **after},
    )
    touch_roster(session, actor.at, record.crew_member_id)
    session.flush()


def seat_or_queue(session: Session, actor: Actor, course: Course, record: TrainingRecord) -> TrainingResult:
    """Give the person a seat, or a place at the end of the waiting list; return which."""
    if has_free_seat(session, course):
        _give_seat(session, actor, course, record, "enrolled")
    else:
        move_record(session, actor, record, TrainingResult.WAITING, queued_at=actor.at, dropped_reason="")
    return record.result


def fill_free_seats(session: Session, actor: Actor, course: Course) -> list[int]:
    """Give free seats to who waits, first come first; return whom. Who left the registry is passed over."""
    moved: list[int] = []
    if course.status not in _FILLS:
        return moved
    for record in list_waiting(session, course.id or 0):
        if not has_free_seat(session, course):
            break
        if is_gone(get_crew_member(session, record.crew_member_id)):
            continue
        _give_seat(session, actor, course, record, "moved_up")
        moved.append(record.crew_member_id)
    return moved


def tell_of_seat(session: Session, actor: Actor, course: Course, member: CrewMember) -> None:
    """Tell the person by e-mail that a seat is theirs."""
    tell_person(
        session,
        actor,
        member,
        subject=SEAT_SUBJECT,
        text=SEAT_TEXT,
        course=course.name,
        programme=course.programme,
        days=say_span(member.locale or get_settings().default_locale, course.starts_on, course.ends_on),
        link=link_to("/me/training"),
    )


def _give_seat(session: Session, actor: Actor, course: Course, record: TrainingRecord, verb: str) -> None:
    move_record(
        session,
        actor,
        record,
        TrainingResult.ENROLLED,
        verb=verb,
        enrolled_on=day_of(actor.at),
        queued_at=None,
        dropped_reason="",
    )
    tell_of_seat(session, actor, course, get_crew_member(session, record.crew_member_id))
