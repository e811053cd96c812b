"""A request's transaction that met another one is run again; everything else fails as it did."""

import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask
from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app import create_app
from app.access import current_account, public
from app.models.account import Account, Role
from app.unit import commits, is_passing, session
from config import Settings
from tests.factories.account import make_account, sign_in

DEADLOCK = OperationalError("UPDATE hold", {}, DeadlockDetected("deadlock detected"))


@pytest.fixture
def web(settings: Settings) -> Iterator[Flask]:
    """Yield an application of this test's own, which takes a page more."""
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    app.extensions["llamado.engine"].dispose()


@pytest.fixture
def failures(web: Flask) -> list[Exception]:
    """Add a page that writes an account; it raises these errors, one a try, after it has written."""
    waiting: list[Exception] = []

    @commits
    def write() -> str:
        signed_in = current_account()
        make_account(session(), Role.CREW)
        session().flush()
        if waiting:
            raise waiting.pop(0)
        return signed_in.name if signed_in else "nobody"

    web.add_url_rule("/test-write", "test_write", public(write), methods=["POST"])
    return waiting


def crew_accounts() -> int:
    return len(session().exec(select(Account).where(Account.role == Role.CREW)).all())


def test_a_transaction_that_met_another_one_is_run_again_and_takes_effect_once(
    web: Flask, failures: list[Exception]
) -> None:
    with web.test_request_context():
        staff = make_account(session(), Role.STAFF)
        session().commit()
    browser = sign_in(web, staff)
    failures[:] = [DEADLOCK, DEADLOCK]
    answer = browser.post("/test-write")
    assert (answer.status_code, answer.text) == (200, "staff")
    with web.test_request_context():
        assert crew_accounts() == 1


def test_it_is_not_run_again_for_ever(web: Flask, failures: list[Exception]) -> None:
    failures[:] = [DEADLOCK] * 9
    web.testing = False
    web.config["PROPAGATE_EXCEPTIONS"] = False
    assert web.test_client().post("/test-write").status_code == 500
    assert len(failures) == 5
    with web.test_request_context():
        assert crew_accounts() == 0


def test_another_failure_is_not_tried_again(web: Flask, failures: list[Exception]) -> None:
    failures[:] = [OperationalError("x", {}, sqlite3.OperationalError("disk I/O error")), DEADLOCK]
    web.config["PROPAGATE_EXCEPTIONS"] = False
    assert web.test_client().post("/test-write").status_code == 500
    assert len(failures) == 1


def test_a_locked_file_passes() -> None:
    assert is_passing(OperationalError("x", {}, sqlite3.OperationalError("database is locked")))
