"""Reads of the outbox."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.models.message import Message


def find_waiting_message(session: Session, *, now: datetime) -> Message | None:
    """Return the oldest message that is due and that no other process is just taking (PostgreSQL skips its lock)."""
    statement = (
        select(Message)
        .where(col(Message.sent_at).is_(None), col(Message.failed_at).is_(None), Message.next_try_at <= now)
        .order_by(col(Message.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.exec(statement).first()


def list_given_up_messages(session: Session, *, limit: int) -> list[Message]:
    """Return the messages that were given up, latest first: nobody got them."""
    statement = select(Message).where(col(Message.failed_at).is_not(None))
    return list(session.exec(statement.order_by(col(Message.failed_at).desc()).limit(limit)))


def count_waiting_messages(session: Session) -> int:
    """Return how many messages wait to be sent, now or later."""
    statement = select(func.count()).where(col(Message.sent_at).is_(None), col(Message.failed_at).is_(None))
    return session.exec(statement).one()


def get_message(session: Session, message_id: int) -> Message:
    """Return the message."""
    found = session.get(Message, message_id)
    if found is None:
        raise NotFoundError("There is no such message.")
    return found
