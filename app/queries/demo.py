"""Reads about the fictional registry."""

from sqlmodel import Session, col, select

from app.models.availability import BookingSpan, HoldSpan
from app.models.crew import CrewMember, CrewStatus


def has_crew(session: Session) -> bool:
    """Tell whether anybody is in the registry."""
    return session.exec(select(CrewMember.id).limit(1)).first() is not None


def has_demo_crew(session: Session) -> bool:
    """Tell whether fictional people are in the registry."""
    return session.exec(select(CrewMember.id).where(col(CrewMember.fictional)).limit(1)).first() is not None


def find_demo_crew_member(session: Session) -> CrewMember | None:
    """Return a fictional person whose calendar shows something: active, with a live booking and a live hold."""
    busy = select(BookingSpan.crew_member_id).where(col(BookingSpan.live))
    held = select(HoldSpan.crew_member_id).where(col(HoldSpan.live))
    statement = (
        select(CrewMember)
        .where(
            col(CrewMember.fictional),
            CrewMember.status == CrewStatus.ACTIVE,
            col(CrewMember.confirmed_at).is_not(None),
            col(CrewMember.id).in_(busy),
            col(CrewMember.id).in_(held),
        )
        .order_by(col(CrewMember.id))
        .limit(1)
    )
    return session.exec(statement).first()
