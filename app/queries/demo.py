"""Reads about the fictional registry."""

from sqlmodel import Session, col, select

from app.models.availability import BookingSpan, HoldSpan
from app.models.calendar import CalendarFeed, FeedStatus
from app.models.crew import CrewMember, CrewRole, CrewStatus
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


def find_other_demo_production(session: Session, production_id: int) -> Production | None:
    """Return another fictional production that still lies ahead."""
    statement = select(Production).where(
        col(Production.fictional), Production.id != production_id, Production.status == ProductionStatus.PREP
    )
    return session.exec(statement.order_by(col(Production.id)).limit(1)).first()
