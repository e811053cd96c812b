"""Reads over all offers, holds, challenges and bookings, in bulk, for the check that their rules hold."""

from collections import defaultdict
from typing import Any

from sqlmodel import Session, col, select

from app.models.availability import Booking, BookingSpan, Hold, HoldSpan
from app.models.challenge import Challenge, ChallengedHold
from app.models.offer import Offer, OfferRound
from app.models.trust import AuditEvent

THINGS: dict[str, Any] = {
    "round": OfferRound,
    "offer": Offer,
    "hold": Hold,
    "challenge": Challenge,
    "booking": Booking,
}


def list_things(session: Session, kind: str) -> list[Any]:
    """Return every row of a kind, by id."""
    table = THINGS[kind]
    return list(session.exec(select(table).order_by(table.id)))


def list_actions(session: Session) -> dict[tuple[str, int], list[str]]:
    """Return what the audit tells of each of the things, in order: (kind, id) -> actions."""
    statement = (
        select(AuditEvent.subject_kind, AuditEvent.subject_id, AuditEvent.action)
        .where(col(AuditEvent.subject_kind).in_(THINGS), col(AuditEvent.action).startswith("offer:"))
        .order_by(col(AuditEvent.id))
    )
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for kind, subject_id, action in session.exec(statement):
        found[kind, subject_id or 0].append(action.rsplit(":", 1)[1])
    return found


def list_all_hold_spans(session: Session) -> list[tuple[HoldSpan, Hold]]:
    """Return the days of every hold, each with its hold."""
    statement = select(HoldSpan, Hold).join(Hold, col(Hold.id) == col(HoldSpan.hold_id))
    return list(session.exec(statement.order_by(col(HoldSpan.id))))


def list_all_booking_spans(session: Session) -> list[tuple[BookingSpan, Booking]]:
    """Return the days of every booking, each with its booking."""
    statement = select(BookingSpan, Booking).join(Booking, col(Booking.id) == col(BookingSpan.booking_id))
    return list(session.exec(statement.order_by(col(BookingSpan.id))))


def list_all_challenged(session: Session) -> list[ChallengedHold]:
    """Return every hold that was ever asked to decide, with its answer."""
    return list(session.exec(select(ChallengedHold).order_by(col(ChallengedHold.id))))
