"""Bookings: a hold confirmed, a booking cancelled or over."""

from collections.abc import Sequence
from datetime import UTC

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.availability import Booking, BookingSpan, Hold, HoldSpan, HoldStatus
from app.models.crew import CrewMember
from app.models.shortlist import ReferralOutcome
from app.queries.booking import (
    find_booking_of_hold,
    list_booking_spans,
    list_bookings_ended_by,
    list_overlapping_bookings,
)
from app.queries.hold import list_hold_spans, list_overlapping_holds
from app.queries.offer import UNANSWERED, list_overlapping_offers, lock_rounds
from app.queries.overlap import Days
from app.services.audit import Actor
from app.services.hold_end import end_holds, settle
from app.services.hold_order import worst_orders_of
from app.services.locks import lock_people
from app.services.offer_round import withdraw_one
from app.services.offered_days import Stretch, day_map, stretches_from, stretches_of, todays_of
from app.services.referral import end_if_filled, refer
from app.services.reopen import reopen_days
from app.services.step_notice import about_booking, tell_crew, tell_office
from app.services.step_texts import BOOKED, CALLED_OFF, IS_BOOKED, IS_CANCELLED, OTHER_BOOKING
from app.services.steps import Verb, make, require, step
from app.services.travel import require_travel

DOUBLE = mark("%(name)s is booked on some of these days.")


def confirm_hold(session: Session, actor: Actor, *, hold: Hold) -> Booking:
    """Book the person of a hold that is the first option on all its days; confirmed twice, it is one booking.

    Other holds of the person on these days end, and offers are withdrawn, with notices. ConflictError where another
    hold is ahead (challenge it first), dates wait for the person's word, or a day is booked.
    """
    lock_people(session, [hold.crew_member_id])
    known = find_booking_of_hold(session, hold.id or 0) if hold.status is HoldStatus.BOOKED else None
    if known is not None:
        return known
    require(hold, Verb.BOOK)
    _require_first(session, hold, worst_orders_of(session, [hold.crew_member_id]))
    rows = list_hold_spans(session, [hold.id or 0])[hold.id or 0]
    days = _merged(rows)
    step(session, actor, hold, Verb.BOOK)
    booking = Booking(
        crew_member_id=hold.crew_member_id,
        production_id=hold.production_id,
        position_id=hold.position_id,
        hold_id=hold.id,
        role_id=hold.role_id,
        confirmed_at=actor.at,
        fictional=hold.fictional,
    )
    make(session, actor, booking, hold=hold.id)
    write_booking_days(session, booking, days)
    refer(
        session,
        actor,
        ReferralOutcome.HIRED,
        crew_member_id=hold.crew_member_id,
        position_id=hold.position_id,
    )
    end_if_filled(session, hold.position_id)
    about = about_booking(session, booking)
    tell_crew(session, actor, about, BOOKED)
    tell_office(session, actor, about, IS_BOOKED)
    clear_days(session, actor, booking, [each.days for each in days])
    settle(session, actor, hold.crew_member_id, {})  # who moves up by the holds that ended was told with them
    return booking


def _require_first(session: Session, hold: Hold, orders: dict[int, int]) -> None:
    member = session.get_one(CrewMember, hold.crew_member_id)
    if hold.reconfirm_since_at is not None:
        raise ConflictError(mark("The dates have moved. Wait until the person agrees to them."))
    if orders.get(hold.id or 0, 0) > 1:
        raise ConflictError(
            mark("This hold on %(name)s is number %(order)s on some days. Challenge who stands before it first."),
            name=member.name,
            order=orders[hold.id or 0],
        )
    spans = stretches_of(list_hold_spans(session, [hold.id or 0])[hold.id or 0])
    if list_overlapping_bookings(session, hold.crew_member_id, [each.days for each in spans]):
        raise ConflictError(DOUBLE, name=member.name)
    require_travel(session, member, days=spans, production_id=hold.production_id)


def _merged(rows: Sequence[HoldSpan]) -> list[Stretch]:
    """Return a hold's days as stretches; days that were agreed to later join their neighbours again."""
    return stretches_from(day_map(rows))


def write_booking_days(session: Session, booking: Booking, days: Sequence[Stretch]) -> None:
    """Add a booking's days; ConflictError where the database finds one of them booked (rule 1 is its own)."""
    try:
        with session.begin_nested():
            session.add_all(
                BookingSpan(
                    booking_id=booking.id or 0,
                    crew_member_id=booking.crew_member_id,
                    period=each.period,
                    starts_on=each.starts_on,
                    ends_on=each.ends_on,
                    place=each.place,
                )
                for each in days
            )
            session.flush()
    except IntegrityError as error:
        if "overlap" not in str(error):
            raise
        name = session.get_one(CrewMember, booking.crew_member_id).name
        raise ConflictError(DOUBLE, name=name) from error


def clear_days(session: Session, actor: Actor, booking: Booking, days: Sequence[Days]) -> None:
    """End the person's other holds on booked days and withdraw the offers that ask for them.

    Rounds that lose an offer by it ask the next person when their job runs: that needs locks of other people, who
    can't be locked behind this one.
    """
    others = list_overlapping_holds(session, booking.crew_member_id, days)
    end_holds(session, actor, others, Verb.RELEASE, reason=OTHER_BOOKING)
    offers = list_overlapping_offers(session, booking.crew_member_id, days)
    rounds = {round_.id: round_ for round_ in lock_rounds(session, [offer.round_id for offer in offers])}
    for offer in offers:
        if offer.status in UNANSWERED:
            withdraw_one(session, actor, rounds[offer.round_id], offer, reason=OTHER_BOOKING)


def cancel_booking(session: Session, actor: Actor, *, booking: Booking, reason: str) -> None:
    """Cancel a booking: its days count as unknown until the person says what they are, and they are asked."""
    lock_people(session, [booking.crew_member_id])
    require(booking, Verb.CANCEL)
    reason = reason.strip() or CANCELLED
    about = about_booking(session, booking)
    step(session, actor, booking, Verb.CANCEL, reason=reason)
    spans = list_booking_spans(session, [booking.id or 0])[booking.id or 0]
    reopen_days(session, actor, booking.crew_member_id, [(span.starts_on, span.ends_on) for span in spans])
    refer(
        session,
        actor,
        ReferralOutcome.NOT_HIRED,
        crew_member_id=booking.crew_member_id,
        position_id=booking.position_id,
        reason=reason,
    )
    tell_crew(session, actor, about, CALLED_OFF, why=reason)
    tell_office(session, actor, about, IS_CANCELLED, why=reason)


CANCELLED = mark("It was cancelled.")


def list_over(session: Session, actor: Actor) -> list[Booking]:
    """Return the bookings that stand though their last day has passed at their production's base."""
    # a base's day may be ahead of UTC's by one: no booking that ends after UTC's day is over anywhere
    ended = list_bookings_ended_by(session, actor.at.astimezone(UTC).date())
    todays = todays_of(session, (booking.production_id for booking, _ in ended), actor.at)
    return [booking for booking, last in ended if last < todays[booking.production_id]]


def complete_bookings(session: Session, actor: Actor) -> dict[str, int]:
    """Complete the bookings whose last day has passed; return how many."""
    people = {booking.crew_member_id for booking in list_over(session, actor)}
    lock_people(session, people)
    done = [booking for booking in list_over(session, actor) if booking.crew_member_id in people] if people else []
    for booking in done:
        step(session, actor, booking, Verb.COMPLETE)
    return {"completed": len(done)}
