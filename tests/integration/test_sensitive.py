"""Sensitive answers: by choice, with express consent, sealed, counted and never read singly."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import write_transaction
from app.errors import InvalidInputError
from app.models.account import Role
from app.models.privacy import SensitiveAnswer, SensitiveQuestion
from app.models.trust import AuditEvent, PersonKey
from app.services.audit import Actor, read_audit_detail
from app.services.roster import read_roster
from app.services.sensitive import answer_sensitive, count_sensitive, read_own_answers, withdraw
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member

GENDER, DISABILITY = SensitiveQuestion.GENDER, SensitiveQuestion.DISABILITY
ROOT = Path(__file__).resolve().parents[2]


def _answer(session: Session, actor: Actor, who: int, answer: str, **rest: Any) -> None:
    given = {"question": GENDER, "agrees": True, "notice_version": "1", **rest}
    answer_sensitive(session, actor, crew_member_id=who, answer=answer, **given)


def test_an_answer_is_counted_and_can_be_taken_back(session: Session, actor: Actor) -> None:
    people = [make_crew_member(session).id or 0 for _ in range(12)]
    for who in people[:6]:
        _answer(session, actor, who, "woman")
    assert count_sensitive(session, GENDER, people)["woman"] == 6
    assert count_sensitive(session, GENDER, people)["not_said"] is None
    assert count_sensitive(session, GENDER, people)["man"] is None
    assert withdraw(session, actor, crew_member_id=people[0]) == 1
    session.flush()
    assert set(count_sensitive(session, GENDER, people[:6]).values()) == {None}


def test_people_outside_the_group_are_not_counted(session: Session, actor: Actor) -> None:
    people = [make_crew_member(session).id or 0 for _ in range(20)]
    for who in people[:10]:
        _answer(session, actor, who, "man")
    for who in people[10:]:
        _answer(session, actor, who, "woman")
    counted = count_sensitive(session, GENDER, people[:15])
    assert counted == {"woman": None, "man": 10, "non_binary": None, "own_words": None, "not_said": None}


def test_own_words_are_kept_sealed_and_read_by_the_person_only(session: Session, actor: Actor) -> None:
    who = make_crew_member(session).id or 0
    _answer(session, actor, who, "own_words", own_words="Muxe")
    row = session.exec(select(SensitiveAnswer)).one()
    assert b"Muxe" not in row.sealed
    assert read_own_answers(session, who) == {GENDER: ("own_words", "Muxe", "1")}
    session.delete(session.get_one(PersonKey, who))
    session.flush()
    assert read_own_answers(session, who) == {}


@pytest.mark.parametrize(
    "wrong", [{"agrees": False}, {"answer": "yes"}, {"answer": "own_words", "own_words": "  "}, {"answer": ""}]
)
def test_without_express_consent_or_with_no_answer_of_the_question_nothing_is_kept(
    session: Session, actor: Actor, wrong: dict[str, Any]
) -> None:
    who = make_crew_member(session).id or 0
    with pytest.raises(InvalidInputError):
        _answer(session, actor, who, **{"answer": "woman", **wrong})
    assert session.exec(select(SensitiveAnswer)).all() == []


def test_the_audit_tells_that_an_answer_was_given_never_which(session: Session, actor: Actor) -> None:
    who = make_crew_member(session).id or 0
    _answer(session, actor, who, "yes", question=DISABILITY)
    entry = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:sensitive_answer:given")).one()
    assert read_audit_detail(session, entry) == {"after": {"question": "disability", "notice_version": "1"}}


def test_a_person_answers_changes_and_deletes_on_their_page(web: Flask, engine: Engine) -> None:
    with write_transaction(engine) as session:
        who = make_crew_member(session).id or 0
    browser = signed_in_as(web, Role.CREW, crew_member_id=who)
    assert browser.post("/me/answers", data={"gender": "woman"}).status_code == 422
    sent = {"gender": "own_words", "gender_words": "Muxe", "disability": "no", "agrees": "yes"}
    assert browser.post("/me/answers", data=sent).status_code == 302
    assert "Muxe" in browser.get("/me/answers").text
    browser.post("/me/answers", data={"gender": "", "disability": "no"})
    with Session(engine) as session:
        assert set(read_own_answers(session, who)) == {DISABILITY}
    browser.post("/me/answers/withdraw")
    with Session(engine) as session:
        assert read_own_answers(session, who) == {}


MAY_READ = {
    "app/audit_labels.py",  # says that an answer was given
    "app/models/privacy.py",
    "app/services/merging/rules.py",  # moves what is sealed, unread
    "app/services/sensitive.py",
    "app/services/erase.py",
    "app/services/my_data.py",
    "app/services/my_data_tables.py",
    "app/services/person_tables.py",
    "app/views/my_answers.py",
}
"""Where the table may be named: its own use cases, erasure, and the person's own copy of their data."""


def test_no_ranking_roster_export_or_staff_page_names_the_table() -> None:
    named = {
        str(path.relative_to(ROOT))
        for folder in ("app", "matching", "jobs")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\bSensitiveAnswer\b|\bsensitive_answer\b|\bread_own_answers\b", path.read_text())
    }
    assert named <= MAY_READ


def test_staff_pages_the_export_and_the_roster_never_read_the_table(web: Flask, engine: Engine, actor: Actor) -> None:
    with write_transaction(engine) as session:
        who = make_crew_member(session, "gaffer").id or 0
        _answer(session, actor, who, "woman")
    staff = signed_in_as(web, Role.STAFF)
    read: list[str] = []
    listener = lambda _c, _k, statement, *_rest: read.append(statement)  # noqa: E731 - removed again below
    event.listen(engine, "before_cursor_execute", listener)
    try:
        for address in ("/crew", f"/crew/{who}", "/bench", "/director"):
            staff.get(address)
        with Session(engine) as session:
            read_roster(session, today=datetime(2026, 11, 3, tzinfo=UTC).date())
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    assert len(read) > 10
    assert not [statement for statement in read if "sensitive_answer" in statement]
