"""How people did in a cohort: results written one by one or all at once, with what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.clock import day_of
from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.credit import LEARNT, SEATED, Course, CourseStatus, TrainingRecord, TrainingResult
from app.queries.course import get_course, get_record
from app.services.audit import Actor
from app.services.certificate import revoke_certificate
from app.services.graduate import give_roles, take_roles_back
from app.services.seats import fill_free_seats, move_record, require_seat

WRITABLE = (*SEATED, TrainingResult.DROPPED_OUT)
"""Results that staff write; asking and waiting come about by themselves."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is written of one person; who drops out needs a reason."""

    result: TrainingResult
    reason: str = ""


def set_results(session: Session, actor: Actor, *, course_id: int, outcomes: Mapping[int, Outcome]) -> int:
    """Write the results of several people, by the id of their record; return how many differ from before.

    Who leaves is written first, so that their seats are free for those who come back. All or nothing.
    """
    course = get_course(session, course_id, lock=True)
    if course.status in {CourseStatus.PLANNED, CourseStatus.CANCELLED}:
        raise ConflictError(mark("Results are written once a course is under way."))
    rows = [(get_record(session, course_id, record_id), outcome) for record_id, outcome in outcomes.items()]
    changed = 0
    for record, outcome in sorted(rows, key=lambda row: row[1].result in SEATED):
        changed += _set(session, actor, course, record, outcome)
    fill_free_seats(session, actor, course)
    return changed


def _set(session: Session, actor: Actor, course: Course, record: TrainingRecord, outcome: Outcome) -> bool:
    reason = " ".join(outcome.reason.split())[:300] if outcome.result is TrainingResult.DROPPED_OUT else ""
    if (record.result, record.dropped_reason) == (outcome.result, reason):
        return False
    if outcome.result not in WRITABLE or record.result not in WRITABLE:
        raise ConflictError(mark("Give this person a seat first."))
    if outcome.result is TrainingResult.DROPPED_OUT and not reason:
        raise InvalidInputError(mark("Say why the person dropped out."))
    if outcome.result in SEATED and record.result not in SEATED:
        require_seat(session, course)
    settle_result(session, actor, course, record, outcome.result, reason=reason)
    return True


def settle_result(
    session: Session, actor: Actor, course: Course, record: TrainingRecord, result: TrainingResult, *, reason: str = ""
) -> None:
    """Set a result with all that follows: roles and certificates come and go with a completed course."""
    learnt, learns = record.result in LEARNT, result in LEARNT
    if learnt and not learns:
        revoke_certificate(session, actor, record)
        take_roles_back(session, actor, course, record)
    completed_on = record.completed_on or _last_day(course, actor) if learns else None
    move_record(
        session,
        actor,
        record,
        result,
        completed_on=completed_on,
        enrolled_on=record.enrolled_on or course.starts_on,
        dropped_reason=reason,
    )
    if learns:
        give_roles(session, actor, course, record)


def _last_day(course: Course, actor: Actor) -> date:
    return min(course.ends_on, day_of(actor.at))
