"""Job: look for people who are in the registry twice."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import reading
from app.services.duplicates import find_registry_pairs, refresh_pairs
from matching.duplicates import Pair


def gather(engine: Engine, *, now: datetime) -> list[Pair]:  # noqa: ARG001 - the runner hands every job the moment
    """Compare, while others write."""
    with reading(engine) as session:
        return find_registry_pairs(session)


def run(session: Session, *, now: datetime, material: list[Pair]) -> dict[str, Any]:
    """Keep the pairs."""
    return refresh_pairs(session, now=now, found=material)
