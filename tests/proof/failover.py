"""Proof of failover: several schedulers, the leader killed and paused; every slot's effect once, none missing.

`python -m tests.proof.failover [sqlite] [postgresql]` prints a table and exits 1 on any breach.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import col, select

from app.db import reading
from app.models.job import JobRun, RunOutcome, SchedulerLease
from jobs.scheduler import Scheduler
from tests.engines import ENGINES
from tests.proof.database import proof_database
from tests.proof.failover_jobs import EFFECTS, ProofJobs

ROOT = Path(__file__).resolve().parents[2]
_INTO = {"gathers": 0.3, "writes": 0.0, "any": 0.0}  # seconds into what the leader is just doing


@dataclass(frozen=True)
class Plan:
    """How many schedulers, which lease life and period (seconds), and what happens to the leaders, in order."""

    schedulers: int = 4
    life: float = 2.0
    period: float = 8.5
    blows: tuple[str, ...] = ("kill gathers", "pause gathers", "kill writes", "kill any")
    slots: float = 3.5  # of the slowest job that the whole lasts at least
    patience: float = 40.0  # seconds that a blow may take to come and to be recovered from


@dataclass
class Findings:
    """What was seen: leaders (fence, pid) by time, blows, the measures of the table, the breaches."""

    leaders: list[tuple[float, int, int]] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    blows: Counter[str] = field(default_factory=Counter)
    measures: dict[str, str] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)

    def breach_if(self, wrong: object, text: str) -> None:
        """Note a breach where something is wrong."""
        if wrong:
            self.breaches.append(f"{text}: {wrong}")


class Troupe:
    """The scheduler processes on one database, and who of them leads."""

    def __init__(self, engine: Engine, plan: Plan, folder: Path) -> None:
        self.engine, self.plan = engine, plan
        self.diary = folder / "diary"
        self.diary.touch()
        self.log = folder / "log"
        self.found = Findings()
        self.processes: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start all schedulers at the same instant."""
        address = self.engine.url.render_as_string(hide_password=False)
        words = [str(self.plan.life), str(self.plan.period), str(self.diary)]
        with self.log.open("ab") as log:
            for _ in range(self.plan.schedulers):
                process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    [sys.executable, "-m", "tests.proof.failover_jobs", *words],
                    cwd=ROOT,
                    env={**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(ROOT)},
                    stderr=log,
                )
                self.processes[process.pid] = process

    def look(self) -> int | None:
        """Note who leads now and return the process, None while nobody does."""
        with reading(self.engine) as session:
            lease = session.exec(select(SchedulerLease)).first()
        if lease is None or not lease.holder:
            return None
        pid = int(lease.holder.rsplit(":", 2)[1])
        if not self.found.leaders or self.found.leaders[-1][1:] != (lease.fence, pid):
            self.found.leaders.append((time.time(), lease.fence, pid))
        return pid

    def wait_for_leader(self, not_before: int, seconds: float) -> bool:
        """Wait until a fence above `not_before` is seen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.look()
            if self.found.leaders and self.found.leaders[-1][1] > not_before:
                return True
            time.sleep(0.05)
        return False

    def strike(self, blow: str) -> None:
        """Kill or pause the leader, in the middle of what the blow names, and wait for the next one."""
        deed, moment = blow.split()
        for _ in range(5):
            pid = self._leader_that(moment)
            if pid is None:
                break
            fence, began = self.found.leaders[-1][1], time.monotonic()
            os.kill(pid, signal.SIGKILL if deed == "kill" else signal.SIGSTOP)
            if deed == "kill":
                self.processes.pop(pid).wait()
            elif not self._can_write():
                os.kill(pid, signal.SIGCONT)
                continue
            taken_over = self.wait_for_leader(fence, self.plan.period)
            if deed == "pause":
                os.kill(pid, signal.SIGCONT)  # it goes on with what it gathered, and must be turned away
            if taken_over:
                self.found.gaps.append(time.monotonic() - began)
                self.found.blows[deed] += 1
                return
            if deed == "kill":
                break
        self.found.breaches.append(f"nobody took over after {blow}")

    def _can_write(self) -> bool:
        """Tell whether others can write: who was stopped with SQLite's write lock in its hands stops them all."""
        if self.engine.dialect.name != "sqlite":
            return True
        with closing(sqlite3.connect(self.engine.url.database or "", timeout=0.3, isolation_level=None)) as database:
            try:
                database.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            database.execute("ROLLBACK")
            return True

    def _leader_that(self, moment: str) -> int | None:
        end = time.monotonic() + self.plan.patience
        while time.monotonic() < end:
            pid = self.look()
            if pid is not None and (moment == "any" or self._is_just(moment, pid)):
                time.sleep(_INTO[moment])
                return pid
            time.sleep(0.02)
        return None

    def _is_just(self, moment: str, pid: int) -> bool:
        noted = [line for line in self._diary() if line in {f"{moment} {pid}", f"{moment}-end {pid}"}]
        return bool(noted) and noted[-1] == f"{moment} {pid}"

    def _diary(self) -> list[str]:
        return self.diary.read_text(encoding="ascii").splitlines()

    def thrown_away(self) -> int:
        """Return how many gathers came to their end without a committed effect."""
        with reading(self.engine) as session:
            done = len(session.exec(select(JobRun).where(JobRun.job == "slow")).all())
        return sum(line.startswith("gathers-end ") for line in self._diary()) - done

    def stop(self) -> None:
        """End who is left: cleanly, then by force."""
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                self.found.breaches.append("a scheduler did not end when it was told to")


