"""Imports of reviewed files: asked for, prepared while nobody waits, written whole in one short transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.account import Account
from app.models.crew import CrewMember
from app.models.intake import Upload, UploadKind, UploadStatus
from app.models.trust import RosterChange
from app.queries.account import is_registry_fictional
from app.queries.upload import get_upload
from app.services.audit import Actor, record_audit, touch_roster
from app.services.imports.credit_write import write_credits
from app.services.imports.crew_prepare import Prepared, prepare_crew
from app.services.imports.crew_write import write_crew
from app.services.imports.plan import ImportPlan
from app.services.imports.review import IMPORTED, Review, review_upload, today_of
from app.services.imports.upload import close_upload
from app.services.locks import lock_people

SILENCE = timedelta(seconds=30)
"""A worker that gave no sign of life for so long has gone; the file may be handed to another."""
OPEN = mark("There is still something to put right or to choose. Nothing was imported.")
CHANGED = mark("The registry has changed since you looked at this file. Look at it again. Nothing was imported.")
_AT_ONCE = 400
_LOCK = 7_403_115
"""Key of the advisory lock that lets one import write at a time on PostgreSQL; SQLite has one writer anyhow."""

Tell = Callable[[str, int], None]
"""Hears the phase ("reading", "preparing") and how many rows are through it."""


@dataclass
class Work:
    """A file ready to be written, and the registry's version that it was compared with."""

    upload: Upload
    plan: ImportPlan[Any]
    review: Review
    prepared: Prepared | None
    fictional: bool
    version: tuple[int, int]
    begun: float


def ask_import(session: Session, actor: Actor, *, upload_id: int, without_errors: bool = False) -> Upload:
    """Hand a reviewed file to a worker; rows with errors are left out only where a person says so."""
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    if upload.status not in {UploadStatus.PREVIEW, UploadStatus.FAILED} and not is_stuck(upload, actor.at):
        raise ConflictError(mark("This file was decided on already."))
    result = upload.result
    if upload.status is UploadStatus.PREVIEW and not (result["ready"] and (without_errors or not result["errors"])):
        raise InvalidInputError(OPEN)
    if upload.status is UploadStatus.PREVIEW:
        upload.columns = {**upload.columns, "without_errors": without_errors, "asked_by": actor.account_id}
    upload.status = UploadStatus.QUEUED
    upload.decided_at, upload.done_rows = actor.at, 0
    upload.result = {**result, "work": {}, "error": ""}
    session.add(upload)
    record_audit(session, actor, "staff:upload:asked", subject_kind="upload", subject_id=upload.id)
    session.flush()
    return upload


def is_stuck(upload: Upload, now: datetime) -> bool:
    """Tell whether a file waits for a worker that is not there."""
    if upload.status not in {UploadStatus.QUEUED, UploadStatus.WORKING}:
        return False
    alive_at = upload.result.get("work", {}).get("alive_at")
    since = datetime.fromisoformat(alive_at) if alive_at else upload.decided_at
    if since is None:
        return True
    return now - (since if since.tzinfo else since.replace(tzinfo=UTC)) > SILENCE


def claim_import(session: Session, upload_id: int, *, now: datetime) -> Upload | None:
    """Take a file that waits for a worker; None where another has it."""
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    if upload.status is not UploadStatus.QUEUED and not is_stuck(upload, now):
        return None
    upload.status = UploadStatus.WORKING
    work = {"started_at": now.isoformat(), "alive_at": now.isoformat(), "phase": "reading"}
    upload.result = {**upload.result, "work": work}
    session.add(upload)
    session.flush()
    return upload


def fail_import(session: Session, upload_id: int, *, error: str) -> None:
    """Mark a file whose worker could not do it as failed; `error` is a message id. Nothing was written."""
    upload = get_upload(session, upload_id, *IMPORTED, for_update=True)
    if upload.status in {UploadStatus.QUEUED, UploadStatus.WORKING}:
        upload.status = UploadStatus.FAILED
        upload.result = {**upload.result, "work": {}, "error": error}
        session.add(upload)


