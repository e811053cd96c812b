"""Accounts for tests, and a browser signed in to one."""

from datetime import UTC, datetime
from itertools import count

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from app.access import DEVICE_COOKIE
from app.db import write_transaction
from app.models.account import Account, Role
from app.services.account import create_account, open_device
from app.services.audit import Actor

_numbers = count(1)


def make_account(session: Session, role: Role = Role.STAFF, *, crew_member_id: int | None = None) -> Account:
    """Make an account of `role` with an address of its own."""
    actor = Actor.command("test", datetime.now(UTC))
    email = f"{role.value}{next(_numbers)}@example.org"
    return create_account(session, actor, email=email, role=role, name=role.value, crew_member_id=crew_member_id)


def sign_in(web: Flask, account: Account) -> FlaskClient:
    """Return a browser that is signed in to a committed `account`, speaking English."""
    actor = Actor.command("test", datetime.now(UTC))
    with write_transaction(web.extensions["llamado.engine"]) as session:
        token, _ = open_device(session, actor, account, browser="test")
    browser = web.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    browser.set_cookie(DEVICE_COOKIE, token)
    return browser


def signed_in_as(web: Flask, role: Role, *, crew_member_id: int | None = None) -> FlaskClient:
    """Make an account of `role` and return its browser."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        account = make_account(session, role, crew_member_id=crew_member_id)
    return sign_in(web, account)
