"""Links in e-mails that do one thing for one person without signing in, until their subject ends."""

import base64
import hmac
import re
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from app.db import MAX_ID
from app.keys import secret_key
from app.models.ask import ActionLink, ActionPurpose
from app.tokens import hash_token, new_token
from config import get_settings

STANDING_LIFE = timedelta(days=30)
_STANDING = re.compile(r"([0-9a-f]{1,8})-([0-9a-f]{1,6})-[\w-]{32}", re.ASCII)


def make_action_link(
    session: Session,
    purpose: ActionPurpose,
    *,
    crew_member_id: int,
    now: datetime,
    expires_at: datetime,
    subject_id: int | None = None,
) -> str:
    """Make a link and return its secret; the database keeps the hash only."""
    link = ActionLink(
        token_hash=hash_token(new_token()),
        purpose=purpose,
        crew_member_id=crew_member_id,
        subject_id=subject_id,
        made_at=now,
        expires_at=expires_at,
    )
    session.add(link)
    session.flush()
    token = _token_of(link)
    link.token_hash = hash_token(token)
    session.add(link)
    return token


def _token_of(link: ActionLink) -> str:
    """Return a link's secret: 256 bits made from its id under the installation's key, unknown to the database."""
    key = secret_key(get_settings()).encode()
    made = hmac.digest(key, f"action-link/{link.id}/{link.purpose.value}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def find_action_token(
    session: Session, purpose: ActionPurpose, *, crew_member_id: int, subject_id: int, now: datetime
) -> str | None:
    """Return the secret of a person's newest living link again, for a message that staff send them by other ways.

    None where there is no link, or where the installation's key has changed since it was made.
    """
    statement = (
        select(ActionLink)
        .where(
            ActionLink.purpose == purpose,
            ActionLink.crew_member_id == crew_member_id,
            ActionLink.subject_id == subject_id,
            col(ActionLink.expires_at) > now,
        )
        .order_by(col(ActionLink.id).desc())
    )
    link = session.exec(statement.limit(1)).first()
    if link is None:
        return None
    token = _token_of(link)
    return token if hash_token(token) == link.token_hash else None


def find_action_link(session: Session, token: str, purpose: ActionPurpose, *, now: datetime) -> ActionLink | None:
    """Return the link with this secret while it lives. It may be opened again: what it does has no second effect."""
    statement = select(ActionLink).where(
        ActionLink.token_hash == hash_token(token), ActionLink.purpose == purpose, col(ActionLink.expires_at) > now
    )
    return session.exec(statement).first() or _read_standing(token, purpose, now)


def make_standing_token(purpose: ActionPurpose, *, crew_member_id: int, on: date) -> str:
    """Return the secret of a person's link of the day `on` without writing anything: a page can show it.

    It lives for 30 days; its row is written when it is first used.
    """
    content = f"{crew_member_id:x}-{on.toordinal():x}"
    key = secret_key(get_settings()).encode()
    made = hmac.digest(key, f"standing-link/{purpose.value}/{content}".encode(), "sha256")
    return f"{content}-{base64.urlsafe_b64encode(made[:24]).decode()}"


def _read_standing(token: str, purpose: ActionPurpose, now: datetime) -> ActionLink | None:
    """Return the link that a standing secret stands for, not written yet; None where it is none, or too old."""
    found = _STANDING.fullmatch(token)
    if found is None:
        return None
    crew_member_id, ordinal = int(found[1], 16), int(found[2], 16)
    if not (0 < ordinal <= date.max.toordinal() and crew_member_id <= MAX_ID):
        return None
    on = date.fromordinal(ordinal)
    expected = make_standing_token(purpose, crew_member_id=crew_member_id, on=on)
    made_at = datetime.combine(on, time(), tzinfo=UTC)
    if not hmac.compare_digest(expected, token) or made_at + STANDING_LIFE <= now:
        return None
    return ActionLink(
        token_hash=hash_token(token),
        purpose=purpose,
        crew_member_id=crew_member_id,
        made_at=made_at,
        expires_at=made_at + STANDING_LIFE,
    )


def use_action_link(session: Session, link: ActionLink, *, now: datetime) -> None:
    """Note when a link was first used."""
    if link.used_at is None:
        link.used_at = now
        session.add(link)
