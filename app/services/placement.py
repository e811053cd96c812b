"""Placements: a trainee beside a mentor who holds the role in full; the mentor's word afterwards."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.credit import LEARNT, Course, TrainingRecord
from app.models.crew import CrewRole, CrewStatus, Seniority
from app.models.placement import Placement, PlacementOutcome
from app.queries.crew import get_crew_member
from app.queries.placement import find_booking, get_placement
from app.queries.production import get_production
from app.services.audit import Actor, record_audit
from app.services.locks import lock_people


@dataclass(frozen=True)
class Terms:
    """What is agreed of a placement: who learns what beside whom, where and when.

    `production_name` is asked for where the production is not in the registry.
    """

    crew_member_id: int
    role_id: str
    mentor_id: int
    starts_on: date
    ends_on: date
    production_id: int | None = None
    production_name: str = ""
    course_id: int | None = None
    hours: int | None = None


def place_trainee(session: Session, actor: Actor, terms: Terms, *, fictional: bool = False) -> Placement:
    """Place a trainee; the days that the production booked them for are tied to it where the registry knows them.

    ConflictError where the mentor does not hold the role in full, or the trainee does or never learnt it.
    """
    lock_people(session, [terms.crew_member_id])
    _require_mentor(session, terms)
    _require_trainee(session, terms)
    if terms.ends_on < terms.starts_on:
        raise InvalidInputError(mark("A placement can't end before it begins."))
    if terms.production_id is None and not terms.production_name.strip():
        raise InvalidInputError(mark("Choose the production, or write its name."))
    booking = None
    if terms.production_id is not None:
        get_production(session, terms.production_id)
        booking = find_booking(session, terms.crew_member_id, terms.production_id, terms.starts_on, terms.ends_on)
    placement = Placement(
        crew_member_id=terms.crew_member_id,
        role_id=terms.role_id,
        mentor_id=terms.mentor_id,
        course_id=terms.course_id,
        production_id=terms.production_id,
        position_id=booking.position_id if booking else None,
        booking_id=booking.id if booking else None,
        production_name="" if terms.production_id is not None else terms.production_name.strip()[:200],
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        hours=terms.hours,
        made_by_id=actor.account_id,
        made_at=actor.at,
        fictional=fictional,
    )
    session.add(placement)
    session.flush()
    _audit(session, actor, placement, "placed", after=_told(placement))
    return placement


def judge_placement(
    session: Session,
    actor: Actor,
    *,
    placement_id: int,
    outcome: PlacementOutcome,
    on: date,
    hours: int | None,
    note: str = "",
) -> Placement:
    """Write what the mentor says of the trainee; a later word takes the place of the earlier one."""
    placement = get_placement(session, placement_id)
    if on < placement.starts_on:
        raise ConflictError(mark("The placement has not begun on that day."))
    before = _told(placement)
    placement.outcome, placement.outcome_on, placement.hours = outcome, on, hours
    placement.mentor_note = note.strip()[:1000]
    session.add(placement)
    session.flush()
    _audit(session, actor, placement, "judged", before=before, after=_told(placement))
    return placement


def cancel_placement(session: Session, actor: Actor, *, placement_id: int) -> Placement:
    """Call a placement off that nobody has judged yet; the audit remembers it. Returns what it was."""
    placement = get_placement(session, placement_id)
    if placement.outcome is not None:
        raise ConflictError(mark("The mentor has judged this placement: it stays on record."))
    _audit(session, actor, placement, "cancelled", before=_told(placement))
    session.delete(placement)
    session.flush()
    return placement


def _find_role(session: Session, crew_member_id: int, role_id: str) -> CrewRole | None:
    statement = select(CrewRole).where(CrewRole.crew_member_id == crew_member_id, CrewRole.role_id == role_id)
    return session.exec(statement).first()


def _require_mentor(session: Session, terms: Terms) -> None:
    role = _find_role(session, terms.mentor_id, terms.role_id)
    mentor = get_crew_member(session, terms.mentor_id)
    if role is None or role.seniority is Seniority.TRAINING or mentor.status is not CrewStatus.ACTIVE:
        raise ConflictError(mark("A mentor holds the role in full: %(name)s does not."), name=mentor.name)
    if terms.mentor_id == terms.crew_member_id:
        raise ConflictError(mark("Nobody is their own mentor."))


def _require_trainee(session: Session, terms: Terms) -> None:
    member = get_crew_member(session, terms.crew_member_id)
    role = _find_role(session, terms.crew_member_id, terms.role_id)
    if role is not None and role.seniority is not Seniority.TRAINING:
        raise ConflictError(mark("%(name)s holds this role already and needs no placement in it."), name=member.name)
    if role is None and not _learnt(session, terms):
        raise ConflictError(mark("%(name)s has not been trained for this role."), name=member.name)
    taken = select(Placement.id).where(
        Placement.crew_member_id == terms.crew_member_id,
        Placement.starts_on <= terms.ends_on,
        Placement.ends_on >= terms.starts_on,
    )
    if session.exec(taken.limit(1)).first() is not None:
        raise ConflictError(mark("%(name)s has a placement on some of these days."), name=member.name)


def _learnt(session: Session, terms: Terms) -> bool:
    statement = (
        select(Course.role_ids)
        .join(TrainingRecord, col(TrainingRecord.course_id) == col(Course.id))
        .where(TrainingRecord.crew_member_id == terms.crew_member_id, col(TrainingRecord.result).in_(LEARNT))
    )
    return any(terms.role_id in role_ids for role_ids in session.exec(statement))


def _told(placement: Placement) -> dict[str, object]:
    names = ("role_id", "mentor_id", "production_id", "production_name", "starts_on", "ends_on", "hours", "outcome")
    return {name: getattr(placement, name) for name in (*names, "mentor_note")}


def _audit(
    session: Session,
    actor: Actor,
    placement: Placement,
    verb: str,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record_audit(
        session,
        actor,
        f"training:placement:{verb}",
        subject_kind="placement",
        subject_id=placement.id,
        crew_member_id=placement.crew_member_id,
        before=before,
        after=after,
    )
    session.flush()
