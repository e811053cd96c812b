"""The crew list's pages: who may see them, what they show, what goes out by them; on both engines."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from app.db import reading, write_transaction
from app.models.account import Account, Role
from app.models.crew import CrewMember
from app.models.need import Need, NeedStatus
from app.models.production import Production
from app.models.shortlist import Proposal, ProposalStatus, Referral
from app.models.trust import Consent, ConsentPurpose, Disclosure, Release
from app.services.audit import Actor
from app.services.crewlist.words import phone_text
from app.services.match import match_need
from tests.factories.account import make_account, sign_in, signed_in_as
from tests.factories.demo_registry import write_demo
from tests.factories.matched_need import NOW, TODAY, make_need

ACTOR = Actor.command("test", NOW)


@pytest.fixture
def owner(web: Flask) -> Account:
    """Return the account of the production whose need 1 is matched and waits."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        write_demo(session, crew=600, seed=5, today=TODAY, notice_version="1")
        need = make_need(session, ("gaffer", "electrician", None))
        match_need(session, ACTOR, need, today=TODAY)
        account = make_account(session, Role.PRODUCTION)
        session.flush()
        session.get_one(Production, need.production_id).contact_account_id = account.id
    return account


@pytest.fixture
def production(web: Flask, owner: Account) -> FlaskClient:
    return sign_in(web, owner)


@pytest.fixture
def staff(web: Flask, owner: Account) -> FlaskClient:
    assert owner.id  # the need stands
    return signed_in_as(web, Role.STAFF)


def rows(web: Flask, table: Any) -> list[Any]:
    with reading(web.extensions["llamado.engine"]) as session:
        return list(session.exec(select(table)))


def placed(web: Flask) -> list[Proposal]:
    return [row for row in rows(web, Proposal) if row.crew_member_id is not None]


def set_status(web: Flask, status: NeedStatus) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        session.get_one(Need, 1).status = status


def test_staff_see_every_place_with_its_person_or_reason(web: Flask, staff: FlaskClient) -> None:
    text = staff.get("/needs/1/crew-list").text
    for row in placed(web):
        with reading(web.extensions["llamado.engine"]) as session:
            assert session.get_one(CrewMember, row.crew_member_id).name in text
    assert text.count('<li class="slot') == 9
    assert "No role is chosen for this title yet" in text


@pytest.mark.usefixtures("owner")
def test_another_production_finds_nothing(web: Flask) -> None:
    other = signed_in_as(web, Role.PRODUCTION)
    line = placed(web)[0]
    assert other.get("/needs/1/crew-list").status_code == 404
    assert other.get(f"/needs/1/crew-list/{line.position_id}").status_code == 404
    for path in ("files", "contacts", f"{line.position_id}/{line.crew_member_id}"):
        data = {"format": "xlsx", "language": "en", "decision": "picked"}
        assert other.post(f"/needs/1/crew-list/{path}", data=data).status_code == 404
    assert rows(web, Release) == []


def test_the_owner_finds_nothing_before_staff_accepted(web: Flask, production: FlaskClient) -> None:
    set_status(web, NeedStatus.RECEIVED)
    assert production.get("/needs/1/crew-list").status_code == 404
    answer = production.post("/needs/1/crew-list/files", data={"format": "pdf", "language": "en"})
    assert answer.status_code == 404
    assert rows(web, Release) == []


@pytest.mark.usefixtures("owner")
def test_crew_have_no_business_here(web: Flask) -> None:
    assert signed_in_as(web, Role.CREW).get("/needs/1/crew-list").status_code == 403


def test_the_production_sees_phones_once_it_asked_for_them(web: Flask, production: FlaskClient) -> None:
    before = production.get("/needs/1/crew-list").text
    assert "tel:" not in before
    assert "mailto:" not in before
    after = production.post("/needs/1/crew-list/contacts", follow_redirects=True).text
    assert "tel:" in after
    assert "wa.me/52" in after
    [release] = rows(web, Release)
    assert (release.format, release.contacts) == ("web", len(rows(web, Disclosure)))
    assert rows(web, Referral)


def test_no_page_shows_the_details_of_somebody_silent(web: Flask, production: FlaskClient, staff: FlaskClient) -> None:
    production.post("/needs/1/crew-list/contacts")
    with reading(web.extensions["llamado.engine"]) as session:
        purpose = Consent.purpose == ConsentPurpose.SHARE_WITH_PRODUCTIONS
        sharing = set(session.exec(select(Consent.crew_member_id).where(purpose)))
        silent = [each for each in session.exec(select(CrewMember)) if each.id not in sharing]
    pages = ["/needs/1/crew-list", *(f"/needs/1/crew-list/{line}" for line in {row.position_id for row in placed(web)})]
    texts = [browser.get(page).text for browser in (production, staff) for page in pages]
    told = [text for text in texts if "ask the commission" in text]
    assert told
    for text in texts:
        for member in silent:
            assert not member.phone or member.phone not in text
            assert not member.phone or phone_text(member.phone) not in text
            assert not member.email or member.email not in text


