"""Reads of referrals: who was shown to which production, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models.availability import Booking
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.offer import Offer, OfferRound
from app.models.production import Production
from app.models.shortlist import CandidateDecision, Referral, ReferralOutcome

MOST = 5_000


@dataclass(frozen=True)
class ReferralRow:
    """A referral with whom, for which line and production, and what staff or the production decided of the person."""

    referral: Referral
    member: CrewMember
    position: Position
    production: Production
    decision: CandidateDecision | None


def list_referrals(
    session: Session, *, production_id: int | None = None, crew_member_id: int | None = None, limit: int = MOST
) -> list[ReferralRow]:
    """Return the referrals of a production in order of its lines and ranks, or of a person, the newest first."""
    statement: Any = (
        sa.select(Referral, CrewMember, Position, Production, CandidateDecision)
        .join(CrewMember, col(CrewMember.id) == col(Referral.crew_member_id))
        .join(Position, col(Position.id) == col(Referral.position_id))
        .join(Need, col(Need.id) == col(Position.need_id))
        .join(Production, col(Production.id) == col(Need.production_id))
        .outerjoin(
            CandidateDecision,
            (col(CandidateDecision.position_id) == col(Referral.position_id))
            & (col(CandidateDecision.crew_member_id) == col(Referral.crew_member_id)),
        )
    )
    if crew_member_id is not None:
        statement = statement.where(Referral.crew_member_id == crew_member_id)
        statement = statement.order_by(col(Referral.listed_at).desc(), col(Referral.id).desc())
    if production_id is not None:
        statement = statement.where(Need.production_id == production_id)
        statement = statement.order_by(
            col(Need.id), col(Position.ordinal), col(Position.id), col(Referral.rank), col(Referral.id)
        )
    return [ReferralRow(*row) for row in session.execute(statement.limit(limit))]


def list_open_referrals(session: Session, need_id: int) -> list[Referral]:
    """Return the referrals of a need's lines that nothing became of yet."""
    mine = select(Position.id).where(Position.need_id == need_id)
    waiting = col(Referral.outcome).in_([ReferralOutcome.LISTED, ReferralOutcome.ASKED])
    return list(session.exec(select(Referral).where(col(Referral.position_id).in_(mine), waiting)))


def list_titles_told(session: Session, crew_member_id: int) -> set[int]:
    """Return the productions whose working title a person was told with an offer that was sent."""
    statement = (
        select(Offer.production_id)
        .join(OfferRound, col(OfferRound.id) == col(Offer.round_id))
        .where(Offer.crew_member_id == crew_member_id, col(Offer.sent_at).is_not(None), col(OfferRound.tells_title))
    )
    return set(session.exec(statement))


def list_known_titles(session: Session, crew_member_id: int) -> set[int]:
    """Return the productions whose working title a person may read: told with an offer, or they were hired there."""
    booked = select(Booking.production_id).where(Booking.crew_member_id == crew_member_id)
    hired = (
        select(Need.production_id)
        .join(Position, col(Position.need_id) == col(Need.id))
        .join(Referral, col(Referral.position_id) == col(Position.id))
        .where(Referral.crew_member_id == crew_member_id, Referral.outcome == ReferralOutcome.HIRED)
    )
    return list_titles_told(session, crew_member_id) | {*session.exec(booked), *session.exec(hired)}


def list_referred_since(session: Session, since: datetime) -> list[Referral]:
    """Return the referrals since a moment, oldest first."""
    return list(
        session.exec(select(Referral).where(col(Referral.listed_at) >= since).order_by(col(Referral.listed_at)))
    )


def list_roles_of(session: Session, position_ids: Collection[int]) -> dict[int, str]:
    """Return position -> role asked for; lines whose title is not settled are left out."""
    found = session.exec(select(Position.id, Position.role_id).where(col(Position.id).in_(position_ids)))
    return {position_id or 0: role_id for position_id, role_id in found if role_id}
