"""Rounds of offers: opened, moved on as answers come or stay away, filled, used up or withdrawn."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.ask import ActionPurpose
from app.models.crew import CrewMember
from app.models.need import Position
from app.models.offer import Offer, OfferRound, OfferSpan, OfferStatus, RoundMode, RoundStatus
from app.models.shortlist import ReferralOutcome
from app.queries.need import get_need
from app.queries.offer import (
    UNANSWERED,
    count_places_taken,
    find_round_by_form,
    list_offer_spans,
    list_offers,
    list_open_rounds,
    lock_rounds,
)
from app.services.action_link import make_action_link
from app.services.askable import AskableCheck, reason_against
from app.services.audit import Actor
from app.services.locks import lock_people
from app.services.offered_days import Stretch, stretches_of, today_of
from app.services.referral import refer
from app.services.step_notice import about_offer, tell_crew, tell_office
from app.services.step_texts import (
    ASKED,
    ASKED_ANEW,
    DAYS_PASSED,
    LINE_GONE,
    NO_WORD,
    NOBODY_LEFT,
    NOT_ANSWERED,
    NOT_NEEDED,
    PASSED_OVER,
    PLACES_TAKEN,
    RAN_OUT,
    Text,
)
from app.services.steps import Verb, make, require, step

LINK_OUTLIVES = timedelta(days=30)
"""How long the link of an offer still opens after the time to answer, to say that it has run out."""

MOST_HOURS, MOST_PLACES = 720, 50


def open_round(  # noqa: PLR0913 - what a round is, is these
    session: Session,
    actor: Actor,
    *,
    position: Position,
    crew_member_ids: Sequence[int],
    mode: RoundMode,
    places: int,
    answer_hours: int,
    tells_title: bool,
    note: str,
    form_key: str,
    check: AskableCheck | None = None,
) -> OfferRound:
    """Ask people for a position's days: all TOGETHER, or IN_ORDER as many at a time as places are open.

    A form that is sent twice makes one round. ConflictError where somebody can't be asked, the line has no dates,
    or the production would hold more people than it may; nobody is asked then. `check`, for whoever opens many rounds
    TOGETHER at once, was read by the caller under the locks of all their needs and people.
    """
    # the need before its people, its people before rounds
    need = get_need(session, position.need_id, lock=check is None)
    known = find_round_by_form(session, position.id or 0, form_key)
    if known is not None:
        return known
    people = list(dict.fromkeys(crew_member_ids))
    _require_sense(people, places, answer_hours)
    if check is None:
        lock_people(session, people)
    read = check or AskableCheck(session, [(position, people)], actor.at)
    for each in read.people_of(position, people):
        if each.reason is not None:
            raise each.reason
    days = read.facts.days_of(position)
    round_ = OfferRound(
        position_id=position.id,
        production_id=need.production_id,
        role_id=position.role_id or "",
        mode=mode,
        places=places,
        answer_hours=answer_hours,
        tells_title=tells_title,
        note=note.strip(),
        form_key=form_key,
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    make(session, actor, round_, mode=mode.value, places=places, people=len(people))
    for ordinal, person in enumerate(people, 1):
        _add_offer(session, actor, round_, person, ordinal=ordinal, days=days)
    move_on(session, actor, round_, checked=True)
    if check is not None:
        check.note_asked(position, people, places=places)
    return round_


def _require_sense(people: Sequence[int], places: int, answer_hours: int) -> None:
    if not people:
        raise InvalidInputError(mark("Choose at least one person to ask."))
    if not 1 <= places <= MOST_PLACES:
        raise InvalidInputError(mark("Ask for at least one place, and for no more than %(most)s."), most=MOST_PLACES)
    if not 1 <= answer_hours <= MOST_HOURS:
        raise InvalidInputError(mark("Give between 1 and %(most)s hours to answer."), most=MOST_HOURS)


def _add_offer(
    session: Session, actor: Actor, round_: OfferRound, person: int, *, ordinal: int, days: Sequence[Stretch]
) -> None:
    offer = Offer(
        round_id=round_.id or 0,
        position_id=round_.position_id,
        production_id=round_.production_id,
        crew_member_id=person,
        ordinal=ordinal,
        made_at=actor.at,
    )
    make(session, actor, offer, round=round_.id)
    write_offer_days(session, offer, days)


def write_offer_days(session: Session, offer: Offer, days: Sequence[Stretch]) -> None:
    """Add the days that an offer asks for."""
    session.add_all(
        OfferSpan(
            offer_id=offer.id or 0,
            period=each.period,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            place=each.place,
        )
        for each in days
    )
    session.flush()


def move_on(session: Session, actor: Actor, round_: OfferRound, *, send: bool = True, checked: bool = False) -> None:
    """Bring an open round up to date: filled, asking the next, or used up.

    The caller holds the locks of the round and, to `send`, of everybody who waits in it. `checked`: that they may be
    asked was looked at just now.
    """
    if round_.status is not RoundStatus.OPEN:
        return
    taken = count_places_taken(session, round_.id or 0)
    offers = list_offers(session, [round_.id or 0])
    if taken >= round_.places:
        step(session, actor, round_, Verb.FILL)
        _withdraw_all(session, actor, round_, offers, PLACES_TAKEN)
        return
    asked = sum(offer.status is OfferStatus.SENT for offer in offers)
    waiting = [offer for offer in offers if offer.status is OfferStatus.WAITING]
    while send and waiting and (round_.mode is RoundMode.TOGETHER or taken + asked < round_.places):
        asked += _take_turn(session, actor, round_, waiting.pop(0), checked=checked)
    if not asked and not waiting:
        step(session, actor, round_, Verb.EXHAUST)
        about = about_offer(session, offers[-1], round_)
        tell_office(session, actor, about, NOBODY_LEFT, open=round_.places - taken)


def _take_turn(session: Session, actor: Actor, round_: OfferRound, offer: Offer, *, checked: bool) -> bool:
    """Send a waiting offer, or pass its person over where something speaks against it by now; True if sent."""
    reason, why = ("", "") if checked else _find_obstacle(session, actor, round_, offer)
    if reason:
        step(session, actor, offer, Verb.WITHDRAW, reason=reason, why=why)
        return False
    offer.sent_at = actor.at
    send_offer(session, actor, round_, offer, verb=Verb.SEND)
    return True


def _find_obstacle(session: Session, actor: Actor, round_: OfferRound, offer: Offer) -> tuple[str, str]:
    """Return why a waiting offer can't be sent any more, and in detail; empty where it can."""
    position = session.get(Position, round_.position_id) if round_.position_id else None
    if position is None:
        return LINE_GONE, ""
    days = stretches_of(list_offer_spans(session, [offer.id or 0])[offer.id or 0])
    if not days or days[-1].ends_on < today_of(session, offer.production_id, actor.at):
        return DAYS_PASSED, ""
    member = session.get_one(CrewMember, offer.crew_member_id)
    against = reason_against(session, position=position, member=member, days=days, now=actor.at, turn=True)
    return (PASSED_OVER, str(against)) if against else ("", "")


