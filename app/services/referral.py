"""Referrals: what became of showing a person to a production, kept up with each step."""

from sqlmodel import Session, select

from app.models.shortlist import Referral, ReferralOutcome
from app.services.audit import Actor


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
