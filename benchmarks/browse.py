"""Pages of the crew list on 100,000 profiles, against one joined query with a distinct count, as first written."""

import os
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from app import create_app
from app.access import DEVICE_COOKIE
from app.clock import now
from app.db import make_engine, write_transaction
from app.migrate import upgrade
from app.models.account import Role
from app.services.account import create_account, open_device
from app.services.audit import Actor
from app.services.demo.load import load_demo
from app.tokens import new_token
from config import get_settings

CREW = int(os.environ.get("BENCH_CREW", "100000"))
URL = os.environ.get("BENCH_URL", "")
"""A registry that is loaded already; without it one is made on SQLite and thrown away."""

REPEATS = 5
FIRST, LAST = date.today() + timedelta(days=14), date.today() + timedelta(days=27)  # noqa: DTZ011 - any two weeks do
JOINED = """
FROM crew_member m LEFT JOIN crew_role r ON r.crew_member_id = m.id LEFT JOIN crew_language l ON l.crew_member_id = m.id
LEFT JOIN work_base w ON w.crew_member_id = m.id LEFT JOIN statement s ON s.crew_member_id = m.id
LEFT JOIN training_record t ON t.crew_member_id = m.id
WHERE m.status = 'active' AND
"""
CASES: dict[str, tuple[str, str]] = {
    "everybody": ("", "1 = 1"),
    "page 1,000": ("page=1000", "1 = 1"),
    "a name": (
        "q=gonzalez+maria",
        "lower(m.given_name || ' ' || m.surname) LIKE '%maria%' AND lower(m.surname) LIKE '%gonzález%'",
    ),
    "a role": ("role=gaffer", "r.role_id = 'gaffer'"),
    "a department": ("department=costume", "r.role_id LIKE '%costume%'"),
    "English from B2": ("language=en&level=B2", "l.language = 'en' AND l.level >= 'B2'"),
    "local in Guadalajara": ("place=Guadalajara", "(m.base_place LIKE '14%' OR w.place LIKE '14%')"),
    "trained": ("training=*", "t.id IS NOT NULL"),
    "a gaffer free in two weeks": (
        f"role=gaffer&start={FIRST}&end={LAST}&days=free",
        f"r.role_id = 'gaffer' AND s.kind = 'available' AND s.starts_on <= '{FIRST}' AND s.ends_on >= '{LAST}'",
    ),
    "anybody free in two weeks": (
        f"start={FIRST}&end={LAST}&days=free",
        f"s.kind = 'available' AND s.starts_on <= '{FIRST}' AND s.ends_on >= '{LAST}'",
    ),
    "a typo": ("q=gonzales+marai", "lower(m.surname) LIKE '%gonzales%'"),
}


def _seconds(run: Callable[[], Any], repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return median(times)


def _staff(engine: Engine) -> str:
    """Make a staff account with a signed-in device; return its cookie."""
    actor = Actor.command("benchmark", now())
    with write_transaction(engine) as session:
        email = f"bench-{new_token()[:8].lower().strip('-_')}@example.org"
        account = create_account(session, actor, email=email, role=Role.STAFF)
        return open_device(session, actor, account, browser="benchmark")[0]


def _browser(url: str) -> FlaskClient:
    os.environ["DATABASE_URL"] = url
    get_settings.cache_clear()
    app = create_app(get_settings())
    browser = app.test_client()
    browser.set_cookie(DEVICE_COOKIE, _staff(app.extensions["llamado.engine"]))
    return browser


def _joined(engine: Engine, condition: str) -> None:
    """Count and list as a first version would: every table joined, everybody's rows told apart by DISTINCT."""
    with engine.connect() as connection:
        connection.execute(sa.text(f"SELECT count(DISTINCT m.id) {JOINED} {condition}")).scalar_one()
        listed = f"SELECT DISTINCT m.surname, m.given_name, m.id {JOINED} {condition} ORDER BY 1, 2 LIMIT 50"
        connection.execute(sa.text(listed)).all()


def measure(url: str) -> None:
    """Print how long each page takes, whole, and how often the joined query fits into the difference."""
    browser, engine = _browser(url), make_engine(url)
    browser.get("/crew?q=zzxx")  # taxonomy, gazetteer, titles and templates are read once a process
    print(f"{'page':<28}{'page ms':>9}{'joined ms':>11}{'ratio':>8}   {engine.dialect.name}, {CREW:,} people")
    for name, (query, condition) in CASES.items():
        page = _seconds(lambda query=query: _open(browser, query))  # type: ignore[misc]
        joined = _seconds(lambda condition=condition: _joined(engine, condition), 1)  # type: ignore[misc]
        print(f"{name:<28}{page * 1000:>9.0f}{joined * 1000:>11.0f}{joined / page:>7.1f}×", flush=True)
    engine.dispose()


def _open(browser: FlaskClient, query: str) -> None:
    answer = browser.get(f"/crew?{query}")
    if answer.status_code != 200:  # noqa: PLR2004 - the page came
        raise RuntimeError(f"/crew?{query}: {answer.status}")


def main() -> None:
    """Measure on the registry of BENCH_URL, or on one made for it."""
    if URL:
        measure(URL)
        return
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'browse.sqlite3'}"
        os.environ["LLAMADO_DATA_DIR"] = folder
        engine = make_engine(url)
        upgrade(engine)
        with write_transaction(engine) as session:
            today = now().date()
            load_demo(session, crew=CREW, seed=1, today=today, notice_version="benchmark")
        engine.dispose()
        measure(url)


if __name__ == "__main__":
    main()
