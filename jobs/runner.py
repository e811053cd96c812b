"""Run one slot of a job: lease, slot, one transaction, job_run row, log, re-raise."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.job import JobRun, RunOutcome, SchedulerLease
from jobs.registry import Job

LEASE_LIFE = timedelta(seconds=30)
LEASE = "scheduler"
log = logging.getLogger("llamado.jobs")


class LeaseLostError(RuntimeError):
    """Another scheduler has been elected meanwhile; what was done is rolled back."""


def take_lease(engine: Engine, holder: str, *, now: datetime) -> int | None:
    """Become or stay the elected scheduler; return the fence, or None while another one is."""
    try:
        with write_transaction(engine) as session:
            lease = session.exec(select(SchedulerLease).where(SchedulerLease.name == LEASE).with_for_update()).first()
            if lease is None:
                lease = SchedulerLease(name=LEASE, holder=holder, fence=1, expires_at=now + LEASE_LIFE)
            elif lease.holder == holder:
                lease.expires_at = now + LEASE_LIFE
            elif lease.expires_at > now:
                return None
            else:
                lease.holder, lease.fence, lease.expires_at = holder, lease.fence + 1, now + LEASE_LIFE
            session.add(lease)
            return lease.fence
    except IntegrityError:
        return None


def _check_fence(session: Session, fence: int) -> None:
    lease = session.exec(select(SchedulerLease).where(SchedulerLease.name == LEASE).with_for_update()).first()
    if lease is None or lease.fence != fence:
        raise LeaseLostError("another scheduler took over")


def run_slot(engine: Engine, job: Job, *, now: datetime, fence: int | None) -> bool:
    """Run the latest due slot of `job` unless it was run; effect and job_run row commit together.

    Without `fence` (a person runs it by hand) no lease is asked for. Returns whether anything ran.
    """
    slot = job.slot(now)
    try:
        with write_transaction(engine) as session:
            if session.exec(select(JobRun.id).where(JobRun.job == job.id, JobRun.slot_at == slot)).first():
                return False
            if fence is not None:
                _check_fence(session, fence)
            summary = job.run(session, now=now)
            session.add(
                JobRun(
                    job=job.id,
                    slot_at=slot,
                    started_at=now,
                    finished_at=now,
                    outcome=RunOutcome.DONE,
                    summary=summary,
                )
            )
    except (LeaseLostError, IntegrityError):
        return False
    except Exception as error:
        log.exception("job %s failed", job.id)
        _record_failure(engine, job, slot, now, error)
        raise
    log.info("job %s: %s", job.id, summary)
    return True


def _record_failure(engine: Engine, job: Job, slot: datetime, now: datetime, error: Exception) -> None:
    with write_transaction(engine) as session:
        session.add(
            JobRun(
                job=job.id,
                slot_at=slot,
                started_at=now,
                finished_at=now,
                outcome=RunOutcome.FAILED,
                error=f"{type(error).__name__}: {error}"[:2000],
            )
        )
