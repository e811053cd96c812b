"""Reads of the audit, newest first, a page after the other by where the last one ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models.account import Account, Role
from app.models.availability import Booking, Hold
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.offer import Offer, OfferRound
from app.models.trust import ActorKind, AuditEvent, DisclosureGrant, Release

MOST_ACTIONS = 60
Place = tuple[datetime, int]
"""Where in the audit one is: the moment and id of an event."""


@dataclass(frozen=True)
class Search:
    """What is looked for; empty parts ask nothing. `actions` are whole, or None where any will do.

    `subject_ids` go with `subject_kind`. `since` is inclusive, `until` exclusive.
    """

    crew_member_id: int | None = None
    actor_id: int | None = None
    actor_name: str = ""
    actor_kind: ActorKind | None = None
    actions: tuple[str, ...] | None = None
    subject_kind: str = ""
    subject_ids: tuple[int, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_events(session: Session, search: Search, *, before: Place | None = None, limit: int) -> list[AuditEvent]:
    """Return up to `limit` events that come before a place, newest first.

    Several actions are read one by one, each by its index, and merged: neither engine does that by itself, and would
    sort all events of the actions or look at all events there are.
    """
    if search.actions is None or search.crew_member_id or search.actor_id or search.subject_ids:
        return list(session.exec(newest_first(search, before, limit)))
    found: list[AuditEvent] = []
    for action in search.actions:
        found += session.exec(newest_first(replace(search, actions=(action,)), before, limit))
    return sorted(found, key=lambda event: (event.at, event.id or 0), reverse=True)[:limit]


def newest_first(search: Search, before: Place | None, limit: int) -> Any:
    """Return the statement of a search with at most one action, in the order of its index."""
    statement = select(AuditEvent).where(*_conditions(search))
    if before is not None:
        statement = statement.where(
            sa.tuple_(col(AuditEvent.at), col(AuditEvent.id)) < sa.tuple_(*map(sa.literal, before))
        )
    return statement.order_by(col(AuditEvent.at).desc(), col(AuditEvent.id).desc()).limit(limit)


def _conditions(search: Search) -> list[Any]:
    """Return what an event has to meet."""
    exact = {
        "crew_member_id": search.crew_member_id,
        "actor_id": search.actor_id,
        "actor_name": search.actor_name,
        "actor_kind": search.actor_kind,
        "subject_kind": search.subject_kind,
    }
    conditions: list[Any] = [getattr(AuditEvent, name) == value for name, value in exact.items() if value]
    several = {"action": search.actions, "subject_id": search.subject_ids}
    for name, values in several.items():
        if values is not None:
            column = getattr(AuditEvent, name)
            conditions.append(column == values[0] if len(values) == 1 else column.in_(values))
    if search.since is not None:
        conditions.append(col(AuditEvent.at) >= search.since)
    if search.until is not None:
        conditions.append(col(AuditEvent.at) < search.until)
    return conditions


def list_known(session: Session, column: str) -> list[str]:
    """Return the values that `action`, `subject_kind` or `actor_name` takes, in order.

    It steps from each to the next by the index, so it takes as long as there are values, not events.
    """
    table = AuditEvent.__table__.c  # type: ignore[attr-defined]  # SQLModel doesn't type its table
    walked = sa.select(sa.func.min(table[column]).label("value")).cte("walked", recursive=True)
    step = sa.select(sa.func.min(table[column])).where(table[column] > walked.c.value).scalar_subquery()
    walked = walked.union_all(sa.select(step).where(walked.c.value.is_not(None)))
    values = session.scalars(sa.select(walked.c.value).where(walked.c.value.is_not(None)))
    return [value for value in values if value]


def list_named(session: Session, ids: Collection[int]) -> dict[int, CrewMember]:
    """Return the people of these ids who are still there."""
    found = session.exec(select(CrewMember).where(col(CrewMember.id).in_(ids)))
    return {member.id or 0: member for member in found}


def list_accounts(session: Session, ids: Collection[int]) -> dict[int, Account]:
    """Return the accounts of these ids."""
    found = session.exec(select(Account).where(col(Account.id).in_(ids)))
    return {account.id or 0: account for account in found}


def list_office(session: Session) -> Sequence[Account]:
    """Return the accounts of the commission's own people, by name."""
    own = select(Account).where(col(Account.role).in_([Role.STAFF, Role.ADMIN]))
    return session.exec(own.order_by(col(Account.name), col(Account.email))).all()


def list_production_subjects(session: Session, production_id: int) -> dict[str, tuple[int, ...]]:
    """Return subject kind -> ids of what belongs to a production and the audit tells of."""
    needs = select(Need.id).where(Need.production_id == production_id)
    asked: dict[str, Any] = {
        "need": needs,
        "position": select(Position.id).where(col(Position.need_id).in_(needs)),
        "round": select(OfferRound.id).where(OfferRound.production_id == production_id),
        "offer": select(Offer.id).where(Offer.production_id == production_id),
        "hold": select(Hold.id).where(Hold.production_id == production_id),
        "booking": select(Booking.id).where(Booking.production_id == production_id),
        "disclosure_grant": select(DisclosureGrant.id).where(DisclosureGrant.production_id == production_id),
        "release": select(Release.id).where(col(Release.need_id).in_(needs)),
    }
    found = {kind: tuple(each for each in session.exec(statement) if each) for kind, statement in asked.items()}
    return {"production": (production_id,)} | found
