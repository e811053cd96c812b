"""Contact cards go out as every crew list does: by consent or disclosure, written down; on both engines."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db import reading, write_transaction
from app.models.account import Account, Role
from app.models.crew import CrewMember
from app.models.need import Need, NeedStatus
from app.models.production import Production
from app.models.shortlist import Proposal, Referral
from app.models.trust import Consent, ConsentPurpose, Disclosure, Release
from app.services.audit import Actor
from app.services.match import match_need
from tests.factories.account import make_account, sign_in, signed_in_as
from tests.factories.demo_registry import write_demo
from tests.factories.matched_need import NOW, TODAY, make_need

FILES = "/needs/1/crew-list/files"
ASKED = {"format": "vcf", "language": "es_MX"}


@pytest.fixture
def contact(web: Flask) -> Account:
    """Return the contact of a production whose need 1 is matched."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        write_demo(session, crew=300, seed=5, today=TODAY, notice_version="1")
        need = make_need(session, ("gaffer", "electrician"))
        match_need(session, Actor.command("test", NOW), need, today=TODAY)
        account = make_account(session, Role.PRODUCTION)
        session.flush()
        session.get_one(Production, need.production_id).contact_account_id = account.id
    return account


@pytest.fixture
def production(web: Flask, contact: Account) -> FlaskClient:
    return sign_in(web, contact)


def look(web: Flask) -> Session:
    return reading(web.extensions["llamado.engine"])


def on_list(session: Session) -> list[CrewMember]:
    placed = select(Proposal.crew_member_id).where(col(Proposal.crew_member_id).is_not(None))
    return list(session.exec(select(CrewMember).where(col(CrewMember.id).in_(placed))))


def sharing(session: Session) -> set[int]:
    agreed = Consent.purpose == ConsentPurpose.SHARE_WITH_PRODUCTIONS
    return set(session.exec(select(Consent.crew_member_id).where(agreed, col(Consent.withdrawn_at).is_(None))))


def test_those_who_agreed_have_a_card_and_the_release_tells_just_them(web: Flask, production: FlaskClient) -> None:
    answer = production.post(FILES, data=ASKED)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/vcard; charset=utf-8")
    assert re.search(r'filename="[^"]*_lista-de-crew_v1_[^"]*\.vcf"', answer.headers["Content-Disposition"])
    text = re.sub(r"\r\n[ \t]", "", answer.text)
    with look(web) as session:
        members, agreed = on_list(session), sharing(session)
        told = {member.id for member in members if member.id in agreed}
        assert 0 < len(told) < len(members)
        for member in members:
            assert (f"FN:{member.name}" in text) is (member.id in told)
            assert ((member.phone or "no phone") in text) is (member.id in told)
        [release] = session.exec(select(Release)).all()
        assert (release.format, release.people, release.contacts) == ("vcf", len(told), len(told))
        assert {row.crew_member_id for row in session.exec(select(Disclosure))} == told
        assert {row.crew_member_id for row in session.exec(select(Referral))} == told
    assert text.count("BEGIN:VCARD") == len(told)


def test_a_list_of_silent_people_gives_no_file(web: Flask, production: FlaskClient) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        for consent in session.exec(select(Consent)):
            consent.withdrawn_at = NOW
    answer = production.post(FILES, data=ASKED, follow_redirects=True)
    assert "Nobody on this list lets their phone or e-mail go out yet." in answer.text
    with look(web) as session:
        assert session.exec(select(Release)).all() == []


def test_before_acceptance_there_are_no_cards_for_anyone(web: Flask, contact: Account, production: FlaskClient) -> None:
    assert contact.id
    staff = signed_in_as(web, Role.STAFF)
    with write_transaction(web.extensions["llamado.engine"]) as session:
        session.get_one(Need, 1).status = NeedStatus.RECEIVED
    assert production.post(FILES, data=ASKED).status_code == 404
    answer = staff.post(FILES, data=ASKED, follow_redirects=True)
    assert "Contact cards go out once the commission has accepted the need." in answer.text
    assert 'value="vcf"' not in answer.text


def test_another_production_gets_nothing(web: Flask, contact: Account) -> None:
    assert contact.id
    assert signed_in_as(web, Role.PRODUCTION).post(FILES, data=ASKED).status_code == 404
