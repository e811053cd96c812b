"""Reads of what moved or freed days touch."""

from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from app.models.availability import Booking, BookingStatus, Hold, Statement
from app.models.offer import Offer, OfferRound, RoundStatus
from app.queries.hold import LIVE
from app.queries.offer import UNANSWERED
from app.queries.overlap import Days, touches


def list_statements_touching(session: Session, crew_member_id: int, days: Iterable[Days]) -> list[Statement]:
    """Return a person's statements that share a day with the spans, in the order in which they were made."""
    statement = select(Statement).where(Statement.crew_member_id == crew_member_id, touches(Statement, days))
    return list(session.exec(statement.order_by(col(Statement.stated_at), col(Statement.id))))


def list_people_engaged(session: Session, position_ids: Collection[int]) -> set[int]:
    """Return who is asked, held or booked for one of the positions, or waits to be asked."""
    asked = select(Offer.crew_member_id).where(
        col(Offer.position_id).in_(position_ids), col(Offer.status).in_(UNANSWERED)
    )
    held = select(Hold.crew_member_id).where(col(Hold.position_id).in_(position_ids), col(Hold.status).in_(LIVE))
    booked = select(Booking.crew_member_id).where(
        col(Booking.position_id).in_(position_ids), Booking.status == BookingStatus.CONFIRMED
    )
    return {person for statement in (asked, held, booked) for person in session.exec(statement)}


def list_rounds_of(session: Session, position_ids: Collection[int]) -> list[OfferRound]:
    """Return the open rounds of positions, oldest first."""
    statement = select(OfferRound).where(
        col(OfferRound.position_id).in_(position_ids), OfferRound.status == RoundStatus.OPEN
    )
    return list(session.exec(statement.order_by(col(OfferRound.id))))


def list_position_holds(session: Session, position_id: int) -> list[Hold]:
    """Return the live holds of a position, oldest first."""
    statement = select(Hold).where(Hold.position_id == position_id, col(Hold.status).in_(LIVE))
    return list(session.exec(statement.order_by(col(Hold.id))))


def list_position_bookings(session: Session, position_id: int) -> list[Booking]:
    """Return the standing bookings of a position, oldest first."""
    statement = select(Booking).where(Booking.position_id == position_id, Booking.status == BookingStatus.CONFIRMED)
    return list(session.exec(statement.order_by(col(Booking.id))))