def actor_of(session: Session, upload: Upload, now: datetime) -> Actor:
    """Return who asked for the import, as who does it."""
    account_id = upload.columns.get("asked_by")
    account = session.get(Account, account_id) if account_id else None
    return Actor.of(account, now) if account else Actor.job("import", now)


def prepare_import(session: Session, actor: Actor, upload: Upload, *, tell: Tell = lambda _phase, _rows: None) -> Work:
    """Compare the file with the registry as it is now, and get its rows ready; the database is only read."""
    begun = perf_counter()
    version = _version(session)
    plan, review = review_upload(session, upload, today=today_of(actor), tell=lambda rows: tell("reading", rows))
    allowed = upload.columns.get("without_errors") or not review.result["errors"]
    if not (review.result["ready"] and allowed):
        raise InvalidInputError(CHANGED)
    fictional = is_registry_fictional(session)
    prepared = None
    if upload.kind is UploadKind.CREW:
        prepared = prepare_crew(session, actor, plan, fictional=fictional, tell=lambda rows: tell("preparing", rows))
    return Work(upload, plan, review, prepared, fictional, version, begun)


def _version(session: Session) -> tuple[int, int]:
    newest = (sa.select(sa.func.max(column)) for column in (col(RosterChange.id), col(CrewMember.id)))
    change, person = (session.execute(statement).scalar() or 0 for statement in newest)
    return change, person


def is_stale(session: Session, work: Work) -> bool:
    """Tell whether somebody came in, or somebody whom the file changes was changed, since it was compared.

    From here to the end of the transaction nobody else writes about them.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    people = sorted(person.crew_member_id for person in work.prepared.changed) if work.prepared else []
    for at in range(0, len(people), _AT_ONCE):
        lock_people(session, people[at : at + _AT_ONCE])
    change, person = work.version
    if _version(session)[1] > person:
        return True
    since = select(RosterChange.crew_member_id).where(col(RosterChange.id) > change).distinct()
    changed = set(session.exec(since))
    return None in changed or not changed.isdisjoint(people)


def write_import(session: Session, actor: Actor, work: Work) -> Upload:
    """Write everything the file brings, in the caller's transaction."""
    upload = get_upload(session, work.upload.id or 0, *IMPORTED, for_update=True)
    if upload.status is not UploadStatus.WORKING:
        raise ConflictError(mark("This file was decided on already."))
    writing = perf_counter()
    if work.prepared is not None:
        written = write_crew(session, actor, work.prepared, upload_id=upload.id or 0, fictional=work.fictional)
    else:
        written = write_credits(session, actor, work.plan, upload_id=upload.id or 0, fictional=work.fictional)
    touch_roster(session, actor.at)
    work.review.keep(upload)
    close_upload(upload, UploadStatus.DONE, actor, left_out=sorted({one.row for one in work.plan.errors}))
    upload.done_rows = work.plan.counts["rows"]
    ended = perf_counter()
    upload.result = {
        "counts": work.plan.counts,
        "written": written,
        "seconds": round(ended - work.begun, 1),
        "locked_seconds": round(ended - writing, 2),
        "warnings": work.review.result["warnings"],
        "errors": work.review.result["errors"],
    }
    session.add(upload)
    record_audit(
        session, actor, "staff:upload:imported", subject_kind="upload", subject_id=upload.id, after=upload.result
    )
    session.flush()
    return upload


def confirm_upload(session: Session, actor: Actor, *, upload_id: int, without_errors: bool = False) -> Upload:
    """Import a reviewed file in the caller's transaction, without a worker."""
    ask_import(session, actor, upload_id=upload_id, without_errors=without_errors)
    upload = claim_import(session, upload_id, now=actor.at)
    if upload is None:
        raise ConflictError(mark("This file was decided on already."))
    return write_import(session, actor, prepare_import(session, actor, upload))
