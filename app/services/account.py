"""Accounts: make them, sign in by link or password, keep and revoke devices."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from app.errors import ConflictError
from app.messages import mark, translate
from app.models.account import OFFICE, Account, Device, LinkPurpose, Role, SignInLink
from app.queries.account import (
    find_account_by_email,
    find_device,
    find_link,
    knows_browser,
    list_devices,
    list_members_without_account,
)
from app.services.audit import Actor, record_audit
from app.services.message import queue_message
from app.services.password import hash_password
from app.services.told import DEVICE_NEW, Told
from app.tokens import hash_token, new_token
from config import get_settings

LINK_LIFE = timedelta(minutes=30)
CREW_DEVICE_LIFE = timedelta(days=90)
OFFICE_DEVICE_LIFE = timedelta(hours=12)


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
        password_hash=hash_password(password, name=name, email=email) if password else "",
        crew_member_id=crew_member_id,
        locale=locale,
        fictional=fictional,
        created_at=actor.at,
    )
    session.add(account)
    session.flush()
    record_audit(session, actor, "account:account:created", subject_kind="account", subject_id=account.id)
    return account


def send_sign_in_link(
    session: Session, actor: Actor, *, email: str, base_url: str, locale: str, next_path: str = ""
) -> None:
    """E-mail a sign-in link where the address has an account without password; say nothing either way.

    Whoever is in the registry under this address gets their account with the first link: only they can read it.
    """
    account = find_account_by_email(session, email) or _first_account(session, actor, email, locale)
    if account is None or account.password_hash or (account.role in OFFICE and not account.fictional):
        return
    record_audit(session, actor, "account:link:asked", subject_kind="account", subject_id=account.id)
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


def make_sign_in_link(
    session: Session,
    account: Account,
    *,
    now: datetime,
    next_path: str = "",
    purpose: LinkPurpose = LinkPurpose.SIGN_IN,
    life: timedelta = LINK_LIFE,
) -> str:
    """Make a single-use link for an account and return its secret; only the hash is kept."""
    token = new_token()
    assert account.id is not None  # noqa: S101 - it was flushed
    session.add(
        SignInLink(
            account_id=account.id,
            purpose=purpose,
            token_hash=hash_token(token),
            next_path=next_path[:300],
            created_at=now,
            expires_at=now + life,
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


def open_device(
    session: Session, actor: Actor, account: Account, *, browser: str, address: str = "", base_url: str = ""
) -> tuple[str, datetime]:
    """Sign a browser in: return its cookie's secret and until when it counts.

    The commission's people are told of a browser that they have not used before, where `base_url` says where to look.
    """
    token = new_token()
    life = CREW_DEVICE_LIFE if account.role == Role.CREW else OFFICE_DEVICE_LIFE
    assert account.id is not None  # noqa: S101 - it came from the database
    if base_url and account.role in OFFICE and not knows_browser(session, account.id, browser[:200]):
        tell(session, actor, account, DEVICE_NEW, link=f"{base_url}/devices")
    session.add(
        Device(
            account_id=account.id,
            token_hash=hash_token(token),
            browser=browser[:200],
            address=address[:60],
            created_at=actor.at,
            last_seen_at=actor.at,
            expires_at=actor.at + life,
            proven_at=actor.at,
        )
    )
    record_audit(session, actor, "account:device:signed_in", subject_kind="account", subject_id=account.id)
    return token, actor.at + life


def speaks(account: Account) -> str:
    """Return the language in which to write to an account."""
    return account.locale or get_settings().default_locale


def tell(session: Session, actor: Actor, account: Account, told: Told, **values: str) -> None:
    """E-mail somebody what changed about their account, in their language."""
    values["name"] = account.name or account.email
    queue_message(
        session,
        actor,
        to=account.email,
        subject=translate(speaks(account), told.subject),
        text=translate(speaks(account), told.text, **values),
    )


def note_seen(session: Session, device_id: int, *, now: datetime) -> None:
    """Remember that a device is in use."""
    session.execute(update(Device).where(col(Device.id) == device_id).values(last_seen_at=now))


def note_proof(session: Session, device: Device, *, now: datetime) -> None:
    """Remember that who uses a device has just proved who they are."""
    device.proven_at = now
    session.add(device)


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


def revoke_others(session: Session, actor: Actor, account: Account, *, but: Device | None = None) -> int:
    """End every session of an account, but for one; return how many there were."""
    found = [each for each in list_devices(session, account.id or 0, now=actor.at) if but is None or each.id != but.id]
    for device in found:
        device.revoked_at = actor.at
        session.add(device)
    if found:
        record_audit(
            session,
            actor,
            "account:devices:revoked",
            subject_kind="account",
            subject_id=account.id,
            after={"devices": len(found)},
        )
    return len(found)
