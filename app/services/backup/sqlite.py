"""SQLite in and out of a backup: copied in one step, while others write."""

import secrets
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from app.db import make_engine
from app.errors import ConflictError
from app.migrate import find_revision
from app.services.backup.archive import Manifest

_MEMBER = "database.sqlite3"


def file_of(engine: Engine) -> Path:
    """Return the file of a SQLite database."""
    return Path(engine.url.database or "")


def dump(engine: Engine, archive: zipfile.ZipFile, *, taken_at: str) -> Manifest:
    """Copy the database as of one moment: VACUUM INTO reads one state and keeps no writer waiting."""
    with tempfile.TemporaryDirectory(prefix=".llamado-backup-", dir=Path(archive.filename or "").parent) as folder:
        copy = Path(folder) / _MEMBER
        with closing(sqlite3.connect(file_of(engine), isolation_level=None, timeout=30)) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
        archive.write(copy, _MEMBER)
        copied = make_engine(f"sqlite:///{copy}")
        manifest = Manifest("sqlite", find_revision(copied) or "", taken_at, count_rows(copied), {})
        copied.dispose()
    return manifest


def load(path: Path, target: Engine, *, force: bool) -> None:
    """Put the database of a backup where `target` is; a file that is there and not empty only by force, kept aside."""
    file = file_of(target)
    target.dispose()
    if file.exists() and any(count_rows(target).values()):
        target.dispose()
        if not force:
            raise ConflictError("The target holds data already. Nothing was written; --force puts it aside.")
        aside = file.with_name(f"{file.name}.before-restore-{secrets.token_hex(3)}")
        for suffix in ("", "-wal"):
            old = file.with_name(file.name + suffix)
            if old.exists():
                old.rename(aside.with_name(aside.name + suffix))
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path) as archive, archive.open(_MEMBER) as source, file.open("wb") as copy:
        shutil.copyfileobj(source, copy)


def count_rows(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has."""
    with engine.connect() as connection:
        names = sorted(set(sa.inspect(connection).get_table_names()) - {"alembic_version"})
        return {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in names}
