"""Referrals: what became of showing a person to a production, kept up with each step."""

from collections.abc import Iterable

from sqlmodel import Session, col, func, select

from app.messages import mark
from app.models.availability import Booking, BookingStatus
from app.models.need import Position
from app.models.shortlist import Referral, ReferralOutcome
from app.queries.referral import list_open_referrals
from app.services.audit import Actor

FILLED = mark("All places of the line were filled.")
NEED_CLOSED = mark("The need was closed.")


def refer(
    session: Session,
    actor: Actor,
    outcome: ReferralOutcome | None,
    *,
    crew_member_id: int,
    position_id: int | None,
    reason: str = "",
) -> None:
    """Note how far a person has come with a position; no outcome: they said yes, and all is still open.

    A person who is asked without having been put forward before counts as put forward now: rotation counts it.
    """
    if position_id is None:
        return
    row = session.exec(
        select(Referral).where(Referral.crew_member_id == crew_member_id, Referral.position_id == position_id)
    ).first()
    if row is None:
        row = Referral(crew_member_id=crew_member_id, position_id=position_id, rank=0, listed_at=actor.at)
    if outcome is ReferralOutcome.ASKED:
        row.asked_at, row.answered_at = actor.at, None
    elif row.answered_at is None:
        row.answered_at = actor.at
    if outcome is not None:
        row.outcome = outcome
    row.reason = reason[:300]
    session.add(row)
    session.flush()


def end_referrals_of_need(session: Session, need_id: int, *, reason: str = NEED_CLOSED) -> int:
    """Note that nothing became of whoever is still open on a need that is over; return how many."""
    return _not_hired(session, list_open_referrals(session, need_id), reason)


def end_if_filled(session: Session, position_id: int | None) -> int:
    """Note that nothing became of those who were listed and never asked, once each place of the line is booked.

    Whoever was asked hears of it by their round, and is noted there. Return how many.
    """
    position = session.get(Position, position_id) if position_id else None
    if position is None:
        return 0
    booked = select(func.count()).where(
        Booking.position_id == position.id, col(Booking.status) != BookingStatus.CANCELLED
    )
    if session.exec(booked).one() < position.quantity:
        return 0
    listed = select(Referral).where(Referral.position_id == position.id, Referral.outcome == ReferralOutcome.LISTED)
    return _not_hired(session, session.exec(listed), FILLED)


def _not_hired(session: Session, rows: Iterable[Referral], reason: str) -> int:
    ended = list(rows)
    for row in ended:
        row.outcome, row.reason = ReferralOutcome.NOT_HIRED, reason[:300]
        session.add(row)
    session.flush()
    return len(ended)
