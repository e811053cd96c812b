"""Bookings and holds for tests."""

from datetime import UTC, date, datetime

from sqlmodel import Session, col, func, select

from app.models.availability import Booking, BookingSpan, Hold, HoldSpan
from app.models.need import PeriodKind

_AT = datetime(2026, 11, 1, tzinfo=UTC)


def make_booking(session: Session, crew_member_id: int, production_id: int, *spans: tuple[date, date]) -> Booking:
    """Book a person on the days of `spans`."""
    booking = Booking(crew_member_id=crew_member_id, production_id=production_id, role_id="gaffer", confirmed_at=_AT)
    session.add(booking)
    session.flush()
    for first, last in spans:
        span = BookingSpan(
            booking_id=booking.id or 0,
            crew_member_id=crew_member_id,
            period=PeriodKind.SHOOT,
            starts_on=first,
            ends_on=last,
        )
        session.add(span)
    session.flush()
    return booking


def make_hold(session: Session, crew_member_id: int, production_id: int, *spans: tuple[date, date]) -> Hold:
    """Hold a person on the days of `spans`, behind the holds that are there."""
    last_seq = select(func.max(Hold.accept_seq)).where(col(Hold.crew_member_id) == crew_member_id)
    hold = Hold(
        crew_member_id=crew_member_id,
        production_id=production_id,
        role_id="gaffer",
        accepted_at=_AT,
        accept_seq=(session.exec(last_seq).one() or 0) + 1,
    )
    session.add(hold)
    session.flush()
    for first, last in spans:
        span = HoldSpan(
            hold_id=hold.id or 0, crew_member_id=crew_member_id, period=PeriodKind.SHOOT, starts_on=first, ends_on=last
        )
        session.add(span)
    session.flush()
    return hold
