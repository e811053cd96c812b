"""Job: send the messages that wait."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import write_transaction
from app.mail import transport
from app.services.outbox import send_waiting_messages
from config import get_settings


def gather(engine: Engine, *, now: datetime) -> dict[str, int]:
    """Send what is due, one message after another; mail servers are slow, so nothing is locked meanwhile."""
    settings = get_settings()
    transaction = partial(write_transaction, engine)
    return send_waiting_messages(transaction, transport(settings), sender=settings.mail_from, now=now)


def run(_session: Session, *, now: datetime, material: dict[str, int]) -> dict[str, Any]:  # noqa: ARG001 - a job's shape
    """Tell what was sent; each message's outcome was noted when it was known."""
    return dict(material)
