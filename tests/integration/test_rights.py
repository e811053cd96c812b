"""ARCO requests: the law's clock, answers, deeds; a copy of all data; notices that ask anew; pauses."""

import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from flask import Flask
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import write_transaction
from app.errors import ConflictError, InvalidInputError
from app.models.account import Role
from app.models.crew import CrewMember, CrewStatus
from app.models.message import Message
from app.models.privacy import ArcoRequest, ArcoStatus, SensitiveQuestion
from app.models.trust import AuditEvent, Consent, ConsentPurpose
from app.services.anew import agree_anew, ask_anew, list_older
from app.services.arco import carry_out, decide_request, extend_request, file_request, read_asked
from app.services.arco_told import remind_staff
from app.services.audit import Actor
from app.services.consent import give_consent
from app.services.my_data import collect_my_data
from app.services.notices import blocks_of, current_notice, diff_of, shipped_notice, text_of, write_notice
from app.services.pause import end_pauses, pause_person
from app.services.person_tables import TABLES
from app.services.regime import add_working_days, get_regime
from app.services.sensitive import answer_sensitive
from app.services.staying import ask_who_stays
from config import get_settings
from tests.factories.account import make_account, signed_in_as
from tests.factories.booking import make_booking
from tests.factories.crew import make_crew_member
from tests.factories.production import make_production

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {"short_es": "Corto", "text_es": "## Uno\nOtro", "short_en": "Short", "text_en": "## One\nOther"}


def _file(session: Session, actor: Actor, who: int, kind: str = "access", **rest: Any) -> ArcoRequest:
    given = {"asked": "Quiero mis datos", "source": "self", "identity_proof": "signed in", **rest}
    return file_request(session, actor, crew_member_id=who, kind=kind, **given)


def test_the_clock_counts_working_days_of_the_regime(session: Session, actor: Actor) -> None:
    row = _file(session, actor, make_crew_member(session, email="ana@example.org").id or 0)
    # Monday 23 November 2026: 20 working days later, none of them a holiday, is Monday 21 December
    assert (row.regime, row.answer_by_on) == ("lgpdppso", date(2026, 12, 21))
    assert add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 28)
    extend_request(session, actor, row, reason="Archivo en bodega")
    assert row.extended_until_on == date(2027, 1, 6)
    with pytest.raises(ConflictError):
        extend_request(session, actor, row, reason="Otra vez")
    decide_request(session, actor, row, granted=True, answer="Procede")
    assert row.act_by_on == date(2026, 12, 14)
    told = [message.text for message in session.exec(select(Message))]
    assert len(told) == 3
    assert "Archivo en bodega" in told[1]


def test_days_and_regime_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLAMADO_ARCO_REGIME", "lfpdppp")
    monkeypatch.setenv("LLAMADO_ARCO_ACT_DAYS", "7")
    get_settings.cache_clear()
    regime = get_regime()
    assert (regime.answer_days, regime.extension_days, regime.act_days) == (20, 20, 7)


@pytest.mark.parametrize("wrong", [{"kind": "magic"}, {"kind": "opposition"}, {"asked": " "}, {"identity_proof": ""}])
def test_a_request_that_lacks_something_is_not_taken(session: Session, actor: Actor, wrong: dict[str, str]) -> None:
    who = make_crew_member(session).id or 0
    with pytest.raises(InvalidInputError):
        _file(session, actor, who, **wrong)


def test_a_granted_opposition_withdraws_the_consent_and_a_refusal_needs_its_reason(
    session: Session, actor: Actor
) -> None:
    who = make_crew_member(session).id or 0
    give_consent(session, actor, crew_member_id=who, purpose=ConsentPurpose.STATISTICS, source="self")
    row = _file(session, actor, who, "opposition", purpose="statistics")
    with pytest.raises(InvalidInputError):
        decide_request(session, actor, row, granted=False, answer="  ")
    decide_request(session, actor, row, granted=True, answer="Procede")
    carry_out(session, actor, row)
    assert session.exec(select(Consent)).one().withdrawn_at == actor.at
    assert (row.status, row.done_at) == (ArcoStatus.DONE, actor.at)


def test_a_granted_cancellation_blocks_the_profile(session: Session, actor: Actor) -> None:
    member = make_crew_member(session, email="ana@example.org")
    row = _file(session, actor, member.id or 0, "cancellation")
    decide_request(session, actor, row, granted=True, answer="Procede")
    carry_out(session, actor, row)
    assert (member.status, member.email) == (CrewStatus.BLOCKED, None)
    assert read_asked(session, row) == "Quiero mis datos"


