"""Job: send the messages that wait."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.mail import transport
from app.services.outbox import send_waiting_messages
from config import get_settings


def run(session: Session, *, now: datetime) -> dict[str, Any]:
    """Send what is due."""
    settings = get_settings()
    return send_waiting_messages(session, transport(settings), sender=settings.mail_from, now=now)
