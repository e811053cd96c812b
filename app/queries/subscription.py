"""Reads of the addresses under which calendars are given out."""

from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.account import Account
from app.models.calendar import CalendarSubscription
from app.tokens import hash_token


def find_subscription(session: Session, token: str) -> CalendarSubscription | None:
    """Return the subscription with this secret, revoked or not: one look-up, whether there is one or none."""
    statement = select(CalendarSubscription).where(CalendarSubscription.token_hash == hash_token(token))
    return session.exec(statement).first()


def get_subscription(session: Session, subscription_id: int) -> CalendarSubscription:
    """Return a subscription; NotFoundError where there is none."""
    found = session.get(CalendarSubscription, subscription_id)
    if found is None:
        raise NotFoundError(mark("There is no such calendar address."))
    return found


def list_live_subscriptions(
    session: Session, *, crew_member_id: int | None = None, production_id: int | None = None
) -> list[tuple[CalendarSubscription, Account | None]]:
    """Return the addresses of a crew member or a production that are not revoked, oldest first, with who made each."""
    statement = (
        select(CalendarSubscription, Account)
        .outerjoin(Account, col(Account.id) == CalendarSubscription.made_by_id)
        .where(
            CalendarSubscription.crew_member_id == crew_member_id,
            CalendarSubscription.production_id == production_id,
            col(CalendarSubscription.revoked_at).is_(None),
        )
        .order_by(col(CalendarSubscription.id))
    )
    return [(row, account) for row, account in session.exec(statement)]
