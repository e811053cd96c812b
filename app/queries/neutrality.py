"""Reads for the neutrality figures."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from app.models.crew import CrewMember, CrewStatus
from app.models.need import Position
from app.models.shortlist import Shortlist, ShortlistEntry, WeightSet

Replayed = tuple[Shortlist, int, WeightSet, list[ShortlistEntry]]


def count_active(session: Session) -> int:
    """Return how many people may be put forward."""
    active = CrewMember.status == CrewStatus.ACTIVE, col(CrewMember.duplicate_of_id).is_(None)
    return session.exec(select(func.count()).select_from(CrewMember).where(*active)).one()


def list_replayed(session: Session, *, since: datetime, limit: int) -> Iterator[Replayed]:
    """Yield the newest kept shortlist of each line since a moment: with people asked for, weights and entries."""
    newest: Any = select(func.max(Shortlist.id)).where(Shortlist.made_at >= since).group_by(col(Shortlist.position_id))
    statement = (
        select(Shortlist, Position.quantity, WeightSet)
        .join(Position, col(Position.id) == col(Shortlist.position_id))
        .join(WeightSet, col(WeightSet.id) == col(Shortlist.weight_set_id))
        .where(col(Shortlist.id).in_(newest))
        .order_by(col(Shortlist.id).desc())
        .limit(limit)
    )
    for shortlist, quantity, weight_set in session.exec(statement).all():
        entries = session.exec(select(ShortlistEntry).where(ShortlistEntry.shortlist_id == shortlist.id)).all()
        if entries:
            yield shortlist, quantity, weight_set, list(entries)