def test_a_download_is_a_file_with_its_name_and_is_written_down(web: Flask, production: FlaskClient) -> None:
    answer = production.post("/needs/1/crew-list/files", data={"format": "json", "language": "es_MX"})
    assert answer.status_code == 200
    assert re.search(
        r'attachment; filename="TEST-[^"]*_lista-de-crew_v1_[^"]*\.json"', answer.headers["Content-Disposition"]
    )
    assert answer.headers["Cache-Control"] == "no-store"
    data = json.loads(answer.data)
    assert (data["locale"], data["totals"]["places"]) == ("es_MX", 9)
    [release] = rows(web, Release)
    assert (release.format, release.locale) == ("json", "es_MX")


def test_staff_preview_before_acceptance_without_contacts(web: Flask, staff: FlaskClient) -> None:
    set_status(web, NeedStatus.RECEIVED)
    data = json.loads(staff.post("/needs/1/crew-list/files", data={"format": "json", "language": "en"}).data)
    assert data["head"]["preview"] is True
    people = [place["person"] for d in data["departments"] for p in d["positions"] for place in p["places"]]
    assert any(people)
    assert all(person["contact"] is None for person in people if person)
    assert rows(web, Release) == []
    assert "tel:" not in staff.get("/needs/1/crew-list").text


def test_an_unknown_format_leads_back_with_a_word(web: Flask, staff: FlaskClient) -> None:
    answer = staff.post("/needs/1/crew-list/files", data={"format": "exe", "language": "en"}, follow_redirects=True)
    assert "Choose a format" in answer.text
    assert rows(web, Release) == []


@pytest.mark.parametrize("browser_of", ["staff", "production"])
def test_a_pick_and_its_undo_by_form(web: Flask, browser_of: str, request: pytest.FixtureRequest) -> None:
    browser: FlaskClient = request.getfixturevalue(browser_of)
    row = next(each for each in placed(web) if not each.trainee)
    address = f"/needs/1/crew-list/{row.position_id}/{row.crew_member_id}"
    text = browser.post(address, data={"decision": "picked"}, follow_redirects=True).text
    assert "is picked." in text
    assert "Undo" in text
    assert [each.status for each in placed(web) if each.id == row.id] == [ProposalStatus.PICKED]
    browser.post(address, data={"decision": "undecided"})
    assert [each.status for each in placed(web) if each.id == row.id] == [ProposalStatus.PROPOSED]


def test_a_drop_without_a_reason_is_refused_and_changes_nothing(web: Flask, staff: FlaskClient) -> None:
    row = placed(web)[0]
    address = f"/needs/1/crew-list/{row.position_id}/{row.crew_member_id}"
    answer = staff.post(address, data={"decision": "dropped"})
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert row.crew_member_id in [each.crew_member_id for each in placed(web)]
    answer = staff.post(address, data={"decision": "dropped", "reason": "on leave"}, follow_redirects=True)
    assert "Dropped: on leave" in answer.text


def test_a_note_and_a_move_by_form(web: Flask, staff: FlaskClient) -> None:
    row = next(each for each in placed(web) if not each.trainee)
    address = f"/needs/1/crew-list/{row.position_id}/{row.crew_member_id}"
    assert staff.post(address, data={"decision": "note", "note": "asks for a parking place"}).status_code == 302
    assert staff.post(address, data={"decision": "down"}).status_code == 302
    assert "asks for a parking place" in staff.get(f"/needs/1/crew-list/{row.position_id}").text
    assert staff.post(address, data={"decision": "sideways"}).status_code == 422


def test_filters_show_one_department_or_what_is_missing(staff: FlaskClient) -> None:
    lighting = staff.get("/needs/1/crew-list?department=lighting").text
    assert "No role is chosen" not in lighting
    missing = staff.get("/needs/1/crew-list?open=y").text
    assert "No role is chosen" in missing
    assert missing.count('<li class="slot">') == 0


def test_the_page_speaks_spanish(staff: FlaskClient) -> None:
    text = staff.get("/needs/1/crew-list").text
    assert "Crew list" in text
    staff.set_cookie("llamado_lang", "es_MX")
    text = staff.get("/needs/1/crew-list").text
    assert "Lista de crew" in text
    assert "Sin cubrir" in text
    assert "Not filled" not in text
