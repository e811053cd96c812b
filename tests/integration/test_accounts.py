"""Administrators keep the accounts of others: invited, changed, closed, helped; one administrator always stays."""

import re
from datetime import UTC, datetime

from click.testing import CliRunner
from flask import Flask
from sqlmodel import Session, col, select

from app.commands.account import account as command
from app.db import write_transaction
from app.models.account import Account, Role
from app.models.message import Message
from app.models.trust import AuditEvent
from app.services.second_factor import find_step, new_secret, seal
from tests.factories.account import make_account, sign_in, signed_in_as

GOOD = "cuatro nubes caminan despacio"


def _account(web: Flask, role: Role) -> Account:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        return make_account(session, role)


def _last_mail(session: Session) -> tuple[str, str]:
    """Return to whom the newest e-mail goes, and its text."""
    found = session.exec(select(Message.to_address, Message.text).order_by(col(Message.id).desc())).first()
    session.rollback()  # SQLite's write lock is for the browser
    assert found
    return found


def test_who_is_invited_chooses_a_password_once_and_sets_up_the_second_factor(web: Flask, session: Session) -> None:
    admin = signed_in_as(web, Role.ADMIN)
    form = {"email": "New@Example.org", "name": "Nueva", "role": "reader"}
    assert admin.post("/accounts", data=form | {"role": "crew"}).status_code == 422
    assert admin.post("/accounts", data=form).status_code == 302
    assert admin.post("/accounts", data=form).status_code == 409, "one account an address"
    link = re.search(r"/password/\S+", _last_mail(session)[1])
    assert link
    guest = web.test_client()
    assert guest.post("/sign-in/link", data={"email": "new@example.org"}).status_code == 200
    assert _last_mail(session)[0] == "new@example.org"
    assert "/password/" in _last_mail(session)[1], "no link gets around the password"
    assert guest.get(link[0]).status_code == 200
    assert guest.post(link[0], data={"password": "nueva nueva 1", "again": "nueva nueva 1"}).status_code == 422
    chosen = guest.post(link[0], data={"password": GOOD, "again": GOOD})
    assert chosen.headers["Location"] == "/second-factor/set-up"
    assert guest.post(link[0], data={"password": GOOD, "again": GOOD}).status_code == 410
    assert guest.post(link[0].replace("/password/", "/sign-in/")).status_code == 410


def test_rights_change_and_devices_sign_in_anew(web: Flask, session: Session) -> None:
    admin, staff = signed_in_as(web, Role.ADMIN), _account(web, Role.STAFF)
    theirs = sign_in(web, staff)
    assert admin.post(f"/accounts/{staff.id}/role", data={"role": "reader"}).status_code == 302
    assert theirs.get("/security").status_code == 302
    assert session.get_one(Account, staff.id).role is Role.READER
    session.rollback()
    crew = _account(web, Role.CREW)
    assert admin.post(f"/accounts/{crew.id}/role", data={"role": "admin"}).status_code == 409


def test_there_is_always_an_administrator(web: Flask) -> None:
    first = _account(web, Role.ADMIN)
    admin = sign_in(web, first)
    assert admin.post(f"/accounts/{first.id}/close").status_code == 409
    assert admin.post(f"/accounts/{first.id}/role", data={"role": "staff"}).status_code == 409
    second = _account(web, Role.ADMIN)
    assert admin.post(f"/accounts/{second.id}/close").status_code == 302
    assert admin.post(f"/accounts/{first.id}/close").status_code == 409, "one that is closed does not count"
    admin.post(f"/accounts/{second.id}/open")
    assert admin.post(f"/accounts/{first.id}/close").status_code == 302
    assert admin.get("/accounts").status_code == 302, "out at once"


def _give_factor(web: Flask, who: Account) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        row = session.get_one(Account, who.id)
        row.totp_secret, row.totp_confirmed_at = seal(new_secret()), datetime.now(UTC)


def test_a_lost_phone_is_helped_by_an_admin_and_both_are_told(web: Flask, session: Session) -> None:
    boss, staff = _account(web, Role.ADMIN), _account(web, Role.STAFF)
    admin = sign_in(web, boss)
    assert admin.post(f"/accounts/{staff.id}/second-factor").status_code == 409
    _give_factor(web, staff)
    theirs = sign_in(web, staff)
    assert admin.post(f"/accounts/{staff.id}/second-factor").status_code == 302
    assert theirs.get("/security").status_code == 302, "who holds the phone may hold a session"
    told = session.exec(select(Message.to_address)).all()
    assert sorted(told) == sorted([boss.email, staff.email])
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "account:second_factor:dropped")).one()
    assert (event.actor_id, event.subject_id) == (boss.id, staff.id)


def test_the_last_admin_is_helped_on_the_server(web: Flask, session: Session) -> None:
    boss = _account(web, Role.ADMIN)
    _give_factor(web, boss)
    runner = CliRunner()
    assert "no account" in runner.invoke(command, ["reset-factor", "nobody@example.org"]).output
    assert runner.invoke(command, ["reset-factor", boss.email]).exit_code == 0
    assert session.get_one(Account, boss.id).totp_confirmed_at is None
    session.rollback()
    assert runner.invoke(command, ["reset-factor", boss.email]).exit_code == 1


def test_a_new_password_is_asked_for_and_the_old_one_is_dead(web: Flask, session: Session) -> None:
    admin, staff = signed_in_as(web, Role.ADMIN), _account(web, Role.STAFF)
    assert admin.post(f"/accounts/{staff.id}/password").status_code == 302
    assert "/password/" in _last_mail(session)[1]
    assert session.get_one(Account, staff.id).password_hash == ""
    session.rollback()
    assert admin.post(f"/accounts/{_account(web, Role.CREW).id}/password").status_code == 409
    assert admin.post(f"/accounts/{staff.id}/nonsense").status_code == 404


def test_the_list_finds_people_and_says_how_they_sign_in(web: Flask) -> None:
    admin = signed_in_as(web, Role.ADMIN)
    staff = _account(web, Role.STAFF)
    _give_factor(web, staff)
    page = admin.get(f"/accounts?q={staff.email[:6].upper()}").text
    assert staff.email in page
    assert "in use" in page
    assert "Nobody is called that" in admin.get("/accounts?q=%25zz").text
    shown = admin.get(f"/accounts/{staff.id}").text
    assert "Take the second factor away" in shown
    assert admin.get("/accounts/999999").status_code == 404


def test_the_codes_of_the_rfc_are_ours() -> None:
    """RFC 6238, appendix B, SHA-1: the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert find_step(secret, code, now=at) == seconds // 30
    assert find_step(secret, "28708²", now=at) is None
