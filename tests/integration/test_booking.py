"""Bookings: only the first option is booked, a day only once; what ends by it ends with a word to everybody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import write_transaction
from app.errors import ConflictError
from app.models.availability import (
    Booking,
    BookingSpan,
    BookingStatus,
    HoldStatus,
    Statement,
    StatementKind,
    StatementSource,
)
from app.models.need import PeriodKind
from app.models.offer import OfferStatus
from app.models.shortlist import Referral, ReferralOutcome
from app.services.audit import Actor
from app.services.booking import cancel_booking, complete_bookings, confirm_hold, write_booking_days
from app.services.hold import release_hold
from app.services.hold_order import worst_orders
from app.services.offered_days import Stretch
from app.services.person_days import get_next_days
from app.services.step_check import list_breaches
from app.services.steps import StepError
from matching.person_days import DayState
from tests.conftest import TODAY
from tests.factories.offer import DAY, ask, book, days, hold, make_gaffer, make_position, offers_of, set_days
from tests.factories.told import later, subjects, texts


def test_only_the_first_option_on_all_its_days_is_booked(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    first, second = hold(session, actor, person, days(0, 4)), hold(session, actor, person, days(4, 9))
    with pytest.raises(ConflictError, match="number 2 on some days"):
        confirm_hold(session, actor, hold=second)
    assert confirm_hold(session, actor, hold=first).status is BookingStatus.CONFIRMED
    assert (first.status, second.status, second.end_reason) == (
        HoldStatus.BOOKED,
        HoldStatus.RELEASED,
        "The person was booked for other work on these days.",
    )
    assert list_breaches(session) == []


def test_a_booking_keeps_the_title_no_longer_back(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    held = hold(session, actor, person)
    assert not any("Noche de lluvia" in text for text in texts(session, person.email))
    confirm_hold(session, actor, hold=held)
    assert "Noche de lluvia" in texts(session, person.email)[-1]


def test_prep_shoot_and_wrap_are_booked_as_they_were_held(session: Session, actor: Actor) -> None:
    person, position = make_gaffer(session), make_position(session, days(0, 2), period=PeriodKind.PREP)
    set_days(session, position, days(3, 8))
    set_days(session, position, days(9, 9), days(11, 11), period=PeriodKind.DAILY)
    booking = book(session, actor, person, position=position)
    spans = session.exec(select(BookingSpan).where(BookingSpan.booking_id == booking.id))
    assert [(span.period, span.starts_on, span.ends_on) for span in spans] == [
        (PeriodKind.PREP, *days(0, 2)),
        (PeriodKind.SHOOT, *days(3, 8)),
        (PeriodKind.DAILY, *days(9, 9)),
        (PeriodKind.DAILY, *days(11, 11)),
    ]
    assert hold(session, actor, person, days(10, 10)).status is HoldStatus.ACTIVE


def test_offers_for_booked_days_are_withdrawn_kindly(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    held = hold(session, actor, person, days(0, 4))
    touched, apart = (
        offers_of(session, ask(session, actor, make_position(session, span), person))[0]
        for span in (days(4, 6), days(7, 8))
    )
    confirm_hold(session, actor, hold=held)
    assert (touched.status, apart.status) == (OfferStatus.WITHDRAWN, OfferStatus.SENT)
    assert "You need not answer any more" in subjects(session, person.email)


def test_a_day_that_the_database_finds_booked_is_refused_in_words(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    booking = book(session, actor, person, days(0, 4))
    other = Booking(
        crew_member_id=person.id or 0, production_id=booking.production_id, role_id="gaffer", confirmed_at=actor.at
    )
    session.add(other)
    session.flush()
    with pytest.raises(ConflictError, match="is booked on some of these days"):
        write_booking_days(session, other, [Stretch(PeriodKind.SHOOT, *days(4, 5), None)])
    assert session.get(Booking, booking.id) is not None, "the transaction goes on"


def test_cancelling_asks_the_person_about_their_days_before_anybody_counts_on_them(
    session: Session, actor: Actor
) -> None:
    person = make_gaffer(session)
    session.add(
        Statement(
            crew_member_id=person.id or 0,
            kind=StatementKind.AVAILABLE,
            starts_on=TODAY,
            ends_on=DAY + timedelta(days=60),
            stated_at=actor.at,
            valid_until_on=DAY + timedelta(days=90),
            source=StatementSource.SELF,
        )
    )
    booking = book(session, actor, person, days(0, 4), days(7, 7))
    cancel_booking(session, actor, booking=booking, reason="The film is postponed")
    known = get_next_days(session, person, today=TODAY, weeks=20)
    states = {day.on: day.state for week in known.weeks for day in week}
    assert {states[DAY + timedelta(days=number)] for number in (0, 4, 7)} == {DayState.UNKNOWN}
    assert {states[DAY + timedelta(days=number)] for number in (-1, 5, 6, 8)} == {DayState.AVAILABLE}
    assert (booking.status, booking.end_reason) == (BookingStatus.CANCELLED, "The film is postponed")
    assert subjects(session, person.email)[-1] == "A booking was cancelled"
    assert not any(span.live for span in session.exec(select(BookingSpan)))
    assert book(session, later(actor, hours=1), person, days(0, 4)).status is BookingStatus.CONFIRMED
    with pytest.raises(StepError, match="was cancelled"):
        cancel_booking(session, actor, booking=booking, reason="again")


def test_a_refused_day_stays_refused_after_a_cancelled_booking(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    booking = book(session, actor, person, days(0, 4))
    session.add(
        Statement(
            crew_member_id=person.id or 0,
            kind=StatementKind.UNAVAILABLE,
            starts_on=DAY,
            ends_on=DAY,
            stated_at=actor.at,
            valid_until_on=DAY + timedelta(days=90),
            source=StatementSource.SELF,
        )
    )
    session.flush()
    cancel_booking(session, actor, booking=booking, reason="")
    assert session.exec(select(Statement)).one().kind is StatementKind.UNAVAILABLE
    assert booking.end_reason == "It was cancelled."


def test_a_booking_is_over_after_its_last_day(session: Session, actor: Actor) -> None:
    booking = book(session, actor, make_gaffer(session), days(0, 4))
    last = datetime(2027, 3, 5, 22, tzinfo=UTC)
    assert complete_bookings(session, Actor.job("holds", last)) == {"completed": 0}
    assert complete_bookings(session, Actor.job("holds", last + timedelta(hours=9))) == {"completed": 1}
    assert complete_bookings(session, Actor.job("holds", last + timedelta(days=9))) == {"completed": 0}
    assert booking.status is BookingStatus.COMPLETED
    with pytest.raises(StepError, match="is over"):
        cancel_booking(session, actor, booking=booking, reason="late")


def test_who_was_booked_counts_as_hired(session: Session, actor: Actor) -> None:
    position = make_position(session)
    booking = book(session, actor, make_gaffer(session), position=position)
    row = session.exec(select(Referral).where(Referral.position_id == position.id)).one()
    assert row.outcome is ReferralOutcome.HIRED
    cancel_booking(session, actor, booking=booking, reason="Rain")
    assert (row.outcome, row.reason) == (ReferralOutcome.NOT_HIRED, "Rain")


def test_a_hold_that_ended_in_another_request_is_not_booked(engine: Engine, actor: Actor) -> None:
    """What a page had read before the lock is read anew under it."""
    with write_transaction(engine) as session:
        person = make_gaffer(session)
        first = hold(session, actor, person, days(0, 4))
        second = hold(session, actor, person, days(3, 6))
        release_hold(session, actor, hold=first, reason="Fine")
        first_id, second_id = first.id or 0, second.id or 0
    with write_transaction(engine) as session:
        stale = session.get_one(type(first), first_id)
        with pytest.raises(StepError, match="was released"):
            confirm_hold(session, actor, hold=stale)
        assert worst_orders(session, [second_id]) == {second_id: 1}
