"""Look through the audit's chain: every link again from its event, and what doesn't fit told by event and link."""

import enum
import hmac
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.messages import mark
from app.models.trust import AuditEvent, AuditLink
from app.services.audit_chain import BEGINNING, chain_key, event_columns, link_digest, unsealed
from config import Settings

CHUNK = 5_000
MOST_FAULTS = 20
LATE = timedelta(days=1)
"""An event among sealed ones that is still unsealed so long after it happened was put in by somebody."""


class FaultKind(enum.StrEnum):
    """What can be wrong with a link, its event or the chain's end."""

    CHANGED = "changed"
    REMOVED = "removed"
    LINK_REMOVED = "link_removed"
    UNSEALED = "unsealed"
    CUT_OFF = "cut_off"
    OTHER_HEAD = "other_head"


FAULT_WORDS: dict[FaultKind, str] = {
    FaultKind.CHANGED: mark("Event %(event)s of link %(number)s, or the link itself, was changed or put in."),
    FaultKind.REMOVED: mark("Event %(event)s of link %(number)s was removed."),
    FaultKind.LINK_REMOVED: mark("Link %(number)s was removed."),
    FaultKind.UNSEALED: mark("Event %(event)s is older than a day and has no link: put in, or its link was removed."),
    FaultKind.CUT_OFF: mark("The chain ends before link %(number)s, which was noted as its head."),
    FaultKind.OTHER_HEAD: mark("Link %(number)s is not the one that was noted as the chain's head."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that doesn't fit; `number` is a link's, `event_id` an event's, 0 where there is none."""

    kind: FaultKind
    number: int = 0
    event_id: int = 0

    def words(self) -> tuple[str, dict[str, int]]:
        """Return the message id and its values."""
        return FAULT_WORDS[self.kind], {"number": self.number, "event": self.event_id}


@dataclass
class Verdict:
    """What a look through the chain found: the first faults in order of the chain, and how many there are in all.

    `sealed_late` counts links made more than a day after what their events tell: old events that were brought in, or
    put in; `waiting` events have no link yet.
    """

    first: int = 1
    links: int = 0
    waiting: int = 0
    sealed_late: int = 0
    seconds: float = 0.0
    head_number: int = 0
    head_digest: bytes = BEGINNING
    count: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.count == 0

    def found(self, fault: Fault) -> None:
        """Note a fault; all are counted, the first ones kept."""
        self.count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def parse_head(text: str) -> tuple[int, bytes]:
    """Return number and digest of a head as it was written down: N:HEX, the digest whole or its first 8 bytes or more.

    Raises ValueError for anything else.
    """
    number, _, digits = text.strip().partition(":")
    digest = bytes.fromhex(digits)
    if int(number) < 1 or not 8 <= len(digest) <= len(BEGINNING):  # noqa: PLR2004 - what can't be met by chance
        raise ValueError(text)
    return int(number), digest


def verify_chain(
    session: Session,
    *,
    now: datetime,
    first: int = 1,
    head: tuple[int, bytes] | None = None,
    settings: Settings | None = None,
) -> Verdict:
    """Look through the chain from link `first` on, and whether it still has the `head` that was noted elsewhere.

    A link that doesn't fit is told once: what follows is held against the digest that stands there.
    """
    began = time.perf_counter()
    verdict = Verdict(first=first)
    key = chain_key(settings)
    expected, before, noted = first, _digest_before(session, first), None
    for row in _linked(session, first):
        for number in range(expected, min(row.number, expected + MOST_FAULTS)):
            verdict.found(Fault(FaultKind.LINK_REMOVED, number))
        if row.event is None:
            verdict.found(Fault(FaultKind.REMOVED, row.number, row.event_id))
        elif not hmac.compare_digest(link_digest(key, before, row.number, row.made_at, row.event), row.digest):
            verdict.found(Fault(FaultKind.CHANGED, row.number, row.event_id))
        elif row.made_at - row.event[1] > LATE:
            verdict.sealed_late += 1
        if head is not None and row.number == head[0]:
            noted = row.digest
        verdict.links += 1
        expected, before = row.number + 1, row.digest
    verdict.head_number, verdict.head_digest = expected - 1, before
    _check_head(verdict, head, noted)
    _check_unsealed(session, verdict, now)
    verdict.seconds = time.perf_counter() - began
    return verdict


@dataclass(frozen=True, slots=True)
class _Linked:
    number: int
    event_id: int
    digest: bytes
    made_at: datetime
    event: Sequence[Any] | None


def _linked(session: Session, first: int) -> Iterator[_Linked]:
    """Yield the links from `first` on in order of number, each with its event where it is there."""
    at = first
    link = AuditLink.__table__.c  # type: ignore[attr-defined]  # SQLModel doesn't type its table
    own = [link.number, link.event_id, link.digest, link.made_at]
    base = sa.select(*own, *event_columns()).outerjoin_from(
        AuditLink, AuditEvent, col(AuditEvent.id) == col(AuditLink.event_id)
    )
    while True:
        rows = session.execute(base.where(link.number >= at).order_by(link.number).limit(CHUNK)).all()
        for row in rows:
            number, event_id, digest, made_at, *event = row
            yield _Linked(number, event_id, digest, made_at, event if event[0] is not None else None)
        if len(rows) < CHUNK:
            return
        at = rows[-1].number + 1


def _digest_before(session: Session, first: int) -> bytes:
    """Return what the link before `first` has as its digest; the beginning where there is none."""
    link = session.get(AuditLink, first - 1)
    return link.digest if link else BEGINNING


def _check_head(verdict: Verdict, head: tuple[int, bytes] | None, noted: bytes | None) -> None:
    if head is None or head[0] < verdict.first:
        return
    if noted is None and verdict.head_number < head[0]:
        verdict.found(Fault(FaultKind.CUT_OFF, head[0]))
    elif noted is None or not hmac.compare_digest(noted[: len(head[1])], head[1]):
        verdict.found(Fault(FaultKind.OTHER_HEAD, head[0]))


def _check_unsealed(session: Session, verdict: Verdict, now: datetime) -> None:
    """Count the events without a link, and tell of an old one that stands among those that have one.

    Links are made in order of id, so that only what is committed late stands there; and that is not a day old.
    """
    events = unsealed().subquery()
    verdict.waiting = session.scalar(sa.select(sa.func.count()).select_from(events)) or 0
    newest = session.scalar(select(sa.func.max(AuditLink.event_id)))
    if not verdict.waiting or newest is None:
        return
    old = sa.select(events.c.id).where(events.c.id < newest, events.c.at < now - LATE).order_by(events.c.id)
    for event_id in session.scalars(old.limit(MOST_FAULTS)):
        verdict.found(Fault(FaultKind.UNSEALED, 0, event_id))


def as_summary(verdict: Verdict) -> dict[str, Any]:
    """Return what the job keeps of a look, and the staff page shows."""
    return {
        "links": verdict.links,
        "waiting": verdict.waiting,
        "sealed_late": verdict.sealed_late,
        "seconds": round(verdict.seconds, 3),
        "head": f"{verdict.head_number}:{verdict.head_digest.hex()}" if verdict.head_number else "",
        "faults": verdict.count,
        "found": [{"kind": each.kind.value, "number": each.number, "event": each.event_id} for each in verdict.faults],
    }