def send_offer(session: Session, actor: Actor, round_: OfferRound, offer: Offer, *, verb: Verb) -> None:
    """Put an offer to its person with a fresh clock and a link to answer by."""
    offer.answer_by_at = actor.at + timedelta(hours=round_.answer_hours)
    step(session, actor, offer, verb, until=offer.answer_by_at)
    refer(
        session,
        actor,
        ReferralOutcome.ASKED,
        crew_member_id=offer.crew_member_id,
        position_id=offer.position_id,
    )
    _tell_asked(session, actor, round_, offer, ASKED if verb is Verb.SEND else ASKED_ANEW)


def _tell_asked(session: Session, actor: Actor, round_: OfferRound, offer: Offer, text: Text) -> None:
    """E-mail an offer to its person, with a link of its own that answers without signing in."""
    assert offer.answer_by_at is not None  # noqa: S101 - it was sent
    token = make_action_link(
        session,
        ActionPurpose.ANSWER_OFFER,
        crew_member_id=offer.crew_member_id,
        subject_id=offer.id,
        now=actor.at,
        expires_at=offer.answer_by_at + LINK_OUTLIVES,
    )
    note = f"{round_.note}\n\n" if round_.note else ""
    path, until = f"/answer/offer/{token}", offer.answer_by_at
    tell_crew(session, actor, about_offer(session, offer, round_), text, path=path, until=until, note=note)


