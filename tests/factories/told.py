"""What was told to whom: subjects of queued messages, for tests."""

from datetime import timedelta

from sqlmodel import Session, col, select

from app.models.message import Message
from app.services.audit import Actor

OFFICE = "office@example.org"


def subjects(session: Session, address: str | None) -> list[str]:
    """Return the subjects of the messages to an address, in order, up to the first colon."""
    found = session.exec(select(Message).where(Message.to_address == address).order_by(col(Message.id)))
    return [message.subject.split(":")[0] for message in found]


def texts(session: Session, address: str | None) -> list[str]:
    """Return the texts of the messages to an address, in order."""
    return list(session.exec(select(Message.text).where(Message.to_address == address).order_by(col(Message.id))))


def later(actor: Actor, **time: float) -> Actor:
    """Return the same actor at a later moment."""
    return Actor.command("test", actor.at + timedelta(**time))
