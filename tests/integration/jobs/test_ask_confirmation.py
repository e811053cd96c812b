"""Who is asked whether their days are right: whose answer changes something first, nobody too often or at night."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import Session, select

from app.models.ask import ActionLink, ActionPurpose, ConfirmationAsk
from app.models.availability import StatementKind, StatementSource
from app.models.crew import CrewMember, CrewStatus
from app.models.message import Message
from app.models.need import NeedStatus, Position
from app.models.shortlist import CandidateDecision, Decision
from app.models.trust import AuditEvent, ConsentPurpose
from app.queries.shortlist import list_positions
from app.services.asking_days import Because, list_people_to_ask, list_people_to_write_to, note_ask
from app.services.audit import Actor
from app.services.consent import give_consent, withdraw_consent
from app.services.match import match_need
from app.services.statement import confirm_days
from jobs import ask_confirmation
from tests.factories.booking import make_booking, make_hold
from tests.factories.crew import make_crew_member
from tests.factories.matched_need import make_need
from tests.factories.production import make_production
from tests.factories.statement import say_days

LONG_AGO = timedelta(days=90)
NEED_FIRST, NEED_LAST = date(2027, 1, 1), date(2027, 1, 30)


def person(session: Session, name: str, **values: Any) -> CrewMember:
    """Make a gaffer of Guadalajara who can be written to and has said nothing for long."""
    at = datetime(2026, 8, 1, tzinfo=UTC)
    given = {"email": f"{name.lower()}@example.org", "base_place": "14039", "confirmed_at": at, "locale": "en"}
    return make_crew_member(session, "gaffer", given_name=name, **{**given, **values})


def ask(session: Session, *, now: datetime, most: int = 50) -> dict[str, int]:
    """Do what the job does, in one session."""
    found = list_people_to_write_to(session, now=now, most=most)
    return ask_confirmation.run(session, now=now, material=found)


def asked(session: Session) -> list[tuple[str, str]]:
    """Return who was asked and why, in the order of asking."""
    statement = select(CrewMember.given_name, ConfirmationAsk.because).join(ConfirmationAsk)
    return list(session.exec(statement.order_by(ConfirmationAsk.id)))  # type: ignore[arg-type]  # a column


def shortlisted(session: Session, actor: Actor, today: date, **values: Any) -> CrewMember:
    """Make a person who stands on the shortlist of an open need in January."""
    member = person(session, "Lista", **values)
    match_need(session, actor, make_need(session, ("gaffer",)), today=today)
    return member


def test_those_on_an_open_shortlist_come_first_then_the_held_then_the_most_silent(
    session: Session, actor: Actor, now: datetime, today: date
) -> None:
    make_crew_member(session, "caterer")  # no e-mail
    person(session, "Callada", confirmed_at=datetime(2026, 5, 1, tzinfo=UTC), status=CrewStatus.DRAFT)
    silent = make_crew_member(session, "caterer", given_name="Muda", email="muda@example.org")
    stale = person(session, "Vieja")
    held = person(session, "Apartada")
    stale.base_place = held.base_place = None
    make_hold(session, held.id or 0, make_production(session).id or 0, (NEED_FIRST, NEED_LAST))
    listed = shortlisted(session, actor, today)
    for other in (stale, held):  # they stand on the shortlist too, until somebody drops them
        _drop(session, other, now)
    summary = ask(session, now=now)
    assert [name for name, _ in asked(session)] == [listed.given_name, "Apartada", silent.given_name, "Vieja"]
    assert [because for _, because in asked(session)] == ["shortlist", "hold", "stale", "stale"]
    assert summary == {"asked": 4, "shortlist": 1, "hold": 1, "stale": 2}


def _drop(session: Session, member: CrewMember, now: datetime) -> None:
    position = session.exec(select(Position)).one()
    row = CandidateDecision(
        position_id=position.id or 0, crew_member_id=member.id or 0, decision=Decision.DROPPED, decided_at=now
    )
    session.add(row)
    session.flush()


def test_the_message_says_which_days_and_how_many_productions_but_names_none(
    session: Session, actor: Actor, now: datetime, today: date
) -> None:
    member = person(session, "Lista")
    for _ in range(2):
        match_need(session, actor, make_need(session, ("gaffer",)), today=today)
    ask(session, now=now)
    message = session.exec(select(Message)).one()
    assert message.to_address == member.email
    assert "2 productions look at your days 1–30 Jan." in message.text
    assert "Test" not in message.text
    assert "/answer/days/" in message.text
    link = session.exec(select(ActionLink)).one()
    assert (link.purpose, link.crew_member_id) == (ActionPurpose.CONFIRM_DAYS, member.id)
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:days:asked")).one()
    assert (event.actor_name, event.crew_member_id) == ("ask-confirmation", member.id)


def test_people_are_written_to_in_their_own_language(session: Session, now: datetime) -> None:
    person(session, "Ana", locale="es_MX")
    ask(session, now=now)
    message = session.exec(select(Message)).one()
    assert message.subject == "¿Tus días siguen igual?"
    assert "Hace tiempo que no nos dices" in message.text


@pytest.mark.parametrize(
    ("kind", "calls"),
    [(StatementKind.AVAILABLE, 0), (StatementKind.UNAVAILABLE, 0), (StatementKind.TENTATIVE, 0), (None, 1)],
)
def test_only_days_that_nobody_is_sure_of_are_worth_a_question(
    session: Session, actor: Actor, now: datetime, kind: StatementKind | None, calls: int
) -> None:
    member = shortlisted(session, actor, now.date())
    say_days(session, member, kind, NEED_FIRST, NEED_LAST, now=now - timedelta(days=5))
    found = list_people_to_ask(session, now=now, today=now.date(), by_phone=False, limit=9)
    assert [each.because for each in found] == [Because.SHORTLIST] * calls


def test_a_word_that_is_about_to_lapse_is_asked_for_and_booked_days_are_not(
    session: Session, actor: Actor, now: datetime, today: date
) -> None:
    member = shortlisted(session, actor, today)
    say_days(session, member, StatementKind.AVAILABLE, NEED_FIRST, NEED_LAST, now=now - timedelta(days=25))
    [found] = list_people_to_ask(session, now=now, today=today, by_phone=False, limit=9)
    assert (found.because, found.starts_on, found.ends_on) == (Because.SHORTLIST, NEED_FIRST, NEED_LAST)
    make_booking(session, member.id or 0, make_production(session).id or 0, (NEED_FIRST, NEED_LAST))
    found_again = list_people_to_ask(session, now=now, today=today, by_phone=False, limit=9)
    assert [each.because for each in found_again] == [Because.STALE]


@pytest.mark.parametrize("status", [NeedStatus.CLOSED, NeedStatus.DECLINED, NeedStatus.RECEIVED])
def test_a_need_that_is_not_open_asks_nobody(
    session: Session, actor: Actor, now: datetime, today: date, status: NeedStatus
) -> None:
    need = make_need(session, ("gaffer",))
    person(session, "Lista", confirmed_at=now - timedelta(days=5))
    match_need(session, actor, need, today=today)
    need.status = status
    session.flush()
    assert list_positions(session, need.id or 0)
    assert ask(session, now=now)["asked"] == 0


@pytest.mark.parametrize(
    "values",
    [
        {"status": CrewStatus.PAUSED},
        {"status": CrewStatus.WITHDRAWN},
        {"most_asks_a_month": 0},
        {"confirmed_at": datetime(2026, 11, 22, tzinfo=UTC)},
        {"email": None},
    ],
)
def test_whoever_is_paused_wants_no_questions_or_has_just_answered_is_left_alone(
    session: Session, now: datetime, values: dict[str, Any]
) -> None:
    person(session, "Ana", **values)
    assert ask(session, now=now)["asked"] == 0


def test_who_opted_out_of_the_registry_is_left_alone_and_who_agreed_again_is_not(
    session: Session, actor: Actor, now: datetime
) -> None:
    member = person(session, "Ana")
    give_consent(session, actor, crew_member_id=member.id or 0, purpose=ConsentPurpose.REGISTRY, source="self")
    withdraw_consent(session, actor, crew_member_id=member.id or 0, purpose=ConsentPurpose.REGISTRY)
    member.status = CrewStatus.ACTIVE
    session.flush()
    assert ask(session, now=now)["asked"] == 0
    give_consent(session, actor, crew_member_id=member.id or 0, purpose=ConsentPurpose.REGISTRY, source="self")
    assert ask(session, now=now)["asked"] == 1


@pytest.mark.parametrize(("own", "times"), [(None, 2), (1, 1), (4, 4)])
def test_nobody_is_asked_more_often_than_they_or_the_commission_allow(
    session: Session, now: datetime, own: int | None, times: int
) -> None:
    person(session, "Ana", most_asks_a_month=own)
    for day in range(28):
        ask(session, now=now + timedelta(days=day))
    asks = session.exec(select(ConfirmationAsk.asked_at)).all()
    assert len(asks) == times
    assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(asks))


def test_whoever_answers_is_asked_again_only_when_their_word_is_about_to_lapse(session: Session, now: datetime) -> None:
    member = person(session, "Ana")
    ask(session, now=now)
    confirm_days(session, Actor.command("test", now), member=member, source=StatementSource.EMAIL, today=now.date())
    days = [day for day in range(1, 40) if ask(session, now=now + timedelta(days=day))["asked"]]
    assert days == [24, 31]


def test_a_run_asks_no_more_than_its_share_and_the_next_one_goes_on(session: Session, now: datetime) -> None:
    for number in range(5):
        person(session, f"P{number}")
    assert [ask(session, now=now, most=2)["asked"] for _ in range(4)] == [2, 2, 1, 0]


def test_whoever_answered_between_finding_and_asking_is_left_alone(session: Session, now: datetime) -> None:
    ana, beto = person(session, "Ana"), person(session, "Beto")
    found = list_people_to_write_to(session, now=now)
    assert [each.member.id for each in found] == [ana.id, beto.id]
    confirm_days(session, Actor.command("test", now), member=ana, source=StatementSource.SELF, today=now.date())
    assert ask_confirmation.run(session, now=now, material=found)["asked"] == 1
    assert asked(session) == [("Beto", "stale")]
    assert ask_confirmation.run(session, now=now, material=found)["asked"] == 0


@pytest.mark.parametrize(
    ("at", "place", "writes"),
    [
        (datetime(2026, 11, 23, 14, 59, tzinfo=UTC), "14039", 0),  # 8:59 in Guadalajara
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "14039", 1),
        (datetime(2026, 11, 23, 16, 30, tzinfo=UTC), "02004", 0),  # 8:30 in Tijuana
        (datetime(2026, 11, 24, 1, 59, tzinfo=UTC), "14039", 1),  # 19:59
        (datetime(2026, 11, 24, 2, 0, tzinfo=UTC), "14039", 0),
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), "02004", 1),  # 19:00 in Tijuana
        (datetime(2027, 3, 14, 10, 30, tzinfo=UTC), "02004", 0),  # the night in which Tijuana's 2:30 is left out
        (datetime(2027, 3, 14, 16, 0, tzinfo=UTC), "02004", 1),  # 9:00, summer time begun
    ],
)
def test_nobody_is_written_to_before_nine_or_after_eight_where_they_live(
    session: Session, at: datetime, place: str, writes: int
) -> None:
    person(session, "Ana", base_place=place)
    assert ask(session, now=at)["asked"] == writes


def test_whom_e_mails_do_not_reach_is_called_and_so_is_who_does_not_answer(
    session: Session, actor: Actor, now: datetime, today: date
) -> None:
    phone_only = person(session, "Fono", email=None, phone="+523311112222")
    person(session, "Nadie", email=None)
    member = shortlisted(session, actor, today, phone="+523312345678")
    found = list_people_to_ask(session, now=now, today=today, by_phone=True, limit=9)
    assert [each.member.id for each in found] == [phone_only.id]
    ask(session, now=now)
    later = now + timedelta(days=3)
    found = list_people_to_ask(session, now=later, today=later.date(), by_phone=True, limit=9)
    assert [each.member.id for each in found] == [phone_only.id, member.id]
    note_ask(session, actor, member=phone_only, because=Because.SHORTLIST)
    session.flush()
    found = list_people_to_ask(session, now=later, today=later.date(), by_phone=True, limit=9)
    assert [each.member.id for each in found] == [member.id]
