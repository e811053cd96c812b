"""Reads about the fictional registry."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.models.availability import Booking, BookingSpan, BookingStatus, HoldSpan
from app.models.calendar import CalendarFeed, FeedStatus
from app.models.crew import CrewMember, CrewRole, CrewStatus
from app.models.need import Need
from app.models.production import Production, ProductionStatus


def has_crew(session: Session) -> bool:
    """Tell whether anybody is in the registry."""
    return session.exec(select(CrewMember.id).limit(1)).first() is not None


def has_demo_crew(session: Session) -> bool:
    """Tell whether fictional people are in the registry."""
    return session.exec(select(CrewMember.id).where(col(CrewMember.fictional)).limit(1)).first() is not None


def find_demo_crew_member(session: Session) -> CrewMember | None:
    """Return a fictional person whose calendar shows something: active, with a live booking and a live hold.

    Best one whose own calendar is read too.
    """
    busy = select(BookingSpan.crew_member_id).where(col(BookingSpan.live))
    held = select(HoldSpan.crew_member_id).where(col(HoldSpan.live))
    reads = select(CalendarFeed.crew_member_id).where(CalendarFeed.status == FeedStatus.OK)
    statement = (
        select(CrewMember)
        .where(
            col(CrewMember.fictional),
            CrewMember.status == CrewStatus.ACTIVE,
            col(CrewMember.confirmed_at).is_not(None),
            col(CrewMember.id).in_(busy),
            col(CrewMember.id).in_(held),
        )
        .order_by(col(CrewMember.id).in_(reads).desc(), col(CrewMember.id))
        .limit(1)
    )
    return session.exec(statement).first()


def list_demo_holders(session: Session, role_id: str, *, held: bool, limit: int) -> list[int]:
    """Return fictional active people who hold a role and whose days are (not) held, the first entered first."""
    kept = select(HoldSpan.crew_member_id).where(col(HoldSpan.live))
    whom = col(CrewMember.id).in_(kept) if held else col(CrewMember.id).not_in(kept)
    statement = (
        select(CrewMember.id)
        .join(CrewRole, col(CrewRole.crew_member_id) == col(CrewMember.id))
        .where(col(CrewMember.fictional), CrewMember.status == CrewStatus.ACTIVE, CrewRole.role_id == role_id, whom)
        .order_by(col(CrewMember.id))
    )
    return [each for each in session.exec(statement.limit(limit)) if each is not None]


def list_demo_ids(session: Session) -> list[int]:
    """Return fictional active people, the first entered first."""
    statement = select(CrewMember.id).where(col(CrewMember.fictional), CrewMember.status == CrewStatus.ACTIVE)
    return [each for each in session.exec(statement.order_by(col(CrewMember.id))) if each is not None]


def list_demo_productions(session: Session, *, opened_by: date) -> list[Production]:
    """Return the fictional productions without a need whose office had opened by that day, the first made first."""
    statement = select(Production).where(
        col(Production.fictional),
        col(Production.office_opens_on) <= opened_by,
        col(Production.id).not_in(select(Need.production_id)),
    )
    return list(session.exec(statement.order_by(col(Production.id))))


def list_demo_work(session: Session) -> dict[int, dict[str, list[tuple[Booking, date, date]]]]:
    """Return the fictional bookings that stand or are over, with first and last day, by production and role."""
    found: dict[int, dict[str, list[tuple[Booking, date, date]]]] = {}
    statement = (
        select(Booking, func.min(BookingSpan.starts_on), func.max(BookingSpan.ends_on))
        .join(BookingSpan, col(BookingSpan.booking_id) == col(Booking.id))
        .where(col(Booking.fictional), Booking.status != BookingStatus.CANCELLED)
        .where(col(Booking.position_id).is_(None))
        .group_by(*Booking.__table__.columns)  # type: ignore[attr-defined]  # SQLModel's own
        .order_by(col(Booking.id))
    )
    for booking, first, last in session.exec(statement):
        found.setdefault(booking.production_id, {}).setdefault(booking.role_id, []).append((booking, first, last))
    return found


def find_other_demo_production(session: Session, production_id: int) -> Production | None:
    """Return another fictional production that still lies ahead."""
    statement = select(Production).where(
        col(Production.fictional), Production.id != production_id, Production.status == ProductionStatus.PREP
    )
    return session.exec(statement.order_by(col(Production.id)).limit(1)).first()


def find_over_demo_production(session: Session, *, ended_before: date, of: int | None) -> Production | None:
    """Return the fictional production with the most bookings that were over by then; one of a person's own first."""
    last = select(BookingSpan.booking_id).group_by(col(BookingSpan.booking_id))
    ended = last.having(func.max(BookingSpan.ends_on) < ended_before)
    own = func.sum(sa.case((col(Booking.crew_member_id) == of, 1), else_=0))
    statement = (
        select(Production)
        .join(Booking, col(Booking.production_id) == col(Production.id))
        .where(col(Production.fictional), col(Production.status).in_((ProductionStatus.WRAP, ProductionStatus.CLOSED)))
        .where(Booking.status == BookingStatus.COMPLETED, col(Booking.id).in_(ended))
        .group_by(col(Production.id))
        .order_by(own.desc(), func.count().desc(), col(Production.id))
    )
    return session.exec(statement.limit(1)).first()


def find_demo_need(session: Session, production_id: int) -> Need | None:
    """Return a production's newest need."""
    statement = select(Need).where(Need.production_id == production_id).order_by(col(Need.id).desc())
    return session.exec(statement).first()
