"""Job: run out holds and challenges, promote who stands behind, remind in time, complete bookings."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.services.audit import Actor
from app.services.step_clocks import run_clocks


def run(session: Session, *, now: datetime) -> dict[str, Any]:
    """Bring every hold, challenge and booking up to date."""
    return run_clocks(session, Actor.job("holds", now))
