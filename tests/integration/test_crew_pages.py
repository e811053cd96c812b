"""The registry's pages for staff: profiles are made and filled in section by section; nothing typed is lost."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.account import Account, Role
from app.models.credit import Course, Credit, Title, TrainingRecord
from app.models.crew import CrewMember, CrewRole, CrewStatus, KitItem, WorkBase
from app.models.trust import Consent
from tests.conftest import TODAY
from tests.factories.account import make_account, signed_in_as
from tests.factories.crew import make_crew_member


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    return signed_in_as(web, Role.STAFF)


@pytest.fixture
def ana(web: Flask) -> int:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        return make_crew_member(session, "gaffer", phone="+523312345678", email="ana@example.org").id or 0


def test_a_profile_is_made_from_a_name_and_an_agreement(staff: FlaskClient, session: Session) -> None:
    form = {"given_name": "Zoé", "surname": "Ávila", "base": "PVR", "role_id": "gaffer", "agreed": "y"}
    answer = staff.post("/crew/new", data=form)
    assert answer.status_code == 302
    [member] = session.exec(select(CrewMember))
    assert (member.status, member.base_place) == (CrewStatus.ACTIVE, "14067")
    assert session.exec(select(CrewRole)).one().is_primary
    assert session.exec(select(Consent)).one().source == "paper"
    page = staff.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Zoé Ávila" in page
    assert "Gaffer" in page


def test_a_form_with_a_mistake_keeps_what_was_typed(staff: FlaskClient, session: Session) -> None:
    form = {"given_name": "Zoé", "phone": "12", "base": "San Juan", "role_id": ""}
    answer = staff.post("/crew/new", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="Zoé"' in page
    assert 'value="12"' in page
    assert "This is no phone number" in page
    assert session.exec(select(CrewMember)).first() is None


@pytest.mark.usefixtures("ana")
def test_somebody_with_the_same_phone_is_pointed_out(staff: FlaskClient) -> None:
    form = {"given_name": "Anita", "phone": "33 1234 5678", "role_id": ""}
    page = staff.post("/crew/new", data=form, follow_redirects=True).get_data(as_text=True)
    assert "has the same phone or e-mail" in page


def test_a_profile_shows_buttons_to_call_and_write(staff: FlaskClient, ana: int) -> None:
    page = staff.get(f"/crew/{ana}").get_data(as_text=True)
    assert 'href="tel:+523312345678"' in page
    assert "https://wa.me/523312345678" in page


@pytest.mark.parametrize("part", ["names", "contact", "places", "papers", "status", "note"])
def test_each_part_can_be_opened_and_saved_as_it_is(staff: FlaskClient, ana: int, part: str) -> None:
    page = staff.get(f"/crew/{ana}/part/{part}").get_data(as_text=True)
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    fields |= dict(re.findall(r'<select[^>]*name="([^"]+)".*?<option selected value="([^"]*)"', page, re.DOTALL))
    answer = staff.post(f"/crew/{ana}/part/{part}", data=fields)
    assert answer.status_code == 302, answer.get_data(as_text=True)


def test_places_are_read_as_people_type_them_and_asked_back_where_unsure(
    staff: FlaskClient, ana: int, session: Session
) -> None:
    form = {"base": "Nuevo Vallarta", "work_bases-0": "gdl", "work_bases-1": "", "residence": "Tepic"}
    assert staff.post(f"/crew/{ana}/part/places", data=form).status_code == 302
    member = session.get_one(CrewMember, ana)
    assert (member.residence_state, member.base_place is not None) == ("Nayarit", True)
    assert [row.place for row in session.exec(select(WorkBase))] == ["14039"]
    session.rollback()
    answer = staff.post(f"/crew/{ana}/part/places", data=form | {"base": "xqzzt"})
    assert answer.status_code == 422
    assert 'value="xqzzt"' in answer.get_data(as_text=True)


ENTRIES = {
    "role": {"role_id": "key-grip", "seniority": "senior", "years": "7", "verification": "verified"},
    "language": {"language": "en", "level": "C1"},
    "credential": {"kind": "first_aid", "expires_on": "2020-01-01", "verification": "self_declared"},
    "skill": {"name": "Alexa 35"},
    "kit": {"name": "Dolly", "rental_centavos_per_day": "1,250.50"},
    "evidence": {"kind": "voter_card", "issued_on": "2026-01-01", "valid_until_on": "2027-01-01", "seen_by": "Eva"},
    "credit": {"name": "La Única", "year": "2024", "kind": "feature", "role_id": "", "verification": "none"},
}


@pytest.mark.parametrize("kind", list(ENTRIES))
def test_an_entry_is_added_changed_removed_and_brought_back(staff: FlaskClient, ana: int, kind: str) -> None:
    added = staff.post(f"/crew/{ana}/{kind}/new", data=ENTRIES[kind])
    assert added.status_code == 302, added.get_data(as_text=True)
    page = staff.get(f"/crew/{ana}").get_data(as_text=True)
    row = max(re.findall(rf'href="(/crew/{ana}/{kind}/\d+)"', page), key=lambda link: int(link.rsplit("/", 1)[1]))
    assert staff.get(row).status_code == 200
    assert staff.post(row, data=ENTRIES[kind]).status_code == 302
    removed = staff.post(f"{row}/remove")
    page = staff.get(removed.headers["Location"]).get_data(as_text=True)
    [undo] = re.findall(r'action="(/crew/\d+/undo/\d+)"', page)
    assert f'href="{row}"' not in page
    assert staff.post(undo).status_code == 302
    assert re.search(rf'href="/crew/{ana}/{kind}/\d+"', staff.get(f"/crew/{ana}").get_data(as_text=True))
    assert staff.post(undo).status_code == 404


def test_an_expired_licence_is_marked(staff: FlaskClient, ana: int) -> None:
    staff.post(f"/crew/{ana}/credential/new", data=ENTRIES["credential"])
    assert "Expired" in staff.get(f"/crew/{ana}").get_data(as_text=True)


def test_rents_are_kept_in_centavos(staff: FlaskClient, ana: int, session: Session) -> None:
    staff.post(f"/crew/{ana}/kit/new", data=ENTRIES["kit"])
    assert session.exec(select(KitItem)).one().rental_centavos_per_day == 125_050
    session.rollback()
    assert (
        staff.post(f"/crew/{ana}/kit/new", data={"name": "Crane", "rental_centavos_per_day": "nan"}).status_code == 422
    )


def test_a_second_role_of_one_kind_is_refused_and_says_so(staff: FlaskClient, ana: int) -> None:
    form = ENTRIES["role"] | {"role_id": "gaffer"}
    answer = staff.post(f"/crew/{ana}/role/new", data=form)
    assert answer.status_code == 422
    assert "The profile has this already" in answer.get_data(as_text=True)


def test_training_is_recorded_against_a_course(staff: FlaskClient, ana: int, web: Flask, session: Session) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as writing:
        course = Course(programme="Jalisco Lab", name="Production Basics", starts_on=TODAY, ends_on=TODAY)
        writing.add(course)
        writing.flush()
        course_id = course.id
    form = {"course_id": str(course_id), "result": "approved", "certificate_number": "JL-7"}
    assert staff.post(f"/crew/{ana}/training/new", data=form).status_code == 302
    assert session.exec(select(TrainingRecord)).one().certificate_number == "JL-7"
    page = staff.get(f"/crew/{ana}").get_data(as_text=True)
    assert "Production Basics" in page
    assert "JL-7" in page


def test_a_course_that_is_not_in_the_list_is_written_with_the_record_and_found_again(
    staff: FlaskClient, ana: int, web: Flask, session: Session
) -> None:
    form = {"course_id": "0", "result": "completed", "programme": "Academia", "course_name": "Sonido"}
    answer = staff.post(f"/crew/{ana}/training/new", data=form)
    assert answer.status_code == 422
    assert "Choose a course, or write" in answer.get_data(as_text=True)
    form["starts_on"] = "2026-05-04"
    assert staff.post(f"/crew/{ana}/training/new", data=form | {"ends_on": "2026-05-01"}).status_code == 422
    assert staff.post(f"/crew/{ana}/training/new", data=form).status_code == 302
    with write_transaction(web.extensions["llamado.engine"]) as writing:
        other = make_crew_member(writing).id
    assert staff.post(f"/crew/{other}/training/new", data=form).status_code == 302
    assert session.exec(select(Course)).one().name == "Sonido"
    record = session.exec(select(TrainingRecord.id).where(TrainingRecord.crew_member_id == other)).one()
    session.rollback()
    page = staff.get(f"/crew/{other}/training/{record}").get_data(as_text=True)
    assert "Academia · Sonido" in page


def test_a_credit_is_changed_together_with_its_production(staff: FlaskClient, ana: int, session: Session) -> None:
    staff.post(f"/crew/{ana}/credit/new", data=ENTRIES["credit"])
    row = session.exec(select(Credit.id)).one()
    session.rollback()
    staff.post(f"/crew/{ana}/credit/{row}", data=ENTRIES["credit"] | {"name": "Otra", "year": "2025"})
    credit = session.exec(select(Credit)).one()
    assert session.get_one(Title, credit.title_id).name == "Otra"


def test_consents_are_given_and_withdrawn_with_the_notice(staff: FlaskClient, ana: int, session: Session) -> None:
    staff.post(f"/crew/{ana}/consents", data={"purpose": "training", "agrees": "yes"})
    assert "Notice 2026-11" in staff.get(f"/crew/{ana}").get_data(as_text=True)
    staff.post(f"/crew/{ana}/consents", data={"purpose": "training", "agrees": "no"})
    assert session.exec(select(Consent)).one().withdrawn_at is not None
    session.rollback()
    assert staff.post(f"/crew/{ana}/consents", data={"purpose": "selling"}).status_code == 400


@pytest.mark.parametrize("address", ["/part/nothing", "/nothing/new", "/role/999", "/names/new", "/nothing/1"])
def test_addresses_of_nothing_are_not_found(staff: FlaskClient, ana: int, address: str) -> None:
    assert staff.get(f"/crew/{ana}{address}").status_code == 404


def test_somebody_elses_entry_is_not_found_under_this_profile(staff: FlaskClient, ana: int, web: Flask) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        other = make_crew_member(session, "key-grip")
        role_id = session.exec(select(CrewRole.id).where(CrewRole.crew_member_id == other.id)).one()
    assert staff.get(f"/crew/{ana}/role/{role_id}").status_code == 404
    assert staff.post(f"/crew/{ana}/role/{role_id}/remove").status_code == 404


def test_places_are_suggested_while_typing(client: FlaskClient) -> None:
    assert "San Pedro Tlaquepaque, Jalisco" in client.get("/places?q=tlaque").get_json()["places"]
    assert client.get("/places?q=").get_json()["places"] == []


def test_staff_open_the_sign_in_of_a_person_once(staff: FlaskClient, ana: int, session: Session) -> None:
    page = staff.post(f"/crew/{ana}/account", follow_redirects=True).get_data(as_text=True)
    assert "ana@example.org can sign in now" in page
    account = session.exec(select(Account).where(Account.email == "ana@example.org")).one()
    assert (account.role, account.crew_member_id) == (Role.CREW, ana)
    session.rollback()
    page = staff.post(f"/crew/{ana}/account", follow_redirects=True).get_data(as_text=True)
    assert "This profile has an account already." in page


def test_an_account_that_waited_for_its_profile_is_linked_and_a_foreign_one_is_not(
    web: Flask, staff: FlaskClient, ana: int, session: Session
) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as writing:
        waiting, office = make_account(writing, Role.CREW), make_account(writing, Role.STAFF)
        other = make_crew_member(writing, email=office.email).id
        nobody = make_crew_member(writing).id
        writing.get_one(CrewMember, ana).email = waiting.email
    staff.post(f"/crew/{ana}/account")
    assert session.get_one(Account, waiting.id).crew_member_id == ana
    session.rollback()
    page = staff.post(f"/crew/{other}/account", follow_redirects=True).get_data(as_text=True)
    assert "belongs to another account" in page
    page = staff.post(f"/crew/{nobody}/account", follow_redirects=True).get_data(as_text=True)
    assert "Write the person&#39;s e-mail into the profile first." in page
