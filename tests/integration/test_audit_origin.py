"""Where a change came from, and whose name the audit may hold in plain text."""

from flask import Flask
from sqlmodel import Session, col, select

from app.db import reading, write_transaction
from app.models.account import Role
from app.models.trust import AuditEvent
from app.origin import machine
from app.services.audit import Actor, record_audit, record_sealed
from tests.factories.account import make_account, signed_in_as
from tests.factories.crew import make_crew_member


def _newest(web: Flask, action: str) -> AuditEvent:
    with reading(web.extensions["llamado.engine"]) as session:
        newest = select(AuditEvent).where(AuditEvent.action == action).order_by(col(AuditEvent.id).desc())
        return session.exec(newest.limit(1)).one()


def _person(web: Flask) -> int:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        return make_crew_member(session).id or 0


def test_staff_are_named_with_their_whole_address_and_the_route(web: Flask) -> None:
    browser = signed_in_as(web, Role.STAFF)
    browser.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    answer = browser.post(f"/crew/{_person(web)}/consents", data={"purpose": "statistics", "agrees": "yes"})
    assert answer.status_code == 302
    event = _newest(web, "crew:consent:given")
    assert event.actor_name == "staff"
    assert event.origin == "203.0.113.77 POST /crew/<id:crew_member_id>/consents"


def test_of_a_crew_member_neither_name_nor_whole_address_is_kept(web: Flask) -> None:
    browser = signed_in_as(web, Role.CREW, crew_member_id=_person(web))
    browser.environ_base["REMOTE_ADDR"] = "2001:db8:12:34::9"
    assert browser.post("/me/consents", data={"purpose": "statistics", "agrees": "yes"}).status_code == 302
    event = _newest(web, "crew:consent:given")
    assert event.actor_name == ""
    assert event.actor_id is not None
    assert event.origin == "2001:db8:12::/48 POST /me/consents"


def test_outside_of_a_request_the_machine_and_its_account_are_told(session: Session, actor: Actor) -> None:
    event = record_audit(session, actor, "x:y:z", subject_kind="thing")
    person = make_crew_member(session)
    record_sealed(session, actor, [("crew:profile:imported", person.id or 0, "sealed")])
    imported = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:profile:imported")).one()
    assert event.origin == imported.origin == machine()
    assert "@" in machine()


def test_only_the_commissions_own_people_are_named(session: Session, actor: Actor) -> None:
    names = {role: Actor.of(make_account(session, role), actor.at).name for role in Role if role is not Role.CREW}
    assert names == {Role.STAFF: "staff", Role.ADMIN: "admin", Role.READER: "reader", Role.PRODUCTION: ""}
