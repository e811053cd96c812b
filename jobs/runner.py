"""Run one slot of a job: gather without a lock, then fence, slot and effect in one transaction with the job_run row."""

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, select

from app.db import reading, write_transaction
from app.models.job import JobRun, RunOutcome, ScheduledJob
from jobs.lease import LeaseLostError, check_fence
from jobs.registry import Job

log = logging.getLogger("llamado.jobs")
RETRY_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20))
"""How long a failed slot waits before it is tried again; after the last of them the next slot is waited for."""


_TURN = threading.Lock()
"""Jobs of one process write one after another: on SQLite they would only wait for each other inside the database."""


class _RunBeforeError(Exception):
    """Another process has run this very slot."""


def run_slot(engine: Engine, job: Job, *, now: datetime, fence: int | None, slot: datetime | None = None) -> bool:
    """Run the latest due slot of `job`, or the one given, unless it was run; effect and job_run row commit together.

    With `fence` all is rolled back and LeaseLostError raised where another scheduler was elected before the commit;
    without it no lease is asked for. Returns whether anything ran. What the job raises is recorded and raised; a
    failed slot is due again after a while.
    """
    going = _Going(engine, job, slot or job.schedule.slot(now), now, fence)
    if not going.is_due():
        return False
    try:
        summary = going.go()
    except LeaseLostError:
        raise
    except _RunBeforeError:
        return False
    except Exception as error:
        log.exception("job %s failed", job.id)
        going.record_failure(error)
        raise
    log.info("job %s: %s", job.id, summary)
    return True


def run_by_hand(engine: Engine, job: Job, *, now: datetime) -> dict[str, Any]:
    """Run `job` now, whatever its schedule: a slot of its own; return its summary. What it raises is recorded."""
    run_slot(engine, job, now=now, fence=None, slot=now)
    with reading(engine) as session:
        return session.exec(select(JobRun).where(JobRun.job == job.id, JobRun.slot_at == now)).one().summary


def is_settled(engine: Engine, job: Job, slot: datetime) -> bool:
    """Say whether nothing is left to do for this slot."""
    with reading(engine) as session:
        run = session.exec(select(JobRun).where(JobRun.job == job.id, JobRun.slot_at == slot)).first()
    return run is not None and (run.outcome is RunOutcome.DONE or run.attempts > len(RETRY_WAITS))


@dataclass(frozen=True)
class _Going:
    """A slot that is being run: durations are real ones, whatever clock `started_at` was read from."""

    engine: Engine
    job: Job
    slot: datetime
    started_at: datetime
    fence: int | None
    began: float = field(default_factory=time.monotonic)

    def is_due(self) -> bool:
        with reading(self.engine) as session:
            run = session.exec(select(JobRun).where(*self._mine())).first()
        if run is None:
            return True
        if run.outcome is RunOutcome.DONE or run.attempts > len(RETRY_WAITS) or run.finished_at is None:
            return False
        return self.started_at >= run.finished_at + RETRY_WAITS[run.attempts - 1]

    def go(self) -> dict[str, Any]:
        job, more = self.job, {}
        if job.gather:
            more["material"] = job.gather(self.engine, now=self.started_at)
        with _TURN, write_transaction(self.engine) as session:
            self._check_fence(session, until_commit=False)
            run = self._claim(session)
            summary = job.run(session, now=self.started_at, **more)
            self._finish(session, run, RunOutcome.DONE, summary=summary)
        return summary

    def record_failure(self, error: Exception) -> None:
        """Keep the error; where that can't be done either (the database is away) the log has it."""
        try:
            with write_transaction(self.engine) as session:
                run = self._claim(session)
                self._finish(session, run, RunOutcome.FAILED, error=_say(error))
        except Exception:
            log.exception("the failure of job %s could not be recorded", self.job.id)

    def _mine(self) -> tuple[Any, ...]:
        return JobRun.job == self.job.id, JobRun.slot_at == self.slot

    def _check_fence(self, session: Session, *, until_commit: bool) -> None:
        if self.fence is not None:
            check_fence(session, self.fence, until_commit=until_commit)

    def _claim(self, session: Session) -> JobRun:
        """Take the slot's row first: a second process waits here for the first one's commit, and then gives way.

        The job's own row is locked too, so that a run by hand and a scheduled one come after each other.
        """
        session.exec(select(ScheduledJob).where(ScheduledJob.id == self.job.id).with_for_update()).first()
        run = session.exec(select(JobRun).where(*self._mine()).with_for_update()).first()
        if run is None:
            run = JobRun(
                job=self.job.id, slot_at=self.slot, started_at=self.started_at, outcome=RunOutcome.RUNNING, attempts=0
            )
        elif run.outcome is RunOutcome.DONE:
            raise _RunBeforeError
        run.attempts, run.started_at, run.fence, run.error = run.attempts + 1, self.started_at, self.fence, ""
        session.add(run)
        try:
            session.flush()
        except IntegrityError as error:
            raise _RunBeforeError from error
        return run

    def _finish(
        self,
        session: Session,
        run: JobRun,
        outcome: RunOutcome,
        *,
        summary: dict[str, Any] | None = None,
        error: str = "",
    ) -> None:
        run.outcome, run.summary, run.error = outcome, summary or {}, error
        run.finished_at = self.started_at + timedelta(seconds=time.monotonic() - self.began)
        session.add(run)
        asked = session.get(ScheduledJob, self.job.id)
        if asked is not None and asked.asked_at == self.slot:
            asked.asked_at = None
            session.add(asked)
        session.flush()
        self._check_fence(session, until_commit=True)


def _say(error: Exception) -> str:
    """Return what happened; of a statement that failed only the database's own words, not the values in it."""
    reason = error.orig if isinstance(error, DBAPIError) else error
    return f"{type(error).__name__}: {reason}"[:2000]