def test_staff_are_reminded_of_what_is_due_and_not_twice_a_day(session: Session, actor: Actor) -> None:
    make_account(session, Role.STAFF)
    row = _file(session, actor, make_crew_member(session).id or 0)
    assert remind_staff(session, now=actor.at) == {"due": 0}
    row.answer_by_on = actor.at.date() + timedelta(days=2)
    assert remind_staff(session, now=actor.at) == {"due": 1}
    assert remind_staff(session, now=actor.at) == {"due": 0}
    assert len(session.exec(select(Message)).all()) == 1


def test_a_person_asks_and_staff_answer_on_their_pages(web: Flask, engine: Engine) -> None:
    with write_transaction(engine) as session:
        who = make_crew_member(session, email="ana@example.org").id or 0
    browser, staff = signed_in_as(web, Role.CREW, crew_member_id=who), signed_in_as(web, Role.STAFF)
    refused = browser.post("/me/rights", data={"kind": "opposition", "purpose": "statistics", "asked": ""})
    assert refused.status_code == 422
    assert '<option value="statistics" selected>' in refused.text
    assert browser.post("/me/rights", data={"kind": "access", "asked": "All of it"}).status_code == 302
    with Session(engine) as session:
        number = session.exec(select(ArcoRequest.id)).one()
    assert "All of it" in staff.get(f"/rights/{number}").text
    copy = staff.post(f"/rights/{number}/data.json")
    assert json.loads(copy.data)["profile"]["email"] == "ana@example.org"
    staff.post(f"/rights/{number}", data={"do": "grant", "text": "Here it is"})
    staff.post(f"/rights/{number}", data={"do": "done"})
    assert "Here it is" in browser.get("/me/rights").text
    register = staff.get("/rights/register.csv").text
    assert "Access" in register
    assert "López" not in register
    assert "All of it" not in register
    assert staff.get("/rights").status_code == 200
    assert staff.post(f"/rights/of/{who}", data={"source": "call", "kind": "access"}).status_code == 422
    sent = {"source": "paper", "kind": "rectification", "asked": "My name", "identity_proof": "INE"}
    assert staff.post(f"/rights/of/{who}", data=sent).status_code == 302


def test_the_copy_has_every_section_and_names_no_production_that_stays_confidential(
    session: Session, actor: Actor
) -> None:
    who = make_crew_member(session, "gaffer", phone="+525512345678").id or 0
    known, secret = make_production(session), make_production(session)
    known.working_title, secret.working_title = "Conocida", "Secreta"
    make_booking(session, who, known.id or 0, (date(2026, 10, 1), date(2026, 10, 9)))
    answer_sensitive(
        session,
        actor,
        crew_member_id=who,
        question=SensitiveQuestion.GENDER,
        answer="own_words",
        own_words="Muxe",
        agrees=True,
        notice_version="1",
    )
    _file(session, actor, who)
    session.flush()
    data = collect_my_data(session, actor, crew_member_id=who)
    assert list(data["sections"]) == [name for name, line in TABLES.items() if line.title]
    schema = json.loads((ROOT / "docs" / "my-data.schema.json").read_text())
    assert set(data) == set(schema["required"]) == set(schema["properties"])
    assert set(schema["properties"]["profile"]["required"]) <= set(data["profile"])
    text = json.dumps(data, ensure_ascii=False)
    assert "Muxe" in text
    assert "Quiero mis datos" in text
    assert "Conocida" in text
    assert "+525512345678" in text
    assert "Secreta" not in text
    assert session.exec(select(AuditEvent.id).where(AuditEvent.action == "crew:data:copied")).one() is not None


def test_a_person_takes_their_data_as_a_paper_too(web: Flask, engine: Engine) -> None:
    with write_transaction(engine) as session:
        who = make_crew_member(session, "gaffer").id or 0
    browser = signed_in_as(web, Role.CREW, crew_member_id=who)
    paper = browser.post("/me/data.pdf")
    text = "".join(page.extract_text() for page in pdfplumber.open(io.BytesIO(paper.data)).pages)
    assert "López Ruiz" in text
    assert "Gaffer" in text


def test_the_shipped_notice_is_in_force_until_a_next_one_and_purposes_that_differ_ask_anew(
    session: Session, actor: Actor, now: datetime
) -> None:
    member = make_crew_member(session, email="ana@example.org")
    give_consent(session, actor, crew_member_id=member.id or 0, purpose=ConsentPurpose.REGISTRY, source="self")
    assert current_notice(session, now.date()).version == get_settings().privacy_notice_version
    day = now.date() + timedelta(days=10)
    with pytest.raises(InvalidInputError):
        write_notice(session, actor, version="2", in_force_from=now.date(), asks_anew=True, today=now.date(), **TEXTS)
    write_notice(session, actor, version="2", in_force_from=day, asks_anew=True, today=now.date(), **TEXTS)
    assert current_notice(session, now.date()).version == get_settings().privacy_notice_version
    assert ask_anew(session, now=now) == {"asked anew": 0}
    later = now + timedelta(days=11)
    assert current_notice(session, later.date()).version == "2"
    assert ask_anew(session, now=later) == {"asked anew": 1}
    assert ask_anew(session, now=later) == {"asked anew": 0}
    assert len(list_older(session, member.id or 0, on=later.date())) == 1
    agree_anew(session, Actor.command("test", later), crew_member_id=member.id or 0, on=later.date())
    assert list_older(session, member.id or 0, on=later.date()) == []


