"""The jobs' rows: mirrored from the code, asked for by people, and messages that were given up, tried again."""

from collections.abc import Sequence

from sqlmodel import Session, select

from app.models.job import ScheduledJob
from app.models.message import Message
from app.queries.job import get_job
from app.queries.message import get_message
from app.services.audit import Actor, record_audit


def mirror_jobs(session: Session, entries: Sequence[ScheduledJob]) -> None:
    """Make the rows be what the code says; what people asked for meanwhile stays asked for."""
    wanted = {entry.id: entry for entry in entries}
    for row in session.exec(select(ScheduledJob)):
        entry = wanted.pop(row.id, None)
        if entry is None:
            session.delete(row)
            continue
        row.ordinal, row.purpose = entry.ordinal, entry.purpose
        row.period_seconds, row.offset_seconds = entry.period_seconds, entry.offset_seconds
        session.add(row)
    session.add_all(wanted.values())
    session.flush()


def ask_for_run(session: Session, actor: Actor, job_id: str) -> ScheduledJob:
    """Ask the elected scheduler to run a job now; it does within seconds."""
    job = get_job(session, job_id)
    if job.asked_at is None:
        job.asked_at = actor.at
        session.add(job)
        record_audit(session, actor, "staff:job:asked", subject_kind="job", after={"job": job_id})
    return job


def try_message_again(session: Session, actor: Actor, message_id: int) -> Message:
    """Put a message that was given up back into the outbox, with all its tries before it."""
    message = get_message(session, message_id)
    if message.failed_at is not None:
        message.failed_at, message.attempts, message.next_try_at = None, 0, actor.at
        session.add(message)
        record_audit(session, actor, "staff:message:tried_again", subject_kind="message", subject_id=message.id)
    return message
