"""Database ground: naming, column types, engines, sessions, write transactions."""

import enum
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

MAX_ID = 2**31 - 1
"""Largest id that both engines take; greater ones are refused at the edge."""

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""Primary key of tables that outgrow 2³¹ rows; SQLite counts itself only on INTEGER."""


def choices(kind: type[enum.StrEnum]) -> Any:
    """Column type of a StrEnum: stored by value, held by a named CHECK on both engines."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )


def span_check(start: str = "starts_on", end: str = "ends_on") -> sa.CheckConstraint:
    """Return the CHECK that a span does not end before it starts (both days inclusive)."""
    return sa.CheckConstraint(f"{end} >= {start}", name=f"{start}_before_{end}")


def _set_up_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


STATEMENTS = 4000
"""How many statements an engine keeps compiled: all that the pages ask, with room; of SQLAlchemy's own 500 the ones
used seldom would be compiled each time."""


def make_engine(url: str) -> Engine:
    """Return an engine for `url`; on SQLite in WAL mode, with transactions begun by us.

    A transaction is a reading one unless the connection carries the execution option `writes`: then SQLite takes
    the write lock at once (`BEGIN IMMEDIATE`), so that two writers wait instead of failing. Errors tell the statement
    but not its values: these are people's names and addresses, and errors go to logs.
    """
    if not url.startswith("sqlite"):
        return sa.create_engine(
            url, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True, query_cache_size=STATEMENTS
        )
    path = sa.make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        connect_args={"timeout": 15, "check_same_thread": False},
        hide_parameters=True,
        query_cache_size=STATEMENTS,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading(engine: Engine) -> Session:
    """Return a session that reads one state of the registry, whole; nothing it flushes is ever committed by a page.

    SQLite shows a transaction the state at its first read; PostgreSQL does so where asked to.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return Session(engine, expire_on_commit=False)


def writing(engine: Engine) -> Session:
    """Return a session whose transaction may write; the caller commits."""
    return Session(engine.execution_options(writes=True), expire_on_commit=False)


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Session]:
    """Yield a writing session; commit at the end, roll back on any error."""
    with writing(engine) as session:
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
