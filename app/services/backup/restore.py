"""Take backups, prove them by restoring them beside the database, and restore them in earnest."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.engine import Engine
from sqlmodel import select

from app.db import make_engine, reading
from app.errors import InvalidInputError
from app.keys import data_cipher
from app.migrate import upgrade
from app.models.trust import PersonKey
from app.services.backup import archive, postgres, sqlite
from app.services.backup.archive import Manifest
from app.services.integrity import check_integrity
from config import Settings


@dataclass(frozen=True)
class Drill:
    """What a restored backup was found to be: whole, migrated, with as many rows as it says; rules that it breaks."""

    path: Path
    manifest: Manifest
    breaches: int
    keys_fit: bool


def take_backup(engine: Engine, folder: Path, *, now: datetime) -> tuple[Path, Manifest]:
    """Write a backup of the database into `folder`; return the file and what it holds."""
    path = folder / archive.name_of(now)
    dump = sqlite.dump if engine.dialect.name == "sqlite" else postgres.dump
    with archive.writing_archive(path) as zipped:
        manifest = dump(engine, zipped, taken_at=now.isoformat())
        archive.write_manifest(zipped, manifest)
    return path, manifest


def restore_backup(path: Path, target: Engine, *, force: bool = False) -> Manifest:
    """Put a backup into an empty database and migrate it; a database with data only by force, which keeps it aside."""
    manifest = archive.read_manifest(path)
    if manifest.engine != target.dialect.name:
        raise InvalidInputError(
            "%(file)s is a backup of %(engine)s and can only be restored there.", file=path.name, engine=manifest.engine
        )
    if manifest.engine == "sqlite":
        sqlite.load(path, target, force=force)
    else:
        postgres.load(path, manifest, target, force=force)
    counted = sqlite.count_rows(target)
    wrong = {name: (rows, counted.get(name)) for name, rows in manifest.rows.items() if counted.get(name) != rows}
    if wrong:
        raise InvalidInputError("Tables of the backup have other numbers of rows: %(tables)s", tables=wrong)
    upgrade(target)
    return manifest


def drill(path: Path, beside: Engine, settings: Settings, *, now: datetime) -> Drill:
    """Restore a backup into a scratch database beside `beside`, look it through, and take the scratch away."""
    with _scratch(beside, path.parent) as target:
        manifest = restore_backup(path, target)
        with reading(target) as session:
            breaches = sum(breach.count for breach in check_integrity(session, now=now))
            key = session.exec(select(PersonKey).limit(1)).first()
        return Drill(path, manifest, breaches, key is None or _opens(key, settings))


def _opens(key: PersonKey, settings: Settings) -> bool:
    try:
        data_cipher(settings).decrypt(key.wrapped_key)
    except InvalidToken:
        return False
    return True


@contextmanager
def _scratch(beside: Engine, room: Path) -> Iterator[Engine]:
    if beside.dialect.name == "sqlite":
        with tempfile.TemporaryDirectory(prefix=".llamado-drill-", dir=room) as folder:
            engine = make_engine(f"sqlite:///{Path(folder) / 'drill.sqlite3'}")
            yield engine
            engine.dispose()
        return
    name = f"llamado_drill_{secrets.token_hex(4)}"
    _run_alone(beside, f"CREATE DATABASE {name} TEMPLATE template0")
    engine = make_engine(beside.url.set(database=name).render_as_string(hide_password=False))
    try:
        yield engine
    finally:
        engine.dispose()
        _run_alone(beside, f"DROP DATABASE {name} WITH (FORCE)")


def _run_alone(engine: Engine, statement: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(statement))
