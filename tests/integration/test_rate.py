"""Counts hold across workers: threads and processes together get exactly as many through as the limit says."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import write_transaction
from app.errors import TooOftenError
from app.models.security import RateCount
from app.services.rate import LIMITS, Deed, count_deed, forgive
from app.tokens import hash_token
from config import Settings

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MOST = LIMITS[Deed.PASSWORD].person or 0


def _passes(engine: Engine, *, person: str = "", address: str = "", at: datetime = NOON) -> bool:
    try:
        count_deed(engine, Deed.PASSWORD, now=at, person=person, address=address)
    except TooOftenError:
        return False
    return True


@pytest.fixture(autouse=True)
def _settled(settings: Settings) -> None:
    assert settings.url


def test_eight_threads_get_no_more_through_than_one_would(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(lambda _n: _passes(engine, person="ana@example.org"), range(MOST * 3)))
    assert passed.count(True) == MOST


_TRY = """
import sys
from datetime import datetime
from app.db import make_engine
from app.errors import TooOftenError
from app.services.rate import Deed, count_deed
from config import get_settings
engine, passed = make_engine(get_settings().url), 0
for _ in range(8):
    try:
        count_deed(engine, Deed.PASSWORD, now=datetime.fromisoformat(sys.argv[1]), person="beto@example.org")
        passed += 1
    except TooOftenError:
        pass
print(passed)
"""


def test_two_processes_count_together(engine: Engine) -> None:
    runs = [
        subprocess.Popen([sys.executable, "-c", _TRY, NOON.isoformat()], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own interpreter
        for _ in range(2)
    ]
    assert sum(int(run.communicate(timeout=120)[0]) for run in runs) == MOST
    assert not _passes(engine, person="beto@example.org")


def test_a_refused_try_counts_and_the_wait_that_is_told_is_true(engine: Engine) -> None:
    for _ in range(MOST):
        assert _passes(engine, person="ana")
    with pytest.raises(TooOftenError) as refused:
        count_deed(engine, Deed.PASSWORD, now=NOON, person="ana")
    wait = timedelta(seconds=refused.value.seconds)
    assert not _passes(engine, person="ana", at=NOON + timedelta(minutes=14))
    assert _passes(engine, person="ana", at=NOON + wait + timedelta(minutes=15))
    assert _passes(engine, person="beto"), "nobody else is refused for it"


def test_the_edge_of_a_window_doubles_nothing(engine: Engine) -> None:
    edge = NOON + timedelta(minutes=15)
    assert all(_passes(engine, person="ana", at=edge - timedelta(seconds=1)) for _ in range(MOST))
    assert not _passes(engine, person="ana", at=edge + timedelta(seconds=1))


def test_addresses_of_one_household_count_together_and_do_not_fill_what_all_share(engine: Engine) -> None:
    most = LIMITS[Deed.PASSWORD].address or 0
    passed = [_passes(engine, person=f"p{n}", address=f"2001:db8:0:7::{n:x}") for n in range(most + 10)]
    assert passed.count(True) == most
    assert _passes(engine, person="another", address="2001:db8:0:8::1")
    with Session(engine) as session:
        counts = session.exec(select(RateCount.count).order_by(col(RateCount.count))).all()
    assert counts[-1] == most + 10, "from the address all are counted"
    assert counts[-2] == most + 1, "over all only those that were let through"


def test_a_right_password_forgives_the_wrong_ones_before_it(engine: Engine) -> None:
    for _ in range(MOST):
        _passes(engine, person="ana")
    with write_transaction(engine) as session:
        forgive(session, Deed.PASSWORD, person="Ana ")
    assert _passes(engine, person="ana")


def test_the_database_keeps_neither_names_nor_addresses(engine: Engine) -> None:
    _passes(engine, person="ana@example.org", address="203.0.113.9")
    with Session(engine) as session:
        rows = session.exec(select(RateCount)).all()
    assert len(rows) == 3
    assert all(len(row.key_hash) == 64 for row in rows)
    assert len({row.key_hash for row in rows}) == 3
    assert hash_token("person:ana@example.org") not in {row.key_hash for row in rows}, "a plain hash could be guessed"


def test_a_refused_address_is_told_when_to_come_again_and_others_are_let_in(web: Flask) -> None:
    browser = web.test_client()
    for number in range(LIMITS[Deed.LINK].address or 0):
        form = {"email": f"n{number}@example.org"}
        assert browser.post("/sign-in/link", data=form, environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 200
    form = {"email": "one-more@example.org"}
    refused = browser.post("/sign-in/link", data=form, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert refused.status_code == 429
    assert "Retry-After" in refused.headers
    elsewhere = browser.post("/sign-in/link", data=form, environ_base={"REMOTE_ADDR": "198.51.100.8"})
    assert elsewhere.status_code == 200