def test_a_notice_reads_in_both_languages_with_its_places_filled() -> None:
    notice = shipped_notice()
    for locale, days in (("es_MX", "hasta 20 días hábiles"), ("en", "within 20 working days")):
        text = text_of(notice, locale)
        assert days in text
        assert "{" not in text
        assert "{" not in text_of(notice, locale, short=True)
        assert {"head", "list", "text"} == {kind for kind, _ in blocks_of(text)}
    assert diff_of("a\nb", "a\nc") == [("gone", "b"), ("new", "c")]


def test_staff_preview_and_write_the_next_notice_and_anyone_reads_it(web: Flask) -> None:
    staff, anyone = signed_in_as(web, Role.STAFF), web.test_client()
    assert staff.get("/notices/new").status_code == 200
    shown = staff.post("/notices/new", data={"do": "preview", **TEXTS})
    assert "Corto" in shown.text
    assert "<ins>" in shown.text
    day = (date.today() + timedelta(days=40)).isoformat()  # noqa: DTZ011 - far enough from any zone's today
    sent = {"do": "publish", "version": "2099-01", "in_force_from": day, **TEXTS}
    assert staff.post("/notices/new", data=sent).status_code == 302
    assert staff.post("/notices/new", data=sent).status_code == 422
    assert "2099-01" in staff.get("/notices").text
    assert anyone.get("/privacy/2099-01").status_code == 200
    assert anyone.get("/privacy").status_code == 200
    assert anyone.get("/privacy/none").status_code == 404


def test_a_pause_ends_by_itself_and_is_told_before(session: Session, actor: Actor, now: datetime) -> None:
    member = make_crew_member(session, email="ana@example.org")
    until = now.date() + timedelta(days=10)
    pause_person(session, actor, crew_member_id=member.id or 0, until=until, today=now.date())
    assert end_pauses(session, now=now, today=now.date()) == {"pauses told": 0, "came back": 0}
    near = until - timedelta(days=2)
    assert end_pauses(session, now=now, today=near) == {"pauses told": 1, "came back": 0}
    assert end_pauses(session, now=now, today=near) == {"pauses told": 0, "came back": 0}
    assert end_pauses(session, now=now, today=until) == {"pauses told": 0, "came back": 1}
    assert (member.status, member.paused_until_on) == (CrewStatus.ACTIVE, None)


def test_who_was_silent_for_two_years_is_asked_reminded_and_taken_out(session: Session, now: datetime) -> None:
    old = now - timedelta(days=800)
    silent = make_crew_member(session, email="ana@example.org", updated_at=old)
    make_crew_member(session, updated_at=old, confirmed_at=now - timedelta(days=3))
    counted = []
    for days in (0, 1, 31, 32, 62):
        at = now + timedelta(days=days)
        counted.append(tuple(ask_who_stays(session, now=at, today=at.date()).values()))
    assert counted == [(1, 0, 0), (0, 0, 0), (0, 1, 0), (0, 0, 0), (0, 0, 1)]
    assert silent.status is CrewStatus.WITHDRAWN


def test_a_person_pauses_deletes_and_comes_back_by_the_link(web: Flask, engine: Engine) -> None:
    with write_transaction(engine) as session:
        who = make_crew_member(session, email="ana@example.org").id or 0
    browser, staff = signed_in_as(web, Role.CREW, crew_member_id=who), signed_in_as(web, Role.STAFF)
    day = (date.today() + timedelta(days=40)).isoformat()  # noqa: DTZ011 - far enough from any zone's today
    assert browser.post("/me/pause", data={"until": "never"}).status_code == 422
    assert browser.post("/me/pause", data={"until": day}).status_code == 302
    assert browser.post("/me/erase", data={"sure": "no"}).status_code == 422
    assert browser.post("/me/erase", data={"sure": "delete"}).status_code == 200
    assert browser.get("/me").status_code == 302  # signed out
    assert staff.get(f"/crew/{who}").status_code == 410
    with Session(engine) as session:
        letter = session.exec(select(Message.text)).all()[-1]
    path = "/undo-erasure/" + letter.split("/undo-erasure/")[1].split()[0]
    visitor = web.test_client()
    assert visitor.get(path).status_code == 200
    assert visitor.post(path).status_code == 200
    with Session(engine) as session:
        assert session.get_one(CrewMember, who).status is CrewStatus.PAUSED
    assert visitor.get("/undo-erasure/nothing").status_code == 410
