"""The outbox: queue a message in the transaction that it tells of."""

from email.utils import make_msgid

from sqlmodel import Session

from app.models.message import Message
from app.services.audit import Actor


def queue_message(session: Session, actor: Actor, *, to: str, subject: str, text: str) -> Message:
    """Put an e-mail into the outbox; a job sends it, at least once and always under the same Message-ID."""
    message = Message(
        message_id=make_msgid(domain="llamado.invalid"),
        to_address=to,
        subject=subject.replace("\r", " ").replace("\n", " ")[:300],
        text=text,
        queued_at=actor.at,
        next_try_at=actor.at,
    )
    session.add(message)
    return message
