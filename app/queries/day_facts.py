"""Reads of what decides the days of a few people within a span, with when it came about: for telling changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models.availability import Booking, BookingSpan, Hold, HoldSpan, Statement
from app.models.calendar import FeedSpan


@dataclass(frozen=True)
class DayFacts:
    """What touches a span of days: statements oldest first; holds and bookings that ended are among theirs."""

    statements: list[Statement]
    feed: list[FeedSpan]
    holds: list[tuple[HoldSpan, Hold]]
    bookings: list[tuple[BookingSpan, Booking]]


def list_day_facts(session: Session, people: Sequence[int], starts_on: date, ends_on: date) -> dict[int, DayFacts]:
    """Return, by person, what touches the days `starts_on..ends_on`; four queries however many people they are."""
    found = {person: DayFacts([], [], [], []) for person in people}

    def within(table: Any) -> tuple[Any, ...]:
        return table.crew_member_id.in_(people), table.starts_on <= ends_on, table.ends_on >= starts_on

    said = select(Statement).where(*within(Statement)).order_by(col(Statement.stated_at), col(Statement.id))
    for statement in session.exec(said):
        found[statement.crew_member_id].statements.append(statement)
    for span in session.exec(select(FeedSpan).where(*within(FeedSpan)).order_by(col(FeedSpan.starts_on))):
        found[span.crew_member_id].feed.append(span)
    held = sa.select(HoldSpan, Hold).join(Hold, col(Hold.id) == col(HoldSpan.hold_id)).where(*within(HoldSpan))
    for hold_span, hold in session.execute(held.order_by(col(HoldSpan.starts_on))):
        found[hold_span.crew_member_id].holds.append((hold_span, hold))
    booked = sa.select(BookingSpan, Booking).join(Booking, col(Booking.id) == col(BookingSpan.booking_id))
    for span_, booking in session.execute(booked.where(*within(BookingSpan)).order_by(col(BookingSpan.starts_on))):
        found[span_.crew_member_id].bookings.append((span_, booking))
    return found
