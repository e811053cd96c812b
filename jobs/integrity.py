"""Job: look the whole database through."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import reading
from app.services.integrity import as_summary, check_integrity


def gather(engine: Engine, *, now: datetime) -> dict[str, Any]:
    """Check while others write: a reading transaction sees one state of the database."""
    with reading(engine) as session:
        return as_summary(check_integrity(session, now=now))


def run(_session: Session, *, now: datetime, material: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - a job's shape
    """Keep what was found for the staff page."""
    return material
