"""Reads of registrations: by their link, and how many were asked for lately."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from app.models.account import Account
from app.models.crew import CrewMember, CrewStatus
from app.models.registration import Registration
from app.tokens import hash_token

_GONE = (CrewStatus.WITHDRAWN, CrewStatus.BLOCKED, CrewStatus.ERASED, CrewStatus.DECEASED)


def find_registration(session: Session, token: str, *, now: datetime, lock: bool = False) -> Registration | None:
    """Return the registration that a link belongs to while it waits to be proven; nobody else's turn where `lock`."""
    statement = select(Registration).where(
        Registration.token_hash == hash_token(token),
        col(Registration.proven_at).is_(None),
        Registration.expires_at > now,
    )
    return session.exec(statement.with_for_update() if lock else statement).first()


def count_registrations(session: Session, *, email_hash: str, since: datetime) -> int:
    """Count links that went to an address since a moment."""
    statement = select(func.count()).where(Registration.email_hash == email_hash, Registration.made_at > since)
    return session.exec(statement).one()


def is_known_address(session: Session, email: str) -> bool:
    """Tell whether an address has an account, or belongs to somebody who is in the registry."""
    account = select(Account.id).where(Account.email == email).limit(1)
    member = select(CrewMember.id).where(
        CrewMember.email == email,
        col(CrewMember.status).not_in(_GONE),
        col(CrewMember.duplicate_of_id).is_(None),
    )
    return session.exec(account).first() is not None or session.exec(member.limit(1)).first() is not None
