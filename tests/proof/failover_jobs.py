"""A scheduler process of the failover proof: the real scheduler with jobs whose effect is a row, and a diary.

`python -m tests.proof.failover_jobs LIFE PERIOD DIARY` runs on the database of DATABASE_URL until it is ended.
"""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import make_engine
from app.schedule import Schedule
from config import get_settings
from jobs.registry import Job
from jobs.scheduler import serve

EFFECTS = (
    "CREATE TABLE IF NOT EXISTS proof_effect (job VARCHAR(20) NOT NULL, slot BIGINT NOT NULL, pid INTEGER NOT NULL)"
)
IN_TRANSACTION = 0.4  # seconds that the steady job stays in its transaction, so that a kill can hit it there


class ProofJobs:
    """Three jobs: `slow` gathers longer than a lease lives, `steady` stays in its transaction, `fast` runs often."""

    def __init__(self, life: float, period: float, diary: Path) -> None:
        self.life, self.diary = life, diary
        self.jobs = {
            "slow": Job("slow", _each(2 * period), self._slow, "proof", self._gather),
            "steady": Job("steady", _each(period, period / 2), self._steady, "proof"),
            "fast": Job("fast", _each(0.5), self._fast, "proof"),
        }

    def _note(self, what: str) -> None:
        with self.diary.open("a", encoding="ascii") as diary:
            diary.write(f"{what} {os.getpid()}\n")

    def _gather(self, _engine: Engine, *, now: datetime) -> datetime:
        self._note("gathers")
        time.sleep(1.5 * self.life)
        self._note("gathers-end")
        return now

    def _effect(self, session: Session, job: str, now: datetime) -> dict[str, Any]:
        slot = round(self.jobs[job].schedule.slot(now).timestamp() * 1000)
        row = {"job": job, "slot": slot, "pid": os.getpid()}
        session.connection().execute(sa.text("INSERT INTO proof_effect VALUES (:job, :slot, :pid)"), row)
        return {}

    def _slow(self, session: Session, *, now: datetime, material: datetime) -> dict[str, Any]:
        return self._effect(session, "slow", max(now, material))

    def _steady(self, session: Session, *, now: datetime) -> dict[str, Any]:
        summary = self._effect(session, "steady", now)
        self._note("writes")
        time.sleep(IN_TRANSACTION)
        self._note("writes-end")
        return summary

    def _fast(self, session: Session, *, now: datetime) -> dict[str, Any]:
        return self._effect(session, "fast", now)


def _each(period: float, offset: float = 0) -> Schedule:
    return Schedule(timedelta(seconds=period), timedelta(seconds=offset))


if __name__ == "__main__":
    given_life, given_period = float(sys.argv[1]), float(sys.argv[2])
    serve(
        make_engine(get_settings().url),
        ProofJobs(given_life, given_period, Path(sys.argv[3])).jobs,
        life=timedelta(seconds=given_life),
    )
