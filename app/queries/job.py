"""Reads of jobs: where each stands, what failed, what people asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models.job import JobRun, RunOutcome, ScheduledJob


@dataclass(frozen=True)
class JobState:
    """A job, its last run, and how late it is: the time since the first slot that nobody has done, nought if none."""

    job: ScheduledJob
    last: JobRun | None
    lag: timedelta
    next_at: datetime
    """When it runs next; past where it waits for a scheduler."""

    @property
    def duration(self) -> timedelta | None:
        """How long the last run took."""
        if self.last is None or self.last.finished_at is None:
            return None
        return self.last.finished_at - self.last.started_at


def get_job(session: Session, job_id: str) -> ScheduledJob:
    """Return the job."""
    found = session.get(ScheduledJob, job_id)
    if found is None:
        raise NotFoundError("There is no such job.")
    return found


def list_jobs(session: Session) -> list[ScheduledJob]:
    """Return all jobs in the order of the code."""
    return list(session.exec(select(ScheduledJob).order_by(col(ScheduledJob.ordinal))))


def list_asked_jobs(session: Session) -> list[ScheduledJob]:
    """Return the jobs that somebody asked to be run now."""
    return list(session.exec(select(ScheduledJob).where(col(ScheduledJob.asked_at).is_not(None))))


def find_last_run(session: Session, job_id: str, *, done: bool = False) -> JobRun | None:
    """Return the run of a job with the latest slot; with `done` the latest that succeeded."""
    statement = select(JobRun).where(JobRun.job == job_id).order_by(col(JobRun.slot_at).desc()).limit(1)
    return session.exec(statement.where(JobRun.outcome == RunOutcome.DONE) if done else statement).first()


def list_failed_runs(session: Session, *, limit: int) -> list[JobRun]:
    """Return the latest runs that failed."""
    statement = select(JobRun).where(JobRun.outcome == RunOutcome.FAILED)
    return list(session.exec(statement.order_by(col(JobRun.started_at).desc()).limit(limit)))


def list_job_states(session: Session, *, now: datetime, jobs: Sequence[ScheduledJob] | None = None) -> list[JobState]:
    """Return where every job stands at `now`: those given, else those that a scheduler has mirrored."""
    return [_state(session, job, now) for job in (list_jobs(session) if jobs is None else jobs)]


def _state(session: Session, job: ScheduledJob, now: datetime) -> JobState:
    schedule = job.schedule
    due = schedule.slot(now)
    done = find_last_run(session, job.id, done=True)
    waiting = schedule.next(done.slot_at) if done else due
    lag = max(now - waiting, timedelta())
    return JobState(job, find_last_run(session, job.id), lag, waiting if waiting > now else due)
