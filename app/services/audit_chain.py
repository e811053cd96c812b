"""The chain that the audit is held together by: a job adds links, so that nobody who writes has to wait.

digest(n) = HMAC-SHA256(key, digest(n - 1) ‖ JSON of [n, when the link was made, the columns of the event]), with a key
that HKDF-SHA256 (RFC 5869) derives from the installation's data key. Before the first link stand 32 zero bytes.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.keys import derived_key
from app.models.trust import AuditEvent, AuditLink
from config import Settings, get_settings

BEGINNING = bytes(32)
BATCH = 2_000
"""Links a run: some 50 ms under the write lock of SQLite."""
LOOK_BACK = 50_000
"""How many ids below the newest sealed event a frequent run looks for events that were committed late."""
_PURPOSE = b"llamado audit chain 1"
_EVENT = AuditEvent.__table__.c  # type: ignore[attr-defined]  # SQLModel doesn't type its table
EVENT_COLUMNS: tuple[str, ...] = (
    "id",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "origin",
    "action",
    "subject_kind",
    "subject_id",
    "crew_member_id",
    "detail",
    "encrypted",
)


def chain_key(settings: Settings | None = None) -> bytes:
    """Return the key of this installation's chain, 32 bytes; it is not in the database."""
    return derived_key(settings or get_settings(), _PURPOSE)


def event_columns() -> list[sa.ColumnElement[Any]]:
    """Return the columns of an event in the order in which they are sealed."""
    return [_EVENT[name] for name in EVENT_COLUMNS]


def link_digest(key: bytes, before: bytes, number: int, made_at: datetime, event: Sequence[Any]) -> bytes:
    """Return the digest of a link over the one before it; `event` holds the values of EVENT_COLUMNS."""
    values = [_plain(value) for value in event]
    told = json.dumps([number, _plain(made_at), *values], ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, before + told.encode(), "sha256")


def _plain(value: Any) -> Any:
    """Return a value as JSON has it, the same from either database."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def find_last_link(session: Session) -> AuditLink | None:
    """Return the newest link; None while nothing is sealed."""
    return session.exec(select(AuditLink).order_by(col(AuditLink.number).desc()).limit(1)).first()


def unsealed(*, above: int | None = None) -> sa.Select[Any]:
    """Return the statement of the events without a link, oldest id first; only those with an id above `above`."""
    link = AuditLink.__table__.c  # type: ignore[attr-defined]  # as above
    statement = (
        sa.select(*event_columns())
        .select_from(AuditEvent)
        .where(~sa.exists().where(link.event_id == _EVENT.id))
        .order_by(_EVENT.id)
    )
    return statement if above is None else statement.where(_EVENT.id > above)


def seal(
    session: Session, *, now: datetime, most: int = BATCH, everywhere: bool = False, settings: Settings | None = None
) -> int:
    """Add a link for each of up to `most` events that have none; return how many.

    A transaction may commit events with lower ids than others have that are sealed already (PostgreSQL hands ids out
    before the commit): they get the next numbers when they are seen. A frequent run looks LOOK_BACK ids back, one with
    `everywhere` through all, so that none is left out.
    """
    last = find_last_link(session)
    newest = session.scalar(select(sa.func.max(AuditLink.event_id)))
    above = None if everywhere or newest is None else newest - LOOK_BACK
    events = session.execute(unsealed(above=above).limit(most)).all()
    key = chain_key(settings)
    number, digest = (last.number, last.digest) if last else (0, BEGINNING)
    rows = []
    for event in events:
        number += 1
        digest = link_digest(key, digest, number, now, tuple(event))
        rows.append({"number": number, "event_id": event.id, "digest": digest, "made_at": now})
    if rows:
        session.execute(sa.insert(AuditLink), rows)
    return len(rows)
