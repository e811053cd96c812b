"""Reads of merges, and of what people have that a merge would move."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.account import Account
from app.models.availability import Booking, Hold
from app.models.credit import Credit
from app.models.crew import CrewMember, CrewRole
from app.models.duplicate import Merge
from app.models.offer import Offer

PAGE = 50


@dataclass(frozen=True)
class MergeLine:
    """A merge as the list of past ones shows it."""

    merge: Merge
    kept: CrewMember
    merged: CrewMember


def find_live_merge(session: Session, *, kept_id: int, merged_id: int) -> Merge | None:
    """Return the merge of these two that stands."""
    statement = select(Merge).where(
        Merge.kept_id == kept_id, Merge.merged_id == merged_id, col(Merge.undone_at).is_(None)
    )
    return session.exec(statement).first()


def find_later_merge(session: Session, merge: Merge) -> Merge | None:
    """Return a merge that stands, came later and touches one of the same profiles."""
    both = [merge.kept_id, merge.merged_id]
    statement = select(Merge).where(
        col(Merge.id) > merge.id,
        col(Merge.undone_at).is_(None),
        col(Merge.kept_id).in_(both) | col(Merge.merged_id).in_(both),
    )
    return session.exec(statement.order_by(col(Merge.id).desc())).first()


def get_merge(session: Session, merge_id: int) -> Merge:
    """Return a merge; NotFoundError where there is none."""
    merge = session.get(Merge, merge_id)
    if merge is None:
        raise NotFoundError(mark("There is no such merge."))
    return merge


def list_merges(session: Session, *, page: int = 1, crew_member_id: int | None = None) -> tuple[list[MergeLine], int]:
    """Return a page of merges, latest first, and how many there are; of one person, where asked for."""
    kept, merged = aliased(CrewMember), aliased(CrewMember)
    statement = (
        select(Merge, kept, merged)
        .join(kept, col(kept.id) == col(Merge.kept_id))
        .join(merged, col(merged.id) == col(Merge.merged_id))
    )
    if crew_member_id is not None:
        statement = statement.where((col(Merge.kept_id) == crew_member_id) | (col(Merge.merged_id) == crew_member_id))
    count = session.exec(select(func.count()).select_from(statement.subquery())).one()
    rows = session.exec(statement.order_by(col(Merge.id).desc()).offset((page - 1) * PAGE).limit(PAGE)).all()
    return [MergeLine(merge, one, other) for merge, one, other in rows], count


def list_people_with_email(session: Session, people: Collection[int]) -> dict[int, str]:
    """Return the e-mail that each of these people signs in with, where they do."""
    statement = select(Account.crew_member_id, Account.email).where(
        col(Account.crew_member_id).in_(people), col(Account.active)
    )
    return {person: email for person, email in session.exec(statement) if person is not None}


def count_belongings(session: Session, people: Sequence[int]) -> dict[int, dict[str, int]]:
    """Count what each of these people has: holds, bookings, offers, credits, roles."""
    found: dict[int, dict[str, int]] = {person: {} for person in people}
    tables: dict[str, Any] = {"hold": Hold, "booking": Booking, "offer": Offer, "credit": Credit, "crew_role": CrewRole}
    for name, table in tables.items():
        statement = (
            select(table.crew_member_id, func.count())
            .where(col(table.crew_member_id).in_(people))
            .group_by(col(table.crew_member_id))
        )
        for person, count in session.exec(statement):
            found[person][name] = count
    return found
