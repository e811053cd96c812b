"""Job: delete what has served its time."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.services.retention import sweep


def run(session: Session, *, now: datetime) -> dict[str, Any]:
    """Delete what is past keeping."""
    return sweep(session, now=now)
