"""Reads of placements: who learns what beside whom, who could be a mentor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.availability import Booking, BookingSpan, BookingStatus
from app.models.crew import CrewMember, CrewRole, CrewStatus, Seniority
from app.models.placement import Placement
from app.models.production import Production


@dataclass(frozen=True)
class PlacementLine:
    """A placement with the trainee, the mentor and the production, where it is in the registry."""

    placement: Placement
    trainee: CrewMember
    mentor: CrewMember
    production: Production | None

    @property
    def where(self) -> str:
        """The production's name."""
        return self.production.working_title if self.production else self.placement.production_name


def get_placement(session: Session, placement_id: int) -> Placement:
    """Return a placement; NotFoundError where there is none."""
    placement = session.get(Placement, placement_id)
    if placement is None:
        raise NotFoundError(mark("There is no such placement."))
    return placement


def list_placements(
    session: Session,
    *,
    course_id: int | None = None,
    crew_member_id: int | None = None,
    open_only: bool = False,
    limit: int | None = None,
) -> list[PlacementLine]:
    """Return placements, those to be judged first by their last day, then the latest judged."""
    mentor = aliased(CrewMember)
    statement: Any = (
        sa.select(Placement, CrewMember, mentor, Production)
        .join(CrewMember, col(CrewMember.id) == col(Placement.crew_member_id))
        .join(mentor, mentor.id == col(Placement.mentor_id))  # type: ignore[arg-type]  # an alias has columns
        .outerjoin(Production, col(Production.id) == col(Placement.production_id))
        .order_by(
            col(Placement.outcome_on).is_not(None),
            col(Placement.outcome_on).desc(),
            col(Placement.ends_on),
            col(Placement.id),
        )
        .limit(limit)
    )
    if course_id is not None:
        statement = statement.where(col(Placement.course_id) == course_id)
    if crew_member_id is not None:
        statement = statement.where(col(Placement.crew_member_id) == crew_member_id)
    if open_only:
        statement = statement.where(col(Placement.outcome).is_(None))
    return [PlacementLine(*row) for row in session.execute(statement)]


def list_mentors(session: Session, role_ids: Collection[str], *, but: int) -> list[tuple[CrewRole, CrewMember]]:
    """Return the active people who hold one of these roles in full, by role, the most experienced first."""
    statement = (
        select(CrewRole, CrewMember)
        .join(CrewMember, col(CrewMember.id) == col(CrewRole.crew_member_id))
        .where(
            col(CrewRole.role_id).in_(role_ids),
            CrewRole.seniority != Seniority.TRAINING,
            CrewMember.status == CrewStatus.ACTIVE,
            col(CrewMember.duplicate_of_id).is_(None),
            CrewMember.id != but,
        )
        .order_by(col(CrewRole.role_id), col(CrewRole.years).desc(), col(CrewMember.name_key), col(CrewMember.id))
    )
    return [(role, member) for role, member in session.exec(statement)]


def find_booking(
    session: Session, crew_member_id: int, production_id: int, starts_on: date, ends_on: date
) -> Booking | None:
    """Return the booking of a person by a production that touches these days."""
    statement = (
        select(Booking)
        .join(BookingSpan, col(BookingSpan.booking_id) == col(Booking.id))
        .where(
            Booking.crew_member_id == crew_member_id,
            Booking.production_id == production_id,
            Booking.status != BookingStatus.CANCELLED,
            BookingSpan.starts_on <= ends_on,
            BookingSpan.ends_on >= starts_on,
        )
        .order_by(col(Booking.id))
    )
    return session.exec(statement.limit(1)).first()


def list_booked_on(session: Session, production_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return who is booked by these productions, as (production, person)."""
    statement = select(Booking.production_id, Booking.crew_member_id).where(
        col(Booking.production_id).in_(production_ids), Booking.status == BookingStatus.CONFIRMED
    )
    return set(session.exec(statement))
