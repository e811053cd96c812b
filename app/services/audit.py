"""The audit: every change leaves an event in its own transaction; personal values under the person's key."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, col

from app.models.account import Account, Role
from app.models.trust import ActorKind, AuditEvent, RosterChange
from app.origin import current_origin
from app.services.person_key import open_sealed, person_cipher
from config import Settings

BY_LINK = "e-mailed link"
"""What stands for the name of somebody who came by a link that was sent to them."""


@dataclass(frozen=True)
class Actor:
    """Who does something, and when: what every use case that writes is told."""

    kind: ActorKind
    at: datetime
    account_id: int | None = None
    name: str = ""

    @property
    def origin(self) -> str:
        """Where it comes from; whole only of the commission's own people, who are the accounts with a name here."""
        return current_origin().text(whole=self.kind is ActorKind.ACCOUNT and bool(self.name))

    @classmethod
    def of(cls, account: Account | None, at: datetime) -> "Actor":
        """Return the actor for who is signed in, or for a visitor.

        Only the commission's own people are named in the audit, where names stay for good: who a crew member or the
        contact of a production was is read from the account, as long as there is one.
        """
        if account is None:
            return cls(ActorKind.VISITOR, at)
        named = account.role in {Role.STAFF, Role.ADMIN, Role.READER}
        return cls(ActorKind.ACCOUNT, at, account.id, (account.name or account.email)[:120] if named else "")

    @classmethod
    def by_link(cls, at: datetime) -> "Actor":
        """Return the actor for somebody who follows a link of their own; whose it was, each event says itself."""
        return cls(ActorKind.VISITOR, at, None, BY_LINK)

    @classmethod
    def command(cls, name: str, at: datetime) -> "Actor":
        """Return the actor for a command typed on the machine."""
        return cls(ActorKind.COMMAND, at, None, name)

    @classmethod
    def job(cls, name: str, at: datetime) -> "Actor":
        """Return the actor for a scheduled job."""
        return cls(ActorKind.JOB, at, None, name)


def record_audit(  # noqa: PLR0913 - who, what, on what, about whom, before and after are what an event is
    session: Session,
    actor: Actor,
    action: str,
    *,
    subject_kind: str,
    subject_id: int | None = None,
    crew_member_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    settings: Settings | None = None,
) -> AuditEvent:
    """Add an event `source:subject:action`; with `crew_member_id` its values are encrypted under that person's key."""
    values = {key: value for key, value in (("before", before), ("after", after)) if value is not None}
    detail = json.dumps(values, ensure_ascii=False, default=str, sort_keys=True) if values else ""
    encrypted = bool(detail) and crew_member_id is not None
    if encrypted and crew_member_id is not None:
        cipher = person_cipher(session, crew_member_id, actor.at, settings)
        detail = cipher.encrypt(detail.encode()).decode()
    event = AuditEvent(
        at=actor.at,
        actor_kind=actor.kind,
        actor_id=actor.account_id,
        actor_name=actor.name,
        origin=actor.origin,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        crew_member_id=crew_member_id,
        detail=detail,
        encrypted=encrypted,
    )
    session.add(event)
    return event


def record_sealed(session: Session, actor: Actor, events: Sequence[tuple[str, int, str]]) -> None:
    """Add events of many people at once: (action, person, detail sealed under the person's key), in few statements."""
    common = {
        "at": actor.at,
        "actor_kind": actor.kind,
        "actor_id": actor.account_id,
        "actor_name": actor.name,
        "origin": actor.origin,
        "subject_kind": "crew_member",
        "encrypted": True,
    }
    if events:
        rows = [
            {**common, "action": action, "subject_id": number, "crew_member_id": number, "detail": detail}
            for action, number, detail in events
        ]
        session.execute(sa.insert(AuditEvent), rows)


def read_audit_detail(
    session: Session, event: AuditEvent, *, settings: Settings | None = None
) -> dict[str, Any] | None:
    """Return an event's before and after; None where the person's key was destroyed."""
    if not event.detail:
        return {}
    text: str | None = event.detail
    if event.encrypted:
        text = open_sealed(session, event.crew_member_id or 0, event.detail.encode(), settings)
    if text is None:
        return None
    detail: dict[str, Any] = json.loads(text)
    return detail


def touch_roster(session: Session, at: datetime, crew_member_id: int | None = None) -> None:
    """Tell every worker that what ranking reads has changed, for one person or (None) as a whole."""
    change = RosterChange(crew_member_id=crew_member_id, at=at)
    session.add(change)
    session.info.setdefault(_TOUCHED, []).append(change)


def uncommitted_changes(session: Session) -> list[int | None]:
    """Return whom this transaction has touched so far: what it changed is nobody else's to see yet."""
    return [change.crew_member_id for change in session.info.get(_TOUCHED, ())]


_TOUCHED = "roster_changes"
_NUMBERING = 0x526F7374  # advisory lock: one transaction at a time numbers its changes and commits


@event.listens_for(Session, "before_commit")
def _number_in_order_of_commits(session: Session) -> None:
    """Let PostgreSQL number the changes of a transaction as the last thing before it commits, one at a time.

    A sequence numbers in order of calls: a worker that has seen number 6 would never look for the 5 that was committed
    after it. The lock is taken when no other is waited for any more, so nobody can wait in a circle.
    """
    if session.in_nested_transaction():
        return
    changes = session.info.pop(_TOUCHED, [])
    if not changes or session.get_bind().dialect.name != "postgresql":
        return
    session.flush()
    numbers = [change.id for change in changes]
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_NUMBERING)))
    again = sa.func.nextval(sa.func.pg_get_serial_sequence(RosterChange.__tablename__, "id"))
    session.execute(sa.update(RosterChange).where(col(RosterChange.id).in_(numbers)).values(id=again))
    for change in changes:
        session.expunge(change)


@event.listens_for(Session, "after_rollback")
def _forget_changes(session: Session) -> None:
    session.info.pop(_TOUCHED, None)
