"""Job: ask people whether their days are still right."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import reading
from app.services.asking_days import ToAsk, ask_people, list_people_to_write_to
from app.services.audit import Actor


def gather(engine: Engine, *, now: datetime) -> list[ToAsk]:
    """Find whom to ask: those whose answer changes something, then the most silent. Many rows are read for it."""
    with reading(engine) as session:
        return list_people_to_write_to(session, now=now)


def run(session: Session, *, now: datetime, material: Sequence[ToAsk]) -> dict[str, Any]:
    """Ask them by e-mail."""
    return dict(ask_people(session, Actor.job("ask-confirmation", now), material, now=now))
