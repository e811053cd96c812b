"""Reads of the workspace: next steps, questions, how far each production is, how long first lists took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.account import Account, Role
from app.models.availability import Booking, BookingStatus
from app.models.hire import HireReport, ReportStatus
from app.models.need import Need, NeedStatus, Position
from app.models.offer import Offer, OfferStatus
from app.models.shortlist import Shortlist
from app.models.trust import Release
from app.models.workspace import FollowUp, ProductionQuestion

WORKED_ON = (NeedStatus.RECEIVED, NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT)
ANSWERED = (OfferStatus.ACCEPTED, OfferStatus.DECLINED)
TOLD = (OfferStatus.SENT, OfferStatus.EXPIRED, *ANSWERED)


@dataclass(frozen=True)
class Progress:
    """How far a production is, in counts: needs, lines, places, offers, bookings, reports."""

    needs: int
    waiting: int
    lines: int
    places: int
    open_titles: int
    matched: int
    offers: int
    answered: int
    booked: int
    reports: int
    signed: int


def _one(session: Session, statement: Any) -> tuple[int, ...]:
    return tuple(int(value or 0) for value in session.execute(statement).one())


def count_progress(session: Session, production_id: int) -> Progress:
    """Count how far a production is; needs that were declined or never handed in are left out."""
    live = select(Need.id).where(
        Need.production_id == production_id, col(Need.status).not_in([NeedStatus.DRAFT, NeedStatus.DECLINED])
    )
    matched = sa.exists().where(col(Shortlist.position_id) == col(Position.id))
    needs = select(func.count(), func.count().filter(col(Need.status) == NeedStatus.RECEIVED)).where(
        col(Need.id).in_(live)
    )
    lines = select(
        func.count(),
        func.sum(Position.quantity),
        func.count().filter(col(Position.role_id).is_(None)),
        func.count().filter(matched),
    ).where(col(Position.need_id).in_(live))
    offers = select(
        func.count().filter(col(Offer.status).in_(TOLD)), func.count().filter(col(Offer.status).in_(ANSWERED))
    ).where(Offer.production_id == production_id)
    booked = select(func.count()).where(
        Booking.production_id == production_id, Booking.status == BookingStatus.CONFIRMED
    )
    reports = select(func.count(), func.count().filter(col(HireReport.status) == ReportStatus.SIGNED)).where(
        HireReport.production_id == production_id
    )
    counted = [value for statement in (needs, lines, offers, booked, reports) for value in _one(session, statement)]
    return Progress(*counted)


def list_follow_ups(session: Session, production_id: int) -> Sequence[tuple[FollowUp, Account, Position | None]]:
    """Return the next steps of a production with who sees to them: open ones by day, then those done, latest first."""
    statement = (
        select(FollowUp, Account, Position)
        .join(Account, col(Account.id) == col(FollowUp.owner_id))
        .outerjoin(Position, col(Position.id) == col(FollowUp.position_id))
        .where(FollowUp.production_id == production_id)
        .order_by(col(FollowUp.done_at).desc().nulls_first(), col(FollowUp.due_on), col(FollowUp.id))
    )
    return [(step, owner, position) for step, owner, position in session.exec(statement)]


def list_next_steps(session: Session, production_ids: Sequence[int]) -> dict[int, tuple[FollowUp, Account]]:
    """Return the open next step that is due first, of each production that has one, with who sees to it."""
    statement = (
        select(FollowUp, Account)
        .join(Account, col(Account.id) == col(FollowUp.owner_id))
        .where(col(FollowUp.production_id).in_(production_ids), col(FollowUp.done_at).is_(None))
        .order_by(col(FollowUp.due_on).desc(), col(FollowUp.id).desc())
    )
    return {step.production_id: (step, owner) for step, owner in session.exec(statement)}


def list_worked_on(session: Session) -> set[int]:
    """Return the productions that have a need in work."""
    return set(session.exec(select(Need.production_id).where(col(Need.status).in_(WORKED_ON))))


def get_follow_up(session: Session, production_id: int, follow_up_id: int) -> FollowUp:
    """Return a next step of the production; NotFoundError otherwise."""
    found = session.get(FollowUp, follow_up_id)
    if found is None or found.production_id != production_id:
        raise NotFoundError(mark("There is no such step."))
    return found


def list_questions(session: Session, production_id: int) -> Sequence[tuple[ProductionQuestion, Position | None]]:
    """Return the questions of a production: unanswered ones first, then the latest."""
    statement = (
        select(ProductionQuestion, Position)
        .outerjoin(Position, col(Position.id) == col(ProductionQuestion.position_id))
        .where(ProductionQuestion.production_id == production_id)
        .order_by(col(ProductionQuestion.answered_at).desc().nulls_first(), col(ProductionQuestion.id).desc())
    )
    return [(question, position) for question, position in session.exec(statement)]


def get_question(session: Session, production_id: int, question_id: int) -> ProductionQuestion:
    """Return a question of the production; NotFoundError otherwise."""
    found = session.get(ProductionQuestion, question_id)
    if found is None or found.production_id != production_id:
        raise NotFoundError(mark("There is no such question."))
    return found


def count_unanswered(session: Session, *, by_production: bool) -> int:
    """Count the questions that wait for the other side's answer, over all productions."""
    statement = select(func.count()).where(
        col(ProductionQuestion.answered_at).is_(None), ProductionQuestion.by_production == by_production
    )
    return int(session.exec(statement).one())


def list_production_lines(session: Session, production_id: int) -> Sequence[Position]:
    """Return the lines of the production's needs that are in work."""
    statement = (
        select(Position)
        .join(Need, col(Need.id) == col(Position.need_id))
        .where(Need.production_id == production_id, col(Need.status).in_(WORKED_ON))
        .order_by(col(Position.need_id), col(Position.ordinal))
    )
    return session.exec(statement).all()


def list_office(session: Session) -> Sequence[Account]:
    """Return the commission's staff who can see to a step, by name."""
    statement = select(Account).where(col(Account.role).in_([Role.STAFF, Role.ADMIN]), col(Account.active))
    return session.exec(statement.order_by(col(Account.name), col(Account.id))).all()


def first_list_times(session: Session, *, since: datetime) -> list[timedelta]:
    """Return how long needs handed in since then waited for their first released list, shortest first."""
    first = (
        select(Release.need_id, func.min(col(Release.made_at)).label("at")).group_by(col(Release.need_id)).subquery()
    )
    statement = (
        select(Need.created_at, first.c.at).join(first, first.c.need_id == Need.id).where(Need.created_at >= since)
    )
    return sorted(released - handed_in for handed_in, released in session.exec(statement))
