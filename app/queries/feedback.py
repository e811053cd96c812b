"""Reads of feedback: what was said by booking and side, and bookings of which something can be said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.availability import Booking, BookingSpan
from app.models.crew import CrewMember
from app.models.feedback import Feedback, FeedbackSide, MatterState
from app.models.production import Production
from app.queries.hire import WORKED


@dataclass(frozen=True)
class WorkedRow:
    """A booking that was not cancelled, with both sides, its days and what each side has said."""

    booking: Booking
    production: Production
    member: CrewMember
    starts_on: date
    ends_on: date
    said: dict[FeedbackSide, Feedback]


def get_feedback(session: Session, feedback_id: int, *, lock: bool = False) -> Feedback:
    """Return what was said; NotFoundError where there is none such."""
    statement = select(Feedback).where(Feedback.id == feedback_id)
    row = session.exec(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise NotFoundError(mark("There is no such feedback."))
    return row


def list_worked(
    session: Session,
    *,
    production_id: int | None = None,
    crew_member_id: int | None = None,
    booking_ids: Collection[int] | None = None,
) -> list[WorkedRow]:
    """Return bookings of a production, of a person, or by id, those that ended last first."""
    wanted: list[Any] = [col(Booking.status).in_(WORKED)]
    if production_id is not None:
        wanted.append(col(Booking.production_id) == production_id)
    if crew_member_id is not None:
        wanted.append(col(Booking.crew_member_id) == crew_member_id)
    if booking_ids is not None:
        wanted.append(col(Booking.id).in_(booking_ids))
    ends_on = func.max(BookingSpan.ends_on)
    found = session.execute(
        sa.select(Booking, Production, CrewMember, func.min(BookingSpan.starts_on), ends_on)
        .join(BookingSpan, col(BookingSpan.booking_id) == col(Booking.id))
        .join(Production, col(Production.id) == col(Booking.production_id))
        .join(CrewMember, col(CrewMember.id) == col(Booking.crew_member_id))
        .where(*wanted)
        .group_by(col(Booking.id), col(Production.id), col(CrewMember.id))
        .order_by(ends_on.desc(), col(CrewMember.name_key), col(Booking.id))
    ).all()
    said = _said(session, [booking.id for booking, *_rest in found])
    return [
        WorkedRow(booking, production, member, first, last, said.get(booking.id, {}))
        for booking, production, member, first, last in found
    ]


def get_worked(session: Session, booking_id: int) -> WorkedRow:
    """Return one booking that was not cancelled; NotFoundError otherwise."""
    rows = list_worked(session, booking_ids=[booking_id])
    if not rows:
        raise NotFoundError(mark("There is no such booking."))
    return rows[0]


def _said(session: Session, booking_ids: Collection[int]) -> dict[int, dict[FeedbackSide, Feedback]]:
    found: dict[int, dict[FeedbackSide, Feedback]] = {}
    for row in session.exec(select(Feedback).where(col(Feedback.booking_id).in_(booking_ids))):
        found.setdefault(row.booking_id, {})[row.side] = row
    return found


def list_matters(session: Session, *, waiting: bool, limit: int = 200) -> list[tuple[Feedback, CrewMember, Production]]:
    """Return what staff have to look at, the oldest first, or what they have looked at, the latest first."""
    states = [MatterState.WAITING] if waiting else [MatterState.SHOWN, MatterState.KEPT]
    order = col(Feedback.made_at) if waiting else col(Feedback.looked_at).desc()
    statement = (
        select(Feedback, CrewMember, Production)
        .join(CrewMember, col(CrewMember.id) == col(Feedback.crew_member_id))
        .join(Production, col(Production.id) == col(Feedback.production_id))
        .where(col(Feedback.matter).in_(states))
        .order_by(order, col(Feedback.id))
    )
    return list(session.exec(statement.limit(limit)))


def count_matters(session: Session) -> int:
    """Count what staff have to look at."""
    return session.exec(select(func.count()).where(Feedback.matter == MatterState.WAITING)).one()
