"""Reads of the bench: what open needs ask for and who is kept for it, people of a cell, and counts of the past."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models.availability import Booking, BookingSpan, BookingStatus, Hold, HoldSpan
from app.models.bench import BenchDepth, DepartmentDepth
from app.models.crew import CrewMember, CrewRole
from app.models.need import Need, NeedStatus, Position, PositionSpan
from app.models.production import Production
from app.queries.hold import LIVE

ACCEPTED = (NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT)
ASKING = (NeedStatus.RECEIVED, *ACCEPTED)


@dataclass(frozen=True, slots=True)
class AskingLine:
    """A line of a need that is received or accepted, with its need and production."""

    position_id: int
    role_id: str
    asked_as: str
    quantity: int
    starts_on: date
    ends_on: date
    daily_dates: list[str]
    need_id: int
    status: NeedStatus
    production_id: int
    code: str


def list_asking_lines(session: Session, *, since: date) -> list[AskingLine]:
    """Return the lines with a known role of needs that are received or accepted, whose days reach `since`."""
    line = (Position.id, Position.role_id, Position.asked_as, Position.quantity)
    days = (Position.starts_on, Position.ends_on, Position.daily_dates)
    of = (Need.id, Need.status, Production.id, Production.code)
    statement = (
        sa.select(*(col(each) for each in (*line, *days, *of)))
        .join(Need, col(Need.id) == col(Position.need_id))
        .join(Production, col(Production.id) == col(Need.production_id))
        .where(col(Need.status).in_(ASKING), col(Position.ends_on) >= since, col(Position.role_id).is_not(None))
        .order_by(col(Position.starts_on), col(Position.id))
    )
    return [AskingLine(*row) for row in session.execute(statement)]


def map_line_days(session: Session, position_ids: Collection[int]) -> dict[int, list[tuple[date, date]]]:
    """Return the stored stretches of lines; lines without any are left out."""
    found: dict[int, list[tuple[date, date]]] = {}
    span = (col(PositionSpan.position_id), col(PositionSpan.starts_on), col(PositionSpan.ends_on))
    for line, first, last in session.execute(sa.select(*span).where(span[0].in_(position_ids))):
        found.setdefault(line, []).append((first, last))
    return found


def list_booked_spans(session: Session, position_ids: Collection[int]) -> list[tuple[int, int, date, date]]:
    """Return (line, booking, first, last day) of the standing bookings of lines."""
    statement = (
        sa.select(col(Booking.position_id), col(Booking.id), col(BookingSpan.starts_on), col(BookingSpan.ends_on))
        .join(BookingSpan, col(BookingSpan.booking_id) == col(Booking.id))
        .where(col(Booking.position_id).in_(position_ids), col(BookingSpan.live))
        .where(col(Booking.status) != BookingStatus.CANCELLED)
    )
    return [(*row,) for row in session.execute(statement)]


def list_held_spans(session: Session, position_ids: Collection[int]) -> list[tuple[int, int, date, date]]:
    """Return (line, hold, first, last day) of the live holds of lines."""
    statement = (
        sa.select(col(Hold.position_id), col(Hold.id), col(HoldSpan.starts_on), col(HoldSpan.ends_on))
        .join(HoldSpan, col(HoldSpan.hold_id) == col(Hold.id))
        .where(col(Hold.position_id).in_(position_ids), col(Hold.status).in_(LIVE), col(HoldSpan.live))
    )
    return [(*row,) for row in session.execute(statement)]


def list_bench_people(session: Session, ids: Collection[int], *, page: int, most: int) -> Sequence[CrewMember]:
    """Return a page of these people, the latest confirmed first."""
    heard = col(CrewMember.confirmed_at)
    statement = (
        select(CrewMember)
        .where(col(CrewMember.id).in_(ids))
        .order_by(heard.is_(None), heard.desc(), col(CrewMember.name_key), col(CrewMember.id))
    )
    return session.exec(statement.offset((page - 1) * most).limit(most)).all()


def map_roles(session: Session, ids: Collection[int]) -> dict[int, list[CrewRole]]:
    """Return the roles of people, the primary one first."""
    found: dict[int, list[CrewRole]] = {}
    statement = select(CrewRole).where(col(CrewRole.crew_member_id).in_(ids))
    for held in session.exec(statement.order_by(col(CrewRole.is_primary).desc(), col(CrewRole.id))):
        found.setdefault(held.crew_member_id, []).append(held)
    return found


@dataclass(frozen=True, slots=True)
class PastDepth:
    """How a bench stood on `counted_on`, in the week that came next."""

    counted_on: date
    week_on: date
    free: int
    held: int
    booked: int
    unknown: int


def list_past_depths(session: Session, *, role_id: str = "", department_id: str = "", since: date) -> list[PastDepth]:
    """Return the kept counts of a role, or of a department, each of the first week after it; earliest first."""
    table: Any = BenchDepth if role_id else DepartmentDepth
    mine = col(BenchDepth.role_id) == role_id if role_id else col(DepartmentDepth.department_id) == department_id
    next_week = (
        sa.select(table.counted_on, sa.func.min(table.week_on).label("week_on"))
        .where(mine, table.counted_on >= since)
        .group_by(table.counted_on)
        .subquery()
    )
    statement = (
        sa.select(table.counted_on, table.week_on, table.free, table.held, table.booked, table.unknown)
        .join(next_week, sa.and_(next_week.c.counted_on == table.counted_on, next_week.c.week_on == table.week_on))
        .where(mine)
        .order_by(table.counted_on)
    )
    return [PastDepth(*row) for row in session.execute(statement)]
