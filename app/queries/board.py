"""Reads of the board of a production: its lines, rounds, holds and bookings with their people; what a step is about."""

from collections.abc import Collection, Sequence
from typing import cast

from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.availability import Booking, Hold
from app.models.challenge import Challenge
from app.models.crew import CrewMember
from app.models.need import Need, NeedStatus, Position
from app.models.offer import Offer, OfferRound
from app.models.production import Production

Subject = OfferRound | Offer | Hold | Challenge | Booking
KINDS: dict[str, type[Subject]] = {
    "round": OfferRound,
    "offer": Offer,
    "hold": Hold,
    "challenge": Challenge,
    "booking": Booking,
}
"""What a step may be taken on, by the word that stands in its address."""


def list_positions_of(session: Session, production_id: int) -> Sequence[tuple[Position, Need]]:
    """Return the positions of a production's needs, in the order asked."""
    statement = (
        select(Position, Need)
        .join(Need, col(Need.id) == col(Position.need_id))
        .where(Need.production_id == production_id, Need.status != NeedStatus.DRAFT)
        .order_by(col(Need.id), col(Position.ordinal))
    )
    return list(session.exec(statement))


def list_rounds_of(session: Session, production_id: int) -> Sequence[OfferRound]:
    """Return the rounds of a production, latest first."""
    statement = select(OfferRound).where(OfferRound.production_id == production_id)
    return session.exec(statement.order_by(col(OfferRound.id).desc())).all()


def list_held_people(session: Session, production_id: int) -> Sequence[tuple[Hold, CrewMember]]:
    """Return the holds of a production with their people, the earliest accepted first."""
    statement = (
        select(Hold, CrewMember)
        .join(CrewMember, col(CrewMember.id) == col(Hold.crew_member_id))
        .where(Hold.production_id == production_id)
        .order_by(col(Hold.accepted_at), col(Hold.id))
    )
    return list(session.exec(statement))


def list_booked_people(session: Session, production_id: int) -> Sequence[tuple[Booking, CrewMember]]:
    """Return the bookings of a production with their people, the earliest confirmed first."""
    statement = (
        select(Booking, CrewMember)
        .join(CrewMember, col(CrewMember.id) == col(Booking.crew_member_id))
        .where(Booking.production_id == production_id)
        .order_by(col(Booking.confirmed_at), col(Booking.id))
    )
    return list(session.exec(statement))


def map_rounds_of_holds(session: Session, hold_ids: Collection[int]) -> dict[int, OfferRound]:
    """Return the round that each hold came from, by hold; holds without an offer are left out."""
    statement = (
        select(Offer.hold_id, OfferRound)
        .join(OfferRound, col(OfferRound.id) == col(Offer.round_id))
        .where(col(Offer.hold_id).in_(list(hold_ids)))
    )
    return {hold_id: found for hold_id, found in session.exec(statement) if hold_id is not None}


def get_subject(session: Session, kind: str, subject_id: int, *, contact_id: int | None) -> tuple[Subject, Production]:
    """Return a round, offer, hold, challenge or booking with its production; for a contact only of their own.

    NotFoundError otherwise.
    """
    subject = cast("Subject | None", session.get(KINDS[kind], subject_id)) if kind in KINDS else None
    production = None
    if subject is not None:
        owner = session.get_one(Hold, subject.hold_id) if isinstance(subject, Challenge) else subject
        production = session.get_one(Production, owner.production_id)
    if subject is None or production is None or contact_id not in {None, production.contact_account_id}:
        raise NotFoundError(mark("There is no such offer, hold or booking."))
    return subject, production
