"""Reads for the director's page: who worked and is held, who was asked and answered; rows of people, never shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.models.ask import ConfirmationAsk
from app.models.availability import Booking, BookingSpan, Hold, HoldSpan, HoldStatus
from app.models.credit import SEATED, Course, TrainingRecord
from app.models.offer import Offer, OfferStatus
from app.models.production import Production, ProductionBase
from app.queries.director import WORKED
from app.queries.hold import LIVE


@dataclass(frozen=True, slots=True)
class Work:
    """Days of one person on one production."""

    crew_member_id: int
    production_id: int
    code: str
    title: str
    place: str | None
    starts_on: date
    ends_on: date


def list_work(session: Session, *, first: date, last: date) -> list[Work]:
    """Return the booked days between the two, of bookings that stand or are over, with the production's first base."""
    base: Any = aliased(ProductionBase)
    columns: tuple[Any, ...] = (
        col(BookingSpan.crew_member_id),
        col(Production.id),
        col(Production.code),
        col(Production.working_title),
        base.place,
        col(BookingSpan.starts_on),
        col(BookingSpan.ends_on),
    )
    statement = (
        sa.select(*columns)
        .join(Booking, col(Booking.id) == col(BookingSpan.booking_id))
        .join(Production, col(Production.id) == col(Booking.production_id))
        .outerjoin(base, sa.and_(base.production_id == col(Production.id), base.ordinal == 0))
        .where(col(Booking.status).in_(WORKED), col(BookingSpan.starts_on) <= last, col(BookingSpan.ends_on) >= first)
    )
    return [Work(*row) for row in session.execute(statement)]


def map_first_bookings(session: Session) -> dict[int, datetime]:
    """Return when each person was booked for the first time."""
    statement = (
        sa.select(col(Booking.crew_member_id), sa.func.min(col(Booking.confirmed_at)))
        .where(col(Booking.status).in_(WORKED))
        .group_by(col(Booking.crew_member_id))
    )
    return {int(person): at for person, at in session.execute(statement)}


def list_ask_answers(session: Session, *, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """Return when people were asked to confirm their days since then, and when they answered."""
    statement = sa.select(col(ConfirmationAsk.asked_at), col(ConfirmationAsk.answered_at))
    return [(*row,) for row in session.execute(statement.where(col(ConfirmationAsk.asked_at) >= since))]


def list_offer_answers(session: Session, *, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """Return when offers were sent since then, and when they were answered; those withdrawn left out."""
    statement = sa.select(col(Offer.sent_at), col(Offer.answered_at)).where(
        col(Offer.sent_at) >= since, col(Offer.status) != OfferStatus.WITHDRAWN
    )
    return [(*row,) for row in session.execute(statement)]


@dataclass(frozen=True, slots=True)
class HoldLife:
    """A hold from acceptance to its end, if it has ended."""

    status: HoldStatus
    accepted_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None


def list_hold_lives(session: Session, *, since: datetime) -> list[HoldLife]:
    """Return the holds that live, or were accepted since then."""
    columns: tuple[Any, ...] = (col(Hold.status), col(Hold.accepted_at), col(Hold.expires_at), col(Hold.ended_at))
    statement = sa.select(*columns).where(sa.or_(col(Hold.status).in_(LIVE), col(Hold.accepted_at) >= since))
    return [HoldLife(*row) for row in session.execute(statement)]


def count_doubly_held(session: Session, *, today: date) -> tuple[int, int]:
    """Return how many people two holds keep on one same day, and how many any hold keeps, from today on."""
    one: Any = aliased(HoldSpan)
    other: Any = aliased(HoldSpan)
    live = (one.live, one.ends_on >= today)
    shared = (
        other.crew_member_id == one.crew_member_id,
        other.hold_id > one.hold_id,
        other.live,
        other.ends_on >= today,
        other.starts_on <= one.ends_on,
        other.ends_on >= one.starts_on,
    )
    counted = sa.func.count(sa.distinct(one.crew_member_id))
    doubly = session.execute(sa.select(counted).join(other, sa.and_(*shared)).where(*live)).scalar_one()
    return doubly, session.execute(sa.select(counted).where(*live)).scalar_one()


def list_learners(session: Session, *, today: date) -> list[tuple[int, list[str]]]:
    """Return (person, roles that the course prepares for) of who sits in a course that is not over."""
    statement = (
        sa.select(col(TrainingRecord.crew_member_id), col(Course.role_ids))
        .join(Course, col(Course.id) == col(TrainingRecord.course_id))
        .where(col(Course.ends_on) >= today, col(TrainingRecord.result).in_(SEATED))
    )
    return [(*row,) for row in session.execute(statement)]
