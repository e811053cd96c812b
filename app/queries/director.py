"""Reads for the director's page: needs and how they were answered, lines and their days, productions by status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.models.availability import Booking, BookingSpan, BookingStatus
from app.models.need import Need, NeedStatus, Position
from app.models.production import Production, ProductionKind, ProductionStatus
from app.models.shortlist import Proposal, Shortlist, UnfilledReason
from app.models.trust import Release

NOT_ASKED = (NeedStatus.DRAFT, NeedStatus.DECLINED)
WORKED = (BookingStatus.CONFIRMED, BookingStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A need that came in, and when the first crew list went out for it."""

    need_id: int
    production_id: int
    code: str
    kind: ProductionKind
    received_at: datetime
    answered_at: datetime | None


def list_receipts(session: Session, *, since: datetime) -> list[Receipt]:
    """Return the needs that came in since then, the latest first; drafts and declined ones left out."""
    first = sa.select(col(Release.need_id), sa.func.min(col(Release.made_at)).label("at")).group_by(
        col(Release.need_id)
    )
    released = first.subquery()
    columns: tuple[Any, ...] = (
        col(Need.id),
        col(Production.id),
        col(Production.code),
        col(Production.kind),
        col(Need.created_at),
        released.c.at,
    )
    statement = (
        sa.select(*columns)
        .join(Production, col(Production.id) == col(Need.production_id))
        .outerjoin(released, released.c.need_id == col(Need.id))
        .where(col(Need.created_at) >= since, col(Need.status).not_in(NOT_ASKED))
        .order_by(col(Need.created_at).desc(), col(Need.id).desc())
    )
    return [Receipt(*row) for row in session.execute(statement)]


def list_eligible(session: Session, *, since: datetime) -> Sequence[int]:
    """Return how many candidates the newest shortlist of each line has, of needs that came in since then."""
    newest = sa.select(sa.func.max(col(Shortlist.id))).group_by(col(Shortlist.position_id))
    statement = (
        sa.select(col(Shortlist.eligible))
        .join(Position, col(Position.id) == col(Shortlist.position_id))
        .join(Need, col(Need.id) == col(Position.need_id))
        .where(col(Shortlist.id).in_(newest), col(Need.created_at) >= since, col(Need.status).not_in(NOT_ASKED))
    )
    return session.execute(statement).scalars().all()


def count_slots(session: Session, *, since: datetime) -> tuple[int, dict[UnfilledReason | None, int]]:
    """Return how many slots of crew lists have somebody, and how many are open by reason; trainee slots left out."""
    statement = (
        sa.select(col(Proposal.crew_member_id).is_not(None), col(Proposal.unfilled_reason), sa.func.count())
        .join(Position, col(Position.id) == col(Proposal.position_id))
        .join(Need, col(Need.id) == col(Position.need_id))
        .where(col(Need.created_at) >= since, col(Need.status).not_in(NOT_ASKED), ~col(Proposal.trainee))
        .group_by(col(Proposal.crew_member_id).is_not(None), col(Proposal.unfilled_reason))
    )
    filled, reasons = 0, dict[UnfilledReason | None, int]()
    for has_somebody, reason, count in session.execute(statement):
        if has_somebody:
            filled += count
        else:
            reasons[reason] = reasons.get(reason, 0) + count
    return filled, reasons


@dataclass(frozen=True, slots=True)
class OpenSlots:
    """Slots of a line of a crew list that nobody stands on, for one reason."""

    need_id: int
    code: str
    asked_as: str
    role_id: str | None
    reason: UnfilledReason | None
    slots: int


def list_open_slots(session: Session, *, since: datetime, limit: int) -> list[OpenSlots]:
    """Return what stays open on crew lists of needs that came in since then, the latest need first."""
    columns: tuple[Any, ...] = (
        col(Need.id),
        col(Production.code),
        col(Position.asked_as),
        col(Position.role_id),
        col(Proposal.unfilled_reason),
    )
    statement = (
        sa.select(*columns, sa.func.count())
        .join(Position, col(Position.id) == col(Proposal.position_id))
        .join(Need, col(Need.id) == col(Position.need_id))
        .join(Production, col(Production.id) == col(Need.production_id))
        .where(col(Need.created_at) >= since, col(Need.status).not_in(NOT_ASKED), ~col(Proposal.trainee))
        .where(col(Proposal.crew_member_id).is_(None))
        .group_by(*columns, col(Need.created_at), col(Position.id), col(Position.ordinal))
        .order_by(col(Need.created_at).desc(), col(Need.id), col(Position.ordinal), col(Position.id))
    )
    return [OpenSlots(*row) for row in session.execute(statement.limit(limit))]


@dataclass(frozen=True, slots=True)
class PastLine:
    """A line of a need with days in a stretch of the past."""

    position_id: int
    need_id: int
    role_id: str
    asked_as: str
    code: str
    quantity: int
    starts_on: date
    ends_on: date
    daily_dates: list[str]


def list_past_lines(session: Session, *, first: date, last: date) -> list[PastLine]:
    """Return the lines with a known role of needs that were asked for and have days between the two."""
    columns: tuple[Any, ...] = (
        col(Position.id),
        col(Need.id),
        col(Position.role_id),
        col(Position.asked_as),
        col(Production.code),
        col(Position.quantity),
        col(Position.starts_on),
        col(Position.ends_on),
        col(Position.daily_dates),
    )
    statement = (
        sa.select(*columns)
        .join(Need, col(Need.id) == col(Position.need_id))
        .join(Production, col(Production.id) == col(Need.production_id))
        .where(col(Need.status).not_in((*NOT_ASKED, NeedStatus.RECEIVED)), col(Position.role_id).is_not(None))
        .where(col(Position.starts_on) <= last, col(Position.ends_on) >= first)
        .order_by(col(Position.starts_on), col(Position.id))
    )
    return [PastLine(*row) for row in session.execute(statement)]


def list_worked_spans(session: Session, position_ids: Sequence[int]) -> list[tuple[int, date, date]]:
    """Return (line, first, last day) of the bookings of lines that stand or are over."""
    statement = (
        sa.select(col(Booking.position_id), col(BookingSpan.starts_on), col(BookingSpan.ends_on))
        .join(BookingSpan, col(BookingSpan.booking_id) == col(Booking.id))
        .where(col(Booking.position_id).in_(position_ids), col(Booking.status).in_(WORKED))
    )
    return [(*row,) for row in session.execute(statement)]


def count_productions(session: Session) -> dict[ProductionStatus, int]:
    """Count productions by status."""
    statement = sa.select(col(Production.status), sa.func.count()).group_by(col(Production.status))
    return {ProductionStatus(status): int(count) for status, count in session.execute(statement)}
