"""Undo of an import as one step: who came in goes, what was changed is put back, unless something came since."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.errors import ConflictError
from app.messages import mark
from app.models.credit import Credit
from app.models.crew import CrewMember
from app.models.intake import Upload, UploadChange, UploadKind, UploadStatus
from app.queries.upload import get_upload
from app.services.audit import Actor, record_audit, touch_roster
from app.services.imports.crew_prepare import member_values
from app.services.imports.crew_write import write_listing, write_members
from app.services.imports.record import LISTINGS, OWN_TABLES, Record, digest, read_records
from app.services.imports.review import IMPORTED
from app.services.locks import lock_people
from app.services.person_key import open_sealed

UNDO_WITHIN = timedelta(days=30)
_NO_REASON = OWN_TABLES | {"upload_change", "person_key", "duplicate_pair", "roster_change"}
"""Tables whose rows don't speak for keeping a person: what the file itself brought, and what is derived from it."""
_AT_ONCE = 400


@dataclass
class UndoPlan:
    """What an undo would do now. `kept` are people the file brought who stay, by the tables that refer to them.

    `changed` are people whose profile was edited since it came in, so that they stay too. `back` are fields to be put
    back by person, `stays` those that somebody has changed since.
    """

    gone: list[int] = field(default_factory=list)
    kept: dict[int, list[str]] = field(default_factory=dict)
    back: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    stays: dict[int, list[str]] = field(default_factory=dict)
    credits: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    records: dict[int, Record] = field(default_factory=dict)


def can_undo(upload: Upload, now: datetime) -> bool:
    """Tell whether an import can still be undone: for 30 days."""
    if upload.status is not UploadStatus.DONE or upload.decided_at is None or "locked_seconds" not in upload.result:
        return False
    return _utc(upload.decided_at) + UNDO_WITHIN > now


def undo_until(upload: Upload) -> datetime | None:
    """Return until when an import can be undone."""
    return _utc(upload.decided_at) + UNDO_WITHIN if upload.decided_at else None


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def plan_undo(session: Session, upload: Upload) -> UndoPlan:
    """Return what an undo would do; the database is only read."""
    changes = list(session.exec(select(UploadChange).where(UploadChange.upload_id == upload.id)))
    people = [change.crew_member_id for change in changes]
    plan = UndoPlan(names=_names(session, people))
    if upload.kind is UploadKind.CREDITS:
        _plan_credits(session, plan, changes)
        return plan
    plan.records = read_records(session, people)
    references = _references(session, upload.id or 0)
    for change in changes:
        number, record = change.crew_member_id, plan.records[change.crew_member_id]
        if change.before:
            _plan_back(session, plan, change, record)
        elif number in references:
            plan.kept[number] = sorted(references[number])
        elif digest(record) != change.after_digest:
            plan.kept[number] = ["crew_member"]
        else:
            plan.gone.append(number)
    return plan


def _names(session: Session, people: Iterable[int]) -> dict[int, str]:
    found, wanted = {}, sorted(people)
    for at in range(0, len(wanted), _AT_ONCE):
        part = wanted[at : at + _AT_ONCE]
        for member in session.exec(select(CrewMember).where(col(CrewMember.id).in_(part))):
            found[member.id or 0] = member.name
    return found


def _plan_back(session: Session, plan: UndoPlan, change: UploadChange, record: Record) -> None:
    number = change.crew_member_id
    sealed = open_sealed(session, number, change.before)
    if sealed is None:  # the person's key was destroyed: nothing of them may come back
        return
    detail = json.loads(sealed)
    for name, after in detail["after"].items():
        if record[name] == after:
            plan.back.setdefault(number, {})[name] = (record[name], detail["before"][name])
        else:
            plan.stays.setdefault(number, []).append(name)


def _plan_credits(session: Session, plan: UndoPlan, changes: Iterable[UploadChange]) -> None:
    """Take back the credits that are as they came in; verified or corrected ones stay."""
    for change in changes:
        sealed = open_sealed(session, change.crew_member_id, change.before)
        for number, before in (json.loads(sealed) if sealed else {}).items():
            credit = session.get(Credit, int(number))
            if credit is not None and credit.model_dump(mode="json") == before:
                plan.credits.append(int(number))
            elif credit is not None:
                plan.stays.setdefault(change.crew_member_id, []).append("credit")


