"""APScheduler as a ticker, in its own process: whoever is elected runs what is due.

A heartbeat thread takes and renews the lease, so that a job that takes long does not cost it. Each job is looked at
every few seconds at most: a scheduler that is elected in the middle of the day finds a daily slot that nobody ran.
"""

import argparse
import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.engine import Engine

from app.db import make_engine, reading, write_transaction
from app.queries.job import list_asked_jobs
from app.services.job import mirror_jobs
from config import get_settings
from jobs.lease import LEASE_LIFE, LeaseLostError, release_lease, take_lease
from jobs.registry import JOBS, Job
from jobs.runner import is_settled, run_slot

log = logging.getLogger("llamado.jobs")
LONGEST_LOOK = timedelta(seconds=5)
_CLOCK_STEP = 2.0  # seconds by which the wall clock may run away from the real one between two beats


class Scheduler:
    """One process among many that would run jobs; `beat` tries to be elected, `tick` runs a job where it is."""

    def __init__(self, engine: Engine, jobs: Mapping[str, Job], *, life: timedelta = LEASE_LIFE) -> None:
        self.engine = engine
        self.jobs = jobs
        self.life = life
        self.holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.fence: int | None = None
        self.stopping = threading.Event()
        self._settled: dict[str, datetime] = {}
        self._one_at_a_time = {name: threading.Lock() for name in jobs}
        self._heart = threading.Thread(target=self._beat_on, name="heart", daemon=True)
        self._ticker = BackgroundScheduler(timezone="UTC", executors={"default": ThreadPoolExecutor(len(jobs) + 1)})

    @property
    def elected(self) -> bool:
        """Whether this process was elected when it last asked."""
        return self.fence is not None

    def beat(self, *, now: datetime) -> None:
        """Take or renew the lease; while the database is away nobody is elected, and the next beat asks again."""
        try:
            fence = take_lease(self.engine, self.holder, now=now, life=self.life)
        except Exception:
            log.exception("no lease could be asked for; the next beat asks again")
            fence = None
        if fence != self.fence:
            log.info("elected with fence %s" if fence else "not elected any more (fence %s)", fence or self.fence)
            if fence is not None:
                self._mirror()
        self.fence = fence

    def _mirror(self) -> None:
        """Show the staff page the jobs of the code that runs."""
        try:
            with write_transaction(self.engine) as session:
                mirror_jobs(session, [job.entry(ordinal) for ordinal, job in enumerate(self.jobs.values())])
        except Exception:
            log.exception("the jobs could not be mirrored into their rows")

    def tick(self, job: Job, *, now: datetime) -> bool:
        """Run `job` where this process is elected and its slot is due; say whether it ran."""
        slot = job.schedule.slot(now)
        if not self.elected or self._settled.get(job.id) == slot:
            return False
        ran = self._run(job, slot, now=now)
        if ran or is_settled(self.engine, job, slot):
            self._settled[job.id] = slot
        return ran

    def tick_asked(self, *, now: datetime) -> int:
        """Run what people asked for where this process is elected; return how many jobs ran."""
        if not self.elected:
            return 0
        with reading(self.engine) as session:
            asked = {row.id: row.asked_at for row in list_asked_jobs(session)}
        found = [(self.jobs[name], at) for name, at in asked.items() if at is not None and name in self.jobs]
        return sum(self._run(job, at, now=now) for job, at in found)

    def _run(self, job: Job, slot: datetime, *, now: datetime) -> bool:
        fence = self.fence
        with self._one_at_a_time[job.id]:
            try:
                return run_slot(self.engine, job, now=now, fence=fence, slot=slot)
            except LeaseLostError as lost:
                log.warning("job %s is rolled back: %s", job.id, lost)
                self.fence = None
                return False

    def _tick_quietly(self, job: Job) -> None:
        try:
            self.tick(job, now=datetime.now(UTC))
        except Exception as error:  # noqa: BLE001 - the runner has logged it, and recorded it unless the database is away
            log.warning("%s; a later tick of %s tries again", type(error).__name__, job.id)

    def _tick_asked_quietly(self) -> None:
        try:
            self.tick_asked(now=datetime.now(UTC))
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("%s; a later tick tries again what people asked for", type(error).__name__)

    def _beat_on(self) -> None:
        """Beat three times in a lease's life, by a clock that nobody sets; where the wall clock was set, look anew."""
        away = time.time() - time.monotonic()
        while not self.stopping.wait(self.life.total_seconds() / 3):
            self.beat(now=datetime.now(UTC))
            if abs(time.time() - time.monotonic() - away) > _CLOCK_STEP:
                away = time.time() - time.monotonic()
                log.warning("the clock was set; all jobs are looked at again")
                self._look_now()

    def _look_now(self) -> None:
        """Tick now and go on from there: the ticker itself waits for times of a clock that was set meanwhile."""
        for job in self._ticker.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """Begin to beat and to tick."""
        self.beat(now=datetime.now(UTC))
        longest = min(LONGEST_LOOK, self.life)
        self._look(longest, self._tick_asked_quietly)
        for job in self.jobs.values():
            self._look(min(job.schedule.period, longest), self._tick_quietly, job)
        self._heart.start()
        self._ticker.start()

    def _look(self, interval: timedelta, function: Callable[..., None], *arguments: Job) -> None:
        self._ticker.add_job(
            function,
            "interval",
            seconds=interval.total_seconds(),
            args=arguments,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def stop(self) -> None:
        """End cleanly: what runs is finished under the lease, which is then given up."""
        self._ticker.shutdown(wait=True)
        self.stopping.set()
        self._heart.join()
        try:
            release_lease(self.engine, self.holder, now=datetime.now(UTC))
        except Exception:
            log.exception("the lease could not be given up; it runs out by itself")


def serve(engine: Engine, jobs: Mapping[str, Job], *, life: timedelta = LEASE_LIFE, parent: int | None = None) -> None:
    """Schedule until told to stop, or until the process `parent` that began this one is gone."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns whenever a job takes longer than a look
    logging.getLogger("alembic").setLevel(logging.WARNING)  # the drill of the backup migrates
    scheduler = Scheduler(engine, jobs, life=life)
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    scheduler.start()
    while not ended.wait(1.0):
        if parent is not None and os.getppid() != parent:
            log.warning("the process that began this one is gone; ending")
            break
    scheduler.stop()


def main(arguments: list[str] | None = None) -> None:
    """Run the jobs of the registry on the database of the settings."""
    parser = argparse.ArgumentParser(prog="python -m jobs.scheduler", description=__doc__)
    parser.add_argument("--parent", type=int, default=None, help="end when this process is gone")
    serve(make_engine(get_settings().url), JOBS, parent=parser.parse_args(arguments).parent)


if __name__ == "__main__":
    main()
