"""Alembic's environment: the address comes from the settings or from the caller's connection."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import app.models  # noqa: F401 - fills the metadata
from app.db import make_engine
from config import get_settings
from migrations.triggers import create_guards, drop_triggers


def render_item(kind: str, item: Any, _autogen_context: Any) -> str | Literal[False]:
    """Write SQLModel's own string type as SQLAlchemy's, which migrations can import."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=False,
        render_item=render_item,
    )
    with context.begin_transaction():
        drop_triggers(connection)
        context.run_migrations()
        create_guards(connection)


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = make_engine(get_settings().url).execution_options(writes=True)
    with engine.connect() as own:
        run(own)
        own.commit()
    engine.dispose()
