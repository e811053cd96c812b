"""Run one slot of a job: gather without a lock, then fence, slot and effect in one transaction with the job_run row."""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.db import reading, write_transaction
from app.models.job import JobRun, RunOutcome
from jobs.lease import LeaseLostError, check_fence
from jobs.registry import Job

log = logging.getLogger("llamado.jobs")


class _RunBeforeError(Exception):
    """Another process has run this very slot."""


def run_slot(engine: Engine, job: Job, *, now: datetime, fence: int | None) -> bool:
    """Run the latest due slot of `job` unless it was run; effect and job_run row commit together.

    With `fence` all is rolled back and LeaseLostError raised where another scheduler was elected before the commit;
    without it no lease is asked for. Returns whether anything ran. What the job raises is recorded and raised.
    """
    going = _Going(engine, job, now, fence)
    if going.was_run():
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


@dataclass(frozen=True)
class _Going:
    """A slot that is being run: durations are real ones, whatever clock `started_at` was read from."""

    engine: Engine
    job: Job
    started_at: datetime
    fence: int | None
    began: float = field(default_factory=time.monotonic)

    @property
    def slot(self) -> datetime:
        return self.job.schedule.slot(self.started_at)

    def was_run(self) -> bool:
        with reading(self.engine) as session:
            return session.exec(select(JobRun.id).where(*self._mine())).first() is not None

    def go(self) -> dict[str, Any]:
        job, more = self.job, {}
        if job.gather:
            more["material"] = job.gather(self.engine, now=self.started_at)
        with write_transaction(self.engine) as session:
            self._check_fence(session, until_commit=False)
            run = self._claim(session)
            summary = job.run(session, now=self.started_at, **more)
            run.summary, run.outcome, run.finished_at = summary, RunOutcome.DONE, self._now()
            session.add(run)
            session.flush()
            self._check_fence(session, until_commit=True)
        return summary

    def record_failure(self, error: Exception) -> None:
        """Keep the error; where that can't be done either (the database is away) the log has it."""
        try:
            with write_transaction(self.engine) as session:
                run = self._claim(session)
                run.outcome, run.finished_at = RunOutcome.FAILED, self._now()
                run.error = f"{type(error).__name__}: {error}"[:2000]
                session.add(run)
                session.flush()
                self._check_fence(session, until_commit=True)
        except Exception:
            log.exception("the failure of job %s could not be recorded", self.job.id)

    def _mine(self) -> tuple[Any, ...]:
        return JobRun.job == self.job.id, JobRun.slot_at == self.slot

    def _now(self) -> datetime:
        return self.started_at + timedelta(seconds=time.monotonic() - self.began)

    def _check_fence(self, session: Session, *, until_commit: bool) -> None:
        if self.fence is not None:
            check_fence(session, self.fence, until_commit=until_commit)

    def _claim(self, session: Session) -> JobRun:
        """Add the slot's row first: a second process waits here for the first one's commit, and then gives way."""
        run = JobRun(job=self.job.id, slot_at=self.slot, started_at=self.started_at, outcome=RunOutcome.RUNNING)
        session.add(run)
        try:
            session.flush()
        except IntegrityError as error:
            raise _RunBeforeError("this slot was run") from error
        return run
