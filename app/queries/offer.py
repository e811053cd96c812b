"""Reads of offers and of the rounds that they are asked in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.availability import Hold, HoldStatus
from app.models.crew import CrewMember
from app.models.offer import Offer, OfferRound, OfferSpan, OfferStatus, RoundStatus
from app.models.production import Production
from app.queries.overlap import Days, touches

UNANSWERED = (OfferStatus.WAITING, OfferStatus.SENT)


def get_offer(session: Session, offer_id: int) -> Offer:
    """Return an offer; NotFoundError where there is none."""
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise NotFoundError(mark("There is no such offer."))
    return offer


def get_round(session: Session, round_id: int) -> OfferRound:
    """Return a round; NotFoundError where there is none."""
    found = session.get(OfferRound, round_id)
    if found is None:
        raise NotFoundError(mark("There is no such round of offers."))
    return found


def lock_rounds(session: Session, round_ids: Collection[int]) -> list[OfferRound]:
    """Keep rounds and their offers from other writers until the transaction ends; always after their people."""
    wanted = sorted(set(round_ids))
    if not wanted:
        return []
    statement = select(OfferRound).where(col(OfferRound.id).in_(wanted)).order_by(col(OfferRound.id))
    locked = session.exec(statement.with_for_update(key_share=True)).all()
    session.expire_all()
    return list(locked)


def find_round_by_form(session: Session, position_id: int, form_key: str) -> OfferRound | None:
    """Return the round that a form made when it was sent before."""
    statement = select(OfferRound).where(OfferRound.position_id == position_id, OfferRound.form_key == form_key)
    return session.exec(statement).first()


def list_open_rounds(session: Session, *, position_id: int | None = None) -> list[OfferRound]:
    """Return the rounds that still look for people, oldest first."""
    statement = select(OfferRound).where(OfferRound.status == RoundStatus.OPEN)
    if position_id is not None:
        statement = statement.where(OfferRound.position_id == position_id)
    return list(session.exec(statement.order_by(col(OfferRound.id))))


def list_offers(session: Session, round_ids: Collection[int]) -> list[Offer]:
    """Return the offers of rounds in the order in which people are asked."""
    statement = select(Offer).where(col(Offer.round_id).in_(round_ids))
    return list(session.exec(statement.order_by(col(Offer.round_id), col(Offer.ordinal), col(Offer.id))))


def list_offer_spans(session: Session, offer_ids: Collection[int]) -> dict[int, list[OfferSpan]]:
    """Return the days that offers ask for, by offer, earliest first."""
    found: dict[int, list[OfferSpan]] = {each: [] for each in offer_ids}
    statement = select(OfferSpan).where(col(OfferSpan.offer_id).in_(found))
    for span in session.exec(statement.order_by(col(OfferSpan.starts_on), col(OfferSpan.id))):
        found[span.offer_id].append(span)
    return found


def count_places_taken(session: Session, round_id: int) -> int:
    """Count the acceptances of a round whose hold still lives or was booked."""
    taken = (HoldStatus.ACTIVE, HoldStatus.CHALLENGED, HoldStatus.BOOKED)
    statement = (
        select(func.count())
        .select_from(Offer)
        .join(Hold, col(Hold.id) == col(Offer.hold_id))
        .where(Offer.round_id == round_id, Offer.status == OfferStatus.ACCEPTED, col(Hold.status).in_(taken))
    )
    return session.exec(statement).one()


def list_overlapping_offers(
    session: Session, crew_member_id: int, spans: Iterable[Days], *, production_id: int | None = None
) -> list[Offer]:
    """Return a person's unanswered offers that share a day with the spans, oldest first."""
    statement = (
        select(Offer)
        .join(OfferSpan, col(OfferSpan.offer_id) == col(Offer.id))
        .where(Offer.crew_member_id == crew_member_id, col(Offer.status).in_(UNANSWERED), touches(OfferSpan, spans))
    )
    if production_id is not None:
        statement = statement.where(Offer.production_id == production_id)
    return list({offer.id: offer for offer in session.exec(statement.order_by(col(Offer.id)))}.values())


def count_sent_since(session: Session, crew_member_ids: Collection[int], since: datetime) -> dict[int, int]:
    """Count the offers that people were sent after an instant, by person."""
    statement = (
        select(Offer.crew_member_id, func.count())
        .where(col(Offer.crew_member_id).in_(crew_member_ids), col(Offer.sent_at) > since)
        .group_by(col(Offer.crew_member_id))
    )
    return dict(session.exec(statement).all())


def tells_title(session: Session, hold_id: int) -> bool | None:
    """Return whether the offer that became this hold tells the working title; None where there was no offer."""
    statement = (
        select(OfferRound.tells_title)
        .join(Offer, col(Offer.round_id) == col(OfferRound.id))
        .where(Offer.hold_id == hold_id)
    )
    return session.exec(statement).first()


@dataclass(frozen=True)
class OfferRow:
    """An offer as pages show it."""

    offer: Offer
    round: OfferRound
    production: Production
    member: CrewMember
    spans: list[OfferSpan]


def list_person_offers(session: Session, crew_member_id: int, *, open_only: bool = True) -> list[OfferRow]:
    """Return the offers that a person was sent, the most urgent first; those that wait their turn are never shown."""
    asked = [
        Offer.crew_member_id == crew_member_id,
        Offer.status != OfferStatus.WAITING,
        col(Offer.sent_at).is_not(None),
    ]
    if open_only:
        asked.append(Offer.status == OfferStatus.SENT)
    return _rows(session, asked)


def list_production_offers(session: Session, production_id: int, *, position_id: int | None = None) -> list[OfferRow]:
    """Return a production's offers, of one line only if given, by round and turn."""
    asked: list[Any] = [Offer.production_id == production_id]
    if position_id is not None:
        asked.append(Offer.position_id == position_id)
    return sorted(_rows(session, asked), key=lambda row: (row.offer.round_id, row.offer.ordinal))


def _rows(session: Session, conditions: list[Any]) -> list[OfferRow]:
    statement = (
        select(Offer, OfferRound, Production, CrewMember)
        .join(OfferRound, col(OfferRound.id) == Offer.round_id)
        .join(Production, col(Production.id) == Offer.production_id)
        .join(CrewMember, col(CrewMember.id) == Offer.crew_member_id)
        .where(*conditions)
        .order_by(col(Offer.answer_by_at), col(Offer.id))
    )
    found = list(session.exec(statement))
    spans = list_offer_spans(session, [offer.id or 0 for offer, *_ in found])
    return [
        OfferRow(offer, round_, production, member, spans[offer.id or 0]) for offer, round_, production, member in found
    ]
