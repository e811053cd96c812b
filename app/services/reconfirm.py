"""Dates that move: what was agreed to the old ones is asked again, agreed to or refused."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, delete

from app.errors import ConflictError
from app.messages import mark
from app.models.ask import ActionPurpose
from app.models.availability import Booking, BookingSpan, Hold, HoldSpan, StatementSource
from app.models.crew import CrewMember
from app.models.need import PeriodKind, Position
from app.models.offer import Offer, OfferRound, OfferSpan, OfferStatus
from app.queries.booking import list_booking_spans, list_overlapping_bookings
from app.queries.hold import list_hold_spans, list_overlapping_holds
from app.queries.need import get_need
from app.queries.offer import UNANSWERED, list_offer_spans, list_offers, lock_rounds
from app.queries.reopen import list_people_engaged, list_position_bookings, list_position_holds, list_rounds_of
from app.services.action_link import make_action_link
from app.services.audit import Actor
from app.services.booking import DOUBLE, cancel_booking, clear_days, write_booking_days
from app.services.hold import release_hold
from app.services.hold_end import settle
from app.services.hold_order import next_acceptance, worst_orders_of
from app.services.locks import lock_people
from app.services.offer_round import send_offer, withdraw_one, write_offer_days
from app.services.offered_days import (
    DayMap,
    Stretch,
    day_map,
    days_to_ask,
    has_dates,
    present_days,
    runs_of,
    stretches_from,
    today_of,
)
from app.services.step_notice import About, about_booking, about_hold, say_days, tell_crew, tell_office
from app.services.step_texts import AGREED, DATES_MOVED, DATES_REFUSED, MOVED, MOVED_BACK
from app.services.steps import StepError, Verb, require, step

LINK_LIVES = timedelta(days=60)
Subject = Hold | Booking


def reopen_moved(session: Session, actor: Actor, *, position: Position) -> dict[str, int]:
    """Ask anew whoever was asked, held or booked for other days than the position has now; return how many of each.

    Offers take the new days and a fresh clock. Holds and bookings keep their days until the person agrees; where the
    position is back on the days that were agreed to, there is nothing to answer any more.
    """
    get_need(session, position.need_id, lock=True)
    lock_people(session, list_people_engaged(session, [position.id or 0]))
    rounds = lock_rounds(session, [round_.id or 0 for round_ in list_rounds_of(session, [position.id or 0])])
    need = get_need(session, position.need_id)
    today = today_of(session, need.production_id, actor.at)
    days = present_days(session, position, since=today) if has_dates(position) else {}
    counts = {"offers": sum(_move_offers(session, actor, round_, days) for round_ in rounds)}
    counts["holds"] = sum(
        _reopen(session, actor, hold, days) for hold in list_position_holds(session, position.id or 0)
    )
    counts["bookings"] = sum(
        _reopen(session, actor, booking, days) for booking in list_position_bookings(session, position.id or 0)
    )
    return counts


def _move_offers(session: Session, actor: Actor, round_: OfferRound, days: DayMap) -> int:
    moved = 0
    for offer in list_offers(session, [round_.id or 0]):
        if offer.status in UNANSWERED:
            moved += _move_offer(session, actor, round_, offer, days)
    return moved


def _move_offer(session: Session, actor: Actor, round_: OfferRound, offer: Offer, days: DayMap) -> bool:
    since = min(days, default=today_of(session, offer.production_id, actor.at))
    old = day_map(list_offer_spans(session, [offer.id or 0])[offer.id or 0])
    if days and {day: what for day, what in old.items() if day >= since} == days:
        return False
    spans = stretches_from(days)
    booked = list_overlapping_bookings(session, offer.crew_member_id, [each.days for each in spans])
    if not days or booked:
        withdraw_one(session, actor, round_, offer, reason=DATES_MOVED)
        return True
    session.exec(delete(OfferSpan).where(col(OfferSpan.offer_id) == offer.id))
    write_offer_days(session, offer, spans)
    if offer.status is OfferStatus.SENT:
        send_offer(session, actor, round_, offer, verb=Verb.REDATE)
    else:
        step(session, actor, offer, Verb.REDATE)
    return True


def _reopen(session: Session, actor: Actor, subject: Subject, days: DayMap) -> bool:
    """Mark a hold or booking for agreement and ask its person, or let it stand where the days are as agreed."""
    today = today_of(session, subject.production_id, actor.at)
    agreed = {day: what for day, what in day_map(_spans(session, subject)).items() if day >= today}
    about = _about(session, subject)
    if agreed == days:
        if subject.reconfirm_since_at is not None:
            subject.reconfirm_since_at = None
            step(session, actor, subject, Verb.AGREE, back=True)
            tell_crew(session, actor, about, MOVED_BACK)
        return False
    subject.reconfirm_since_at = subject.reconfirm_since_at or actor.at
    step(session, actor, subject, Verb.REOPEN)
    _ask(session, actor, subject, about, days)
    return True


def _ask(session: Session, actor: Actor, subject: Subject, about: About, days: DayMap) -> None:
    """E-mail the new days with a link that answers; a booking without a hold is answered on the person's page."""
    hold_id, path = subject.id if isinstance(subject, Hold) else subject.hold_id, "/me"
    if hold_id is not None:
        token = make_action_link(
            session,
            ActionPurpose.ANSWER_RECONFIRM,
            crew_member_id=subject.crew_member_id,
            subject_id=hold_id,
            now=actor.at,
            expires_at=actor.at + LINK_LIVES,
        )
        path = f"/answer/dates/{token}"
    before = say_days(about.days, about.member.locale)
    new = About(
        about.member, about.production, about.position_id, about.role_id, runs_of(stretches_from(days)), about.titled
    )
    tell_crew(session, actor, new, MOVED, path=path, before=before)


