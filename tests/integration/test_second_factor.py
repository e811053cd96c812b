"""The second factor at sign-in: set up once, asked each time, no code counts twice; proof before dangerous deeds."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.account import Account, Role
from app.models.message import Message
from app.models.security import RecoveryCode
from app.models.trust import AuditEvent
from app.services.account import create_account
from app.services.audit import Actor
from config import Settings
from tests.factories.account import make_account, sign_in, signed_in_as

EMAIL, PASSWORD = "ana@example.org", "correct horse battery"


@pytest.fixture
def ana(web: Flask) -> Account:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        command = Actor.command("test", datetime.now(UTC))
        return create_account(session, command, email=EMAIL, role=Role.STAFF, name="Ana", password=PASSWORD)


def _password(browser: FlaskClient) -> str:
    return browser.post("/sign-in/password", data={"email": EMAIL, "password": PASSWORD}).headers["Location"]


def _enrol(browser: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    assert _password(browser) == "/second-factor/set-up"
    page = browser.get("/second-factor/set-up").text
    key = re.search(r'class="key"><code>([A-Z2-7 ]+)</code>', page)
    assert key
    totp = pyotp.TOTP(key[1].replace(" ", ""))
    drawn = browser.get("/second-factor/qr.svg")
    assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
    assert browser.post("/second-factor/set-up", data={"code": "000000"}).status_code == 422
    done = browser.post("/second-factor/set-up", data={"code": totp.now()})
    assert browser.get("/crew").status_code == 200, "the code that was tried signs in"
    return totp, re.findall(r"<li><code>([a-z0-9-]{19})</code>", done.text)


def _code(browser: FlaskClient, code: str) -> int:
    return browser.post("/sign-in/code", data={"code": code}).status_code


def test_a_code_counts_once_and_a_clock_may_be_half_a_minute_off(web: Flask, ana: Account, session: Session) -> None:
    start = datetime(2026, 11, 23, 12, 0, 1, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        totp, _codes = _enrol(web.test_client())
    for seconds, shown, status in ((5, 0, 422), (60, 30, 302), (61, 30, 422), (62, 60, 302), (200, 60, 422)):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            browser = web.test_client()
            assert _password(browser) == "/sign-in/code"
            assert browser.get("/crew").status_code == 302, "not before the code"
            assert _code(browser, totp.at(start + timedelta(seconds=shown))) == status, (seconds, shown)
    kept = session.get_one(Account, ana.id).totp_secret
    assert kept
    assert totp.secret.encode() not in kept


@pytest.mark.usefixtures("ana")
def test_a_recovery_code_stands_in_once_and_the_database_keeps_none(web: Flask, session: Session) -> None:
    _totp, codes = _enrol(web.test_client())
    assert len(set(codes)) == 10
    first, second = web.test_client(), web.test_client()
    for browser in (first, second):
        _password(browser)
    assert _code(first, codes[0].upper().replace("-", " ")) == 302
    assert _code(second, codes[0]) == 422
    assert _code(second, codes[1]) == 302
    kept = session.exec(select(RecoveryCode)).all()
    assert (len(kept), sum(row.used_at is not None for row in kept)) == (10, 2)
    assert not {row.code_hash for row in kept} & set(codes)
    session.rollback()
    fresh = re.findall(r"<li><code>([a-z0-9-]{19})</code>", second.post("/second-factor/recovery-codes").text)
    third = web.test_client()
    _password(third)
    assert _code(third, codes[2]) == 422, "earlier ones are dead"
    assert _code(third, fresh[0]) == 302


@pytest.mark.usefixtures("ana")
def test_guessing_codes_is_stopped(web: Flask) -> None:
    _totp, codes = _enrol(web.test_client())
    browser = web.test_client()
    _password(browser)
    assert [_code(browser, f"{n:06}") for n in range(9)] == [422] * 8 + [429]
    assert _code(browser, codes[0]) == 429


@pytest.mark.usefixtures("ana")
def test_half_a_sign_in_opens_nothing_and_lapses(web: Flask) -> None:
    _enrol(web.test_client())
    browser = web.test_client()
    _password(browser)
    for address in ("/crew", "/security", "/devices"):
        assert browser.get(address).status_code == 302
    assert browser.get("/second-factor/set-up").status_code == 404, "no new phone without the old one's code"
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16), tick=False):
        assert browser.get("/sign-in/code").headers["Location"] == "/sign-in"


def test_where_it_is_off_the_password_is_enough_and_accounts_of_the_demo_are_spared(
    web: Flask, settings: Settings, ana: Account
) -> None:
    web.config["SETTINGS"] = settings.model_copy(update={"second_factor": "off"})
    browser = web.test_client()
    assert _password(browser) == "/"
    assert browser.get("/second-factor/set-up").status_code == 404
    web.config["SETTINGS"] = settings.model_copy(update={"second_factor": "offered"})
    assert _password(web.test_client()) == "/"
    assert browser.get("/second-factor/set-up").status_code == 200
    web.config["SETTINGS"] = settings
    with write_transaction(web.extensions["llamado.engine"]) as session:
        session.get_one(Account, ana.id).fictional = True
    assert _password(web.test_client()) == "/"


def test_a_dangerous_deed_asks_again_after_a_quarter_of_an_hour(web: Flask, ana: Account) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        session.get_one(Account, ana.id).role = Role.ADMIN
    browser = web.test_client()
    _totp, codes = _enrol(browser)
    form = {"email": "new@example.org", "name": "New", "role": "staff"}
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16), tick=False):
        asked = browser.post("/accounts", data=form, headers={"Referer": "http://localhost/accounts"})
        assert (asked.status_code, asked.headers["Location"]) == (303, "/prove?next=/accounts")
        assert browser.get("/second-factor/set-up").headers["Location"].startswith("/prove")
        assert "Todavía no se hizo nada" in browser.get("/prove?next=/accounts").text
        assert browser.post("/prove", data={"code": "000000", "next": "/accounts"}).status_code == 422
        assert browser.post("/prove", data={"code": codes[0], "next": "//evil.example"}).headers["Location"] == "/"
        assert browser.post("/accounts", data=form).status_code == 302


def test_who_has_neither_password_nor_phone_proves_it_by_a_fresh_link(web: Flask, session: Session) -> None:
    browser = signed_in_as(web, Role.CREW)
    page = browser.get("/prove?next=/me").text
    assert "Send me a link" in page
    assert browser.post("/prove", data={"next": "/me"}).status_code == 422, "a button alone proves nothing"
    browser.post("/prove/link", data={"next": "/me"})
    (message,) = session.exec(select(Message)).all()
    link = re.search(r"/sign-in/\S+", message.text)
    session.rollback()
    assert link
    assert browser.post(link[0]).headers["Location"] == "/me"


@pytest.mark.usefixtures("ana")
def test_what_concerns_an_account_stands_in_its_history_and_is_told(web: Flask, session: Session) -> None:
    browser = web.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    browser.post("/sign-in/password", data={"email": EMAIL, "password": "wrong"})
    _enrol(browser)
    page = browser.get("/security").text
    for words in ("Wrong password", "Second factor set up", "New recovery codes", "Signed in", "10 recovery codes"):
        assert words in page
    subjects = [message.subject for message in session.exec(select(Message).order_by(Message.id))]  # type: ignore[arg-type]  # a column
    assert subjects == ["Tu cuenta tiene un segundo factor nuevo", "Un navegador nuevo entró a tu cuenta"]


def test_a_password_is_changed_by_who_knows_the_present_one_and_others_are_out(web: Flask, ana: Account) -> None:
    browser, other = sign_in(web, ana), sign_in(web, ana)
    good = "cuatro nubes caminan despacio"
    form = {"present": PASSWORD, "password": good, "again": good}
    assert browser.post("/security/password", data=form | {"present": "no"}).status_code == 422
    assert browser.post("/security/password", data=form | {"again": "another"}).status_code == 422
    for weak in ("short", "ana-ana-ana-2026", "Contraseña123!", "qwertyuiop1234", "P4ssw0rd2026!"):
        assert browser.post("/security/password", data=form | {"password": weak, "again": weak}).status_code == 422, (
            weak
        )
    assert browser.post("/security/password", data=form).status_code == 302
    assert browser.get("/security").status_code == 200
    assert other.get("/security").status_code == 302


def test_a_device_in_use_is_seen_and_others_can_be_signed_out_at_once(web: Flask, ana: Account) -> None:
    browser, other = sign_in(web, ana), sign_in(web, ana)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2), tick=False):
        page = browser.get("/devices").text
        assert page.count("this one") == 1
        browser.post("/devices/others/revoke")
        assert other.get("/devices").status_code == 302
        assert browser.get("/devices").status_code == 200


def test_a_wrong_password_for_nobody_leaves_no_trace(web: Flask, session: Session) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as writing:
        make_account(writing, Role.STAFF)
    before = len(session.exec(select(AuditEvent)).all())
    session.rollback()
    web.test_client().post("/sign-in/password", data={"email": "nobody@example.org", "password": "x"})
    assert len(session.exec(select(AuditEvent)).all()) == before
