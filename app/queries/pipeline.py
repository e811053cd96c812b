"""Reads of what became of the people in courses: how they did, whether they were put forward, who hired them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.models.availability import Booking, BookingStatus
from app.models.credit import LEARNT, Course, Credit, CreditVerification, Title, TrainingRecord, TrainingResult
from app.models.crew import CrewMember, CrewStatus
from app.models.placement import Placement
from app.models.shortlist import Referral, Shortlist, ShortlistEntry


@dataclass(frozen=True, slots=True)
class Way:
    """A person in a cohort: how far they came, and where their profile stands."""

    course_id: int
    crew_member_id: int
    result: TrainingResult
    completed_on: date | None
    status: CrewStatus


@dataclass(frozen=True, slots=True)
class Booked:
    """A production booked a person in a role, on this instant."""

    crew_member_id: int
    production_id: int
    role_id: str
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class Credited:
    """A verified credit: a person worked on a title in a year."""

    crew_member_id: int
    title_id: int
    role_id: str
    year: int


def list_cohorts(session: Session, *, programme: str | None = None, course_id: int | None = None) -> list[Course]:
    """Return the cohorts (of a programme; or one), by programme, then the latest first."""
    statement = select(Course).order_by(
        col(Course.programme), col(Course.starts_on).desc(), col(Course.name), col(Course.id)
    )
    if programme is not None:
        statement = statement.where(Course.programme == programme)
    if course_id is not None:
        statement = statement.where(Course.id == course_id)
    return list(session.exec(statement))


def list_ways(session: Session, course_ids: Sequence[int]) -> list[Way]:
    """Return everybody who is or was on these cohorts' lists."""
    statement = (
        sa.select(
            col(TrainingRecord.course_id),
            col(TrainingRecord.crew_member_id),
            col(TrainingRecord.result),
            col(TrainingRecord.completed_on),
            col(CrewMember.status),
        )
        .join(CrewMember, col(CrewMember.id) == col(TrainingRecord.crew_member_id))
        .where(col(TrainingRecord.course_id).in_(course_ids))
        .order_by(col(TrainingRecord.id))
    )
    return [Way(*row) for row in session.execute(statement)]


def _graduates() -> Any:
    return select(TrainingRecord.crew_member_id).where(col(TrainingRecord.result).in_(LEARNT))


def list_booked(session: Session) -> list[Booked]:
    """Return the bookings of everybody who completed a course, without those that a placement was."""
    placed = select(Placement.booking_id).where(col(Placement.booking_id).is_not(None))
    statement = (
        select(Booking.crew_member_id, Booking.production_id, Booking.role_id, Booking.confirmed_at)
        .where(
            col(Booking.crew_member_id).in_(_graduates()),
            Booking.status != BookingStatus.CANCELLED,
            col(Booking.id).not_in(placed),
        )
        .order_by(col(Booking.confirmed_at), col(Booking.id))
    )
    return [Booked(*row) for row in session.exec(statement)]


def list_credited(session: Session) -> list[Credited]:
    """Return the verified credits of everybody who completed a course."""
    statement = (
        select(Credit.crew_member_id, Credit.title_id, func.coalesce(Credit.role_id, ""), Title.year)
        .join(Title, col(Title.id) == col(Credit.title_id))
        .where(col(Credit.crew_member_id).in_(_graduates()), Credit.verification != CreditVerification.NONE)
        .order_by(col(Title.year), col(Credit.id))
    )
    return [Credited(*row) for row in session.exec(statement)]


def last_put_forward(session: Session) -> dict[int, date]:
    """Return the last day on which each graduate stood on a shortlist or was shown to a production."""
    listed: Any = (
        sa.select(col(ShortlistEntry.crew_member_id), func.max(Shortlist.made_at))
        .join(Shortlist, col(Shortlist.id) == col(ShortlistEntry.shortlist_id))
        .where(col(ShortlistEntry.crew_member_id).in_(_graduates()))
        .group_by(col(ShortlistEntry.crew_member_id))
    )
    shown: Any = (
        sa.select(col(Referral.crew_member_id), func.max(Referral.listed_at))
        .where(col(Referral.crew_member_id).in_(_graduates()))
        .group_by(col(Referral.crew_member_id))
    )
    found: dict[int, date] = {}
    for statement in (listed, shown):
        for person, at in session.execute(statement):
            found[person] = max(found.get(person, date.min), _day(at))
    return found


def _day(at: datetime | str) -> date:
    """Return the day of an instant; SQLite hands an aggregate out as text."""
    return datetime.fromisoformat(at).date() if isinstance(at, str) else at.date()
