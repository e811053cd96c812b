"""Reads of everybody's work that is booked or held, span by span."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.models.availability import Booking, BookingSpan, BookingStatus, Hold, HoldSpan
from app.queries.hold import LIVE


@dataclass(frozen=True, slots=True)
class EngagedSpan:
    """Days of a person that a booking or a live hold keeps; `engagement` is its id, `since` when it was agreed to."""

    engagement: int
    crew_member_id: int
    production_id: int
    position_id: int | None
    starts_on: date
    ends_on: date
    place: str | None
    since: datetime


def list_booked_spans(session: Session, *, since: date) -> list[EngagedSpan]:
    """Return the days that are booked from `since` on, by booking."""
    statement = (
        sa.select(
            col(Booking.id),
            col(Booking.crew_member_id),
            col(Booking.production_id),
            col(Booking.position_id),
            col(BookingSpan.starts_on),
            col(BookingSpan.ends_on),
            col(BookingSpan.place),
            col(Booking.confirmed_at),
        )
        .join(BookingSpan, col(BookingSpan.booking_id) == col(Booking.id))
        .where(col(BookingSpan.live), col(BookingSpan.ends_on) >= since, col(Booking.status) == BookingStatus.CONFIRMED)
        .order_by(col(Booking.id), col(BookingSpan.starts_on))
    )
    return [EngagedSpan(*row) for row in session.execute(statement)]


def list_held_spans(session: Session, *, since: date) -> list[EngagedSpan]:
    """Return the days that live holds keep from `since` on, by hold, in the order in which people accepted."""
    statement = (
        sa.select(
            col(Hold.id),
            col(Hold.crew_member_id),
            col(Hold.production_id),
            col(Hold.position_id),
            col(HoldSpan.starts_on),
            col(HoldSpan.ends_on),
            col(HoldSpan.place),
            col(Hold.accepted_at),
        )
        .join(HoldSpan, col(HoldSpan.hold_id) == col(Hold.id))
        .where(col(HoldSpan.live), col(HoldSpan.ends_on) >= since, col(Hold.status).in_(LIVE))
        .order_by(col(Hold.accepted_at), col(Hold.id), col(HoldSpan.starts_on))
    )
    return [EngagedSpan(*row) for row in session.execute(statement)]
