"""Links in e-mails that do one thing for one person without signing in, until their subject ends."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.models.ask import ActionLink, ActionPurpose
from app.tokens import hash_token, new_token


def make_action_link(
    session: Session,
    purpose: ActionPurpose,
    *,
    crew_member_id: int,
    now: datetime,
    expires_at: datetime,
    subject_id: int | None = None,
) -> str:
    """Make a link and return its secret; only the hash is kept."""
    token = new_token()
    session.add(
        ActionLink(
            token_hash=hash_token(token),
            purpose=purpose,
            crew_member_id=crew_member_id,
            subject_id=subject_id,
            made_at=now,
            expires_at=expires_at,
        )
    )
    return token


def find_action_link(session: Session, token: str, purpose: ActionPurpose, *, now: datetime) -> ActionLink | None:
    """Return the link with this secret while it lives. It may be opened again: what it does has no second effect."""
    statement = select(ActionLink).where(
        ActionLink.token_hash == hash_token(token), ActionLink.purpose == purpose, col(ActionLink.expires_at) > now
    )
    return session.exec(statement).first()


def use_action_link(session: Session, link: ActionLink, *, now: datetime) -> None:
    """Note when a link was first used."""
    if link.used_at is None:
        link.used_at = now
        session.add(link)
