"""Accounts: make them, sign in by link or password, keep and revoke devices."""

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError, NotAllowedError
from app.messages import mark, translate
from app.models.account import Account, Device, LinkPurpose, Role, SignInAttempt, SignInLink
from app.queries.account import (
    count_attempts,
    find_account_by_email,
    find_device,
    find_link,
    list_members_without_account,
)
from app.services.audit import Actor, record_audit
from app.services.message import queue_message
from app.tokens import hash_token, new_token

LINK_LIFE = timedelta(minutes=30)
CREW_DEVICE_LIFE = timedelta(days=90)
OFFICE_DEVICE_LIFE = timedelta(hours=12)
ATTEMPTS_WITHIN = timedelta(minutes=15)
MOST_ATTEMPTS = 10
SHORTEST_PASSWORD = 12
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("compared with where no account exists, so that an answer takes as long")


def create_account(  # noqa: PLR0913 - an account is these words
    session: Session,
    actor: Actor,
    *,
    email: str,
    role: Role,
    name: str = "",
    password: str = "",
    crew_member_id: int | None = None,
    locale: str = "",
    fictional: bool = False,
) -> Account:
    """Make an account; staff and admins need a password, the others come by link."""
    email = email.strip().lower()
    if find_account_by_email(session, email):
        raise ConflictError("There is an account with the e-mail %(email)s already.", email=email)
    account = Account(
        email=email,
        role=role,
        name=name,
        password_hash=hash_password(password) if password else "",
        crew_member_id=crew_member_id,
        locale=locale,
        fictional=fictional,
        created_at=actor.at,
    )
    session.add(account)
    session.flush()
    record_audit(session, actor, "account:account:created", subject_kind="account", subject_id=account.id)
    return account


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password long enough to be one."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInputError("A password needs at least %(count)s characters.", count=SHORTEST_PASSWORD)
    return _HASHER.hash(password)


def _refuse_guessing(session: Session, email: str, address: str, now: datetime) -> None:
    recent = count_attempts(
        session,
        email_hash=hash_token(email.strip().lower()),
        address_hash=hash_token(address),
        now=now,
        within=ATTEMPTS_WITHIN,
    )
    if recent >= MOST_ATTEMPTS:
        raise NotAllowedError("Too many tries. Wait a quarter of an hour and try again.")


def note_attempt(session: Session, *, email: str, address: str, now: datetime, succeeded: bool) -> None:
    """Count a try to sign in."""
    session.add(
        SignInAttempt(
            at=now, email_hash=hash_token(email.strip().lower()), address_hash=hash_token(address), succeeded=succeeded
        )
    )


def check_password(session: Session, *, email: str, password: str, address: str, now: datetime) -> Account | None:
    """Return the staff account whose password this is; None else, after as long a time. Each try is counted."""
    _refuse_guessing(session, email, address, now)
    account = find_account_by_email(session, email)
    try:
        _HASHER.verify(account.password_hash if account and account.password_hash else _NOBODY, password)
        right = True
    except (VerificationError, InvalidHashError):
        right = False
    signed_in = account if right and account is not None and account.password_hash else None
    note_attempt(session, email=email, address=address, now=now, succeeded=signed_in is not None)
    return signed_in


def send_sign_in_link(
    session: Session, actor: Actor, *, email: str, address: str, base_url: str, locale: str, next_path: str = ""
) -> None:
    """E-mail a sign-in link where the address has an account without password; say nothing either way.

    Whoever is in the registry under this address gets their account with the first link: only they can read it.
    """
    _refuse_guessing(session, email, address, actor.at)
    note_attempt(session, email=email, address=address, now=actor.at, succeeded=False)
    account = find_account_by_email(session, email) or _first_account(session, actor, email, locale)
    if account is None or account.password_hash:
        return
    token = make_sign_in_link(session, account, now=actor.at, next_path=next_path)
    speaks = account.locale or locale
    text = mark(
        "Hello %(name)s,\n\nopen this page to sign in to Llamado:\n\n%(link)s\n\n"
        "The link works once, within 30 minutes. If you did not ask for it, do nothing."
    )
    queue_message(
        session,
        actor,
        to=account.email,
        subject=translate(speaks, mark("Your sign-in link")),
        text=translate(speaks, text, name=account.name, link=f"{base_url}/sign-in/{token}"),
    )


def _first_account(session: Session, actor: Actor, email: str, locale: str) -> Account | None:
    """Make the account of the one crew member of this address who has none yet; it speaks the page's language."""
    members = list_members_without_account(session, email.strip().lower())
    if len(members) != 1:
        return None
    (member,) = members
    return create_account(
        session,
        actor,
        email=email,
        role=Role.CREW,
        name=member.name[:160],
        crew_member_id=member.id,
        locale=locale,
        fictional=member.fictional,
    )


def make_sign_in_link(session: Session, account: Account, *, now: datetime, next_path: str = "") -> str:
    """Make a single-use link for an account and return its secret; only the hash is kept."""
    token = new_token()
    assert account.id is not None  # noqa: S101 - it was flushed
    session.add(
        SignInLink(
            account_id=account.id,
            purpose=LinkPurpose.SIGN_IN,
            token_hash=hash_token(token),
            next_path=next_path[:300],
            created_at=now,
            expires_at=now + LINK_LIFE,
        )
    )
    return token


def use_sign_in_link(session: Session, token: str, *, now: datetime) -> tuple[Account, str] | None:
    """Consume a link: return its account and the page to go on to; None where it is used up or too old."""
    link = find_link(session, token, now=now)
    account = session.get(Account, link.account_id) if link else None
    if link is None or account is None or not account.active:
        return None
    link.used_at = now
    session.add(link)
    return account, link.next_path


def open_device(session: Session, actor: Actor, account: Account, *, browser: str) -> tuple[str, datetime]:
    """Sign a browser in: return its cookie's secret and until when it counts."""
    token = new_token()
    life = CREW_DEVICE_LIFE if account.role == Role.CREW else OFFICE_DEVICE_LIFE
    assert account.id is not None  # noqa: S101 - it came from the database
    session.add(
        Device(
            account_id=account.id,
            token_hash=hash_token(token),
            browser=browser[:200],
            created_at=actor.at,
            last_seen_at=actor.at,
            expires_at=actor.at + life,
        )
    )
    record_audit(session, actor, "account:device:signed_in", subject_kind="account", subject_id=account.id)
    return token, actor.at + life


def close_device(session: Session, actor: Actor, token: str) -> None:
    """Sign this browser out."""
    device = find_device(session, token)
    if device is not None and device.revoked_at is None:
        revoke_device(session, actor, device)


def revoke_device(session: Session, actor: Actor, device: Device) -> None:
    """End a device's session at once."""
    device.revoked_at = actor.at
    session.add(device)
    record_audit(session, actor, "account:device:revoked", subject_kind="account", subject_id=device.account_id)
