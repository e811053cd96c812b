"""APScheduler as a ticker, in its own process: each tick asks for the lease and runs what is due."""

import logging
import os
import secrets
import signal
import socket
import threading
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.engine import Engine

from app.db import make_engine
from config import get_settings
from jobs.registry import JOBS, Job
from jobs.runner import run_slot, take_lease

log = logging.getLogger("llamado.jobs")


def tick(engine: Engine, job: Job, holder: str, *, now: datetime) -> bool:
    """Run `job` where this process is the elected one and the slot is due; say whether it ran."""
    fence = take_lease(engine, holder, now=now)
    if fence is None:
        return False
    return run_slot(engine, job, now=now, fence=fence)


def _tick_quietly(engine: Engine, job: Job, holder: str) -> None:
    try:
        tick(engine, job, holder, now=datetime.now(UTC))
    except Exception:
        log.exception("tick of %s failed; the next one tries again", job.id)


def serve() -> None:
    """Tick until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    engine = make_engine(get_settings().url)
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in JOBS.values():
        scheduler.add_job(
            _tick_quietly,
            "interval",
            seconds=job.every.total_seconds(),
            args=[engine, job, holder],
            id=job.id,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    scheduler.start()
    stop.wait()
    scheduler.shutdown(wait=True)


if __name__ == "__main__":
    serve()
