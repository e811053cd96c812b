"""Job: read people's own calendars."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.services.feed_reading import Reading, gather_feeds
from app.services.feed_settling import settle_readings


def gather(engine: Engine, *, now: datetime) -> list[Reading]:
    """Fetch and understand what is due; servers of strangers are slow, so nothing is locked meanwhile."""
    return gather_feeds(engine, now=now)


def run(session: Session, *, now: datetime, material: list[Reading]) -> dict[str, Any]:
    """Write what the readings came to."""
    return dict(settle_readings(session, now=now, readings=material))
