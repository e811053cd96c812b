"""Job: add what has happened to the audit's chain."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.services.audit_chain import seal


def run(session: Session, *, now: datetime) -> dict[str, Any]:
    """Add a batch of links."""
    return {"links": seal(session, now=now)}
