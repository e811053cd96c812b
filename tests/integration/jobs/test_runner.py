"""A slot runs once, its effect and its row commit together, and one scheduler at a time is elected."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import reading
from app.models.job import JobRun, RunOutcome
from app.models.message import Message
from app.services.audit import Actor
from app.services.message import queue_message
from jobs.registry import JOBS, Job
from jobs.runner import LEASE_LIFE, run_slot, take_lease
from jobs.scheduler import tick


def _job(effect: Any) -> Job:
    return Job("test", timedelta(minutes=10), effect, "test")


def _queue(session: Session, *, now: datetime) -> dict[str, Any]:
    queue_message(session, Actor.job("test", now), to="ana@example.org", subject="s", text="t")
    return {"queued": 1}


def test_a_slot_runs_once_and_the_next_one_runs_again(engine: Engine, now: datetime) -> None:
    job = _job(_queue)
    assert run_slot(engine, job, now=now, fence=None)
    assert not run_slot(engine, job, now=now + timedelta(minutes=1), fence=None)
    assert run_slot(engine, job, now=now + timedelta(minutes=11), fence=None)
    with reading(engine) as session:
        assert len(session.exec(select(Message)).all()) == 2
        assert {run.outcome for run in session.exec(select(JobRun))} == {RunOutcome.DONE}


def test_a_failing_job_leaves_no_effect_but_a_row_that_says_why(engine: Engine, now: datetime) -> None:
    def fail(session: Session, *, now: datetime) -> dict[str, Any]:
        _queue(session, now=now)
        session.flush()
        raise RuntimeError("the mail server is on fire")

    with pytest.raises(RuntimeError):
        run_slot(engine, _job(fail), now=now, fence=None)
    with reading(engine) as session:
        assert session.exec(select(Message)).all() == []
        run = session.exec(select(JobRun)).one()
        assert run.outcome == RunOutcome.FAILED
        assert "on fire" in run.error


def test_one_scheduler_is_elected_until_its_lease_ends(engine: Engine, now: datetime) -> None:
    assert take_lease(engine, "a", now=now) == 1
    assert take_lease(engine, "b", now=now) is None
    assert take_lease(engine, "a", now=now + timedelta(seconds=5)) == 1
    later = now + LEASE_LIFE + timedelta(seconds=6)
    assert take_lease(engine, "b", now=later) == 2
    assert take_lease(engine, "a", now=later) is None


def test_a_deposed_schedulers_work_is_rolled_back(engine: Engine, now: datetime) -> None:
    fence = take_lease(engine, "a", now=now)
    take_lease(engine, "b", now=now + LEASE_LIFE + timedelta(seconds=1))
    assert not run_slot(engine, _job(_queue), now=now, fence=fence)
    with reading(engine) as session:
        assert session.exec(select(Message)).all() == []


def test_a_tick_runs_what_is_due(engine: Engine, now: datetime) -> None:
    job = _job(_queue)
    assert tick(engine, job, "a", now=now)
    assert not tick(engine, job, "b", now=now)
    assert not tick(engine, job, "a", now=now)


def test_every_job_says_what_it_is_for_and_none_is_due_at_one_moment_only() -> None:
    for name, job in JOBS.items():
        assert name == job.id
        assert job.purpose
        assert job.every <= timedelta(days=1)
