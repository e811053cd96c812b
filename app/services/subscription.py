"""Addresses under which a calendar is given out: made, shown once, renewed, revoked."""

import base64
import hashlib
import hmac

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.keys import secret_key
from app.messages import mark
from app.models.account import Account, Role
from app.models.calendar import CalendarSubscription, SubscriptionKind
from app.models.production import Production
from app.queries.subscription import find_subscription, get_subscription, list_live_subscriptions
from app.services.audit import Actor, record_audit
from app.services.production import may_change
from app.tokens import hash_token
from config import get_settings

MOST_LIVE = 5
"""Addresses of one subject that live at a time: a phone, a laptop, a family calendar; more would be forgotten ones."""

_LONGEST_KEY = 64
_NONE = mark("There is no such calendar address.")


def make_subscription(
    session: Session,
    actor: Actor,
    account: Account,
    *,
    form_key: str,
    production: Production | None = None,
) -> str:
    """Make an address for the account's own holds and bookings, or for the crew of a production; return its secret.

    The secret follows from the form that asked for it, so that a form sent again gets the address that it got; only
    its hash is kept. Raises NotFoundError where the account may not see the calendar, ConflictError where the form's
    address was revoked since or the subject has MOST_LIVE already.
    """
    crew_member_id = None if production else account.crew_member_id
    if not (crew_member_id or (production and may_change(account, production))):
        raise NotFoundError(mark("There is no such calendar."))
    kind = SubscriptionKind.PRODUCTION if production else SubscriptionKind.CREW_MEMBER
    production_id = production.id if production else None
    secret = _secret(form_key, f"{kind} {production_id or crew_member_id} {account.id}")
    known = find_subscription(session, secret)
    if known is None:
        _check_room(session, crew_member_id, production_id)
        known = _add(
            session,
            actor,
            CalendarSubscription(
                kind=kind,
                crew_member_id=crew_member_id,
                production_id=production_id,
                token_hash=hash_token(secret),
                made_by_id=account.id,
                made_at=actor.at,
            ),
        )
    if known is not None and known.revoked_at is not None:
        raise ConflictError(mark("This address was revoked. Make a new one."))
    return secret


def renew_subscription(session: Session, actor: Actor, account: Account, *, subscription_id: int, form_key: str) -> str:
    """Revoke an address and make one in its place; return the new secret. The old one is dead at once."""
    row = get_own_subscription(session, account, subscription_id)
    if row.kind is SubscriptionKind.CREW_MEMBER and row.crew_member_id != account.crew_member_id:
        raise NotFoundError(_NONE)  # staff may end a person's address, not make one that shows their days
    production = session.get(Production, row.production_id) if row.production_id else None
    _revoke(session, actor, row, why="renewed")
    return make_subscription(session, actor, account, form_key=form_key, production=production)


def revoke_subscription(
    session: Session, actor: Actor, account: Account, *, subscription_id: int
) -> CalendarSubscription:
    """End an address: the person's own, one of the account's production, any for staff. Twice is as once."""
    row = get_own_subscription(session, account, subscription_id)
    _revoke(session, actor, row, why="revoked")
    return row


def is_open(session: Session, row: CalendarSubscription) -> bool:
    """Say whether an address still counts: not revoked, and who made it could make it today.

    A contact who left the production, or whose account was closed, keeps no calendar of it.
    """
    maker = session.get(Account, row.made_by_id) if row.made_by_id else None
    if row.revoked_at is not None or maker is None or not maker.active:
        return False
    if row.kind is SubscriptionKind.CREW_MEMBER:
        return maker.crew_member_id == row.crew_member_id
    production = session.get(Production, row.production_id)
    return production is not None and may_change(maker, production)


def get_own_subscription(session: Session, account: Account, subscription_id: int) -> CalendarSubscription:
    """Return an address that the account may end: its own, one of its production, any for staff; else NotFoundError."""
    row = get_subscription(session, subscription_id)
    if account.role in {Role.STAFF, Role.ADMIN}:
        return row
    if row.kind is SubscriptionKind.CREW_MEMBER and row.crew_member_id == account.crew_member_id:
        return row
    production = session.get(Production, row.production_id) if row.production_id else None
    if production is not None and may_change(account, production):
        return row
    raise NotFoundError(_NONE)


def _secret(form_key: str, whose: str) -> str:
    """Return 256 bits that only this installation can make of the form's key; see make_subscription."""
    if not form_key.isascii() or not 20 <= len(form_key) <= _LONGEST_KEY:  # noqa: PLR2004 - of token_urlsafe(32), 43
        raise InvalidInputError(mark("Reload the page and try again."))
    key = f"calendar address\0{secret_key(get_settings())}".encode()
    digest = hmac.digest(key, f"{whose} {form_key}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _check_room(session: Session, crew_member_id: int | None, production_id: int | None) -> None:
    live = list_live_subscriptions(session, crew_member_id=crew_member_id, production_id=production_id)
    if len(live) >= MOST_LIVE:
        raise ConflictError(
            mark("There are %(count)s addresses already. Revoke one that is not used."), count=MOST_LIVE
        )


def _add(session: Session, actor: Actor, row: CalendarSubscription) -> CalendarSubscription | None:
    """Add the row; where the same form was sent at the same instant, leave it to the one who was first."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return None
    _wrote(session, actor, row, "made", {"kind": row.kind.value})
    return row


def _revoke(session: Session, actor: Actor, row: CalendarSubscription, *, why: str) -> None:
    if row.revoked_at is not None:
        return
    row.revoked_at = actor.at
    session.add(row)
    _wrote(session, actor, row, why, {"made_at": row.made_at.isoformat()})


def _wrote(session: Session, actor: Actor, row: CalendarSubscription, action: str, after: dict[str, str]) -> None:
    record_audit(
        session,
        actor,
        f"calendar:address:{action}",
        subject_kind="calendar_subscription",
        subject_id=row.id,
        crew_member_id=row.crew_member_id,
        after=after,
    )
    session.flush()
