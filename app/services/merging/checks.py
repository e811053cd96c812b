"""What keeps two profiles from becoming one, each with what to do about it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.errors import ConflictError
from app.messages import mark
from app.models.availability import Booking, BookingSpan, Hold, HoldSpan
from app.models.crew import CrewMember, CrewStatus
from app.models.need import Position
from app.models.offer import Offer, OfferStatus
from app.models.placement import Placement
from app.models.production import Production
from app.models.shortlist import Proposal

_ALIVE = (OfferStatus.WAITING, OfferStatus.SENT, OfferStatus.ACCEPTED)
_ERASED = (CrewStatus.BLOCKED, CrewStatus.ERASED)


def find_obstacles(session: Session, kept: CrewMember, merged: CrewMember) -> list[ConflictError]:
    """Return everything that has to be settled before the two can be merged; empty where nothing stands against it."""
    people = (kept.id or 0, merged.id or 0)
    found = _profiles(kept, merged)
    if not found:
        for check in (_bookings, _held_and_booked, _held_twice, _slots, _rounds, _mentors):
            found += check(session, *people)
    return found


def _profiles(kept: CrewMember, merged: CrewMember) -> list[ConflictError]:
    if kept.id == merged.id:
        return [ConflictError(mark("These are not two profiles but one."))]
    if kept.duplicate_of_id is not None or merged.duplicate_of_id is not None:
        return [ConflictError(mark("One of the two was merged already. Look at the profile that was kept."))]
    if kept.status in _ERASED or merged.status in _ERASED:
        return [ConflictError(mark("One of the two is blocked or erased, which a merge must not undo."))]
    return []


def _bookings(session: Session, kept_id: int, merged_id: int) -> list[ConflictError]:
    """Find bookings of both that share days: nobody works twice on a day."""
    text = mark(
        "Both are booked on the same days: by %(first)s from %(first_on)s and by %(second)s from %(second_on)s."
        " Cancel one of the two bookings or change its days, then merge."
    )
    return _crossing(session, text, BookingSpan, kept_id, BookingSpan, merged_id)


def _held_and_booked(session: Session, kept_id: int, merged_id: int) -> list[ConflictError]:
    """Find holds of one on days on which the other is booked: a booked day is held by nobody."""
    text = mark(
        "One profile holds days for %(first)s from %(first_on)s on which the other is booked by %(second)s from"
        " %(second_on)s. Release the hold or change its days, then merge."
    )
    pairs = ((kept_id, merged_id), (merged_id, kept_id))
    return [error for one, other in pairs for error in _crossing(session, text, HoldSpan, one, BookingSpan, other)]


def _held_twice(session: Session, kept_id: int, merged_id: int) -> list[ConflictError]:
    """Find holds of both for one production that share days: it would keep the same day twice."""
    text = mark(
        "Both hold the same days for %(first)s, from %(first_on)s and from %(second_on)s. Release one of the two holds,"
        " then merge."
    )
    return _crossing(session, text, HoldSpan, kept_id, HoldSpan, merged_id, same_production=True)


_OWNERS: dict[Any, tuple[Any, Any]] = {
    BookingSpan: (Booking, BookingSpan.booking_id),
    HoldSpan: (Hold, HoldSpan.hold_id),
}


def _crossing(  # noqa: PLR0917 - two kinds of spans of two people
    session: Session,
    text: str,
    first: Any,
    first_person: int,
    second: Any,
    second_person: int,
    *,
    same_production: bool = False,
) -> list[ConflictError]:
    """Return an error for each two that share days, with both productions and from when on each."""
    one, other = _live_spans(first, first_person), _live_spans(second, second_person)
    statement = (
        sa.select(
            one.c.production_id, other.c.production_id, sa.func.min(one.c.starts_on), sa.func.min(other.c.starts_on)
        )
        .where(one.c.starts_on <= other.c.ends_on, other.c.starts_on <= one.c.ends_on)
        .group_by(one.c.owner_id, other.c.owner_id, one.c.production_id, other.c.production_id)
        .order_by(one.c.owner_id, other.c.owner_id)
    )
    if same_production:
        statement = statement.where(one.c.production_id == other.c.production_id)
    return [
        ConflictError(
            text,
            first=_title(session, one_id),
            first_on=first_on,
            second=_title(session, other_id),
            second_on=second_on,
        )
        for one_id, other_id, first_on, second_on in session.execute(statement).all()
    ]


def _live_spans(span: Any, person: int) -> Any:
    owner, link = _OWNERS[span]
    return (
        sa.select(owner.id.label("owner_id"), owner.production_id, span.starts_on, span.ends_on)
        .join(owner, owner.id == link)
        .where(span.crew_member_id == person, span.live)
        .subquery()
    )


def _title(session: Session, production_id: int) -> str:
    production = session.get_one(Production, production_id)
    return f"{production.working_title} ({production.code})"


def _slots(session: Session, kept_id: int, merged_id: int) -> list[ConflictError]:
    """One person can't take two slots of a line."""
    found = _twice(session, Proposal, Proposal.position_id, kept_id, merged_id)
    text = mark("Both are put forward for %(position)s. Take one of them off its crew list, then merge.")
    return [ConflictError(text, position=code) for code in found]


def _rounds(session: Session, kept_id: int, merged_id: int) -> list[ConflictError]:
    """Find offers that would stay behind while they can still be answered, or away from their holds."""
    own: Any = aliased(Offer)
    kept: Any = aliased(Offer)
    statement = (
        sa.select(col(Position.code), own.status)
        .join(own, own.position_id == col(Position.id))
        .join(kept, kept.round_id == own.round_id)
        .where(own.crew_member_id == merged_id, kept.crew_member_id == kept_id, own.status.in_(_ALIVE))
        .distinct()
    )
    waits = mark(
        "Both are asked for %(position)s in one round. Withdraw the offer to the profile that is to be put aside, then"
        " merge."
    )
    accepted = mark(
        "Both were asked for %(position)s in one round, and the profile to be put aside said yes. Keep that profile"
        " instead; where both said yes, release one of the two holds and offer anew."
    )
    return [
        ConflictError(accepted if status == OfferStatus.ACCEPTED else waits, position=code)
        for code, status in session.execute(statement)
    ]


def _mentors(session: Session, kept_id: int, merged_id: int) -> list[ConflictError]:
    pairs = ((kept_id, merged_id), (merged_id, kept_id))
    either = sa.or_(
        *(sa.and_(col(Placement.crew_member_id) == one, col(Placement.mentor_id) == two) for one, two in pairs)
    )
    if session.exec(select(Placement.id).where(either).limit(1)).first() is None:
        return []
    return [ConflictError(mark("One was the other's mentor in a placement. Correct the placement, then merge."))]


def _twice(session: Session, model: Any, position_id: Any, kept_id: int, merged_id: int) -> list[str]:
    """Return the codes of the lines on which both have a row of this table."""
    both = (
        sa.select(position_id)
        .where(model.crew_member_id.in_([kept_id, merged_id]))
        .group_by(position_id)
        .having(sa.func.count(sa.distinct(model.crew_member_id)) > 1)
    )
    return list(session.execute(sa.select(col(Position.code)).where(col(Position.id).in_(both))).scalars())
