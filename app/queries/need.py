"""Reads of needs, their positions, days and versions."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.need import Need, NeedStatus, NeedVersion, Position, PositionSpan
from app.models.production import Production


def get_need(session: Session, need_id: int, *, contact_id: int | None = None, lock: bool = False) -> Need:
    """Return a need; with `contact_id` only one of this contact's productions. NotFoundError otherwise.

    `lock` keeps it from other writers until the transaction ends.
    """
    statement = select(Need).where(Need.id == need_id)
    if contact_id is not None:
        statement = statement.join(Production).where(Production.contact_account_id == contact_id)
    need = session.exec(statement.with_for_update() if lock else statement).first()
    if need is None:
        raise NotFoundError(mark("There is no such need."))
    return need


def find_open_need(session: Session, production_id: int) -> Need | None:
    """Return the latest need of a production that is not closed: what a changed brief changes."""
    statement = select(Need).where(Need.production_id == production_id, Need.status != NeedStatus.CLOSED)
    return session.exec(statement.order_by(col(Need.id).desc())).first()


def list_positions(session: Session, need_id: int) -> list[Position]:
    """Return the positions of a need in the order in which they were asked."""
    statement = select(Position).where(Position.need_id == need_id)
    return list(session.exec(statement.order_by(col(Position.ordinal), col(Position.id))))


def list_spans(session: Session, position_ids: Iterable[int]) -> dict[int, list[PositionSpan]]:
    """Return the spans of positions by position, by day."""
    ids = list(position_ids)
    found: dict[int, list[PositionSpan]] = {each: [] for each in ids}
    statement = select(PositionSpan).where(col(PositionSpan.position_id).in_(ids))
    for span in session.exec(statement.order_by(col(PositionSpan.starts_on), col(PositionSpan.id))):
        found[span.position_id].append(span)
    return found


def list_versions(session: Session, need_id: int) -> list[NeedVersion]:
    """Return the versions of a need, latest first."""
    statement = select(NeedVersion).where(NeedVersion.need_id == need_id)
    return list(session.exec(statement.order_by(col(NeedVersion.version).desc())))


def get_version(session: Session, need_id: int, version: int) -> NeedVersion:
    """Return one version of a need; NotFoundError where there is none."""
    statement = select(NeedVersion).where(NeedVersion.need_id == need_id, NeedVersion.version == version)
    found = session.exec(statement).first()
    if found is None:
        raise NotFoundError(mark("There is no such version of this need."))
    return found


@dataclass(frozen=True)
class NeedRow:
    """A need in a list: its production and how its lines stand."""

    need: Need
    production: Production
    lines: int
    heads: int
    open_titles: int


def list_needs(
    session: Session, *, contact_id: int | None = None, status: NeedStatus | None = None, limit: int = 200
) -> list[NeedRow]:
    """Return needs, latest received first, each with its production and counts."""
    statement = (
        select(Need, Production)
        .join(Production, col(Production.id) == Need.production_id)
        .order_by(col(Need.received_on).desc(), col(Need.id).desc())
        .limit(limit)
    )
    if contact_id is not None:
        statement = statement.where(col(Production.contact_account_id) == contact_id)
    if status is not None:
        statement = statement.where(col(Need.status) == status)
    found = list(session.exec(statement))
    counts = _count_lines(session, [need.id or 0 for need, _ in found])
    return [NeedRow(need, production, *counts.get(need.id or 0, (0, 0, 0))) for need, production in found]


def _count_lines(session: Session, need_ids: list[int]) -> dict[int, tuple[int, int, int]]:
    """Return lines, heads and titles still open of each need."""
    statement = (
        select(Position.need_id, func.count(), func.sum(Position.quantity), func.count(col(Position.role_id)))
        .where(col(Position.need_id).in_(need_ids))
        .group_by(col(Position.need_id))
    )
    return {
        need_id: (int(lines), int(heads), int(lines) - int(known))
        for need_id, lines, heads, known in session.exec(statement)
    }


def count_needs(session: Session, *, contact_id: int | None = None) -> dict[NeedStatus, int]:
    """Count needs by status."""
    statement = select(Need.status, func.count()).group_by(col(Need.status))
    if contact_id is not None:
        statement = statement.join(Production, col(Production.id) == Need.production_id).where(
            Production.contact_account_id == contact_id
        )
    return {NeedStatus(status): int(number) for status, number in session.exec(statement)}
