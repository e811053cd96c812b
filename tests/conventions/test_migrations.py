"""Migrations: one head, no drift from the tables, up and down on both engines, guards in place after each."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel

from app.db import make_engine, write_transaction
from app.migrate import downgrade, problems, upgrade
from app.services.demo.load import load_demo
from migrations.triggers import missing_guards
from tests.conftest import TODAY
from tests.engines import ENGINES, postgres_url

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database that nothing else uses."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'migrations.sqlite3'}"
    admin = make_engine(postgres_url()).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS migrations"))
        connection.execute(sa.text("CREATE DATABASE migrations"))
    admin.dispose()
    return postgres_url("migrations")


def test_there_is_one_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(config)
    assert len(script.get_heads()) == 1
    numbers = sorted(revision.revision for revision in script.walk_revisions())
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_migrations_lead_to_the_tables_of_the_code_and_back(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    assert problems(engine) == []
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": SQLModel.metadata})
        assert compare_metadata(context, SQLModel.metadata) == []
    downgrade(engine, "base")
    with engine.connect() as connection:
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    assert left == set()
    upgrade(engine)
    assert problems(engine) == []
    engine.dispose()


def test_data_survives_every_step_down_and_up(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    with write_transaction(engine) as session:
        load_demo(session, crew=60, seed=5, today=TODAY, notice_version="2026-11")
    before = _counts(engine)
    assert before["booking_span"] > 0
    assert before["statement"] > 0
    assert before["feed_span"] > 0
    for revisions, lost in ((("0004",), SINCE_0010), (("0003", "0002"), SINCE_0004)):
        for revision in revisions:
            downgrade(engine, revision)
            with engine.connect() as connection:
                assert missing_guards(connection) == []
        upgrade(engine)
        assert problems(engine) == []
        assert _counts(engine) == before | dict.fromkeys(lost, 0)
    engine.dispose()


def test_disclosures_become_grants_and_come_back(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    with write_transaction(engine) as session:
        load_demo(session, crew=20, seed=5, today=TODAY, notice_version="2026-11")
    downgrade(engine, "0018")
    at, end = "2026-11-01 12:00:00+00:00", "2027-02-10 00:00:00+00:00"
    with write_transaction(engine) as session:
        for person, basis, purpose, expires, revoked in (
            (1, "consent", "crew list X v1", end, None),
            (2, "consent", "crew list X v1", end, at),
            (3, "grant", "night calls", None, None),
        ):
            session.connection().execute(
                sa.text(
                    "INSERT INTO disclosure (crew_member_id, production_id, basis, purpose, granted_at, expires_at,"
                    " revoked_at) VALUES (:person, 1, :basis, :purpose, :at, :expires, :revoked)"
                ),
                {
                    "person": person,
                    "basis": basis,
                    "purpose": purpose,
                    "at": at,
                    "expires": expires,
                    "revoked": revoked,
                },
            )
    upgrade(engine)
    asked = (
        "SELECT d.crew_member_id, g.basis, g.purpose, g.ground <> '', g.until_on, d.ended_by FROM disclosure d"
        " JOIN disclosure_grant g ON g.id = d.grant_id ORDER BY d.id"
    )
    hiring = "hiring crew for this production"
    with engine.connect() as connection:
        found = [(*row[:4], str(row[4]), row[5]) for row in connection.execute(sa.text(asked))]
    assert found == [
        (1, "consent", hiring, 0, "2027-02-09", None),
        (2, "consent", hiring, 0, "2027-02-09", "commission"),
        (3, "grant", "night calls", 1, "2027-11-01", None),
    ], "two of one production, basis and end are one grant; none became longer"
    downgrade(engine, "0018")
    asked = "SELECT crew_member_id, production_id, basis, revoked_at IS NOT NULL FROM disclosure ORDER BY id"
    with engine.connect() as connection:
        back = [tuple(row) for row in connection.execute(sa.text(asked))]
        ends = {str(row[0])[:10] for row in connection.execute(sa.text("SELECT expires_at FROM disclosure"))}
    assert back == [(1, 1, "consent", 0), (2, 1, "consent", 1), (3, 1, "grant", 0)]
    assert ends == {"2027-02-10", "2027-11-02"}
    upgrade(engine)
    assert problems(engine) == []
    engine.dispose()


SINCE_0010 = {"placement"}
SINCE_0004 = {"calendar_feed", "feed_span", *SINCE_0010}
"""Tables of the demo that go away below the migration that brought them, with what is in them."""


def _counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in SQLModel.metadata.sorted_tables
        }
