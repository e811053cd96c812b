"""The second factor: codes of an authenticator (RFC 6238) that count once, and recovery codes for a lost phone."""

import secrets
from datetime import datetime, timedelta
from typing import Any, Literal

import pyotp
from cryptography.fernet import InvalidToken
from sqlalchemy import CursorResult, delete, update
from sqlmodel import Session, col, or_

from app.errors import InvalidInputError
from app.keys import data_cipher
from app.messages import mark
from app.models.account import OFFICE, Account
from app.models.security import RecoveryCode
from app.services.audit import Actor, record_audit
from app.tokens import hash_token
from config import Settings, get_settings

STEP = timedelta(seconds=30)
DRIFT = 1
"""Steps by which a phone's clock may be off, either way."""
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_GROUPS, _GROUP = 4, 4

Policy = Literal["required", "offered", "off"]


def is_asked_of(account: Account, policy: Policy) -> bool:
    """Say whether an account must have a second factor before it gets in.

    Accounts of the commission, where the installation requires it. Those of the demo are spared: their registry is
    fictional, and their links are printed for whoever tries it out.
    """
    return policy == "required" and account.role in OFFICE and not account.fictional


def has_factor(account: Account) -> bool:
    """Say whether an account has a second factor in use."""
    return account.totp_confirmed_at is not None


def new_secret() -> str:
    """Return a fresh secret of 160 bits in base32, as authenticators take it."""
    return pyotp.random_base32()


def seal(secret: str, settings: Settings | None = None) -> bytes:
    """Return a secret under the installation's key."""
    return data_cipher(settings or get_settings()).encrypt(secret.encode())


def unseal(sealed: bytes, settings: Settings | None = None) -> str:
    """Return a sealed secret; empty where it was sealed under another key."""
    try:
        return data_cipher(settings or get_settings()).decrypt(sealed).decode()
    except InvalidToken:
        return ""


def enrolment_address(account: Account, secret: str, *, issuer: str) -> str:
    """Return the otpauth address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=issuer)


def find_step(secret: str, code: str, *, now: datetime) -> int | None:
    """Return the time step whose code this is, of those that a clock slightly off may be in; None where it is none."""
    typed = "".join(code.split())
    totp = pyotp.TOTP(secret)
    this = int(now.timestamp() // STEP.total_seconds())
    found = None
    for step in range(this - DRIFT, this + DRIFT + 1):
        if secrets.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            found = step
    return found


def confirm_factor(session: Session, actor: Actor, account: Account, *, secret: str, code: str) -> list[str]:
    """Take a secret into use, shown by a code of it; return fresh recovery codes, to be shown once."""
    step = find_step(secret, code, now=actor.at) if secret else None
    if step is None:
        raise InvalidInputError(
            mark("This code is not right. Take the one that the app shows now; check that the phone's clock is right.")
        )
    account.totp_secret = seal(secret)
    account.totp_confirmed_at = actor.at
    account.totp_last_step = step
    session.add(account)
    record_audit(session, actor, "account:second_factor:set", subject_kind="account", subject_id=account.id)
    return make_recovery_codes(session, actor, account)


def make_recovery_codes(session: Session, actor: Actor, account: Account) -> list[str]:
    """Make ten codes that stand in once each; earlier ones are dead. Only their hashes are kept."""
    assert account.id is not None  # noqa: S101 - it came from the database
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=_hash(account.id, code), made_at=actor.at) for code in codes
    )
    record_audit(session, actor, "account:recovery_codes:made", subject_kind="account", subject_id=account.id)
    return codes


def prove(session: Session, actor: Actor, account: Account, code: str) -> bool:
    """Take a code of the authenticator or a recovery code; each counts once, whoever else sends it at the same time."""
    if _use_step(session, account, code, now=actor.at):
        return True
    if _use_recovery_code(session, actor, account, code):
        record_audit(session, actor, "account:recovery_code:used", subject_kind="account", subject_id=account.id)
        return True
    record_audit(session, actor, "account:second_factor:failed", subject_kind="account", subject_id=account.id)
    return False


def _use_step(session: Session, account: Account, code: str, *, now: datetime) -> bool:
    step = find_step(unseal(account.totp_secret), code, now=now) if account.totp_secret else None
    if step is None:
        return False
    last = col(Account.totp_last_step)
    statement = (
        update(Account)
        .where(col(Account.id) == account.id, or_(last.is_(None), last < step))
        .values(totp_last_step=step)
    )
    result: CursorResult[Any] = session.execute(statement)  # type: ignore[assignment]
    return result.rowcount == 1


def _use_recovery_code(session: Session, actor: Actor, account: Account, code: str) -> bool:
    typed = "".join(letter for letter in code.lower() if letter.isalnum())
    groups = "-".join(typed[at : at + _GROUP] for at in range(0, len(typed), _GROUP))
    statement = (
        update(RecoveryCode)
        .where(
            col(RecoveryCode.account_id) == account.id,
            col(RecoveryCode.code_hash) == _hash(account.id or 0, groups),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=actor.at)
    )
    result: CursorResult[Any] = session.execute(statement)  # type: ignore[assignment]
    return result.rowcount == 1


def drop_factor(session: Session, actor: Actor, account: Account) -> None:
    """Take an account's second factor away, with its recovery codes."""
    account.totp_secret = None
    account.totp_confirmed_at = None
    account.totp_last_step = None
    session.add(account)
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    record_audit(session, actor, "account:second_factor:dropped", subject_kind="account", subject_id=account.id)


def _hash(account_id: int, code: str) -> str:
    """Return what is kept of a recovery code: it has 79 bits, so a plain hash is enough."""
    return hash_token(f"{account_id}:{code}")
