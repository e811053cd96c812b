"""Bring a database to the newest migration, or tell how far behind it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from migrations.triggers import create_guards, missing_guards

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate up to `revision` in one transaction and re-create the guards of `migrations.triggers`."""
    config = _config()
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        create_guards(connection)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate down to `revision` in one transaction."""
    config = _config()
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        create_guards(connection)


def head() -> str:
    """Return the newest revision that the code knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def problems(engine: Engine) -> list[str]:
    """Say what keeps this database from being used: an old revision or missing guards; empty when all is well."""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current != head():
            return [f"database is at migration {current}, the code needs {head()}: run `llamado migrate`"]
        return [f"{name} is missing: run `llamado migrate`" for name in missing_guards(connection)]
