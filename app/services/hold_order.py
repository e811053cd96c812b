"""The order of holds, worked out anew from their acceptances each time it is asked for; it is never stored."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.models.availability import Hold, HoldSpan
from app.queries.hold import find_last_acceptance, list_live_spans
from matching import hold_order as plain


def worst_orders(session: Session, hold_ids: Collection[int]) -> dict[int, int]:
    """Return the worst order of each live hold over its days: 1 where it is the first option on all of them."""
    people = set(session.exec(select(Hold.crew_member_id).where(col(Hold.id).in_(hold_ids))))
    wanted = set(hold_ids)
    orders = worst_orders_of(session, people)
    return {hold: order for hold, order in orders.items() if hold in wanted}


def worst_orders_of(session: Session, crew_member_ids: Collection[int]) -> dict[int, int]:
    """Return the worst order of every live hold of these people."""
    worst: dict[int, int] = {}
    for spans in _held_days(list_live_spans(session, crew_member_ids)).values():
        worst |= plain.worst_orders(spans)
    return worst


def orders_by_day(session: Session, crew_member_id: int) -> dict[date, list[int]]:
    """Return, for each day that a person's live holds keep, these holds, first option first."""
    spans = _held_days(list_live_spans(session, [crew_member_id]))
    return plain.orders_by_day(spans.get(crew_member_id, []))


def next_acceptance(session: Session, crew_member_id: int, at: datetime) -> tuple[datetime, int]:
    """Return the time and number of an acceptance that stands behind all that the person accepted before.

    The person is locked. `at` was read before the lock, perhaps while somebody else accepted: whoever has been told
    that they are first must stay so, hence never earlier than the last one.
    """
    last, seq = find_last_acceptance(session, crew_member_id)
    return max(at, last) if last else at, seq + 1


def list_holds_ahead(session: Session, hold: Hold) -> list[int]:
    """Return the live holds that stand before this one on any day that they share."""
    spans = _held_days(list_live_spans(session, [hold.crew_member_id]))
    return plain.holds_ahead(spans.get(hold.crew_member_id, []), hold.id or 0)


def _held_days(rows: Iterable[tuple[HoldSpan, Hold]]) -> dict[int, list[plain.HeldDays]]:
    """Return the days by person; days that came to a hold later count from when they were agreed to."""
    found: dict[int, list[plain.HeldDays]] = {}
    for span, hold in rows:
        found.setdefault(hold.crew_member_id, []).append(
            plain.HeldDays(
                hold.id or 0,
                span.starts_on,
                span.ends_on,
                span.accepted_at or hold.accepted_at,
                span.accept_seq or hold.accept_seq,
            )
        )
    return found
