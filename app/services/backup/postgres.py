"""PostgreSQL in and out of a backup: COPY of each table in one transaction that sees one state of all of them.

No pg_dump: it must be installed and as new as the server. Tables, constraints and triggers are made by our own
migrations on the way back, so that only rows have to be kept.
"""

import secrets
import zipfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.engine import Engine

from app.errors import ConflictError
from app.migrate import upgrade
from app.services.backup.archive import Manifest

_CHUNK = 1 << 20


def dump(engine: Engine, archive: zipfile.ZipFile, *, taken_at: str) -> Manifest:
    """Copy every table out, all as of the moment at which the transaction began."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        revision = str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))
        inspector = sa.inspect(connection)
        names = sorted(set(inspector.get_table_names()) - {"alembic_version"})
        columns = {name: [column["name"] for column in inspector.get_columns(name)] for name in names}
        rows = {name: _copy_out(connection, archive, name, columns[name]) for name in names}
    return Manifest("postgresql", revision, taken_at, rows, columns)


def _copy_out(connection: sa.Connection, archive: zipfile.ZipFile, name: str, columns: list[str]) -> int:
    cursor = _cursor(connection)
    with (
        archive.open(f"{name}.copy", "w", force_zip64=True) as member,
        cursor.copy(_copy(name, columns, "TO STDOUT")) as out,
    ):
        for chunk in out:
            member.write(bytes(chunk))
    return int(cursor.rowcount)


def load(path: Path, manifest: Manifest, target: Engine, *, force: bool) -> None:
    """Make the tables as they were at the backup's migration and copy the rows in, in one transaction."""
    with target.begin() as connection:
        if sa.inspect(connection).get_table_names():
            if not force:
                raise ConflictError("The target holds data already. Nothing was written; --force puts it aside.")
            connection.execute(sa.text(f"ALTER SCHEMA public RENAME TO before_restore_{secrets.token_hex(3)}"))
            connection.execute(sa.text("CREATE SCHEMA public"))
    upgrade(target, manifest.revision)
    with target.begin() as connection, zipfile.ZipFile(path) as archive:
        for name in _in_order(connection, manifest):
            _copy_in(connection, archive, name, manifest.columns[name])
            _set_sequence(connection, name, manifest.columns[name])


def _in_order(connection: sa.Connection, manifest: Manifest) -> list[str]:
    """Return the tables so that whoever is pointed to comes first, by the foreign keys of the database itself."""
    there = sa.MetaData()
    there.reflect(connection, only=list(manifest.rows))
    return [table.name for table in there.sorted_tables]


def _copy_in(connection: sa.Connection, archive: zipfile.ZipFile, name: str, columns: list[str]) -> None:
    copy = _copy(name, columns, "FROM STDIN")
    with archive.open(f"{name}.copy") as member, _cursor(connection).copy(copy) as into:
        while chunk := member.read(_CHUNK):
            into.write(chunk)


def _set_sequence(connection: sa.Connection, name: str, columns: list[str]) -> None:
    """Let ids go on after the greatest one."""
    if "id" not in columns:
        return
    sequence = connection.scalar(sa.text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": f'"{name}"'})
    if sequence:
        greatest = connection.scalar(sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(name)))
        if greatest:
            connection.execute(
                sa.text("SELECT setval(:sequence, :greatest)"), {"sequence": sequence, "greatest": greatest}
            )


def _copy(name: str, columns: list[str], where: str) -> sql.Composed:
    listed = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(name), listed, sql.SQL(where))


def _cursor(connection: sa.Connection) -> Any:
    """Return psycopg's own cursor within SQLAlchemy's transaction: only it knows COPY."""
    return connection.connection.cursor()
