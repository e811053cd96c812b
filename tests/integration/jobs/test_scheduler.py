"""Schedulers: one is elected, who takes over goes on where the other fell, and a clock that is set stops nobody."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import reading
from app.models.job import JobRun
from app.schedule import daily, every
from jobs.lease import LEASE_LIFE, release_lease, take_lease
from jobs.registry import Job
from jobs.scheduler import Scheduler


def _effect(_session: Session, *, now: datetime) -> dict[str, Any]:
    return {"at": now.isoformat()}


JOB = Job("test", every(minutes=10), _effect, "test")


def _scheduler(engine: Engine, *, now: datetime, job: Job = JOB) -> Scheduler:
    scheduler = Scheduler(engine, {job.id: job})
    scheduler.beat(now=now)
    return scheduler


def _runs(engine: Engine, job: Job = JOB) -> list[JobRun]:
    with reading(engine) as session:
        return list(session.exec(select(JobRun).where(JobRun.job == job.id).order_by(sa.text("id"))))


def test_one_scheduler_is_elected_until_its_lease_ends(engine: Engine, now: datetime) -> None:
    assert take_lease(engine, "a", now=now) == 1
    assert take_lease(engine, "b", now=now) is None
    assert take_lease(engine, "a", now=now + timedelta(seconds=5)) == 1
    later = now + LEASE_LIFE + timedelta(seconds=6)
    assert take_lease(engine, "b", now=later) == 2
    assert take_lease(engine, "a", now=later) is None


def test_a_lease_that_was_given_up_is_free_at_once_under_a_higher_fence(engine: Engine, now: datetime) -> None:
    take_lease(engine, "a", now=now)
    release_lease(engine, "b", now=now)
    assert take_lease(engine, "b", now=now) is None, "only the holder gives it up"
    release_lease(engine, "a", now=now)
    assert take_lease(engine, "b", now=now) == 2


def test_a_lease_of_a_clock_that_was_set_back_since_is_taken_over(engine: Engine, now: datetime) -> None:
    take_lease(engine, "a", now=now + timedelta(hours=1))
    assert take_lease(engine, "b", now=now) == 2


def test_two_schedulers_that_start_at_the_same_instant_elect_one(engine: Engine, now: datetime) -> None:
    begin = threading.Barrier(4)
    fences: list[int | None] = []

    def ask(holder: str) -> None:
        begin.wait()
        fences.append(take_lease(engine, holder, now=now))

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fences, key=str) == [1, None, None, None]


def test_a_tick_runs_what_is_due_where_its_scheduler_is_elected(engine: Engine, now: datetime) -> None:
    first, second = _scheduler(engine, now=now), _scheduler(engine, now=now)
    assert not second.tick(JOB, now=now), "not elected"
    assert first.tick(JOB, now=now)
    assert not first.tick(JOB, now=now), "the slot was run"
    assert first.tick(JOB, now=now + timedelta(minutes=10))


def test_a_deposed_scheduler_that_is_elected_again_still_runs_the_slot(engine: Engine, now: datetime) -> None:
    first = _scheduler(engine, now=now)
    later = now + LEASE_LIFE + timedelta(seconds=1)
    second = _scheduler(engine, now=later)
    assert not first.tick(JOB, now=later), "it does not know yet that it was deposed, and is rolled back"
    assert _runs(engine) == []
    release_lease(engine, second.holder, now=later)
    first.beat(now=later)
    assert first.tick(JOB, now=later)


def test_a_week_of_downtime_is_caught_up_once(engine: Engine, now: datetime) -> None:
    assert _scheduler(engine, now=now).tick(JOB, now=now)
    week = now + timedelta(days=7)
    back = _scheduler(engine, now=week)
    assert [back.tick(JOB, now=week + timedelta(seconds=look)) for look in range(0, 60, 5)].count(True) == 1
    assert [run.slot_at for run in _runs(engine)] == [JOB.schedule.slot(now), JOB.schedule.slot(week)]


def test_who_is_elected_in_the_middle_of_the_day_runs_the_daily_slot_that_nobody_ran(engine: Engine) -> None:
    job = Job("nightly", daily("09:00"), _effect, "test")
    noon = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    assert _scheduler(engine, now=noon, job=job).tick(job, now=noon)
    assert [run.slot_at for run in _runs(engine, job)] == [noon.replace(hour=9)]


def test_a_scheduler_outlives_a_database_that_is_away(
    engine: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = _scheduler(engine, now=now)

    def away(*_args: object, **_more: object) -> None:
        raise sa.exc.OperationalError("connect", {}, Exception("the database is away"))

    with monkeypatch.context() as broken:
        broken.setattr("jobs.lease.write_transaction", away)
        scheduler.beat(now=now)
        assert not scheduler.tick(JOB, now=now)
    scheduler.beat(now=now)
    assert scheduler.tick(JOB, now=now)


@pytest.fixture
def running(engine: Engine) -> Iterator[Scheduler]:
    """Yield a scheduler that beats and ticks by itself, fast."""
    quick = Job("quick", every(seconds=0.25), _effect, "test")

    def slow(_engine: Engine, *, now: datetime) -> str:
        time.sleep(1.2)  # longer than the lease lives
        return now.isoformat()

    def tell(_session: Session, *, now: datetime, material: str) -> dict[str, Any]:
        return {"now": now.isoformat(), "material": material}

    scheduler = Scheduler(
        engine,
        {"quick": quick, "slow": Job("slow", every(hours=1), tell, "test", slow)},
        life=timedelta(seconds=0.6),
    )
    scheduler.start()
    yield scheduler
    scheduler.stop()


def _wait_until(true: Any, seconds: float = 40) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_a_leader_that_works_longer_than_its_lease_lives_is_not_deposed(engine: Engine, running: Scheduler) -> None:
    slow = running.jobs["slow"]
    assert _wait_until(lambda: take_lease(engine, "rival", now=datetime.now(UTC)) is None and _runs(engine, slow))
    assert len(_runs(engine, slow)) == 1
    assert running.fence == 1


def test_a_clock_that_is_set_back_does_not_stop_the_ticker(engine: Engine, running: Scheduler) -> None:
    quick = running.jobs["quick"]
    assert _wait_until(lambda: len(_runs(engine, quick)) >= 2)
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=3), tick=True):
        before = len(_runs(engine, quick))
        assert _wait_until(lambda: len(_runs(engine, quick)) > before + 2)
    slots = [run.slot_at for run in _runs(engine, quick)]
    assert len(slots) == len(set(slots))
