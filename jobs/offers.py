"""Job: expire unanswered offers, ask the next in order, close rounds."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.services.audit import Actor
from app.services.offer import expire_offers


def run(session: Session, *, now: datetime) -> dict[str, Any]:
    """Bring every open round up to date."""
    return expire_offers(session, Actor.job("offers", now))
