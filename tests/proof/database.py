"""A database of its own for a proof, that several processes can open by its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from app.db import make_engine
from app.migrate import upgrade
from tests.engines import postgres_url


@contextmanager
def proof_database(kind: str, folder: Path) -> Iterator[Engine]:
    """Yield an engine on an empty, migrated database of `kind`."""
    address = f"sqlite:///{folder / 'proof.sqlite3'}"
    if kind == "postgresql":
        admin = make_engine(postgres_url()).execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text("DROP DATABASE IF EXISTS proof WITH (FORCE)"))
            connection.execute(sa.text("CREATE DATABASE proof"))
        admin.dispose()
        address = postgres_url("proof")
    engine = make_engine(address)
    upgrade(engine)
    try:
        yield engine
    finally:
        engine.dispose()
