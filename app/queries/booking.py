"""Reads of bookings and their days."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.availability import Booking, BookingSpan, BookingStatus
from app.models.production import Production
from app.queries.overlap import Days, touches


def get_booking(session: Session, booking_id: int) -> Booking:
    """Return a booking; NotFoundError where there is none."""
    booking = session.get(Booking, booking_id)
    if booking is None:
        raise NotFoundError(mark("There is no such booking."))
    return booking


def find_booking_of_hold(session: Session, hold_id: int) -> Booking | None:
    """Return the booking that a hold became."""
    statement = select(Booking).where(Booking.hold_id == hold_id)
    return session.exec(statement.order_by(col(Booking.id).desc()).limit(1)).first()


def list_booking_spans(session: Session, booking_ids: Collection[int]) -> dict[int, list[BookingSpan]]:
    """Return the days of bookings by booking, earliest first, whether or not they still count."""
    found: dict[int, list[BookingSpan]] = {each: [] for each in booking_ids}
    statement = select(BookingSpan).where(col(BookingSpan.booking_id).in_(found))
    for span in session.exec(statement.order_by(col(BookingSpan.starts_on), col(BookingSpan.id))):
        found[span.booking_id].append(span)
    return found


def list_overlapping_bookings(
    session: Session, crew_member_id: int, spans: Iterable[Days], *, other_than: int | None = None
) -> list[Booking]:
    """Return a person's standing bookings that share a day with the spans, oldest first."""
    statement = (
        select(Booking)
        .join(BookingSpan, col(BookingSpan.booking_id) == col(Booking.id))
        .where(
            Booking.crew_member_id == crew_member_id,
            Booking.status == BookingStatus.CONFIRMED,
            col(BookingSpan.live),
            touches(BookingSpan, spans),
        )
    )
    found = session.exec(statement.order_by(col(Booking.id)))
    return list({booking.id: booking for booking in found if booking.id != other_than}.values())


def list_bookings_ended_by(session: Session, day: date) -> list[tuple[Booking, date]]:
    """Return the bookings that stand and whose last day is not after `day`, each with that day."""
    ended = (
        select(col(BookingSpan.booking_id).label("booking_id"), func.max(BookingSpan.ends_on).label("last"))
        .where(col(BookingSpan.live))
        .group_by(col(BookingSpan.booking_id))
        .having(func.max(BookingSpan.ends_on) <= day)
        .subquery()
    )
    statement = (
        select(Booking, ended.c.last)
        .join(ended, ended.c.booking_id == col(Booking.id))
        .where(Booking.status == BookingStatus.CONFIRMED)
        .order_by(col(Booking.id))
    )
    return [(booking, last) for booking, last in session.exec(statement)]


@dataclass(frozen=True)
class BookedRow:
    """A booking as pages show it: for which production, on which days."""

    booking: Booking
    production: Production
    spans: list[BookingSpan]


def list_person_bookings(session: Session, crew_member_id: int, *, standing_only: bool = True) -> list[BookedRow]:
    """Return a person's bookings by their first day."""
    return _rows(session, [Booking.crew_member_id == crew_member_id], standing_only=standing_only)


def list_production_bookings(session: Session, production_id: int, *, standing_only: bool = False) -> list[BookedRow]:
    """Return a production's bookings by their first day."""
    return _rows(session, [Booking.production_id == production_id], standing_only=standing_only)


def _rows(session: Session, conditions: list[Any], *, standing_only: bool) -> list[BookedRow]:
    statement = (
        select(Booking, Production).join(Production, col(Production.id) == Booking.production_id).where(*conditions)
    )
    if standing_only:
        statement = statement.where(Booking.status == BookingStatus.CONFIRMED)
    found = list(session.exec(statement.order_by(col(Booking.id))))
    spans = list_booking_spans(session, [booking.id or 0 for booking, _ in found])
    rows = [BookedRow(booking, production, spans[booking.id or 0]) for booking, production in found]
    return sorted(rows, key=lambda row: [span.starts_on for span in row.spans[:1]])
