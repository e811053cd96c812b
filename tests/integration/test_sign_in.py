"""Signing in: links show on GET and are consumed on POST, once; passwords are slow to guess; devices can be revoked."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, func, select

from app.access import DEVICE_COOKIE
from app.db import write_transaction
from app.models.account import Account, Device, Role, SignInLink
from app.models.crew import CrewStatus
from app.models.message import Message
from app.services.account import create_account, make_sign_in_link
from app.services.audit import Actor
from tests.factories.account import make_account, signed_in_as
from tests.factories.crew import make_crew_member


@pytest.fixture
def crew(web: Flask) -> Account:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        return make_account(session, Role.CREW)


def _link(web: Flask, account: Account, next_path: str = "") -> str:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        return "/sign-in/" + make_sign_in_link(session, account, now=datetime.now(UTC), next_path=next_path)


def test_opening_a_link_uses_nothing_up_and_posting_it_signs_in_once(
    web: Flask, client: FlaskClient, crew: Account
) -> None:
    link = _link(web, crew)
    assert client.get(link).status_code == 200
    assert client.get(link).status_code == 200
    assert client.get("/devices").status_code == 302
    answer = client.post(link)
    assert answer.status_code == 302
    assert client.get("/devices").status_code == 200
    assert web.test_client().post(link).status_code == 410


def test_a_link_is_dead_after_half_an_hour(web: Flask, client: FlaskClient, crew: Account) -> None:
    link = _link(web, crew)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31), tick=False):
        assert client.get(link).status_code == 410
        assert client.post(link).status_code == 410


def test_a_link_never_leads_to_another_site(web: Flask, client: FlaskClient, crew: Account) -> None:
    assert client.post(_link(web, crew, "//evil.example/")).headers["Location"] == "/"
    assert client.post(_link(web, crew, "/devices")).headers["Location"] == "/devices"


def test_the_database_keeps_no_secret_of_a_link_or_a_device(
    web: Flask, client: FlaskClient, crew: Account, session: Session
) -> None:
    link = _link(web, crew)
    client.post(link)
    cookie = client.get_cookie(DEVICE_COOKIE)
    assert cookie is not None
    stored = {row.token_hash for row in session.exec(select(SignInLink))}
    stored |= {row.token_hash for row in session.exec(select(Device))}
    assert not stored & {cookie.value, link.rsplit("/", 1)[1]}


def test_a_crew_members_device_stays_signed_in_for_ninety_days(web: Flask, client: FlaskClient, crew: Account) -> None:
    client.post(_link(web, crew))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=89), tick=False):
        assert client.get("/devices").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(days=91), tick=False):
        assert client.get("/devices").status_code == 302


def test_asking_for_a_link_answers_the_same_for_unknown_addresses(
    client: FlaskClient, crew: Account, session: Session
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False):  # form tokens carry the second at which they were made
        known = client.post("/sign-in/link", data={"email": crew.email}).get_data(as_text=True)
        unknown = client.post("/sign-in/link", data={"email": "nobody@example.org"}).get_data(as_text=True)
    assert known.replace(crew.email, "X") == unknown.replace("nobody@example.org", "X")
    messages = list(session.exec(select(Message)))
    assert [message.to_address for message in messages] == [crew.email]
    assert "/sign-in/" in messages[0].text


def test_staff_sign_in_by_password_and_guessing_is_stopped(web: Flask, client: FlaskClient) -> None:
    actor = Actor.command("test", datetime.now(UTC))
    with write_transaction(web.extensions["llamado.engine"]) as session:
        create_account(session, actor, email="Ana@Example.org", role=Role.STAFF, password="correct horse battery")
    form = {"email": "ana@example.org", "password": "wrong"}
    assert client.post("/sign-in/password", data=form).status_code == 422
    right = {**form, "password": "correct horse battery"}
    assert client.post("/sign-in/password", data=right).headers["Location"] == "/second-factor/set-up"
    assert client.get("/devices").status_code == 302, "a password alone is not enough"
    for _ in range(10):
        assert client.post("/sign-in/password", data=form).status_code == 422
    refused = client.post("/sign-in/password", data=right)
    assert refused.status_code == 429
    assert "minutes and try again" in refused.text
    assert 0 < int(refused.headers["Retry-After"]) <= 30 * 60


def test_a_revoked_device_is_out_at_once_and_only_its_owner_may_revoke_it(web: Flask, session: Session) -> None:
    mine, other = signed_in_as(web, Role.CREW), signed_in_as(web, Role.CREW)
    first = session.exec(select(func.min(Device.id))).one()
    session.rollback()
    assert other.post(f"/devices/{first}/revoke").status_code == 404
    assert mine.post(f"/devices/{first}/revoke").status_code == 302
    assert mine.get("/devices").status_code == 302


def test_signing_out_ends_the_session_in_the_database(web: Flask) -> None:
    browser = signed_in_as(web, Role.STAFF)
    cookie = browser.get_cookie(DEVICE_COOKIE)
    assert cookie is not None
    browser.post("/sign-out")
    browser.set_cookie(DEVICE_COOKIE, cookie.value)
    assert browser.get("/devices").status_code == 302


def test_every_answer_carries_the_strict_policy(client: FlaskClient) -> None:
    for address in ("/", "/sign-in", "/nowhere", "/static/css/ground.css"):
        with client.get(address) as answer:
            headers = answer.headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_host_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_the_page_follows_the_browsers_language_until_one_is_chosen(client: FlaskClient) -> None:
    assert 'lang="en"' in client.get("/").get_data(as_text=True)
    assert 'lang="es-MX"' in client.get("/", headers={"Accept-Language": "es-AR,es"}).get_data(as_text=True)
    client.post("/language", data={"locale": "es_MX", "next": "/sign-in"})
    page = client.get("/sign-in").get_data(as_text=True)
    assert 'lang="es-MX"' in page
    assert "Entrar" in page
    assert "Envíame un enlace" in page, "labels of forms follow too"
    assert "Sign in" not in page


def _accounts(session: Session) -> list[tuple[str, int | None]]:
    return [
        (account.email, account.crew_member_id) for account in session.exec(select(Account).order_by(Account.email))
    ]


def test_who_is_in_the_registry_gets_an_account_with_the_first_link(web: Flask, session: Session) -> None:
    ana = make_crew_member(session, email="ana@example.org").id
    session.commit()
    browser = web.test_client()
    for _ in range(2):
        browser.post("/sign-in/link", data={"email": "Ana@Example.org"})
    assert _accounts(session) == [("ana@example.org", ana)]
    assert len(session.exec(select(SignInLink)).all()) == 2


def test_nobody_gets_an_account_by_an_address_that_is_not_plainly_theirs(web: Flask, session: Session) -> None:
    for values in ({"email": "two@example.org"}, {"email": "two@example.org"}, {"email": "closed@example.org"}):
        make_crew_member(session, **values)
    make_crew_member(session, email="gone@example.org", status=CrewStatus.WITHDRAWN)
    closed = create_account(
        session, Actor.command("test", datetime.now(UTC)), email="closed@example.org", role=Role.PRODUCTION
    )
    closed.active = False
    session.add(closed)
    session.commit()
    for name in ("two", "gone", "closed", "stranger"):
        assert web.test_client().post("/sign-in/link", data={"email": f"{name}@example.org"}).status_code == 200
    assert _accounts(session) == [("closed@example.org", None)]
    assert session.exec(select(SignInLink)).all() == []
