"""The staff's match pages through HTTP, on both engines."""

import re
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.clock import today
from app.db import write_transaction
from app.models.account import Role
from app.models.crew import CrewMember
from app.models.shortlist import CandidateDecision, Decision, ProposalStatus, Shortlist, WeightSet
from app.queries.shortlist import find_active_weights, list_positions, list_proposals
from app.services.weights import default_weights
from tests.factories.account import signed_in_as
from tests.factories.demo_registry import write_demo
from tests.factories.matched_need import make_need


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    """Return a browser of the commission's, over a small demo registry."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        write_demo(session, crew=400, seed=3, today=today(), notice_version="1")
    return signed_in_as(web, Role.STAFF)


@pytest.fixture
def need(web: Flask, staff: FlaskClient) -> tuple[int, int]:
    """Return a matched need and its first position."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        made = make_need(session, ("production-assistant", "gaffer", None))
        need_id, position_id = made.id or 0, list_positions(session, made.id or 0)[0].id or 0
    assert staff.post(f"/needs/{need_id}/match").status_code == 302
    return need_id, position_id


def read(web: Flask) -> Session:
    return Session(web.extensions["llamado.engine"])


def candidates(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'id="c(\d+)"', page)]


def test_staff_match_a_need_and_see_each_line(staff: FlaskClient, need: tuple[int, int]) -> None:
    page = staff.get(f"/needs/{need[0]}/match").text
    assert "Production Assistant" in page
    assert "more if they confirm" in page
    assert "No role is chosen for this title yet" in page
    assert staff.get("/needs/99999/match").status_code == 404


def test_candidates_are_shown_with_reasons_in_both_languages(staff: FlaskClient, need: tuple[int, int]) -> None:
    page = staff.get(f"/positions/{need[1]}/candidates").text
    assert len(candidates(page)) >= 10
    assert "Has experience in the role, above all of late" in page
    staff.set_cookie("llamado_lang", "es_MX")
    assert "Tiene experiencia en el puesto, sobre todo reciente" in staff.get(f"/positions/{need[1]}/candidates").text


def test_a_candidates_whatsapp_button_asks_them_with_a_link_that_answers(
    staff: FlaskClient, need: tuple[int, int]
) -> None:
    page = staff.get(f"/positions/{need[1]}/candidates").text
    chats = re.findall(r'https://wa\.me/(\d+)\?text=([^"]+)"', page)
    assert len(chats) >= 10
    assert all("answer/days/" in unquote(text) for _, text in chats)


def test_staff_pick_drop_and_take_back(web: Flask, staff: FlaskClient, need: tuple[int, int]) -> None:
    address = f"/positions/{need[1]}/candidates"
    first, second, *_ = candidates(staff.get(address).text)
    assert staff.post(f"{address}/{first}", data={"decision": "dropped"}).status_code == 422
    assert staff.post(f"{address}/{first}", data={"decision": "dropped", "reason": "dates"}).status_code == 302
    assert staff.post(f"{address}/{second}", data={"decision": "picked"}).status_code == 302
    assert "Dropped: dates" in staff.get(address).text
    staff.post(f"/needs/{need[0]}/match")
    with read(web) as session:
        slots = {s.crew_member_id: s.status for s in list_proposals(session, [need[1]])}
        assert slots[second] is ProposalStatus.PICKED
        assert first not in slots
    staff.post(f"{address}/{second}", data={"decision": "undecided"})
    with read(web) as session:
        kept = {row.crew_member_id: row.decision for row in session.exec(select(CandidateDecision))}
        assert kept == {first: Decision.DROPPED, second: None}


def test_staff_move_a_candidate_up(staff: FlaskClient, need: tuple[int, int]) -> None:
    address = f"/positions/{need[1]}/candidates"
    first, second, *_ = candidates(staff.get(address).text)
    assert staff.post(f"{address}/{second}", data={"decision": "up"}).status_code == 302
    assert candidates(staff.get(address).text)[:2] == [second, first]
    assert staff.post(f"{address}/99999999", data={"decision": "up"}).status_code == 422
    assert staff.post(f"{address}/99999999", data={"decision": "picked"}).status_code == 404


def test_why_not_is_answered_for_anyone(web: Flask, staff: FlaskClient, need: tuple[int, int]) -> None:
    address = f"/positions/{need[1]}/candidates"
    listed = set(candidates(staff.get(address).text))
    with read(web) as session:
        someone = next(member for member in session.exec(select(CrewMember)) if member.id not in listed)
        name = f"{someone.given_name} {someone.surname}"
    page = staff.get(address, query_string={"q": name}).text
    section = page.split('aria-label="Why not?"')[1].split("</section>")[0]
    assert someone.surname.split()[0] in section
    assert "Nobody in the registry is called that" in staff.get(address, query_string={"q": "zzqx"}).text


def test_two_candidates_stand_side_by_side(staff: FlaskClient, need: tuple[int, int]) -> None:
    first, second, third, *_ = candidates(staff.get(f"/positions/{need[1]}/candidates").text)
    address = f"/positions/{need[1]}/compare"
    page = staff.get(address).text
    assert [int(found) for found in re.findall(r'value="(\d+)" selected', page)] == [first, second]
    page = staff.get(address, query_string={"a": third}).text
    assert [int(found) for found in re.findall(r'value="(\d+)" selected', page)] == [third, first]
    assert "Has experience in the role, above all of late" in page
    assert "ahead" in page
    page = staff.get(address, query_string={"a": third, "b": third}).text
    assert [int(found) for found in re.findall(r'value="(\d+)" selected', page)] == [third, first]
    assert staff.get(address, query_string={"a": 99999}).status_code == 404
    assert staff.get("/positions/99999/compare").status_code == 404


def test_weights_are_previewed_and_saved_as_a_new_version(
    web: Flask, staff: FlaskClient, need: tuple[int, int]
) -> None:
    fields = {f"w_{name}": str(value) for name, value in default_weights().items()}
    typed = {**fields, "w_experience": "90", "name": "default", "note": "more experience"}
    preview = staff.post("/weights", data={**typed, "preview": "1"})
    assert "What changes" in preview.text
    assert "Nothing is saved yet" in preview.text
    upside_down = {**fields, **dict.fromkeys(fields, "0"), "w_rotation": "100", "name": "default", "preview": "1"}
    turned = staff.post("/weights", data={**upside_down, "need_id": str(need[0])}).text.split('id="changes"')[1]
    assert f"/positions/{need[1]}/candidates" in turned
    assert "Would come in" in turned
    assert staff.post("/weights", data={**upside_down, "need_id": "99999"}).status_code == 422
    with read(web) as session:
        assert len(session.exec(select(WeightSet)).all()) == 1
    assert staff.post("/weights", data={**typed, "w_team": "101", "save": "1"}).status_code == 422
    assert staff.post("/weights", data={**typed, "save": "1"}).status_code == 302
    staff.post(f"/needs/{need[0]}/match")
    with read(web) as session:
        active = find_active_weights(session)
        assert active is not None
        assert (active.version, active.weights["experience"]) == (2, 90)
        newest = session.exec(select(Shortlist)).all()[-1]
        assert newest.weight_set_id == active.id
        first = session.exec(select(WeightSet).where(WeightSet.version == 1)).one()
    assert staff.post(f"/weights/{first.id}/use").status_code == 302
    assert staff.get("/weights").text.count("In use") == 1
