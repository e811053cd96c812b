"""Reads of all that runs: offers that wait, clocks that run out, challenges, dates to reconfirm; for staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from app.models.availability import Booking, BookingStatus, Hold
from app.models.challenge import Challenge, ChallengeStatus
from app.models.crew import CrewMember
from app.models.offer import Offer, OfferRound, OfferStatus, RoundStatus
from app.models.production import Production
from app.queries.hold import LIVE

SOON = timedelta(hours=24)
MOST = 100
"""Lines of one list on the page; what is soonest stands first."""


@dataclass(frozen=True)
class Running:
    """How many of each kind run, as the desk counts them."""

    offers: int
    ending: int
    challenges: int
    reconfirm: int
    spent: int


@dataclass(frozen=True)
class RunningLine:
    """Something that runs, with its person and production."""

    thing: Any
    member: CrewMember
    production: Production
    role_id: str


def _ending(now: datetime) -> tuple[Any, ...]:
    return col(Hold.status).in_(LIVE), col(Hold.expires_at).is_not(None), col(Hold.expires_at) <= now + SOON


def _moved(table: type[Hold] | type[Booking]) -> tuple[Any, ...]:
    standing = col(Hold.status).in_(LIVE) if table is Hold else col(Booking.status) == BookingStatus.CONFIRMED
    return standing, col(table.reconfirm_since_at).is_not(None)


def count_running(session: Session, *, now: datetime) -> Running:
    """Count what runs: offers asked, holds whose clock ends within a day, challenges, dates moved, rounds spent."""

    def count(table: type[Any], *conditions: Any) -> int:
        return int(session.exec(select(func.count()).select_from(table).where(*conditions)).one())

    return Running(
        offers=count(Offer, Offer.status == OfferStatus.SENT),
        ending=count(Hold, *_ending(now)),
        challenges=count(Challenge, Challenge.status == ChallengeStatus.OPEN),
        reconfirm=count(Hold, *_moved(Hold)) + count(Booking, *_moved(Booking)),
        spent=count(OfferRound, OfferRound.status == RoundStatus.EXHAUSTED, col(OfferRound.closed_at) > now - 7 * SOON),
    )


def list_waiting_offers(session: Session) -> Sequence[RunningLine]:
    """Return the offers that people were asked and have not answered, the first clock first."""
    statement = (
        select(Offer, CrewMember, Production, OfferRound.role_id)
        .join(CrewMember, col(CrewMember.id) == col(Offer.crew_member_id))
        .join(Production, col(Production.id) == col(Offer.production_id))
        .join(OfferRound, col(OfferRound.id) == col(Offer.round_id))
        .where(Offer.status == OfferStatus.SENT)
        .order_by(col(Offer.answer_by_at), col(Offer.id))
    )
    return [RunningLine(*row) for row in session.exec(statement.limit(MOST))]


def list_ending_holds(session: Session, *, now: datetime) -> Sequence[RunningLine]:
    """Return the live holds whose clock runs out within a day, the first clock first."""
    return _of_people(session, Hold, _ending(now), col(Hold.expires_at))


def list_moved_holds(session: Session) -> Sequence[RunningLine]:
    """Return the live holds whose dates moved without the person's word, the longest waiting first."""
    return _of_people(session, Hold, _moved(Hold), col(Hold.reconfirm_since_at))


def list_moved_bookings(session: Session) -> Sequence[RunningLine]:
    """Return the bookings whose dates moved without the person's word, the longest waiting first."""
    return _of_people(session, Booking, _moved(Booking), col(Booking.reconfirm_since_at))


def list_running_challenges(session: Session) -> Sequence[RunningLine]:
    """Return the open challenges, the first deadline first; the production is the one that asks."""
    statement = (
        select(Challenge, CrewMember, Production, Hold.role_id)
        .join(Hold, col(Hold.id) == col(Challenge.hold_id))
        .join(CrewMember, col(CrewMember.id) == col(Hold.crew_member_id))
        .join(Production, col(Production.id) == col(Hold.production_id))
        .where(Challenge.status == ChallengeStatus.OPEN)
        .order_by(col(Challenge.deadline_at), col(Challenge.id))
    )
    return [RunningLine(*row) for row in session.exec(statement.limit(MOST))]


def list_spent_rounds(session: Session, *, now: datetime) -> Sequence[tuple[OfferRound, Production]]:
    """Return the rounds of this week that ended with places open, latest first."""
    statement = (
        select(OfferRound, Production)
        .join(Production, col(Production.id) == col(OfferRound.production_id))
        .where(OfferRound.status == RoundStatus.EXHAUSTED, col(OfferRound.closed_at) > now - 7 * SOON)
        .order_by(col(OfferRound.closed_at).desc(), col(OfferRound.id).desc())
    )
    return list(session.exec(statement.limit(MOST)))


def _of_people(
    session: Session, table: type[Hold] | type[Booking], conditions: tuple[Any, ...], order: Any
) -> Sequence[RunningLine]:
    statement = (
        select(table, CrewMember, Production, table.role_id)
        .join(CrewMember, col(CrewMember.id) == col(table.crew_member_id))
        .join(Production, col(Production.id) == col(table.production_id))
        .where(*conditions)
        .order_by(order, col(table.id))
    )
    return [RunningLine(*row) for row in session.exec(statement.limit(MOST))]
