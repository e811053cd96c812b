"""Offers: asked together or in order, accepted into holds, declined, expired, withdrawn."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.errors import ConflictError
from app.models.availability import HoldStatus, StatementSource
from app.models.message import Message
from app.models.offer import DeclineReason, OfferStatus, RoundMode, RoundStatus
from app.models.trust import AuditEvent
from app.services.audit import Actor
from app.services.booking import confirm_hold
from app.services.challenge import challenge_holds_ahead, run_challenges
from app.services.hold_order import worst_orders
from app.services.offer import accept_offer, decline_offer, expire_offers
from app.services.steps import StepError
from tests.factories.offer import ask, book, days, hold, make_gaffer, make_position, offers_of


def later(actor: Actor, **time: float) -> Actor:
    return Actor.command("test", actor.at + timedelta(**time))


def test_an_accepted_offer_is_a_hold_on_the_days_that_were_asked(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    position = make_position(session, days(0, 4), days(7, 9))
    round_ = ask(session, actor, position, person)
    [offer] = offers_of(session, round_)
    assert (offer.status, offer.answer_by_at) == (OfferStatus.SENT, actor.at + timedelta(hours=24))
    held = accept_offer(session, actor, offer=offer, source=StatementSource.SELF)
    assert (held.status, held.accept_seq, offer.hold_id) == (HoldStatus.ACTIVE, 1, held.id)
    assert worst_orders(session, [held.id or 0]) == {held.id: 1}
    assert round_.status is RoundStatus.FILLED
    actions = list(session.exec(select(AuditEvent.action).order_by(col(AuditEvent.id))))
    assert actions == [
        "offer:round:opened",
        "offer:offer:made",
        "offer:offer:sent",
        "offer:hold:made",
        "offer:offer:accepted",
        "offer:round:filled",
    ]


def test_who_declines_in_order_makes_room_for_the_next(session: Session, actor: Actor) -> None:
    people = [make_gaffer(session) for _ in range(3)]
    round_ = ask(session, actor, make_position(session), *people, mode=RoundMode.IN_ORDER)
    first, second, third = offers_of(session, round_)
    assert [each.status for each in (first, second, third)] == [
        OfferStatus.SENT,
        OfferStatus.WAITING,
        OfferStatus.WAITING,
    ]
    decline_offer(session, actor, offer=first, reason=DeclineReason.DATES, note="At sea", source=StatementSource.CALL)
    assert [each.status for each in (first, second, third)] == [
        OfferStatus.DECLINED,
        OfferStatus.SENT,
        OfferStatus.WAITING,
    ]
    assert expire_offers(session, later(actor, hours=25)) == {"rounds": 1, "expired": 1, "sent": 1, "closed": 0}
    assert third.status is OfferStatus.SENT
    assert expire_offers(session, later(actor, hours=50))["closed"] == 1
    assert round_.status is RoundStatus.EXHAUSTED


def test_an_answer_after_the_time_is_refused_though_no_job_has_run(session: Session, actor: Actor) -> None:
    [offer] = offers_of(session, ask(session, actor, make_position(session), make_gaffer(session)))
    with pytest.raises(ConflictError, match="run out"):
        accept_offer(session, later(actor, hours=24), offer=offer, source=StatementSource.SELF)


def test_the_second_is_promoted_when_the_first_lets_the_clock_run_out(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    first = hold(session, actor, person, days(0, 5))
    second = hold(session, later(actor, minutes=1), person, days(4, 9))
    assert worst_orders(session, [first.id or 0, second.id or 0]) == {first.id: 1, second.id: 2}
    with pytest.raises(ConflictError, match="Challenge"):
        confirm_hold(session, actor, hold=second)
    challenge_holds_ahead(session, later(actor, minutes=2), hold=second)
    assert first.status is HoldStatus.CHALLENGED
    assert run_challenges(session, later(actor, hours=25)) == {"released": 1, "won": 1, "reminded": 0}
    assert (first.status, worst_orders(session, [second.id or 0])) == (HoldStatus.RELEASED, {second.id: 1})
    booking = confirm_hold(session, later(actor, hours=26), hold=second)
    assert confirm_hold(session, later(actor, hours=27), hold=second).id == booking.id


def test_a_booking_ends_the_other_holds_on_its_days(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    other = hold(session, actor, person, days(20, 25))
    behind = None
    first = hold(session, actor, person, days(0, 5))
    behind = hold(session, actor, person, days(5, 9))
    confirm_hold(session, actor, hold=first)
    assert (behind.status, other.status) == (HoldStatus.RELEASED, HoldStatus.ACTIVE)
    with pytest.raises(StepError):
        confirm_hold(session, actor, hold=behind)
    with pytest.raises(ConflictError, match="booked"):
        book(session, actor, person, days(3, 3))


def test_no_text_to_the_person_names_a_title_that_may_not_be_told(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    position = make_position(session)
    [offer] = offers_of(session, ask(session, actor, position, person))
    accept_offer(session, actor, offer=offer, source=StatementSource.SELF)
    texts = [each for each in session.exec(select(Message)) if each.to_address == person.email]
    assert len(texts) == 2
    assert all("Noche de lluvia" not in each.subject + each.text for each in texts)
    assert all("a feature" in each.text for each in texts)


def test_who_moves_up_is_told_once_and_the_step_is_written_down(session: Session, actor: Actor) -> None:
    """The first is booked, the second ends by it, and the third stands first on its own days."""
    person = make_gaffer(session)
    first = hold(session, actor, person, days(0, 4))
    hold(session, actor, person, days(3, 9))
    third = hold(session, actor, person, days(7, 9))
    confirm_hold(session, actor, hold=first)
    assert (worst_orders(session, [third.id or 0]), third.revision) == ({third.id: 1}, 1)
    subjects = [each.subject for each in session.exec(select(Message)) if each.to_address == person.email]
    assert len([each for each in subjects if "moved up" in each]) == 1
    moved = select(AuditEvent.subject_id).where(AuditEvent.action == "offer:hold:moved_up")
    assert list(session.exec(moved)) == [third.id]
