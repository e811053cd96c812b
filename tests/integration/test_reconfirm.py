"""Dates that move: offers take them, holds and bookings keep the old ones until the person agrees or refuses."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, delete, select

from app.errors import ConflictError
from app.models.ask import ActionPurpose
from app.models.availability import BookingSpan, BookingStatus, HoldSpan, HoldStatus
from app.models.need import Need, Position, PositionSpan
from app.models.offer import Offer, OfferRound, OfferStatus, RoundMode, RoundStatus
from app.queries.booking import list_booking_spans
from app.queries.hold import list_hold_spans
from app.queries.need import list_positions
from app.queries.offer import list_offer_spans
from app.services.action_link import find_action_link
from app.services.audit import Actor
from app.services.booking import confirm_hold
from app.services.challenge import challenge_holds_ahead
from app.services.hold_order import orders_by_day, worst_orders
from app.services.need import accept_need, change_need
from app.services.need_version import read_version
from app.services.reconfirm import agree_to_dates, refuse_dates, reopen_moved
from app.services.step_check import list_breaches
from app.services.steps import StepError
from tests.factories.need import make_need
from tests.factories.offer import ask, book, days, hold, make_gaffer, make_position, offers_of, set_days
from tests.factories.production import make_production
from tests.factories.told import OFFICE, later, subjects, texts


def move(session: Session, actor: Actor, position: Position, *spans: object) -> None:
    session.exec(delete(PositionSpan).where(col(PositionSpan.position_id) == position.id))
    set_days(session, position, *spans)  # type: ignore[arg-type]  # pairs of days
    reopen_moved(session, actor, position=position)


def held_days(session: Session, hold_id: int | None) -> list[tuple[object, object]]:
    return [(row.starts_on, row.ends_on) for row in list_hold_spans(session, [hold_id or 0])[hold_id or 0]]


def test_an_offer_takes_the_new_days_and_a_fresh_time_to_answer(session: Session, actor: Actor) -> None:
    asked, waiting = make_gaffer(session), make_gaffer(session)
    position = make_position(session, days(0, 4))
    first, second = offers_of(session, ask(session, actor, position, asked, waiting, mode=RoundMode.IN_ORDER))
    move(session, later(actor, hours=5), position, days(2, 6))
    for offer in (first, second):
        [span] = list_offer_spans(session, [offer.id or 0])[offer.id or 0]
        assert (span.starts_on, span.ends_on) == days(2, 6)
    assert (first.status, first.answer_by_at) == (OfferStatus.SENT, actor.at + timedelta(hours=29))
    assert (second.status, second.answer_by_at) == (OfferStatus.WAITING, None)
    assert subjects(session, asked.email)[-1] == "The days you were asked for have changed"
    assert subjects(session, waiting.email) == []


def test_an_offer_for_days_on_which_the_person_is_booked_by_now_is_withdrawn(session: Session, actor: Actor) -> None:
    person, position = make_gaffer(session), make_position(session, days(0, 4))
    [offer] = offers_of(session, ask(session, actor, position, person))
    book(session, actor, person, days(8, 9))
    move(session, actor, position, days(5, 9))
    assert (offer.status, offer.end_reason) == (OfferStatus.WITHDRAWN, "The production's dates have moved.")


def test_a_hold_keeps_its_days_until_the_person_agrees(session: Session, actor: Actor) -> None:
    person, position = make_gaffer(session), make_position(session, days(0, 4))
    held = hold(session, actor, person, position=position)
    move(session, later(actor, hours=1), position, days(2, 6))
    assert held.reconfirm_since_at == actor.at + timedelta(hours=1)
    assert held_days(session, held.id) == [days(0, 4)]
    with pytest.raises(ConflictError, match="dates have moved"):
        confirm_hold(session, actor, hold=held)
    agree_to_dates(session, later(actor, hours=2), subject=held)
    assert str(held.reconfirm_since_at) == "None"
    assert held_days(session, held.id) == [days(2, 4), days(5, 6)]
    assert confirm_hold(session, actor, hold=held).status is BookingStatus.CONFIRMED
    with pytest.raises(StepError):
        agree_to_dates(session, actor, subject=held)


def test_the_e_mail_tells_old_and_new_days_and_its_link_answers(session: Session, actor: Actor) -> None:
    person, position = make_gaffer(session), make_position(session, days(0, 4))
    held = hold(session, actor, person, position=position)
    move(session, actor, position, days(2, 6))
    text = texts(session, person.email)[-1]
    assert "Before: 1 Mar – 5 Mar 2027\nNow: 3 Mar – 7 Mar 2027" in text
    assert "Noche de lluvia" not in text
    found = re.search(r"/answer/dates/(\S+)", text)
    assert found is not None
    link = find_action_link(session, found[1], ActionPurpose.ANSWER_RECONFIRM, now=actor.at)
    assert link is not None
    assert (link.subject_id, link.crew_member_id) == (held.id, person.id)


def test_new_days_stand_behind_who_holds_them_and_kept_days_keep_their_place(session: Session, actor: Actor) -> None:
    person, position = make_gaffer(session), make_position(session, days(0, 4))
    moved = hold(session, actor, person, position=position)
    other = hold(session, later(actor, hours=1), person, days(3, 8))
    move(session, later(actor, hours=2), position, days(2, 6))
    agree_to_dates(session, later(actor, hours=3), subject=moved)
    by_day = orders_by_day(session, person.id or 0)
    assert by_day[days(3, 3)[0]] == [moved.id, other.id]
    assert by_day[days(5, 5)[0]] == [other.id, moved.id]
    assert worst_orders(session, [moved.id or 0, other.id or 0]) == {moved.id: 2, other.id: 2}
    for each in (moved, other):  # each is before the other on some day: both may ask, the clocks decide
        challenge_holds_ahead(session, later(actor, hours=4), hold=each)
    assert (moved.status, other.status) == (HoldStatus.CHALLENGED, HoldStatus.CHALLENGED)
    assert list_breaches(session) == []


def test_dates_that_move_back_leave_nothing_to_answer(session: Session, actor: Actor) -> None:
    person, position = make_gaffer(session), make_position(session, days(0, 4))
    held = hold(session, actor, person, position=position)
    move(session, actor, position, days(2, 6))
    move(session, actor, position, days(0, 4))
    assert held.reconfirm_since_at is None
    assert subjects(session, person.email)[-1] == "The dates are again as you agreed"
    assert list_breaches(session) == []


def test_a_person_may_refuse_the_new_dates_of_a_hold_and_of_a_booking(session: Session, actor: Actor) -> None:
    one, other = make_gaffer(session), make_gaffer(session)
    position = make_position(session, days(0, 4), quantity=2)
    held = hold(session, actor, one, position=position)
    booking = book(session, actor, other, position=position)
    move(session, actor, position, days(2, 6))
    refuse_dates(session, actor, subject=held)
    refuse_dates(session, actor, subject=booking, reason="My sister marries")
    assert (held.status, held.end_reason) == (HoldStatus.RELEASED, "The new dates don't suit.")
    assert (booking.status, booking.end_reason) == (BookingStatus.CANCELLED, "My sister marries")
    assert subjects(session, OFFICE)[-1] == "Confirmación cancelada"


def test_a_booking_that_moves_ends_holds_on_its_new_days_but_no_booking(session: Session, actor: Actor) -> None:
    person, position = make_gaffer(session), make_position(session, days(0, 4))
    booking = book(session, actor, person, position=position)
    behind = hold(session, actor, person, days(5, 7))
    move(session, actor, position, days(2, 6))
    agree_to_dates(session, actor, subject=booking)
    assert behind.status is HoldStatus.RELEASED
    [span] = list_booking_spans(session, [booking.id or 0])[booking.id or 0]
    assert (span.starts_on, span.ends_on, span.live) == (*days(2, 6), True)
    book(session, actor, person, days(8, 9))
    move(session, actor, position, days(4, 8))
    with pytest.raises(ConflictError, match="booked"), session.begin_nested():
        agree_to_dates(session, actor, subject=booking)
    session.expire_all()
    assert booking.reconfirm_since_at is not None
    assert session.exec(select(BookingSpan).where(BookingSpan.booking_id == booking.id)).one().ends_on == days(6, 6)[0]
    assert list_breaches(session) == []


def test_agreeing_can_t_put_one_production_twice_on_a_day(session: Session, actor: Actor) -> None:
    person, show = make_gaffer(session), make_production(session)
    first = make_position(session, days(0, 3), production=show)
    held = hold(session, actor, person, position=first)
    hold(session, actor, person, position=make_position(session, days(4, 6), production=show))
    move(session, actor, first, days(1, 4))
    with pytest.raises(ConflictError, match="by this production"):
        agree_to_dates(session, actor, subject=held)


def a_need(session: Session, actor: Actor) -> tuple[Need, list[Position]]:
    need = make_need(session, actor, {"asked_as": "Gaffer"}, {"asked_as": "Gaffer", "quantity": "2"})
    accept_need(session, actor, need)
    return need, list_positions(session, need.id or 0)


def test_changing_a_need_s_dates_asks_anew_only_where_days_moved(session: Session, actor: Actor) -> None:
    need, [first, second] = a_need(session, actor)
    held, other = (hold(session, actor, make_gaffer(session), position=each) for each in (first, second))
    content = read_version(session, need)
    lines = [content.lines[0].model_copy(update={"starts_on": days(3, 3)[0]}), content.lines[1]]
    change_need(session, later(actor, hours=1), need, content=content.model_copy(update={"lines": lines}))
    assert (held.reconfirm_since_at, other.reconfirm_since_at) == (actor.at + timedelta(hours=1), None)
    lines[1] = lines[1].model_copy(update={"note": "Bring gloves"})
    before = subjects(session, OFFICE)
    change_need(session, later(actor, hours=2), need, content=content.model_copy(update={"lines": lines}))
    assert subjects(session, OFFICE) == before


def test_a_line_taken_out_ends_what_lives_for_it_and_leaves_its_history(session: Session, actor: Actor) -> None:
    need, [first, second] = a_need(session, actor)
    people = [make_gaffer(session) for _ in range(4)]
    held = hold(session, actor, people[0], position=first)
    kept = hold(session, actor, people[0], days(60, 61))
    round_ = ask(session, actor, first, people[1], people[2], mode=RoundMode.IN_ORDER)
    booking = book(session, actor, people[3], position=second)
    content = read_version(session, need)
    change_need(session, actor, need, content=content.model_copy(update={"lines": content.lines[1:]}))
    assert (held.status, held.end_reason, kept.status) == (
        HoldStatus.RELEASED,
        "The line was taken out of the need.",
        HoldStatus.ACTIVE,
    )
    assert (round_.status, booking.status) == (RoundStatus.WITHDRAWN, BookingStatus.CONFIRMED)
    assert [offer.status for offer in offers_of(session, round_)] == [OfferStatus.WITHDRAWN] * 2
    history: list[Any] = [session.get_one(OfferRound, round_.id), *offers_of(session, round_), held]
    assert [row.position_id for row in history] == [None] * 4
    assert subjects(session, people[1].email)[-1] == "You need not answer any more"
    assert session.exec(select(HoldSpan).where(HoldSpan.hold_id == held.id)).first() is not None
    assert session.exec(select(Offer).where(Offer.hold_id == held.id)).one().round_id is not None
    assert list_breaches(session) == []