def withdraw_one(session: Session, actor: Actor, round_: OfferRound, offer: Offer, *, reason: str) -> None:
    """Withdraw one unanswered offer, and tell the person if they had been asked."""
    was_sent = offer.status is OfferStatus.SENT
    step(session, actor, offer, Verb.WITHDRAW, reason=reason)
    if was_sent:
        refer(
            session,
            actor,
            ReferralOutcome.NOT_HIRED,
            crew_member_id=offer.crew_member_id,
            position_id=offer.position_id,
            reason=reason,
        )
        tell_crew(session, actor, about_offer(session, offer, round_), NOT_NEEDED, why=reason)


def _withdraw_all(session: Session, actor: Actor, round_: OfferRound, offers: Sequence[Offer], reason: str) -> None:
    for offer in offers:
        if offer.status in UNANSWERED:
            withdraw_one(session, actor, round_, offer, reason=reason)


def withdraw_round(session: Session, actor: Actor, *, round_: OfferRound, reason: str) -> None:
    """End a round: whoever was asked and has not answered is told kindly; acceptances stand."""
    lock_rounds(session, [round_.id or 0])
    require(round_, Verb.WITHDRAW)
    step(session, actor, round_, Verb.WITHDRAW, reason=reason)
    _withdraw_all(session, actor, round_, list_offers(session, [round_.id or 0]), reason)


def expire_offers(session: Session, actor: Actor) -> dict[str, int]:
    """Expire what was not answered in time, ask the next in order, close rounds; return how many of each."""
    rounds = list_open_rounds(session)
    ids = [round_.id or 0 for round_ in rounds]
    lock_people(session, {offer.crew_member_id for offer in list_offers(session, ids) if offer.status in UNANSWERED})
    counts = {"rounds": 0, "expired": 0, "sent": 0, "closed": 0}
    for round_ in lock_rounds(session, ids):
        if round_.status is not RoundStatus.OPEN:
            continue
        counts["rounds"] += 1
        offers = list_offers(session, [round_.id or 0])
        asked = sum(offer.sent_at is not None for offer in offers)
        for offer in offers:
            if offer.status is OfferStatus.SENT and offer.answer_by_at and offer.answer_by_at <= actor.at:
                _expire(session, actor, round_, offer)
                counts["expired"] += 1
        move_on(session, actor, round_)
        counts["sent"] += sum(offer.sent_at is not None for offer in offers) - asked
        counts["closed"] += round_.status is not RoundStatus.OPEN
    return counts


def _expire(session: Session, actor: Actor, round_: OfferRound, offer: Offer) -> None:
    step(session, actor, offer, Verb.EXPIRE)
    refer(
        session,
        actor,
        ReferralOutcome.NOT_HIRED,
        crew_member_id=offer.crew_member_id,
        position_id=offer.position_id,
        reason=NOT_ANSWERED,
    )
    about = about_offer(session, offer, round_)
    tell_crew(session, actor, about, RAN_OUT)
    tell_office(session, actor, about, NO_WORD)


def require_answerable(offer: Offer, verb: Verb, actor: Actor) -> None:
    """Raise where an offer can't be answered any more, or its time is over though nobody has noticed yet."""
    require(offer, verb)
    if offer.answer_by_at is not None and offer.answer_by_at <= actor.at:
        raise ConflictError(mark("The time to answer this offer has run out. Ask for a new one."))
