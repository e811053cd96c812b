"""Reads of accounts, links and devices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, or_, select

from app.models.account import OFFICE, Account, Device, LinkPurpose, Role, SignInLink
from app.models.crew import CrewMember, CrewStatus
from app.tokens import hash_token


def find_account_by_email(session: Session, email: str) -> Account | None:
    """Return the active account with this address, however it is cased."""
    return session.exec(select(Account).where(Account.email == email.strip().lower(), col(Account.active))).first()


def find_signed_in(session: Session, token: str, *, now: datetime) -> tuple[Account, Device] | None:
    """Return the account and the device that a cookie stands for, while it is neither expired nor revoked."""
    statement = (
        select(Account, Device)
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


def knows_browser(session: Session, account_id: int, browser: str) -> bool:
    """Say whether an account was signed in to with such a browser before."""
    statement = select(Device.id).where(Device.account_id == account_id, Device.browser == browser).limit(1)
    return session.exec(statement).first() is not None


def list_devices(session: Session, account_id: int, *, now: datetime) -> list[Device]:
    """Return the live devices of an account, latest used first."""
    statement = (
        select(Device)
        .where(Device.account_id == account_id, col(Device.revoked_at).is_(None), Device.expires_at > now)
        .order_by(col(Device.last_seen_at).desc())
    )
    return list(session.exec(statement))


def find_link(
    session: Session, token: str, *, now: datetime, purpose: LinkPurpose = LinkPurpose.SIGN_IN
) -> SignInLink | None:
    """Return a link that can still be used for its purpose."""
    statement = select(SignInLink).where(
        SignInLink.token_hash == hash_token(token),
        SignInLink.purpose == purpose,
        col(SignInLink.used_at).is_(None),
        SignInLink.expires_at > now,
    )
    return session.exec(statement).first()


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


def _called(text: str) -> list[Any]:
    """Return the condition that an account's name or e-mail has these letters in it."""
    wanted = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    parts = [func.lower(column).like(f"%{wanted}%", escape="\\") for column in (Account.name, Account.email)]
    return [or_(*parts)] if text else []


def count_accounts(session: Session, *, text: str = "") -> int:
    """Count accounts by a part of their name or e-mail."""
    return session.exec(select(func.count(col(Account.id))).where(*_called(text))).one()


def list_accounts(session: Session, *, text: str, offset: int, limit: int) -> Sequence[tuple[Account, datetime | None]]:
    """Return accounts and when they were last seen: those of the commission first, then by e-mail."""
    seen = (
        select(col(Device.account_id), func.max(col(Device.last_seen_at)).label("at"))
        .group_by(col(Device.account_id))
        .subquery()
    )
    statement = (
        select(Account, seen.c.at)
        .outerjoin(seen, seen.c.account_id == col(Account.id))
        .where(*_called(text))
        .order_by(case((col(Account.role).in_(OFFICE), 0), else_=1), col(Account.email))
        .offset(offset)
        .limit(limit)
    )
    return session.exec(statement).all()


def count_other_admins(session: Session, account_id: int) -> int:
    """Count open administrators other than this one; locks all of their rows, in order, until the transaction ends."""
    statement = (
        select(Account.id).where(Account.role == Role.ADMIN, col(Account.active)).order_by(col(Account.id))
    ).with_for_update()
    return len([found for found in session.exec(statement) if found != account_id])
