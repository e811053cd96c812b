"""Whom to call: staff see the reason, the phone and the text, and write an answer down in one tap."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.account import Role
from app.models.ask import ConfirmationAsk
from app.models.availability import Statement, StatementKind, StatementSource
from app.services.audit import Actor
from app.services.match import match_need
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.matched_need import make_need

FIRST, LAST = date(2027, 1, 1), date(2027, 1, 30)


@pytest.fixture(autouse=True)
def _noon(now: datetime) -> Iterator[None]:
    with time_machine.travel(now):
        yield


@pytest.fixture
def beto(web: Flask, actor: Actor, today: date) -> int:
    """Make somebody without e-mail who stands on an open shortlist and has been silent."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        silent = datetime(2026, 8, 1, tzinfo=UTC)
        member = make_crew_member(
            session, "gaffer", given_name="Beto", phone="+523312345678", base_place="14039", confirmed_at=silent
        )
        match_need(session, actor, make_need(session, ("gaffer",)), today=today)
        return member.id or 0


@pytest.fixture
def staff(web: Flask, beto: int) -> FlaskClient:
    assert beto
    return signed_in_as(web, Role.STAFF)


def listed(staff: FlaskClient) -> str:
    answer = staff.get("/crew/to-call")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_list_says_why_and_has_phone_and_whatsapp_with_text_and_link(staff: FlaskClient) -> None:
    page = listed(staff)
    assert "1 production looks" in page
    assert 'href="tel:+523312345678"' in page
    text = re.search(r'href="https://wa\.me/523312345678\?text=([^"]+)"', page)
    assert text
    assert "Una%20producci%C3%B3n%20est%C3%A1%20viendo" in text[1]
    assert "answer/days/" in text[1]


def test_an_answer_is_written_down_in_one_tap_and_the_person_leaves_the_list(
    staff: FlaskClient, session: Session, beto: int
) -> None:
    form = {"first": str(FIRST), "last": str(LAST), "kind": "available", "form_key": "call", "back": "to-call"}
    answer = staff.post(f"/crew/{beto}/days", data=form)
    assert answer.headers["Location"] == "/crew/to-call"
    row = session.exec(select(Statement)).one()
    assert (row.kind, row.source, row.starts_on) == (StatementKind.AVAILABLE, StatementSource.CALL, FIRST)
    session.rollback()
    page = listed(staff)
    assert "Written down for Beto López Ruiz." in page
    assert "Nobody to call today" in page


def test_who_did_not_answer_comes_up_again_after_a_week(
    staff: FlaskClient, web: Flask, session: Session, beto: int, now: datetime
) -> None:
    page = staff.post(f"/crew/{beto}/asked", data={"because": "shortlist"}, follow_redirects=True)
    assert "They come up again in a week." in page.get_data(as_text=True)
    assert "Nobody to call today" in listed(staff)
    ask = session.exec(select(ConfirmationAsk)).one()
    assert (ask.because, ask.answered_at) == ("shortlist", None)
    session.rollback()
    with time_machine.travel(now + timedelta(days=7, hours=1)):
        assert f"/crew/{beto}/days" in listed(signed_in_as(web, Role.STAFF))


def test_all_still_right_by_phone_answers_too(staff: FlaskClient, session: Session, beto: int) -> None:
    answer = staff.post(f"/crew/{beto}/days/confirm", data={"back": "to-call"})
    assert answer.headers["Location"] == "/crew/to-call"
    assert session.exec(select(Statement)).all() == []
    session.rollback()
    assert "Nobody to call today" in listed(staff)
