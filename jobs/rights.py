"""Job: remind staff of ARCO requests whose day comes near; ask people to agree anew where the notice changed."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.services.anew import ask_anew
from app.services.arco_told import remind_staff


def run(session: Session, *, now: datetime) -> dict[str, Any]:
    """Remind and ask."""
    return {**remind_staff(session, now=now), **ask_anew(session, now=now)}
