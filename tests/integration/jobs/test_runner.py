"""A slot runs once, its effect and its row commit together, and only while its scheduler is the elected one."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.db import reading, write_transaction
from app.models.job import JobRun, RunOutcome, SchedulerLease
from app.models.message import Message
from app.schedule import daily, every
from app.services.audit import Actor
from app.services.message import queue_message
from jobs.lease import LEASE_LIFE, LeaseLostError, take_lease
from jobs.registry import JOBS, Job
from jobs.runner import RETRY_WAITS, is_settled, run_by_hand, run_slot


def _job(effect: Any) -> Job:
    return Job("test", every(minutes=10), effect, "test")


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


def test_what_a_job_gathers_is_slow_without_a_lock_and_is_handed_to_its_run(engine: Engine, now: datetime) -> None:
    def gather(of: Engine, *, now: datetime) -> list[str]:
        with write_transaction(of) as session:  # another writer gets its turn while this job gathers
            _queue(session, now=now)
        return ["a", "b"]

    def effect(_session: Session, *, now: datetime, material: list[str]) -> dict[str, Any]:
        return {"gathered": len(material), "at": now.isoformat()}

    assert run_slot(engine, Job("test", every(minutes=10), effect, "test", gather), now=now, fence=None)
    with reading(engine) as session:
        run = session.exec(select(JobRun)).one()
        assert run.summary == {"gathered": 2, "at": now.isoformat()}
        assert run.finished_at is not None
        assert run.started_at == now < run.finished_at
        assert len(session.exec(select(Message)).all()) == 1


def test_a_rule_that_the_job_itself_breaks_is_a_failure_not_a_slot_that_was_run(engine: Engine, now: datetime) -> None:
    def double(session: Session, *, now: datetime) -> dict[str, Any]:
        for _ in range(2):
            session.add(SchedulerLease(name="same", holder="h", fence=1, expires_at=now))
            session.flush()
            session.expunge_all()
        return {}

    with pytest.raises(IntegrityError):
        run_slot(engine, _job(double), now=now, fence=None)
    with reading(engine) as session:
        assert session.exec(select(JobRun)).one().outcome == RunOutcome.FAILED
        assert session.exec(select(SchedulerLease)).all() == []


def test_of_two_processes_that_run_one_slot_at_once_one_gives_way(engine: Engine, now: datetime) -> None:
    def race(_engine: Engine, *, now: datetime) -> int:
        entered.append(0)
        if len(entered) == 1:
            passed.append(run_slot(engine, job, now=now, fence=None))
        return 0

    def effect(session: Session, *, now: datetime, material: int) -> dict[str, Any]:
        return {**_queue(session, now=now), "material": material}

    entered: list[int] = []
    passed: list[bool] = []
    job = Job("test", every(minutes=10), effect, "test", race)
    assert not run_slot(engine, job, now=now, fence=None), "the one inside was faster"
    assert passed == [True]
    with reading(engine) as session:
        assert len(session.exec(select(Message)).all()) == 1
        assert len(session.exec(select(JobRun)).all()) == 1


def test_a_deposed_schedulers_work_is_rolled_back(engine: Engine, now: datetime) -> None:
    fence = take_lease(engine, "a", now=now)
    take_lease(engine, "b", now=now + LEASE_LIFE + timedelta(seconds=1))
    with pytest.raises(LeaseLostError):
        run_slot(engine, _job(_queue), now=now, fence=fence)
    with reading(engine) as session:
        assert session.exec(select(Message)).all() == []
        assert session.exec(select(JobRun)).all() == []


def test_a_deposed_schedulers_failure_is_not_recorded_either(engine: Engine, now: datetime) -> None:
    def depose_and_fail(of: Engine, *, now: datetime) -> None:
        take_lease(of, "b", now=now + LEASE_LIFE + timedelta(seconds=1))
        raise RuntimeError("too late")

    fence = take_lease(engine, "a", now=now)
    with pytest.raises(RuntimeError):
        run_slot(engine, Job("test", every(minutes=10), _queue, "test", depose_and_fail), now=now, fence=fence)
    with reading(engine) as session:
        assert session.exec(select(JobRun)).all() == [], "the slot is the new leader's to run"


def test_a_failed_slot_is_tried_again_after_a_while_and_then_left_to_the_next(engine: Engine, now: datetime) -> None:
    tries: list[datetime] = []

    def fail(_session: Session, *, now: datetime) -> dict[str, Any]:
        tries.append(now)
        raise RuntimeError("away")

    job = Job("test", daily("00:00"), fail, "test")
    for half_minute in range(120):
        with suppress(RuntimeError):
            run_slot(engine, job, now=now + half_minute * timedelta(seconds=30), fence=None)
    with reading(engine) as session:
        run = session.exec(select(JobRun)).one()
    assert len(tries) == run.attempts == 1 + len(RETRY_WAITS)
    assert all(later - earlier >= wait for earlier, later, wait in zip(tries, tries[1:], RETRY_WAITS, strict=False))
    assert is_settled(engine, job, run.slot_at)


def test_a_slot_that_failed_once_and_then_went_well_has_one_row_and_one_effect(engine: Engine, now: datetime) -> None:
    def fail_first(session: Session, *, now: datetime) -> dict[str, Any]:
        summary = _queue(session, now=now)
        if now == first:
            raise RuntimeError("away")
        return summary

    first, job = now, Job("test", daily("00:00"), fail_first, "test")
    with pytest.raises(RuntimeError):
        run_slot(engine, job, now=now, fence=None)
    assert not is_settled(engine, job, job.schedule.slot(now))
    assert run_slot(engine, job, now=now + RETRY_WAITS[0] + timedelta(seconds=5), fence=None)
    with reading(engine) as session:
        run = session.exec(select(JobRun)).one()
        assert (run.outcome, run.attempts, run.error) == (RunOutcome.DONE, 2, "")
        assert len(session.exec(select(Message)).all()) == 1


def test_by_hand_a_job_runs_whatever_its_schedule_and_keeps_its_slots(engine: Engine, now: datetime) -> None:
    job = _job(_queue)
    assert run_slot(engine, job, now=now, fence=None)
    assert run_by_hand(engine, job, now=now + timedelta(seconds=1)) == {"queued": 1}
    assert run_slot(engine, job, now=now + timedelta(minutes=10), fence=None)
    with reading(engine) as session:
        assert len(session.exec(select(Message)).all()) == 3


def test_every_job_says_what_it_is_for_and_none_is_due_at_one_moment_only() -> None:
    for name, job in JOBS.items():
        assert name == job.id
        assert job.purpose
        assert job.schedule.period <= timedelta(days=7)
