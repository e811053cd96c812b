"""People who leave and needs that are declined: what was asked and held ends at once, and everybody is told."""

import pytest
from sqlmodel import Session

from app.models.availability import BookingStatus, HoldStatus
from app.models.crew import CrewStatus
from app.models.offer import OfferStatus, RoundStatus
from app.queries.need import get_need
from app.services.audit import Actor
from app.services.crew import change_crew_member
from app.services.hold_order import worst_orders
from app.services.need import decline_need
from tests.factories.offer import ask, book, days, hold, make_gaffer, make_position, offers_of
from tests.factories.told import OFFICE, subjects, texts


def test_who_withdraws_is_asked_and_held_no_more(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    held = hold(session, actor, person, days(0, 4))
    [offer] = offers_of(session, ask(session, actor, make_position(session, days(20, 24)), person))
    booked = book(session, actor, person, days(30, 34))
    change_crew_member(session, actor, crew_member_id=person.id or 0, status=CrewStatus.WITHDRAWN)
    assert held.status is HoldStatus.RELEASED
    assert offer.status is OfferStatus.WITHDRAWN
    assert booked.status is BookingStatus.CONFIRMED, "a job that was agreed on is between them and the production"
    assert any("left the registry" in text or "dejó el registro" in text for text in texts(session, OFFICE))


def test_bookings_of_somebody_who_died_are_cancelled_and_nobody_writes_to_them(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    booked = book(session, actor, person, days(0, 4))
    told = len(subjects(session, person.email or ""))
    change_crew_member(session, actor, crew_member_id=person.id or 0, status=CrewStatus.DECEASED)
    assert booked.status is BookingStatus.CANCELLED
    assert len(subjects(session, person.email or "")) == told


@pytest.mark.parametrize("status", [CrewStatus.PAUSED, CrewStatus.ACTIVE])
def test_a_pause_keeps_what_was_agreed(session: Session, actor: Actor, status: CrewStatus) -> None:
    person = make_gaffer(session)
    held = hold(session, actor, person, days(0, 4))
    change_crew_member(session, actor, crew_member_id=person.id or 0, status=status)
    assert held.status is HoldStatus.ACTIVE


def test_a_declined_need_frees_whom_it_held_and_who_stood_behind_moves_up(session: Session, actor: Actor) -> None:
    person, other = make_gaffer(session), make_gaffer(session)
    position = make_position(session, days(0, 4), quantity=2)
    round_ = ask(session, actor, position, other)
    held = hold(session, actor, person, position=position)
    behind = hold(session, actor, person, days(3, 8))
    decline_need(session, actor, get_need(session, position.need_id), reason="The production was called off.")
    assert held.status is HoldStatus.RELEASED
    assert round_.status is RoundStatus.WITHDRAWN
    assert worst_orders(session, [behind.id or 0]) == {behind.id: 1}
