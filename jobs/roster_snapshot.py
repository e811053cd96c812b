"""Job: write the roster to disk, for workers that start and for the new day."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.clock import day_of
from app.db import reading
from app.services.roster import get_roster
from app.services.roster_file import save_roster


def gather(engine: Engine, *, now: datetime) -> dict[str, Any]:
    """Bring this process's roster up to date and write it down; that takes no lock."""
    with reading(engine) as session:
        roster = get_roster(session, today=day_of(now))
        saved = save_roster(session, roster)
    return {"people_on_file": roster.people if saved is not None else 0}


def run(_session: Session, *, now: datetime, material: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - a job's shape
    """Tell how many people it holds."""
    return material
