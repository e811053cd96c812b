"""Bring a database to the newest migration, or tell how far behind it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine

from migrations.triggers import create_guards, missing_guards

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """Yield the connection of one migrating transaction.

    SQLite changes a table by copying and dropping it; with foreign keys on, the drop would delete every row that
    points there. They are off meanwhile, and looked through before the commit.
    """
    with engine.execution_options(writes=True).connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        switch = connection.connection.cursor()
        switch.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    tables = sorted({str(row[0]) for row in broken})
                    raise RuntimeError(f"rows of {', '.join(tables)} point to rows that are gone; nothing was changed")
        finally:
            switch.execute("PRAGMA foreign_keys=ON")
            switch.close()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate up to `revision` in one transaction and re-create the guards of `migrations.triggers`."""
    config = _config()
    with _migrating(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        create_guards(connection)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate down to `revision` in one transaction."""
    config = _config()
    with _migrating(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        create_guards(connection)


def head() -> str:
    """Return the newest revision that the code knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def find_revision(engine: Engine) -> str | None:
    """Return the revision that the database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def find_missing_guards(engine: Engine) -> list[str]:
    """Name the triggers and constraints that should guard this database and don't."""
    with engine.connect() as connection:
        return missing_guards(connection)


def problems(engine: Engine) -> list[str]:
    """Say what keeps this database from being used: an old revision or missing guards; empty when all is well."""
    current = find_revision(engine)
    if current != head():
        return [f"database is at migration {current}, the code needs {head()}: run `llamado migrate`"]
    return [f"{name} is missing: run `llamado migrate`" for name in find_missing_guards(engine)]
