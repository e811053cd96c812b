"""Feedback both ways: when it can be said, who reads it when, answered once, matters looked at first, never ranked."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import reading, write_transaction
from app.errors import ConflictError, InvalidInputError, LlamadoError
from app.feedback_labels import ASKED
from app.models.account import Role
from app.models.feedback import Feedback, FeedbackSide, MatterState
from app.models.trust import AuditEvent
from app.queries.feedback import get_worked
from app.services.audit import Actor
from app.services.erase import erase_person
from app.services.feedback import CHANGED_WITHIN, answer_feedback, read_text, say_feedback, settle_matter
from app.services.feedback_page import list_views
from app.services.merge import merge_people
from app.services.my_data import collect_my_data
from app.services.retention import KEEP_FEEDBACK, sweep
from app.services.unmerge import unmerge_people
from tests.factories.account import make_account, sign_in, signed_in_as
from tests.factories.booking import make_booking
from tests.factories.crew import make_crew_member
from tests.factories.hire import LAST, Wrapped, make_wrapped

ROOT = Path(__file__).resolve().parents[2]
AFTER = LAST + timedelta(days=3)
SAID_AT = datetime.combine(AFTER, datetime.min.time(), tzinfo=UTC)
PRODUCTION, PERSON = FeedbackSide.PRODUCTION, FeedbackSide.PERSON


@pytest.fixture
def wrapped(session: Session) -> Wrapped:
    return make_wrapped(session)


def _by(at: datetime = SAID_AT) -> Actor:
    return Actor.command("test", at)


def _facts(side: FeedbackSide, **said: str) -> dict[str, str]:
    return {question.value: "yes" for question in ASKED[side]} | said


def _say(
    session: Session,
    wrapped: Wrapped,
    side: FeedbackSide,
    *,
    at: datetime = SAID_AT,
    note: str = "Llegó a tiempo",
    **said: str,
) -> Feedback:
    work = get_worked(session, wrapped.bookings[0].id or 0)
    return say_feedback(session, _by(at), work, side, facts=_facts(side, **said), note=note, today=at.date())


def _heard(session: Session, wrapped: Wrapped, side: FeedbackSide, *, at: datetime) -> list[str]:
    views = list_views(
        session, side, now=at, today=at.date(), production_id=wrapped.production.id, crew_member_id=wrapped.ana.id
    )
    return [view.heard.note for view in views if view.heard]


@pytest.mark.parametrize("day", [date(2026, 9, 5), LAST, LAST + timedelta(days=200)])
def test_nothing_is_said_before_the_last_booked_day_is_over_nor_long_after(
    session: Session, wrapped: Wrapped, day: date
) -> None:
    at = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    with pytest.raises(ConflictError):
        _say(session, wrapped, PERSON, at=at)
    assert session.exec(select(Feedback)).all() == []


def test_what_was_said_changes_for_seven_days_and_is_read_only_then(session: Session, wrapped: Wrapped) -> None:
    _say(session, wrapped, PRODUCTION, note="first")
    late = SAID_AT + CHANGED_WITHIN
    row = _say(session, wrapped, PRODUCTION, at=late - timedelta(hours=1), note="second")
    assert _heard(session, wrapped, PERSON, at=late - timedelta(hours=1)) == []
    assert _heard(session, wrapped, PERSON, at=late) == ["second"]
    with pytest.raises(ConflictError):
        _say(session, wrapped, PRODUCTION, at=late)
    assert session.exec(select(Feedback)).all() == [row]
    events = session.exec(select(AuditEvent).where(AuditEvent.subject_kind == "feedback")).all()
    assert [event.action for event in events] == ["production:feedback:given", "production:feedback:changed"]
    assert all(event.encrypted and "second" not in event.detail for event in events)
    assert b"second" not in row.note


def test_every_question_is_answered_and_one_at_least_with_a_fact(session: Session, wrapped: Wrapped) -> None:
    work = get_worked(session, wrapped.bookings[0].id or 0)
    for wrong in ({"again": ""}, {"again": "maybe"}, dict.fromkeys(_facts(PERSON), "not_applicable")):
        with pytest.raises(InvalidInputError):
            say_feedback(session, _by(), work, PERSON, facts=_facts(PERSON) | wrong, note="", today=AFTER)


def test_the_other_side_answers_once(session: Session, wrapped: Wrapped) -> None:
    row = _say(session, wrapped, PRODUCTION, came_as_agreed="no")
    with pytest.raises(ConflictError):
        answer_feedback(session, _by(), row, text="too early")
    late = _by(SAID_AT + CHANGED_WITHIN)
    answer_feedback(session, late, row, text="The call sheet came a day late")
    with pytest.raises(ConflictError):
        answer_feedback(session, late, row, text="and another thing")
    assert read_text(session, row, "answer") == "The call sheet came a day late"


def test_an_unsafe_set_stays_unread_until_staff_have_looked_and_let_it_through(
    session: Session, wrapped: Wrapped
) -> None:
    late = SAID_AT + CHANGED_WITHIN
    row = _say(session, wrapped, PERSON, safe_set="no", note="no harness")
    assert row.matter is MatterState.WAITING
    assert _heard(session, wrapped, PRODUCTION, at=late) == []
    settle_matter(session, _by(late), row, shown=True, note="talked to the safety officer")
    assert _heard(session, wrapped, PRODUCTION, at=late) == ["no harness"]


def test_what_staff_keep_the_production_never_reads_but_a_person_reads_what_is_said_of_them(
    session: Session, wrapped: Wrapped
) -> None:
    late = SAID_AT + CHANGED_WITHIN
    kept = _say(session, wrapped, PERSON, respect="no")
    settle_matter(session, _by(late), kept, shown=False, note="she asked us to")
    assert _heard(session, wrapped, PRODUCTION, at=late + timedelta(days=90)) == []
    of_person = _say(session, wrapped, PRODUCTION, respect="no")
    with pytest.raises(ConflictError):
        settle_matter(session, _by(late), of_person, shown=False, note="x")


def test_a_change_after_staff_looked_asks_them_anew(session: Session, wrapped: Wrapped) -> None:
    row = _say(session, wrapped, PERSON, safe_set="no")
    settle_matter(session, _by(), row, shown=True, note="seen")
    _say(session, wrapped, PERSON, safe_set="no", note="worse than that")
    assert (row.matter, row.looked_at) == (MatterState.WAITING, None)


def test_a_copy_of_ones_data_has_ones_own_word_and_what_one_may_read(session: Session, wrapped: Wrapped) -> None:
    _say(session, wrapped, PERSON, respect="no", note="my own word")
    _say(session, wrapped, PRODUCTION, note="not read yet")
    who = wrapped.ana.id or 0
    early = str(collect_my_data(session, _by(), crew_member_id=who)["sections"])
    assert "my own word" in early
    assert "production:feedback:given" not in early
    assert "not read yet" not in early
    late = collect_my_data(session, _by(SAID_AT + CHANGED_WITHIN), crew_member_id=who)
    assert [row["note"] for row in late["sections"]["feedback"]] == ["my own word", "not read yet"]


def test_a_merge_and_its_undoing_keep_it_readable(session: Session, wrapped: Wrapped) -> None:
    other = make_crew_member(session, "gaffer", given_name="Anita")
    who, kept = wrapped.ana.id or 0, other.id or 0
    before = _say(session, wrapped, PRODUCTION, note="before")
    staff = Actor.of(make_account(session, Role.STAFF), SAID_AT)
    merge = merge_people(session, staff, kept_id=kept, merged_id=who)
    session.refresh(before)
    assert (before.crew_member_id, read_text(session, before, "note")) == (kept, "before")
    since = _say(session, wrapped, PERSON, note="since")
    unmerge_people(session, staff, merge_id=merge.id or 0)
    for row, note in ((before, "before"), (since, "since")):
        session.refresh(row)
        assert (row.crew_member_id, read_text(session, row, "note")) == (who, note)


def test_erasure_and_time_take_it_away_but_no_open_matter(session: Session, wrapped: Wrapped) -> None:
    _say(session, wrapped, PRODUCTION)
    _say(session, wrapped, PERSON, safe_set="no")
    sweep(session, now=SAID_AT + KEEP_FEEDBACK + timedelta(days=1))
    assert [row.side for row in session.exec(select(Feedback)).all()] == [PERSON]
    erase_person(session, _by(), crew_member_id=wrapped.ana.id or 0)
    assert session.exec(select(Feedback)).all() == []


def _browsers(web: Flask) -> dict[str, Any]:
    """Return browsers of both sides and of others, and the booking, over since three days."""
    today = datetime.now(UTC).date()
    with write_transaction(web.extensions["llamado.engine"]) as session:
        contact = make_account(session, Role.PRODUCTION)
        made = make_wrapped(session, contact_account_id=contact.id, shoot_ends_on=None)
        days = (today - timedelta(days=9), today - timedelta(days=3))
        booking = make_booking(session, made.ana.id or 0, made.production.id or 0, days).id
        crew = make_account(session, Role.CREW, crew_member_id=made.ana.id)
        ids = {"production": made.production.id, "booking": booking, "person": made.ana.id}
    return {
        **ids,
        "contact": sign_in(web, contact),
        "crew": sign_in(web, crew),
        "beto": signed_in_as(web, Role.CREW, crew_member_id=made.beto.id),
        "other": signed_in_as(web, Role.PRODUCTION),
        "staff": signed_in_as(web, Role.STAFF),
    }


def _age(engine: Engine) -> None:
    """Let the days pass in which what was said can be changed."""
    with write_transaction(engine) as session:
        for row in session.exec(select(Feedback)):
            row.made_at -= CHANGED_WITHIN
            session.add(row)


def test_both_sides_say_read_and_answer_on_their_pages_and_nobody_else_does(web: Flask, engine: Engine) -> None:
    at = _browsers(web)
    page, mine = f"/productions/{at['production']}/feedback", "/me/feedback"
    assert "Say how it was" in at["crew"].get("/me").text + at["crew"].get(mine).text
    assert at["crew"].post(f"{mine}/{at['booking']}", data={"again": "yes"}).status_code == 422
    said = _facts(PERSON, safe_set="no")
    assert at["crew"].post(f"{mine}/{at['booking']}", data=said | {"note": "no harness"}).status_code == 302
    assert at["contact"].post(f"{page}/{at['booking']}", data=_facts(PRODUCTION) | {"note": "good"}).status_code == 302
    _age(engine)
    assert "good" in at["crew"].get(mine).text
    assert "no harness" not in at["contact"].get(page).text
    assert "Feedback:" not in at["crew"].get("/me/history").text
    with reading(engine) as session:
        ids = {row.side: row.id for row in session.exec(select(Feedback))}
    assert "Feedback to look at (1)" in at["staff"].get("/feedback").text
    matter = f"/feedback/{ids[PERSON]}"
    assert at["staff"].post(matter, data={"note": "", "outcome": "show"}).status_code == 422
    assert at["staff"].post(matter, data={"note": "a harness is bought", "outcome": "show"}).status_code == 302
    assert "no harness" in at["contact"].get(page).text
    assert "a harness is bought" not in at["contact"].get(page).text + at["crew"].get(mine).text
    long = "we bought one " * 40
    for who, path in (("contact", f"{page}/{ids[PERSON]}/answer"), ("crew", f"{mine}/{ids[PRODUCTION]}/answer")):
        refused = at[who].post(path, data={"answer": long})
        assert refused.status_code == 422
        assert long.strip() in refused.text, "nothing typed is lost"
        assert refused.text.count('aria-invalid="true"') == 1
    assert at["contact"].post(f"{page}/{ids[PERSON]}/answer", data={"answer": "bought one"}).status_code == 302
    assert at["crew"].post(f"{mine}/{ids[PRODUCTION]}/answer", data={"answer": "thanks"}).status_code == 302
    assert "bought one" in at["crew"].get(mine).text
    assert "thanks" in at["staff"].get(f"/crew/{at['person']}/feedback").text
    for path in (page, f"{page}/{at['booking']}"):
        assert at["other"].get(path).status_code == 404
    assert at["beto"].get(f"{mine}/{at['booking']}").status_code == 404
    assert at["beto"].post(f"{mine}/{ids[PRODUCTION]}/answer", data={"answer": "x"}).status_code == 404
    assert at["contact"].post(f"{page}/{ids[PRODUCTION]}/answer", data={"answer": "x"}).status_code == 404
    assert "good" not in at["beto"].get(mine).text


MAY_READ = {
    "app/audit_labels.py",
    "app/feedback_labels.py",
    "app/forms/feedback.py",
    "app/models/__init__.py",
    "app/models/feedback.py",
    "app/navigation.py",
    "app/queries/feedback.py",
    "app/services/audit_page.py",
    "app/services/audit_values.py",
    "app/services/demo/closing.py",
    "app/services/feedback.py",
    "app/services/feedback_page.py",
    "app/services/merging/rules.py",
    "app/services/my_data.py",
    "app/services/person_tables.py",
    "app/services/retention.py",
    "app/services/unmerge.py",
    "app/views/__init__.py",
    "app/views/feedback.py",
    "app/views/feedback_ground.py",
    "app/views/me_sections.py",
    "app/views/my_feedback.py",
}
"""Where feedback may be named: its own use cases and pages, the person's copy, what a merge and time do to it."""


def test_no_ranking_roster_export_or_list_of_people_names_feedback() -> None:
    named = {
        str(path.relative_to(ROOT))
        for folder in ("app", "matching", "jobs")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"feedback", path.read_text(), re.IGNORECASE)
    }
    assert named <= MAY_READ


def test_an_error_says_what_is_wrong_in_words(session: Session, wrapped: Wrapped) -> None:
    row = _say(session, wrapped, PERSON, safe_set="no")
    late = replace(_by(), at=SAID_AT + CHANGED_WITHIN)
    with pytest.raises(LlamadoError):
        settle_matter(session, late, row, shown=True, note=" ")
    settle_matter(session, late, row, shown=True, note="seen")
    with pytest.raises(ConflictError):
        settle_matter(session, late, row, shown=True, note="again")
