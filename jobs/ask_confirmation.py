"""Job: ask people whether their days are still right."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app import clock
from app.services.asking_days import ask_people
from app.services.audit import Actor


def run(session: Session, *, now: datetime) -> dict[str, Any]:
    """Ask by e-mail those whose answer changes something, then the most silent."""
    return dict(ask_people(session, Actor.job("ask_confirmation", now), now=now, today=clock.day_of(now)))
