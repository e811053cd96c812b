"""Retention: delete what has served its time, and nothing that history, ranking or an open question still needs."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_model

from app.models.account import Device, SignInLink
from app.models.ask import ActionLink
from app.models.availability import Statement, StatementBatch
from app.models.bench import BenchDepth, DepartmentDepth
from app.models.bulk import BulkChange, BulkDeed
from app.models.calendar import CalendarSubscription
from app.models.feedback import Feedback, MatterState
from app.models.intake import Upload, UploadChange, UploadStatus
from app.models.job import JobRun, RunOutcome, ScheduledJob
from app.models.message import Message
from app.models.plan import Plan, PlanInstance, PlanStatus
from app.models.registration import Registration
from app.models.security import RateCount
from app.models.trust import RosterChange
from app.services.evidence import empty_served

KEEP_ENDED = timedelta(days=30)
KEEP_COUNTS = timedelta(days=2)
KEEP_UPLOADS = timedelta(days=7)
KEEP_UNDO = timedelta(days=30)
_DECIDED = (UploadStatus.DONE, UploadStatus.UNDONE)
KEEP_ADDRESSES = timedelta(days=30)
KEEP_MESSAGES = timedelta(days=180)
KEEP_RUNS = timedelta(days=90)
KEEP_FREQUENT_RUNS = timedelta(days=7)
FREQUENT_SECONDS = 3600
KEEP_CHANGES = timedelta(days=7)
KEEP_BATCHES = timedelta(days=90)
KEEP_BENCH = timedelta(days=2 * 366)
KEEP_FEEDBACK = timedelta(days=2 * 366)
KEEP_DRAFTS = timedelta(days=90)
KEEP_INSTANCES = timedelta(days=2 * 366)


def sweep(session: Session, *, now: datetime) -> dict[str, int]:
    """Delete what is past keeping; return how many rows of each kind went."""
    counts = {str(table.__tablename__): _delete(session, table, old) for table, old in _old(now)}
    counts["address"] = _forget_addresses(session, now)
    counts["evidence"] = empty_served(session, now=now)
    counts["row_left_out"] = _forget_rows(session, now)
    return counts


def _old(now: datetime) -> list[tuple[type[SQLModel], ColumnElement[bool]]]:
    later = aliased(JobRun)
    is_followed = exists().where(col(later.job) == col(JobRun.job), col(later.slot_at) > col(JobRun.slot_at))
    frequent = select(col(ScheduledJob.id)).where(col(ScheduledJob.period_seconds) < FREQUENT_SECONDS)
    used_batches = select(col(Statement.batch_id)).where(col(Statement.batch_id).is_not(None))
    done_long_ago = select(col(Plan.id)).where(col(Plan.finished_at) < now - KEEP_INSTANCES)
    unproven, ended = col(Registration.proven_at).is_(None), now - KEEP_ENDED
    imported_long_ago = select(col(Upload.id)).where(col(Upload.decided_at) < now - KEEP_UNDO)
    done_to_many = select(col(BulkDeed.id)).where(col(BulkDeed.made_at) < now - KEEP_UNDO)
    newest_change = select(func.max(col(RosterChange.id))).scalar_subquery()
    return [
        (SignInLink, col(SignInLink.expires_at) < now - KEEP_ENDED),
        (ActionLink, col(ActionLink.expires_at) < now - KEEP_ENDED),
        (Device, col(Device.expires_at) < now - KEEP_ENDED),
        (Registration, or_(unproven & (col(Registration.expires_at) < now), col(Registration.expires_at) < ended)),
        (CalendarSubscription, col(CalendarSubscription.revoked_at) < now - KEEP_ENDED),
        (RateCount, col(RateCount.window_from_at) < now - KEEP_COUNTS),
        (Upload, col(Upload.status).not_in(_DECIDED) & (col(Upload.made_at) < now - KEEP_UPLOADS)),
        (UploadChange, col(UploadChange.upload_id).in_(imported_long_ago)),
        (BulkChange, col(BulkChange.deed_id).in_(done_to_many)),
        (Message, or_(col(Message.sent_at) < now - KEEP_MESSAGES, col(Message.failed_at) < now - KEEP_MESSAGES)),
        (
            JobRun,
            or_(
                col(JobRun.started_at) < now - KEEP_RUNS,
                (col(JobRun.started_at) < now - KEEP_FREQUENT_RUNS)
                & (col(JobRun.outcome) == RunOutcome.DONE)
                & col(JobRun.job).in_(frequent),
            )
            & is_followed,
        ),
        (RosterChange, (col(RosterChange.at) < now - KEEP_CHANGES) & (col(RosterChange.id) != newest_change)),
        (
            StatementBatch,
            (col(StatementBatch.made_at) < now - KEEP_BATCHES) & col(StatementBatch.id).not_in(used_batches),
        ),
        (Plan, (col(Plan.status) == PlanStatus.DRAFT) & (col(Plan.made_at) < now - KEEP_DRAFTS)),
        (Feedback, (col(Feedback.made_at) < now - KEEP_FEEDBACK) & (col(Feedback.matter) != MatterState.WAITING)),
        (PlanInstance, col(PlanInstance.plan_id).in_(done_long_ago)),
        (BenchDepth, col(BenchDepth.counted_on) < (now - KEEP_BENCH).date()),
        (DepartmentDepth, col(DepartmentDepth.counted_on) < (now - KEEP_BENCH).date()),
    ]


def _delete(session: Session, table: type[SQLModel], old: ColumnElement[bool]) -> int:
    result: CursorResult[Any] = session.execute(delete(table).where(old))  # type: ignore[assignment]
    return result.rowcount


def _forget_rows(session: Session, now: datetime) -> int:
    """Of imported files forget the rows that were left out, which wait to be corrected, once nobody did."""
    old = (col(Upload.status) == UploadStatus.DONE) & (col(Upload.decided_at) < now - KEEP_UNDO)
    waiting = [one.id for one in session.exec(select_model(Upload).where(old)) if one.rows]
    session.execute(update(Upload).where(col(Upload.id).in_(waiting)).values(rows=[], problems=[]))
    return len(waiting)


def _forget_addresses(session: Session, now: datetime) -> int:
    """Of e-mails that arrived long ago keep that they were sent, not to whom."""
    old = (col(Message.sent_at) < now - KEEP_ADDRESSES) & (col(Message.to_address) != "")
    statement = update(Message).where(old).values(to_address="", subject="")
    result: CursorResult[Any] = session.execute(statement)  # type: ignore[assignment]
    return result.rowcount