def agree_to_dates(
    session: Session, actor: Actor, *, subject: Subject, source: StatementSource = StatementSource.SELF
) -> None:
    """Take on the position's present days.

    Days that a hold had keep their place in the order; days that are new to it count from now, behind whoever holds
    them already. A booking ends other holds on its new days, as any booking does. ConflictError where a new day is
    booked, or held by the same production for another line.
    """
    lock_people(session, [subject.crew_member_id])
    _require_open(subject)
    position = session.get(Position, subject.position_id) if subject.position_id else None
    if position is None:
        raise ConflictError(mark("The line that this was for is gone. Refuse the dates, or ask the production."))
    today = today_of(session, subject.production_id, actor.at)
    new = day_map(days_to_ask(session, position, today=today))
    past = {day: what for day, what in day_map(_spans(session, subject)).items() if day < today}
    _require_free(session, subject, stretches_from(new))
    before: dict[int, int] = {}  # a booking that moves ends other holds, and those behind them are told with that
    if isinstance(subject, Hold):
        before = worst_orders_of(session, [subject.crew_member_id])
        _rewrite_hold(session, subject, {**past, **new}, at=actor.at)
    else:
        _rewrite_booking(session, actor, subject, {**past, **new})
    subject.reconfirm_since_at = None
    step(session, actor, subject, Verb.AGREE, by=source.value)
    settle(session, actor, subject.crew_member_id, before)
    tell_office(session, actor, _about(session, subject), AGREED)


def refuse_dates(session: Session, actor: Actor, *, subject: Subject, reason: str = "") -> None:
    """Say no to the new days: a hold is released, a booking cancelled, with notices."""
    lock_people(session, [subject.crew_member_id])
    _require_open(subject)
    reason = reason.strip() or DATES_REFUSED
    if isinstance(subject, Hold):
        release_hold(session, actor, hold=subject, reason=reason)
    else:
        cancel_booking(session, actor, booking=subject, reason=reason)


def _require_open(subject: Subject) -> None:
    require(subject, Verb.AGREE)
    if subject.reconfirm_since_at is None:
        raise StepError(mark("These dates are agreed to already. There is nothing to answer."))


def _require_free(session: Session, subject: Subject, days: Sequence[Stretch]) -> None:
    person, spans = subject.crew_member_id, [each.days for each in days]
    name = session.get_one(CrewMember, person).name
    own = subject.id if isinstance(subject, Booking) else None
    if list_overlapping_bookings(session, person, spans, other_than=own):
        raise ConflictError(DOUBLE, name=name)
    same = list_overlapping_holds(session, person, spans, production_id=subject.production_id)
    if isinstance(subject, Hold) and any(hold.id != subject.id for hold in same):
        raise ConflictError(mark("%(name)s is held by this production on these days already."), name=name)


def _rewrite_hold(session: Session, hold: Hold, days: DayMap, *, at: datetime) -> None:
    """Give a hold other days: each kept day with the acceptance that it had, new ones with that of now."""
    old = list_hold_spans(session, [hold.id or 0])[hold.id or 0]
    accepted = {day: (row.accepted_at, row.accept_seq) for row in old for day in day_map([row])}
    new = next_acceptance(session, hold.crew_member_id, at)
    by_acceptance: dict[tuple[datetime | None, int | None], dict[date, tuple[PeriodKind, str | None]]] = {}
    for day in days:
        by_acceptance.setdefault(accepted.get(day, new), {})[day] = days[day]
    session.exec(delete(HoldSpan).where(col(HoldSpan.hold_id) == hold.id))
    for (accepted_at, accept_seq), part in by_acceptance.items():
        session.add_all(
            HoldSpan(
                hold_id=hold.id or 0,
                crew_member_id=hold.crew_member_id,
                period=each.period,
                starts_on=each.starts_on,
                ends_on=each.ends_on,
                place=each.place,
                accepted_at=accepted_at,
                accept_seq=accept_seq,
            )
            for each in stretches_from(part)
        )
    session.flush()


def _rewrite_booking(session: Session, actor: Actor, booking: Booking, days: DayMap) -> None:
    session.exec(delete(BookingSpan).where(col(BookingSpan.booking_id) == booking.id))
    spans = stretches_from(days)
    write_booking_days(session, booking, spans)
    clear_days(session, actor, booking, [each.days for each in spans])


def _spans(session: Session, subject: Subject) -> Sequence[HoldSpan | BookingSpan]:
    if isinstance(subject, Hold):
        return list_hold_spans(session, [subject.id or 0])[subject.id or 0]
    return list_booking_spans(session, [subject.id or 0])[subject.id or 0]


def _about(session: Session, subject: Subject) -> About:
    return about_hold(session, subject) if isinstance(subject, Hold) else about_booking(session, subject)
