"""When a job is due: its slots are whole multiples of a period, in UTC, so that no clock change moves them."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta


@dataclass(frozen=True)
class Schedule:
    """Slots at `period` × n + `offset` since the epoch, in UTC."""

    period: timedelta
    offset: timedelta = timedelta()

    def slot(self, now: datetime) -> datetime:
        """Return the latest slot that is due at `now`."""
        period = self.period.total_seconds()
        since = now.timestamp() - self.offset.total_seconds()
        return datetime.fromtimestamp(since // period * period + self.offset.total_seconds(), tz=UTC)

    def next(self, now: datetime) -> datetime:
        """Return the first slot after `now`."""
        return self.slot(now) + self.period

    def __str__(self) -> str:
        """Return the schedule in words: `every 20 s`, `daily at 09:00 UTC`."""
        at = datetime.fromtimestamp(self.offset.total_seconds(), tz=UTC)
        if self.period == timedelta(days=1):
            return f"daily at {at:%H:%M} UTC"
        if self.period == timedelta(days=7):
            return f"weekly, {at:%A} at {at:%H:%M} UTC"
        seconds = self.period.total_seconds()
        for unit, size in (("h", 3600), ("min", 60)):
            if seconds % size == 0:
                return f"every {seconds / size:g} {unit}"
        return f"every {seconds:g} s"


def every(*, hours: float = 0, minutes: float = 0, seconds: float = 0) -> Schedule:
    """Return the schedule of something that runs again and again."""
    return Schedule(timedelta(hours=hours, minutes=minutes, seconds=seconds))


def daily(clock: str) -> Schedule:
    """Return the schedule of something that runs once a day at `clock` (HH:MM), in UTC."""
    at = time.fromisoformat(clock)
    return Schedule(timedelta(days=1), timedelta(hours=at.hour, minutes=at.minute))


def mondays(clock: str) -> Schedule:
    """Return the schedule of something that runs each Monday at `clock` (HH:MM), in UTC."""
    return Schedule(timedelta(days=7), timedelta(days=4) + daily(clock).offset)  # the epoch was a Thursday
