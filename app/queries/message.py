"""Reads of the outbox."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.models.message import Message


def list_waiting_messages(session: Session, *, now: datetime, limit: int) -> list[Message]:
    """Return messages that are due, oldest first."""
    statement = (
        select(Message)
        .where(col(Message.sent_at).is_(None), col(Message.failed_at).is_(None), Message.next_try_at <= now)
        .order_by(col(Message.id))
        .limit(limit)
    )
    return list(session.exec(statement))
