"""Reads of the work that lies around given days of a person, with its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.models.availability import Booking, BookingSpan, Hold, HoldSpan
from app.queries.overlap import Days, touches


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Work for another production: where and when, booked or only held. For whom is not told."""

    place: str
    starts_on: date
    ends_on: date
    booked: bool


def list_neighbours(
    session: Session, crew_member_id: int, around: Iterable[Days], *, production_id: int, booked_only: bool
) -> list[Neighbour]:
    """Return a person's days with a known place for other productions that touch the spans."""
    spans = list(around)
    booked = (
        select(BookingSpan)
        .join(Booking, col(Booking.id) == col(BookingSpan.booking_id))
        .where(BookingSpan.crew_member_id == crew_member_id, col(BookingSpan.live), touches(BookingSpan, spans))
        .where(Booking.production_id != production_id)
    )
    held = (
        select(HoldSpan)
        .join(Hold, col(Hold.id) == col(HoldSpan.hold_id))
        .where(HoldSpan.crew_member_id == crew_member_id, col(HoldSpan.live), touches(HoldSpan, spans))
        .where(Hold.production_id != production_id)
    )
    found = [Neighbour(row.place, row.starts_on, row.ends_on, booked=True) for row in session.exec(booked) if row.place]
    if not booked_only:
        found += [
            Neighbour(row.place, row.starts_on, row.ends_on, booked=False) for row in session.exec(held) if row.place
        ]
    return sorted(found, key=lambda each: (each.starts_on, each.ends_on))
