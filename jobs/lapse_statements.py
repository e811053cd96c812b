"""Job: let statements lapse."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.services.audit import Actor
from app.services.lapse import lapse_statements


def run(session: Session, *, now: datetime) -> dict[str, Any]:
    """Mark the words that count no longer."""
    return dict(lapse_statements(session, Actor.job("lapse-statements", now), now=now))
