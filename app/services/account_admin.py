"""Accounts of others, kept by administrators: invite, change rights, close, reset; never without an administrator."""

from datetime import timedelta

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.messages import mark
from app.models.account import OFFICE, Account, LinkPurpose, Role
from app.queries.account import count_other_admins
from app.services.account import create_account, make_sign_in_link, revoke_others, tell
from app.services.audit import Actor, record_audit
from app.services.second_factor import drop_factor, has_factor
from app.services.told import FACTOR_DROPPED, FACTOR_RESET, INVITED, PASSWORD_RESET, Told

INVITATION_LIFE = timedelta(days=7)


def get_kept_account(session: Session, account_id: int) -> Account:
    """Return an account by its id, also a closed one."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError(mark("There is no such account."))
    return account


def invite(session: Session, actor: Actor, *, email: str, name: str, role: Role, base_url: str) -> Account:
    """Open an account of the commission and e-mail its owner a link to choose a password."""
    if role not in OFFICE:
        raise InvalidInputError(mark("Only the commission's own people are invited here."))
    account = create_account(session, actor, email=email, role=role, name=name)
    _send_password_link(session, actor, account, INVITED, base_url)
    record_audit(session, actor, "account:account:invited", subject_kind="account", subject_id=account.id)
    return account


def ask_new_password(session: Session, actor: Actor, account: Account, *, base_url: str) -> None:
    """Take an account's password away, sign its devices out, and e-mail a link to choose a new one."""
    _require_office(account)
    account.password_hash = ""
    session.add(account)
    revoke_others(session, actor, account)
    _send_password_link(session, actor, account, PASSWORD_RESET, base_url)
    record_audit(session, actor, "account:password:reset", subject_kind="account", subject_id=account.id)


def _send_password_link(session: Session, actor: Actor, account: Account, told: Told, base_url: str) -> None:
    token = make_sign_in_link(session, account, now=actor.at, purpose=LinkPurpose.PASSWORD, life=INVITATION_LIFE)
    tell(session, actor, account, told, link=f"{base_url}/password/{token}")


def _require_office(account: Account) -> None:
    if account.role not in OFFICE or not account.active:
        raise ConflictError(mark("This account comes by e-mailed link, or is closed: it has no password."))


def change_role(session: Session, actor: Actor, account: Account, role: Role) -> None:
    """Give an account of the commission other rights; its devices sign in anew."""
    if role not in OFFICE or account.role not in OFFICE:
        raise ConflictError(mark("Only accounts of the commission change their rights; others are opened anew."))
    if role is account.role:
        return
    if account.role is Role.ADMIN:
        _keep_an_admin(session, account)
    before, account.role = account.role, role
    session.add(account)
    revoke_others(session, actor, account)
    record_audit(
        session,
        actor,
        "account:role:changed",
        subject_kind="account",
        subject_id=account.id,
        before={"role": before},
        after={"role": role},
    )


def close_account(session: Session, actor: Actor, account: Account) -> None:
    """Close an account and sign its devices out; what it did stays on record."""
    if account.role is Role.ADMIN:
        _keep_an_admin(session, account)
    account.active = False
    session.add(account)
    revoke_others(session, actor, account)
    record_audit(session, actor, "account:account:deactivated", subject_kind="account", subject_id=account.id)


def open_again(session: Session, actor: Actor, account: Account) -> None:
    """Open a closed account again."""
    account.active = True
    session.add(account)
    record_audit(session, actor, "account:account:reactivated", subject_kind="account", subject_id=account.id)


def _keep_an_admin(session: Session, account: Account) -> None:
    """Raise where nobody else could administer; the rows of all are locked, so that two can't close each other."""
    if not account.active:
        return
    if not count_other_admins(session, account.id or 0):
        raise ConflictError(mark("This is the last administrator: give somebody else these rights first."))


def reset_factor(session: Session, actor: Actor, account: Account, *, by: Account | None, base_url: str) -> None:
    """Take the second factor of somebody whose phone is lost; both are told by e-mail.

    Their devices are signed out: whoever holds the lost phone may hold a session too.
    """
    if not has_factor(account):
        raise ConflictError(mark("This account has no second factor."))
    drop_factor(session, actor, account)
    revoke_others(session, actor, account)
    tell(session, actor, account, FACTOR_DROPPED, link=f"{base_url}/security")
    if by is not None:
        whose = account.name or account.email
        tell(session, actor, by, FACTOR_RESET, link=f"{base_url}/security", whose=whose)
