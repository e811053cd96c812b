"""A crew member's own profile: seen and edited by them alone, and what they change stands on their own word."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.account import Role
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.crew import CrewMember, CrewRole, CrewStatus, KitItem, Verification
from app.models.trust import AuditEvent, Consent, ConsentPurpose
from app.services.audit import Actor
from app.services.crew_rows import RowKind, add_row, remove_row
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member


@dataclass
class Two:
    """Two people of the registry: the one who is signed in, and another with a dolly and a removed crane."""

    mine: int
    other: int
    dolly: int
    crane_removed: int


@pytest.fixture
def two(web: Flask) -> Two:
    actor = Actor.command("test", datetime.now(UTC))
    with write_transaction(web.extensions["llamado.engine"]) as session:
        mine = make_crew_member(session, "gaffer", given_name="Inés", phone="+523312345678").id or 0
        other = make_crew_member(session, "key-grip", given_name="Otra", phone="+523399999999").id or 0
        dolly = add_row(session, actor, crew_member_id=other, listing=RowKind.KIT, name="Dolly")
        crane = add_row(session, actor, crew_member_id=other, listing=RowKind.KIT, name="Crane")
        removed = remove_row(session, actor, crew_member_id=other, listing=RowKind.KIT, row_id=crane)
        return Two(mine, other, dolly, removed)


@pytest.fixture
def ines(web: Flask, two: Two) -> FlaskClient:
    return signed_in_as(web, Role.CREW, crew_member_id=two.mine)


def test_people_see_their_own_profile_and_nobody_elses(ines: FlaskClient) -> None:
    assert "Hello, Inés" in ines.get("/me").get_data(as_text=True)
    page = ines.get("/me/profile").get_data(as_text=True)
    assert "Inés" in page
    assert "33 1234 5678" in page
    assert "Otra" not in page
    assert "Note for staff" not in page


def test_another_persons_entries_can_be_neither_opened_changed_removed_nor_brought_back(
    ines: FlaskClient, two: Two, session: Session
) -> None:
    assert ines.get(f"/me/kit/{two.dolly}").status_code == 404
    assert ines.post(f"/me/kit/{two.dolly}", data={"name": "Mine"}).status_code == 404
    assert ines.post(f"/me/kit/{two.dolly}/remove").status_code == 404
    assert ines.post(f"/me/undo/{two.crane_removed}").status_code == 404
    assert ines.get(f"/crew/{two.other}").status_code == 403
    assert ines.get("/crew").status_code == 403
    assert [item.name for item in session.exec(select(KitItem))] == ["Dolly"]


@pytest.mark.parametrize(
    "address",
    ["/me/part/note", "/me/part/duplicate", "/me/evidence/new", "/me/training/new", "/me/part/x", "/me/x/new"],
)
def test_what_only_staff_write_is_not_there(ines: FlaskClient, address: str) -> None:
    assert ines.get(address).status_code == 404
    assert ines.post(address, data={"staff_note": "x"}).status_code == 404


def test_a_person_can_not_verify_themselves(ines: FlaskClient, two: Two, session: Session) -> None:
    form = {"role_id": "key-grip", "seniority": "senior", "years": "9", "verification": "verified", "verified_by": "me"}
    assert ines.post("/me/role/new", data=form).status_code == 302
    role = session.exec(select(CrewRole).where(CrewRole.crew_member_id == two.mine, CrewRole.role_id == "key-grip"))
    assert role.one().verification is Verification.SELF_DECLARED


@pytest.mark.parametrize("part", ["names", "contact", "places", "papers", "status"])
def test_each_part_of_ones_own_can_be_opened(ines: FlaskClient, part: str) -> None:
    assert ines.get(f"/me/part/{part}").status_code == 200


def test_a_changed_phone_is_kept_and_audited_by_the_persons_account(
    ines: FlaskClient, two: Two, session: Session
) -> None:
    form = {"phone": "322 555 0101", "email": "", "preferred_channel": "whatsapp"}
    assert ines.post("/me/part/contact", data=form).status_code == 302
    assert session.get_one(CrewMember, two.mine).phone == "+523225550101"
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:profile:changed")).one()
    assert (event.crew_member_id, event.actor_name) == (two.mine, "")
    assert event.actor_id is not None


def test_consents_are_given_with_the_notice_in_force_and_withdrawn_by_oneself(
    ines: FlaskClient, two: Two, session: Session
) -> None:
    ines.post("/me/consents", data={"purpose": "share_with_productions", "agrees": "yes", "source": "paper"})
    consent = session.exec(select(Consent)).one()
    assert (consent.purpose, consent.source) == (ConsentPurpose.SHARE_WITH_PRODUCTIONS, "self")
    session.rollback()
    ines.post("/me/consents", data={"purpose": "registry", "agrees": "yes"})
    ines.post("/me/consents", data={"purpose": "registry", "agrees": "no"})
    assert session.get_one(CrewMember, two.mine).status is CrewStatus.WITHDRAWN
    page = ines.get("/me/profile").get_data(as_text=True)
    assert "Your profile is out of matching." in page


def test_nobody_is_proposed_again_without_agreeing_to_the_registry(
    ines: FlaskClient, two: Two, session: Session
) -> None:
    assert ines.post("/me/part/status", data={"status": "paused"}).status_code == 302
    answer = ines.post("/me/part/status", data={"status": "active"})
    assert answer.status_code == 422
    assert "Agree to the registry first" in answer.get_data(as_text=True)
    ines.post("/me/consents", data={"purpose": "registry", "agrees": "yes"})
    assert ines.post("/me/part/status", data={"status": "active"}).status_code == 302
    assert session.get_one(CrewMember, two.mine).status is CrewStatus.ACTIVE


def test_a_removed_skill_can_be_brought_back_with_one_tap(ines: FlaskClient) -> None:
    ines.post("/me/skill/new", data={"name": "QTAKE"})
    [row] = re.findall(r'href="(/me/skill/\d+)"', ines.get("/me/profile").get_data(as_text=True))
    page = ines.post(f"{row}/remove", follow_redirects=True).get_data(as_text=True)
    [undo] = re.findall(r'action="(/me/undo/\d+)"', page)
    ines.post(undo)
    assert "QTAKE" in ines.get("/me/profile").get_data(as_text=True)


def test_an_account_without_a_profile_says_what_to_do(web: Flask) -> None:
    browser = signed_in_as(web, Role.CREW)
    page = browser.get("/me").get_data(as_text=True)
    assert "No profile is linked to your account yet" in page
    assert browser.get("/me/profile").status_code == 404
    assert browser.get("/me/part/names").status_code == 404
    assert browser.post("/me/consents", data={"purpose": "registry", "agrees": "yes"}).status_code == 404


def test_productions_see_no_profile_and_no_list(web: Flask, two: Two) -> None:
    browser = signed_in_as(web, Role.PRODUCTION)
    for address in ("/crew", f"/crew/{two.mine}", "/me", "/me/profile", f"/crew/{two.mine}/part/contact"):
        assert browser.get(address).status_code == 403
    assert browser.post("/crew.csv").status_code == 403


def test_the_next_weeks_show_what_was_said_and_how_old_it_is(ines: FlaskClient, two: Two, web: Flask) -> None:
    now = datetime.now(UTC)
    with write_transaction(web.extensions["llamado.engine"]) as session:
        for days_ago, valid in ((10, 30), (40, -5)):
            session.add(
                Statement(
                    crew_member_id=two.mine,
                    kind=StatementKind.AVAILABLE,
                    starts_on=(now + timedelta(days=7 if valid > 0 else 20)).date(),
                    ends_on=(now + timedelta(days=12 if valid > 0 else 25)).date(),
                    stated_at=now - timedelta(days=days_ago),
                    valid_until_on=(now + timedelta(days=valid)).date(),
                    source=StatementSource.SELF,
                )
            )
    page = ines.get("/me").get_data(as_text=True)
    assert "said 10 days ago" in page
    assert "said “Free” 40 days ago, lapsed" in page
