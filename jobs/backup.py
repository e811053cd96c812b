"""Job: take a backup and prove it by restoring it."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.services.backup.archive import rotate
from app.services.backup.restore import drill, take_backup
from config import get_settings


def gather(engine: Engine, *, now: datetime) -> dict[str, Any]:
    """Write the backup, restore it beside the database, and delete old ones; raises where it can't be restored."""
    settings = get_settings()
    path, manifest = take_backup(engine, settings.backups, now=now)
    found = drill(path, engine, settings, now=now)
    if not found.keys_fit:
        raise RuntimeError(f"{path.name} was restored, but this installation's data key does not open it")
    gone = rotate(settings.backups, settings.backups_kept)
    return {"rows_kept": manifest.total, "bytes": path.stat().st_size, "breaches": found.breaches, "deleted": gone}


def run(_session: Session, *, now: datetime, material: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - a job's shape
    """Tell what was kept."""
    return material