def prove(engine: Engine, plan: Plan, folder: Path) -> Findings:
    """Run the plan on a migrated, empty database and return what was found."""
    _run_statements(engine, "DROP TABLE IF EXISTS proof_effect", EFFECTS)
    troupe = Troupe(engine, plan, folder)
    troupe.start()
    try:
        troupe.found.breach_if(not troupe.wait_for_leader(0, 2 * plan.patience), "nobody was elected at the start")
        least = time.time() + plan.slots * 2 * plan.period
        for blow in plan.blows:
            troupe.strike(blow)
        end = max(least, time.time() + 1.25 * plan.period)
        while time.time() < end:
            troupe.look()
            time.sleep(0.05)
    finally:
        troupe.stop()
    _judge(engine, plan, troupe, ended=time.time())
    _catch_up(engine, plan, troupe.found)
    _run_statements(engine, "DROP TABLE proof_effect")
    return troupe.found


def _run_statements(engine: Engine, *statements: str) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def _judge(engine: Engine, plan: Plan, troupe: Troupe, *, ended: float) -> None:
    found = troupe.found
    runs, effects = _read(engine)
    fences = [fence for _, fence, _ in found.leaders]
    found.breach_if(fences != sorted(set(fences)), "fences that do not strictly rise")
    by_id = [run.fence for run in runs]
    found.breach_if(by_id != sorted(by_id, key=lambda fence: fence or 0), "a run of a deposed leader was committed")
    found.breach_if([run for run in runs if run.outcome is not RunOutcome.DONE], "runs that failed")
    takeovers = {fence: at for at, fence, _ in found.leaders}
    late = [r.id for r in runs if r.started_at.timestamp() > takeovers.get((r.fence or 0) + 1, ended)]
    found.breach_if(late, "runs begun under a fence that was over")
    began = found.leaders[0][0] if found.leaders else ended
    for name, job in ProofJobs(plan.life, plan.period, Path()).jobs.items():
        mine = Counter(slot for kind, slot in effects if kind == name)
        rows = Counter(round(run.slot_at.timestamp() * 1000) for run in runs if run.job == name)
        found.breach_if({slot: n for slot, n in mine.items() if n > 1}, f"{name}: slots with more than one effect")
        found.breach_if(set(mine) ^ set(rows), f"{name}: slots with an effect or a row, but not both")
        period = job.schedule.period.total_seconds()
        due = _slots(job.schedule.next(datetime.fromtimestamp(began, tz=UTC)).timestamp(), ended - period, period)
        missing = [slot for slot in due if slot not in mine]
        if name != "fast":
            found.breach_if(missing, f"{name}: slots that nobody ran")
        passed = f", {len(missing)} passed over" if name == "fast" else f" of {len(due)} due"
        found.measures[f"{name}: slots run once"] = f"{len(set(due) & set(mine))}{passed}"
    found.measures["schedulers, kills, pauses"] = f"{plan.schedulers}, {found.blows['kill']}, {found.blows['pause']}"
    found.measures["fences seen"] = ", ".join(map(str, fences))
    found.measures["longest time without a leader"] = f"{max(found.gaps, default=0):.1f} s (lease {plan.life:g} s)"
    found.measures["finished work thrown away"] = f"{troupe.thrown_away()} (deposed leaders)"


def _read(engine: Engine) -> tuple[list[JobRun], list[tuple[str, int]]]:
    with reading(engine) as session:
        runs = list(session.exec(select(JobRun).order_by(col(JobRun.id))))
        effects = session.connection().execute(sa.text("SELECT job, slot FROM proof_effect")).all()
    return runs, [(str(job), int(slot)) for job, slot in effects]


def _slots(first: float, last: float, period: float) -> list[int]:
    count = max(0, int((last - first) / period) + 1) if last >= first else 0
    return [round((first + number * period) * 1000) for number in range(count)]


def _catch_up(engine: Engine, plan: Plan, found: Findings) -> None:
    """After a week without any scheduler one comes back: each job runs its latest slot, once."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = ProofJobs(0.01, plan.period, Path(folder) / "diary").jobs
        back = datetime.now(UTC) + timedelta(days=7)
        instant = max(job.schedule.slot(back) for job in jobs.values())
        scheduler = Scheduler(engine, jobs)
        scheduler.beat(now=instant)
        ran = Counter(name for name in jobs for _ in range(5) if scheduler.tick(jobs[name], now=instant))
    found.breach_if(ran != dict.fromkeys(jobs, 1), "a week of downtime was not caught up once per job")
    found.measures["after a week of downtime"] = f"{sum(ran.values())} runs for {len(jobs)} jobs"


def main(kinds: list[str]) -> int:
    """Prove it on each engine; return 1 on any breach."""
    breaches = 0
    for kind in kinds or ENGINES:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, proof_database(kind, Path(folder)) as engine:
            found = prove(engine, Plan(), Path(folder))
        print(f"\n{kind} ({time.monotonic() - began:.0f} s)", flush=True)
        for name, value in found.measures.items():
            print(f"  {name:<34}{value}")
        for breach in found.breaches:
            print(f"  BREACH  {breach}")
        breaches += len(found.breaches)
    print(f"\n{breaches} breaches", flush=True)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
