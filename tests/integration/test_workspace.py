"""A production's workspace, on both engines: next steps, questions and answers, whose turn it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.clock import today
from app.db import reading, write_transaction
from app.models.account import Account, Role
from app.models.message import Message
from app.models.production import Production
from app.models.trust import AuditEvent, Release
from app.models.workspace import FollowUp, ProductionQuestion
from app.queries.shortlist import list_positions
from app.services.audit import Actor
from app.services.workspace import add_follow_up
from app.services.workspace_page import order_productions, time_first_lists
from tests.factories.account import make_account, sign_in, signed_in_as
from tests.factories.matched_need import make_need
from tests.factories.production import make_production


@pytest.fixture
def shoot(web: Flask) -> tuple[int, int, Account]:
    """Return a production in work, the first line of its need, and its contact's account."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        contact = make_account(session, Role.PRODUCTION)
        need = make_need(session, ("gaffer", None))
        production = session.get_one(Production, need.production_id)
        production.contact_account_id = contact.id
        return need.production_id, list_positions(session, need.id or 0)[0].id or 0, contact


def rows(
    web: Flask, table: type[FollowUp] | type[ProductionQuestion] | type[Message] | type[AuditEvent]
) -> list[object]:
    with reading(web.extensions["llamado.engine"]) as session:
        return list(session.exec(select(table)))


def test_staff_set_a_next_step_and_do_it_and_take_that_back(web: Flask, shoot: tuple[int, int, Account]) -> None:
    production_id, position_id, _ = shoot
    staff = signed_in_as(web, Role.STAFF)
    page = staff.get(f"/productions/{production_id}").text
    assert "Nobody of the commission sees to this production now" in page
    assert "nobody sees to it" in staff.get("/productions").text
    address = f"/productions/{production_id}/steps"
    owner = page.split('id="owner_id"')[1].split('selected value="')[1].split('"')[0]
    typed = {"step": "Call for the dates", "owner_id": owner, "due_on": "2026-01-05", "position_id": str(position_id)}
    wrong = staff.post(address, data={**typed, "due_on": "soon"})
    assert wrong.status_code == 422
    assert 'value="Call for the dates"' in wrong.text, "what was typed stays"
    assert staff.post(address, data=typed).status_code == 302
    assert "Call for the dates" in staff.get("/productions").text
    assert "overdue" in staff.get("/productions").text
    (step,) = rows(web, FollowUp)
    assert isinstance(step, FollowUp)
    assert (step.owner_id, step.position_id) == (int(owner), position_id)
    staff.post(f"{address}/{step.id}/done")
    assert "nobody sees to it" in staff.get("/productions").text
    staff.post(f"{address}/{step.id}/reopen")
    assert "nobody sees to it" not in staff.get("/productions").text
    told = [event.action for event in rows(web, AuditEvent) if isinstance(event, AuditEvent)]
    assert [action for action in told if "follow_up" in action] == [
        "staff:follow_up:set",
        "staff:follow_up:done",
        "staff:follow_up:reopened",
    ]


def test_questions_are_asked_and_answered_by_the_other_side_once(web: Flask, shoot: tuple[int, int, Account]) -> None:
    production_id, position_id, contact = shoot
    staff, theirs = signed_in_as(web, Role.STAFF), sign_in(web, contact)
    address = f"/productions/{production_id}/questions"
    assert staff.post(address, data={"text": "Which rest day?", "about_id": str(position_id)}).status_code == 302
    (question,) = rows(web, ProductionQuestion)
    assert isinstance(question, ProductionQuestion)
    (mail,) = rows(web, Message)
    assert isinstance(mail, Message)
    assert (mail.to_address, "Which rest day?" in mail.text) == (contact.email, True)
    answer = f"{address}/{question.id}/answer"
    assert staff.post(answer, data={"answer": "Sunday"}).status_code == 409, "nobody answers their own question"
    assert theirs.post(answer, data={"answer": " "}).status_code == 422
    assert theirs.post(answer, data={"answer": "Sunday"}).status_code == 302
    assert theirs.post(answer, data={"answer": "Monday"}).status_code == 409
    page = staff.get(f"/productions/{production_id}").text
    assert "Sunday" in page
    assert "Monday" not in page