def _references(session: Session, upload_id: int) -> dict[int, set[str]]:
    """Return whom the file brought and something else refers to by now, by the tables that do."""
    brought = UploadChange.__table__  # type: ignore[attr-defined]  # SQLModel doesn't declare it
    found: dict[int, set[str]] = {}
    for table in SQLModel.metadata.sorted_tables:
        for column in (key.parent for key in table.foreign_keys if key.target_fullname == "crew_member.id"):
            if table.name in _NO_REASON:
                continue
            statement = (
                sa.select(column)
                .join(brought, brought.c.crew_member_id == column)
                .where(brought.c.upload_id == upload_id, brought.c.before == b"")
                .distinct()
            )
            for (number,) in session.execute(statement):
                found.setdefault(number, set()).add(table.name)
    other = sa.alias(brought)
    again = (
        sa.select(brought.c.crew_member_id)
        .join(other, other.c.crew_member_id == brought.c.crew_member_id)
        .where(brought.c.upload_id == upload_id, other.c.upload_id != upload_id)
    )
    for (number,) in session.execute(again):
        found.setdefault(number, set()).add("upload")
    return found


def undo_upload(session: Session, actor: Actor, *, upload_id: int) -> Upload:
    """Undo an import in the caller's transaction; what was kept, and why, stands in the upload's result."""
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    if not can_undo(upload, actor.at):
        raise ConflictError(mark("This import can't be undone any more."))
    people = list(session.exec(select(UploadChange.crew_member_id).where(UploadChange.upload_id == upload_id)))
    for at in range(0, len(people), _AT_ONCE):
        lock_people(session, sorted(people)[at : at + _AT_ONCE])
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    plan = plan_undo(session, upload)
    _take_credits_back(session, plan)
    _put_back(session, actor, plan)
    _remove(session, plan.gone)
    touch_roster(session, actor.at)
    upload.status, upload.undone_at, upload.undone_by_id = UploadStatus.UNDONE, actor.at, actor.account_id
    upload.rows, upload.problems = [], []
    counts = {"gone": len(plan.gone), "back": len(plan.back), "credits": len(plan.credits)}
    kept = {str(number): tables for number, tables in plan.kept.items()}
    stays = {str(number): fields for number, fields in plan.stays.items()}
    upload.result = {**upload.result, "undo": {**counts, "kept": kept, "stays": stays}}
    session.add(upload)
    record_audit(
        session, actor, "staff:upload:undone", subject_kind="upload", subject_id=upload_id, after=upload.result["undo"]
    )
    session.flush()
    session.execute(sa.delete(UploadChange).where(col(UploadChange.upload_id) == upload_id))
    session.expire_all()
    return upload


def _put_back(session: Session, actor: Actor, plan: UndoPlan) -> None:
    members = []
    for number, fields in plan.back.items():
        record = {**plan.records[number], **{name: before for name, (_, before) in fields.items()}}
        members.append((number, {**member_values(record, fields), "updated_at": actor.at}))
        record_audit(
            session,
            actor,
            "crew:profile:changed",
            subject_kind="crew_member",
            subject_id=number,
            crew_member_id=number,
            before={name: now for name, (now, _) in fields.items()},
            after={name: before for name, (_, before) in fields.items()},
        )
    write_members(session, members)
    for name, listing in LISTINGS.items():
        edits = [(number, *fields[name]) for number, fields in plan.back.items() if name in fields]
        write_listing(session, listing, edits)


def _remove(session: Session, people: list[int]) -> None:
    """Erase people whom nothing refers to: with their rows goes their key, so that the audit of them can't be read."""
    for at in range(0, len(people), _AT_ONCE):
        part = people[at : at + _AT_ONCE]
        session.execute(sa.delete(CrewMember).where(col(CrewMember.id).in_(part)))


def _take_credits_back(session: Session, plan: UndoPlan) -> None:
    """Delete credits that came with the file; the productions that they are of stay, since others may name them."""
    for at in range(0, len(plan.credits), _AT_ONCE):
        part = plan.credits[at : at + _AT_ONCE]
        session.execute(sa.delete(Credit).where(col(Credit.id).in_(part)))


def shown_names(plan: UndoPlan, numbers: Mapping[int, Any], most: int = 50) -> list[tuple[int, str, Any]]:
    """Return the first people of a part of the plan with their names, for the page."""
    return [(number, plan.names.get(number, ""), why) for number, why in list(numbers.items())[:most]]
