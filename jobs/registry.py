"""JOBS: the one table of what runs by itself, how often and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jobs import housekeeping, outbox


@dataclass(frozen=True)
class Job:
    """A job: its slots are the multiples of `every` since the epoch, in UTC, so that no clock change moves them."""

    id: str
    every: timedelta
    run: Callable[..., dict[str, Any]]
    purpose: str

    def slot(self, now: datetime) -> datetime:
        """Return the latest slot that is due at `now`."""
        seconds = self.every.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)


JOBS: dict[str, Job] = {
    job.id: job
    for job in (
        Job("outbox", timedelta(seconds=20), outbox.run, "send the messages that wait in the outbox"),
        Job("housekeeping", timedelta(hours=6), housekeeping.run, "delete used links and other things past keeping"),
    )
}
