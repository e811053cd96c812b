"""The link in an e-mail confirms once, by a post; looking writes nothing, and a dead link says what to do."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.ask import ActionLink, ActionPurpose, ConfirmationAsk
from app.models.availability import Statement, StatementKind
from app.models.crew import CrewMember, CrewStatus
from app.models.message import Message
from app.models.trust import AuditEvent
from app.services.action_link import find_action_link, make_standing_token
from app.services.asking_days import list_people_to_write_to
from app.services.audit import BY_LINK
from jobs import ask_confirmation
from tests.factories.crew import make_crew_member
from tests.factories.statement import say_days


@pytest.fixture(autouse=True)
def moment(now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now) as at:
        yield at


@pytest.fixture
def ana(web: Flask, now: datetime, today: date) -> int:
    """Make somebody who said days 33 days ago, and so has lapsed."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        member = make_crew_member(session, "gaffer", given_name="Ana", email="ana@example.org", locale="en")
        earlier = now - timedelta(days=33)
        say_days(session, member, StatementKind.AVAILABLE, earlier.date(), today + timedelta(days=9), now=earlier)
        return member.id or 0


@pytest.fixture
def link(web: Flask, ana: int, now: datetime) -> str:
    """Ask her by e-mail and return the page of its link."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        assert ask_confirmation.run(session, now=now, material=list_people_to_write_to(session, now=now))["asked"] == 1
        text = session.exec(select(Message)).one().text
    found = re.search(r"/answer/days/\S+", text)
    assert found
    assert ana
    return found[0]


def test_looking_at_the_link_writes_nothing(client: FlaskClient, link: str, session: Session) -> None:
    events = len(session.exec(select(AuditEvent)).all())
    page = client.get(link).get_data(as_text=True)
    assert "Are your days still right?" in page
    assert "said “Free”" in page
    assert client.head(link).status_code == 200
    session.rollback()
    assert len(session.exec(select(AuditEvent)).all()) == events
    assert session.exec(select(ActionLink)).one().used_at is None


def test_one_tap_confirms_answers_the_question_and_works_once(
    client: FlaskClient, link: str, session: Session, today: date
) -> None:
    page = client.post(link).get_data(as_text=True)
    assert "Thank you" in page
    row = session.exec(select(Statement)).one()
    assert row.valid_until_on == today + timedelta(days=30)
    assert session.exec(select(ConfirmationAsk)).one().answered_at is not None
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:days:confirmed")).one()
    assert event.actor_name == BY_LINK
    session.rollback()
    for answer in (client.post(link), client.get(link)):
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "Done already" in page
        assert "<form" not in page.split("<main")[1].split("</main>")[0]
    events = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:days:confirmed")).all()
    assert len(events) == 1


def test_an_old_or_invented_link_says_what_to_do(
    client: FlaskClient, link: str, moment: time_machine.Traveller, session: Session, today: date
) -> None:
    moment.shift(timedelta(days=31))
    for address in (link, "/answer/days/x", "/answer/days/1-b5b2a-" + "A" * 32):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 410
            assert "This link works no longer" in answer.get_data(as_text=True)
    assert session.exec(select(Statement)).one().valid_until_on < today


def test_a_link_of_somebody_who_left_is_dead(client: FlaskClient, link: str, web: Flask, ana: int) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        session.get_one(CrewMember, ana).status = CrewStatus.WITHDRAWN
    assert client.get(link).status_code == 410


def test_a_person_who_has_said_nothing_is_led_to_their_calendar(client: FlaskClient, web: Flask, today: date) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        nobody = make_crew_member(session, "gaffer").id or 0
    token = make_standing_token(ActionPurpose.CONFIRM_DAYS, crew_member_id=nobody, on=today)
    page = client.get(f"/answer/days/{token}").get_data(as_text=True)
    assert "You have said nothing of the days to come yet" in page
    assert "All still right" not in page


def test_a_link_that_staff_send_by_whatsapp_needs_no_row_until_it_is_used(
    client: FlaskClient, session: Session, ana: int, today: date
) -> None:
    token = make_standing_token(ActionPurpose.CONFIRM_DAYS, crew_member_id=ana, on=today)
    assert client.get(f"/answer/days/{token}").status_code == 200
    assert session.exec(select(ActionLink)).all() == []
    session.rollback()
    assert "Thank you" in client.post(f"/answer/days/{token}").get_data(as_text=True)
    assert "Done already" in client.post(f"/answer/days/{token}").get_data(as_text=True)
    assert session.exec(select(ActionLink)).one().used_at is not None


def test_a_standing_link_is_for_one_person_one_purpose_and_a_month(
    session: Session, ana: int, now: datetime, today: date
) -> None:
    token = make_standing_token(ActionPurpose.CONFIRM_DAYS, crew_member_id=ana, on=today)
    other = make_standing_token(ActionPurpose.CONFIRM_DAYS, crew_member_id=ana + 1, on=today)
    forged = token.split("-", 1)[0] + "-" + other.split("-", 1)[1]
    purpose = ActionPurpose.CONFIRM_DAYS
    assert find_action_link(session, token, purpose, now=now) is not None
    assert find_action_link(session, forged, purpose, now=now) is None
    assert find_action_link(session, token, ActionPurpose.ANSWER_OFFER, now=now) is None
    assert find_action_link(session, token, purpose, now=now + timedelta(days=31)) is None
    assert find_action_link(session, "0-0-" + "A" * 32, purpose, now=now) is None