def test_whoever_sees_to_the_production_is_told_of_its_question(web: Flask, shoot: tuple[int, int, Account]) -> None:
    production_id, _, contact = shoot
    with write_transaction(web.extensions["llamado.engine"]) as session:
        owner = make_account(session, Role.STAFF)
        actor = Actor.of(owner, datetime.now(UTC))
        production = session.get_one(Production, production_id)
        owner_id = owner.id or 0
        add_follow_up(session, actor, production=production, step="Match", owner_id=owner_id, due_on=today())
    theirs = sign_in(web, contact)
    assert (
        theirs.post(f"/productions/{production_id}/questions", data={"text": "When?", "about_id": "0"}).status_code
        == 302
    )
    (mail,) = rows(web, Message)
    assert isinstance(mail, Message)
    assert mail.to_address == owner.email
    assert ">1<" in signed_in_as(web, Role.STAFF).get("/").text.split("Questions of productions")[1][:200]


def test_a_production_sees_no_steps_and_nothing_of_another(web: Flask, shoot: tuple[int, int, Account]) -> None:
    production_id, _, contact = shoot
    with write_transaction(web.extensions["llamado.engine"]) as session:
        foreign = make_production(session).id
    theirs = sign_in(web, contact)
    page = theirs.get(f"/productions/{production_id}").text
    assert "Next steps" not in page
    assert "How far it is" in page
    assert "Ask the commission" in page
    assert theirs.post(f"/productions/{production_id}/steps", data={}).status_code == 403
    assert theirs.post(f"/productions/{foreign}/questions", data={"text": "?", "about_id": "0"}).status_code == 404
    staff = signed_in_as(web, Role.STAFF)
    staff.post(f"/productions/{foreign}/questions", data={"text": "Own?", "about_id": "0"})
    (question,) = rows(web, ProductionQuestion)
    assert isinstance(question, ProductionQuestion)
    for address in (foreign, production_id):
        answer = f"/productions/{address}/questions/{question.id}/answer"
        assert theirs.post(answer, data={"answer": "No"}).status_code == 404


def test_productions_nobody_sees_to_stand_first_then_by_day(session: Session) -> None:
    owner = make_account(session)
    actor = Actor.of(owner, datetime(2026, 11, 23, tzinfo=UTC))
    idle, late, soon = (make_production(session) for _ in range(3))
    waiting = session.get_one(Production, make_need(session, ("gaffer",)).production_id)
    for production, due_on in ((soon, date(2026, 12, 9)), (late, date(2026, 11, 2))):
        add_follow_up(session, actor, production=production, step="?", owner_id=owner.id or 0, due_on=due_on)
    ordered = order_productions(session, [(each, 0) for each in (idle, soon, late, waiting)])
    assert [row.production.id for row in ordered] == [waiting.id, late.id, soon.id, idle.id]
    assert [row.is_late(date(2026, 11, 23)) for row in ordered] == [False, True, False, False]


def test_the_time_to_the_first_list_is_the_middle_of_all(session: Session) -> None:
    now = datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert time_first_lists(session, now=now) is None
    for hours in (4, 30, 200):
        need = make_need(session, ("gaffer",))
        need.created_at = now - timedelta(days=20)
        for later in (hours, hours + 500):
            at = need.created_at + timedelta(hours=later)
            release = Release(
                code=f"{need.id}-{later}",
                need_id=need.id or 0,
                need_version=1,
                format="xlsx",
                locale="en",
                people=1,
                contacts=0,
                made_at=at,
            )
            session.add(release)
    session.flush()
    found = time_first_lists(session, now=now)
    assert found is not None
    assert (found.needs, found.middle) == (3, timedelta(hours=30))
