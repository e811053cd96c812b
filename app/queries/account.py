"""Reads of accounts, links and devices."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from app.models.account import Account, Device, SignInAttempt, SignInLink
from app.models.crew import CrewMember, CrewStatus
from app.tokens import hash_token


def find_account_by_email(session: Session, email: str) -> Account | None:
    """Return the active account with this address, however it is cased."""
    return session.exec(select(Account).where(Account.email == email.strip().lower(), col(Account.active))).first()


def find_account_by_device(session: Session, token: str, *, now: datetime) -> Account | None:
    """Return the account that a device's cookie stands for, while it is neither expired nor revoked."""
    statement = (
        select(Account)
        .join(Device, col(Device.account_id) == col(Account.id))
        .where(
            Device.token_hash == hash_token(token),
            col(Device.revoked_at).is_(None),
            Device.expires_at > now,
            col(Account.active),
        )
    )
    return session.exec(statement).first()


def is_registry_fictional(session: Session) -> bool:
    """Say whether the demo was loaded here: it brings fictional accounts, and nothing else does."""
    return session.exec(select(Account.id).where(col(Account.fictional)).limit(1)).first() is not None


def find_device(session: Session, token: str) -> Device | None:
    """Return the device that a cookie belongs to."""
    return session.exec(select(Device).where(Device.token_hash == hash_token(token))).first()


def list_devices(session: Session, account_id: int, *, now: datetime) -> list[Device]:
    """Return the live devices of an account, latest used first."""
    statement = (
        select(Device)
        .where(Device.account_id == account_id, col(Device.revoked_at).is_(None), Device.expires_at > now)
        .order_by(col(Device.last_seen_at).desc())
    )
    return list(session.exec(statement))


def find_link(session: Session, token: str, *, now: datetime) -> SignInLink | None:
    """Return a link that can still be used."""
    statement = select(SignInLink).where(
        SignInLink.token_hash == hash_token(token), col(SignInLink.used_at).is_(None), SignInLink.expires_at > now
    )
    return session.exec(statement).first()


def count_attempts(session: Session, *, email_hash: str, address_hash: str, now: datetime, within: timedelta) -> int:
    """Count recent failed tries for this e-mail or from this address, whichever is more."""
    since = now - within
    counts = []
    for column, value in ((SignInAttempt.email_hash, email_hash), (SignInAttempt.address_hash, address_hash)):
        statement = select(func.count()).where(
            column == value, SignInAttempt.at > since, col(SignInAttempt.succeeded).is_(False)
        )
        counts.append(session.exec(statement).one())
    return max(counts)


def list_members_without_account(session: Session, email: str) -> list[CrewMember]:
    """Return who is in the registry under this e-mail, has not left it, doubles nobody and can't sign in yet.

    Nobody where the address has an account already, also one that was closed.
    """
    taken = select(Account.id).where(Account.email == email).exists()
    statement = (
        select(CrewMember)
        .outerjoin(Account, col(Account.crew_member_id) == col(CrewMember.id))
        .where(
            CrewMember.email == email,
            col(CrewMember.status).not_in(
                [CrewStatus.WITHDRAWN, CrewStatus.BLOCKED, CrewStatus.ERASED, CrewStatus.DECEASED]
            ),
            col(CrewMember.duplicate_of_id).is_(None),
            col(Account.id).is_(None),
            ~taken,
        )
        .order_by(col(CrewMember.id))
    )
    return list(session.exec(statement))
