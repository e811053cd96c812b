"""Who may be asked, and why somebody can't be: nobody is over-asked, nor asked for days that they can't give."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.crew import CrewMember, CrewStatus
from app.models.need import Need, NeedStatus, Position
from app.models.offer import DeclineReason, OfferStatus, RoundMode, RoundStatus
from app.models.trust import ConsentPurpose
from app.queries.offer import list_offer_spans
from app.services.audit import Actor
from app.services.consent import give_consent, withdraw_consent
from app.services.offer import decline_offer, expire_offers, list_askable, open_round
from tests.factories.crew import make_crew_member
from tests.factories.offer import DAY, ask, book, days, hold, make_gaffer, make_position, offers_of
from tests.factories.production import make_production


def reason(session: Session, actor: Actor, position: Position, person: CrewMember) -> str:
    [found] = list_askable(session, position=position, crew_member_ids=[person.id or 0], now=actor.at)
    return str(found.reason) if found.reason else ""


def later(actor: Actor, **time: float) -> Actor:
    return Actor.command("test", actor.at + timedelta(**time))


def test_somebody_free_who_holds_the_role_may_be_asked(session: Session, actor: Actor) -> None:
    assert reason(session, actor, make_position(session), make_gaffer(session)) == ""


def test_the_people_come_back_in_the_order_given(session: Session, actor: Actor) -> None:
    people = [make_gaffer(session) for _ in range(3)][::-1]
    ids = [person.id or 0 for person in people]
    found = list_askable(session, position=make_position(session), crew_member_ids=[*ids, 999], now=actor.at)
    assert [each.member.id for each in found] == ids


def test_who_is_paused_or_has_withdrawn_is_not_asked(session: Session, actor: Actor) -> None:
    position, paused, gone = make_position(session), make_gaffer(session), make_gaffer(session)
    paused.status = CrewStatus.PAUSED
    give_consent(session, actor, crew_member_id=gone.id or 0, purpose=ConsentPurpose.REGISTRY, source="test")
    assert reason(session, actor, position, gone) == ""
    withdraw_consent(session, actor, crew_member_id=gone.id or 0, purpose=ConsentPurpose.REGISTRY)
    gone.status = CrewStatus.ACTIVE
    session.flush()
    for person in (paused, gone):
        assert "does not want to be put forward" in reason(session, actor, position, person)


def test_who_does_not_hold_the_role_is_not_asked(session: Session, actor: Actor) -> None:
    assert "does not hold this role" in reason(
        session, actor, make_position(session), make_crew_member(session, "hair-stylist")
    )


def test_a_booked_day_and_a_day_that_was_refused_are_not_asked_for(session: Session, actor: Actor) -> None:
    position, booked, away = make_position(session), make_gaffer(session), make_gaffer(session)
    book(session, actor, booked, days(9, 12))
    session.add(
        Statement(
            crew_member_id=away.id or 0,
            kind=StatementKind.UNAVAILABLE,
            starts_on=DAY + timedelta(days=4),
            ends_on=DAY + timedelta(days=4),
            stated_at=actor.at,
            valid_until_on=DAY + timedelta(days=30),
            source=StatementSource.SELF,
        )
    )
    session.flush()
    assert "booked" in reason(session, actor, position, booked)
    assert "can't work" in reason(session, actor, position, away)
    assert reason(session, actor, make_position(session, days(5, 8)), away) == ""


def test_days_that_another_production_holds_may_be_asked_for(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    hold(session, actor, person, days(0, 9))
    assert reason(session, actor, make_position(session), person) == ""


def test_one_production_asks_and_holds_a_person_once_on_a_day(session: Session, actor: Actor) -> None:
    show, asked, held = make_production(session), make_gaffer(session), make_gaffer(session)
    first = make_position(session, days(0, 4), production=show)
    second = make_position(session, days(4, 9), production=show)
    apart = make_position(session, days(5, 9), production=show)
    ask(session, actor, first, asked)
    hold(session, actor, held, position=first)
    assert "asked for another line" in reason(session, actor, second, asked)
    assert "already" in reason(session, actor, first, asked)
    assert "held by this production" in reason(session, actor, second, held)
    assert [reason(session, actor, apart, person) for person in (asked, held)] == ["", ""]


def test_nobody_is_asked_more_often_in_a_week_than_they_want(session: Session, actor: Actor) -> None:
    usual, seldom, never = (make_gaffer(session, most_offers_a_week=most) for most in (None, 1, 0))
    for number in range(5):
        ask(session, actor, make_position(session, days(number, number)), usual)
    ask(session, actor, make_position(session, days(0, 0)), seldom)
    position = make_position(session, days(20, 21))
    for person, most in ((usual, 5), (seldom, 1), (never, 0)):
        assert f"{most} times within a week" in reason(session, actor, position, person)
    assert reason(session, later(actor, days=7), position, usual) == ""


def test_a_line_holds_only_so_many_people_for_each_place(session: Session, actor: Actor) -> None:
    position = make_position(session)
    for _ in range(2):
        hold(session, actor, make_gaffer(session), position=position)
    ask(session, actor, position, make_gaffer(session))
    assert "as many people as it may (3)" in reason(session, actor, position, make_gaffer(session))


def test_before_staff_accept_the_need_nobody_is_asked(session: Session, actor: Actor) -> None:
    position = make_position(session)
    session.get_one(Need, position.need_id).status = NeedStatus.RECEIVED
    assert "Staff have to accept" in reason(session, actor, position, make_gaffer(session))


def test_undated_dailies_get_their_dates_first(session: Session, actor: Actor) -> None:
    position, person = make_position(session, free_days=3), make_gaffer(session)
    assert "Give it its dates first" in reason(session, actor, position, person)
    with pytest.raises(ConflictError, match="dates first"):
        ask(session, actor, position, person)
    position.daily_dates = [DAY.isoformat()]
    assert reason(session, actor, position, person) == ""


def test_days_that_have_passed_are_not_asked_for(session: Session) -> None:
    position, person = make_position(session, days(0, 9)), make_gaffer(session)
    over = Actor.command("test", datetime(2027, 4, 1, 12, tzinfo=UTC))
    assert "have passed" in reason(session, over, position, person)
    midway = Actor.command("test", datetime(2027, 3, 5, 12, tzinfo=UTC))
    [offer] = offers_of(session, ask(session, midway, position, person))
    [span] = list_offer_spans(session, [offer.id or 0])[offer.id or 0]
    assert (span.starts_on, span.ends_on) == days(4, 9)


def test_one_who_can_t_be_asked_stops_the_round_before_anybody_is(session: Session, actor: Actor) -> None:
    fine, booked = make_gaffer(session), make_gaffer(session, credit_name="Beto Ruiz")
    book(session, actor, booked, days(0, 0))
    position = make_position(session)
    with pytest.raises(ConflictError, match="Beto Ruiz is booked"), session.begin_nested():
        ask(session, actor, position, fine, booked)
    assert reason(session, actor, position, fine) == ""


def test_a_form_that_is_sent_twice_makes_one_round(session: Session, actor: Actor) -> None:
    position, person = make_position(session), make_gaffer(session)
    first = ask(session, actor, position, person, form_key="abc")
    assert ask(session, actor, position, person, form_key="abc").id == first.id
    assert len(offers_of(session, first)) == 1


@pytest.mark.parametrize(("places", "hours", "count"), [(0, 24, 1), (51, 24, 1), (1, 0, 1), (1, 721, 1), (1, 24, 0)])
def test_a_round_without_sense_is_refused(session: Session, actor: Actor, places: int, hours: int, count: int) -> None:
    people = [make_gaffer(session).id or 0 for _ in range(count)]
    with pytest.raises(InvalidInputError):
        open_round(
            session,
            actor,
            position=make_position(session),
            crew_member_ids=people,
            mode=RoundMode.TOGETHER,
            places=places,
            answer_hours=hours,
            tells_title=False,
            note="",
            form_key="x",
        )


def test_who_was_booked_meanwhile_is_passed_over_when_their_turn_comes(session: Session, actor: Actor) -> None:
    first, second, third = (make_gaffer(session) for _ in range(3))
    round_ = ask(session, actor, make_position(session), first, second, third, mode=RoundMode.IN_ORDER)
    book(session, actor, second, days(3, 4))
    offers = offers_of(session, round_)
    decline_offer(session, actor, offer=offers[0], reason=DeclineReason.PAY)
    assert [each.status for each in offers] == [OfferStatus.DECLINED, OfferStatus.WITHDRAWN, OfferStatus.SENT]
    assert expire_offers(session, later(actor, hours=24))["closed"] == 1
    assert round_.status is RoundStatus.EXHAUSTED
