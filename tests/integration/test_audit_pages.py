"""The audit's pages: searched, exported, read with a trace; and a person's own history in plain words."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import reading, write_transaction
from app.models.account import Role
from app.models.crew import CrewMember
from app.models.job import JobRun, RunOutcome
from app.models.trust import AuditEvent, PersonKey
from app.queries.audit import Search, list_events, list_known, newest_first
from app.services.audit import Actor, record_audit
from app.services.audit_search import Asked, find_events, read_place, written_place
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.demo_registry import write_demo

PHONE = "+523312345678"


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    return signed_in_as(web, Role.STAFF)


@pytest.fixture
def ana(engine: Engine, actor: Actor) -> int:
    """Return a person whose phone a command has changed."""
    with write_transaction(engine) as session:
        person = make_crew_member(session, given_name="Ana", surname="Robles")
        changed = {"before": {"phone": "+523300000000"}, "after": {"phone": PHONE}}
        _record(session, actor, "crew:profile:changed", person, **changed)
        return person.id or 0


def _record(session: Session, actor: Actor, action: str, person: CrewMember, **values: object) -> None:
    record_audit(
        session,
        actor,
        action,
        subject_kind="crew_member",
        subject_id=person.id,
        crew_member_id=person.id,
        **values,  # type: ignore[arg-type]
    )


def test_personal_values_stay_sealed_in_a_search(staff: FlaskClient, ana: int) -> None:
    page = staff.get(f"/audit?person={ana}").get_data(as_text=True)
    assert "Profile: changed" in page
    assert "personal values, sealed" in page
    assert PHONE not in page


def test_whoever_reads_a_persons_values_is_noted_and_the_person_sees_it(
    staff: FlaskClient, web: Flask, ana: int, engine: Engine
) -> None:
    assert PHONE not in staff.get(f"/crew/{ana}/history").get_data(as_text=True)
    assert PHONE in staff.post(f"/crew/{ana}/history").get_data(as_text=True)
    with reading(engine) as session:
        noted = session.exec(select(AuditEvent).where(AuditEvent.action == "audit:history:read")).one()
        assert (noted.crew_member_id, noted.actor_name) == (ana, "staff")
    mine = signed_in_as(web, Role.CREW, crew_member_id=ana).get("/me/history").get_data(as_text=True)
    assert "History: read" in mine
    assert "by the commission " in mine
    assert PHONE in mine


def test_a_person_is_not_told_of_lists_before_they_are_asked(
    web: Flask, ana: int, engine: Engine, actor: Actor
) -> None:
    with write_transaction(engine) as session:
        person = session.get_one(CrewMember, ana)
        _record(session, actor, "need:candidate:picked", person, after={"reason": "secret series"})
        _record(session, actor, "crew:profile:changed", person, after={"staff_note": "calls back late"})
    mine = signed_in_as(web, Role.CREW, crew_member_id=ana).get("/me/history").get_data(as_text=True)
    assert "secret series" not in mine
    assert "calls back late" not in mine


def test_erased_values_are_told_as_erased(staff: FlaskClient, ana: int, engine: Engine) -> None:
    with write_transaction(engine) as session:
        session.delete(session.get_one(PersonKey, ana))
    page = staff.get(f"/audit?person={ana}").get_data(as_text=True)
    assert PHONE not in page
    opened = staff.post(f"/crew/{ana}/history").get_data(as_text=True)
    assert "erased with the person" in opened


@pytest.mark.parametrize("path", ["/audit", "/crew/1/history", "/productions/1/history"])
@pytest.mark.parametrize("role", [Role.CREW, Role.PRODUCTION])
def test_the_audit_is_for_staff(web: Flask, role: Role, path: str) -> None:
    assert signed_in_as(web, role).get(path).status_code == 403


@pytest.fixture
def thread(session: Session, actor: Actor) -> Session:
    """Return a session with 130 events of three actions, a minute apart, two of them at the same moment."""
    for number in range(130):
        at = actor.at - timedelta(minutes=number // 2)
        by = Actor.job("feeds" if number % 2 else "offers", at)
        action = ("crew:days:stated", "crew:days:lapsed", "need:need:accepted")[number % 3]
        record_audit(session, by, action, subject_kind="need" if number % 3 == 2 else "crew_member", subject_id=number)
    session.flush()
    return session


def test_pages_follow_each_other_without_a_gap_or_a_double(thread: Session) -> None:
    seen: list[int] = []
    place = None
    while True:
        found = find_events(thread, Asked(), before=place, locale="en")
        seen += [event.id or 0 for event in found.events]
        place = read_place(written_place(found.after))
        if place is None:
            break
    assert len(seen) == len(set(seen)) == 130
    assert seen == [event.id for event in list_events(thread, Search(), limit=1000)]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (Asked(what="lapsed"), 43),
        (Asked(what="Days"), 87),
        (Asked(what="no such thing"), 0),
        (Asked(who="job:feeds"), 65),
        (Asked(who="job:feeds", what="need:need"), 21),
        (Asked(subject="need"), 43),
        (Asked(subject="need", number=2), 1),
        (Asked(person="999"), 0),
    ],
)
def test_a_search_finds_what_was_asked_for(thread: Session, asked: Asked, count: int) -> None:
    found = find_events(thread, asked, before=None, locale="en")
    assert len(list_events(thread, found.search, limit=1000)) == count


def test_a_span_of_days_counts_in_the_commissions_zone(session: Session, actor: Actor) -> None:
    late = datetime.fromisoformat("2026-11-23T05:59:00+00:00")  # the 22nd, a minute before midnight in Mexico City
    for at in (late, late + timedelta(minutes=1)):
        record_audit(session, Actor.job("x", at), "x:y:z", subject_kind="t")
    session.flush()
    asked = Asked(since=late.date() - timedelta(days=1), until=late.date() - timedelta(days=1))
    assert [event.at for event in find_events(session, asked, before=None, locale="en").events] == [late]
    assert actor.at > late


def test_known_values_are_listed_each_once(thread: Session) -> None:
    assert list_known(thread, "action") == ["crew:days:lapsed", "crew:days:stated", "need:need:accepted"]


SEARCHES = {
    "ix_audit_event_at_id": Search(),
    "ix_audit_event_person": Search(crew_member_id=7),
    "ix_audit_event_actor": Search(actor_id=7),
    "ix_audit_event_actor_name": Search(actor_name="feeds"),
    "ix_audit_event_action": Search(actions=("crew:days:stated",)),
    "ix_audit_event_subject": Search(subject_kind="need", subject_ids=(7,)),
}


@pytest.mark.parametrize("index", SEARCHES)
def test_each_search_goes_down_its_index_and_sorts_nothing(session: Session, now: datetime, index: str) -> None:
    statement = newest_first(SEARCHES[index], (now, 50), 51)
    dialect = session.get_bind().dialect
    text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if dialect.name == "postgresql":
        for name in ("enable_seqscan", "enable_bitmapscan"):
            session.execute(sa.text(f"SET LOCAL {name} = off"))
    explain = "EXPLAIN" if dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    plan = " ".join(str(row) for row in session.connection().exec_driver_sql(f"{explain} {text.replace('%', '%%')}"))
    assert index in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_search_is_exported_without_personal_values_and_that_is_noted(
    staff: FlaskClient, ana: int, engine: Engine, form: str
) -> None:
    answer = staff.post(f"/audit/export.{form}?person={ana}")
    assert answer.status_code == 200
    if form == "csv":
        rows = [line.split(",") for line in answer.get_data(as_text=True).splitlines()]
    else:
        book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
        rows = [[str(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert len(rows) == 2
    assert PHONE not in str(rows)
    with reading(engine) as session:
        noted = session.exec(select(AuditEvent).where(AuditEvent.action == "audit:list:exported")).one()
        assert f'"events": 1, "format": "{form}"' in noted.detail


def test_a_broken_chain_is_an_alarm_on_the_page(staff: FlaskClient, engine: Engine, now: datetime) -> None:
    assert "was not looked through yet" in staff.get("/audit").get_data(as_text=True)
    summary = {"links": 9, "faults": 1, "found": [{"kind": "changed", "number": 4, "event": 44}]}
    with write_transaction(engine) as session:
        session.add(JobRun(job="audit-verify", slot_at=now, started_at=now, outcome=RunOutcome.DONE, summary=summary))
    page = staff.get("/audit").get_data(as_text=True)
    assert "Event 44 of link 4, or the link itself, was changed or put in." in page
    assert "tampered" in page


def test_no_persons_name_e_mail_or_phone_stands_in_plain_text_in_the_audit(session: Session, now: datetime) -> None:
    write_demo(session, crew=60, seed=5, today=now.date(), notice_version="2026-11")
    people = session.exec(select(CrewMember)).all()
    texts = [
        f"{event.actor_name} {event.origin} {event.action} {event.detail}"
        for event in session.exec(select(AuditEvent).order_by(col(AuditEvent.id)))
    ]
    personal = {value for person in people for value in (person.name, person.email, person.phone) if value}
    assert len(personal) > 100
    assert [value for value in personal if any(value in text for text in texts)] == []
