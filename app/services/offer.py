"""Offers answered: accepted into a hold, declined, or withdrawn by who made them."""

from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.availability import Hold, HoldSpan, StatementSource
from app.models.crew import CrewMember
from app.models.offer import DeclineReason, Offer, OfferRound, OfferStatus
from app.models.production import Production
from app.models.shortlist import ReferralOutcome
from app.queries.booking import list_overlapping_bookings
from app.queries.hold import get_hold, list_overlapping_holds
from app.queries.offer import list_offer_spans, list_offers, lock_rounds
from app.services.askable import Askable, list_askable
from app.services.audit import Actor
from app.services.hold_clock import expiry_of
from app.services.hold_order import next_acceptance, worst_orders
from app.services.locks import lock_people
from app.services.offer_round import (
    expire_offers,
    move_on,
    open_round,
    require_answerable,
    withdraw_one,
    withdraw_round,
)
from app.services.offered_days import Stretch, stretches_of
from app.services.referral import refer
from app.services.step_notice import about_hold, about_offer, tell_crew, tell_office
from app.services.step_texts import ANSWERED_NO, HELD, SAID_NO, SAID_YES
from app.services.steps import Verb, make, require, step
from app.services.travel import require_travel

__all__ = [
    "Askable",
    "accept_offer",
    "decline_offer",
    "expire_offers",
    "list_askable",
    "open_round",
    "withdraw_offer",
    "withdraw_round",
]


def accept_offer(session: Session, actor: Actor, *, offer: Offer, source: StatementSource) -> Hold:
    """Say yes: the offer becomes a hold behind those that are there. Said twice, it is the same hold.

    ConflictError where the time is over, the places are taken, or the person is booked, or held by the same
    production, on one of the days.
    """
    lock_people(session, [offer.crew_member_id])
    [round_] = lock_rounds(session, [offer.round_id])
    if offer.status is OfferStatus.ACCEPTED and offer.hold_id is not None:
        return get_hold(session, offer.hold_id)
    require_answerable(offer, Verb.ACCEPT, actor)
    days = stretches_of(list_offer_spans(session, [offer.id or 0])[offer.id or 0])
    _require_free(session, offer, days)
    hold = _make_hold(session, actor, offer, round_, days)
    _note_answer(offer, actor, source)
    offer.hold_id = hold.id
    step(session, actor, offer, Verb.ACCEPT, by=source.value, hold=hold.id)
    refer(session, actor, None, crew_member_id=offer.crew_member_id, position_id=offer.position_id)
    about, order = about_hold(session, hold), worst_orders(session, [hold.id or 0])[hold.id or 0]
    tell_crew(session, actor, about, HELD, until=hold.expires_at, order=order)
    tell_office(session, actor, about, SAID_YES, until=hold.expires_at, order=order)
    move_on(session, actor, round_, send=False)  # one who was asked became one who holds: nobody new is asked
    return hold


def _require_free(session: Session, offer: Offer, days: list[Stretch]) -> None:
    member, spans = session.get_one(CrewMember, offer.crew_member_id), [each.days for each in days]
    if list_overlapping_bookings(session, offer.crew_member_id, spans):
        raise ConflictError(mark("%(name)s is booked on some of these days."), name=member.name)
    if list_overlapping_holds(session, offer.crew_member_id, spans, production_id=offer.production_id):
        raise ConflictError(mark("%(name)s is held by this production on these days already."), name=member.name)
    require_travel(session, member, days=days, production_id=offer.production_id)


def _make_hold(session: Session, actor: Actor, offer: Offer, round_: OfferRound, days: list[Stretch]) -> Hold:
    production = session.get_one(Production, offer.production_id)
    accepted_at, accept_seq = next_acceptance(session, offer.crew_member_id, actor.at)
    hold = Hold(
        crew_member_id=offer.crew_member_id,
        production_id=offer.production_id,
        position_id=offer.position_id,
        role_id=round_.role_id,
        accepted_at=accepted_at,
        accept_seq=accept_seq,
        clock_from_at=actor.at,
        expires_at=expiry_of(production, actor.at),
        fictional=production.fictional,
    )
    make(session, actor, hold, offer=offer.id, until=hold.expires_at)
    session.add_all(
        HoldSpan(
            hold_id=hold.id or 0,
            crew_member_id=hold.crew_member_id,
            period=each.period,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            place=each.place,
        )
        for each in days
    )
    session.flush()
    return hold


def _note_answer(offer: Offer, actor: Actor, source: StatementSource) -> None:
    offer.answered_at, offer.answered_by = actor.at, source


def decline_offer(
    session: Session,
    actor: Actor,
    *,
    offer: Offer,
    reason: DeclineReason,
    note: str = "",
    source: StatementSource = StatementSource.SELF,
) -> None:
    """Say no, with the reason; the next in order is asked at once. Said twice, it is said once."""
    round_ = _lock_with_waiting(session, offer)
    if offer.status is OfferStatus.DECLINED:
        return
    require_answerable(offer, Verb.DECLINE, actor)
    _note_answer(offer, actor, source)
    offer.decline_reason, offer.decline_note = reason, note.strip()[:500]
    step(session, actor, offer, Verb.DECLINE, by=source.value, why=reason.value)
    refer(
        session,
        actor,
        ReferralOutcome.DECLINED,
        crew_member_id=offer.crew_member_id,
        position_id=offer.position_id,
        reason=offer.decline_note or reason.value,
    )
    tell_office(session, actor, about_offer(session, offer, round_), SAID_NO, why=offer.decline_note or ANSWERED_NO)
    move_on(session, actor, round_)


def withdraw_offer(session: Session, actor: Actor, *, offer: Offer, reason: str) -> None:
    """Take an offer back before it is answered; the person is told, and the next in order is asked."""
    round_ = _lock_with_waiting(session, offer)
    require(offer, Verb.WITHDRAW)
    withdraw_one(session, actor, round_, offer, reason=reason)
    move_on(session, actor, round_)


def _lock_with_waiting(session: Session, offer: Offer) -> OfferRound:
    """Lock the offer's person, whoever may be asked next, and the round."""
    waiting = [each for each in list_offers(session, [offer.round_id]) if each.status is OfferStatus.WAITING]
    lock_people(session, {offer.crew_member_id, *(each.crew_member_id for each in waiting)})
    [round_] = lock_rounds(session, [offer.round_id])
    return round_
