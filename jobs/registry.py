"""JOBS: the one table of what runs by itself, when and why. A job is one line here and a few lines in its own file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.models.job import ScheduledJob
from app.schedule import Schedule, daily, every, mondays
from jobs import (
    ask_confirmation,
    audit_chain,
    audit_verify,
    backup,
    bench_history,
    duplicates,
    erasure,
    feeds,
    holds,
    integrity,
    lapse_statements,
    offers,
    outbox,
    retention,
    rights,
    roster_snapshot,
)


@dataclass(frozen=True)
class Job:
    """A job.

    `run(session, *, now)` writes the effect and returns its summary; both commit together with the job_run row, under
    the write lock. Whatever is slow (network, files, long reads) happens before, in `gather(engine, *, now)`, with no
    lock held; what that returns is handed on as `run(session, *, now, material)`.
    """

    id: str
    schedule: Schedule
    run: Callable[..., dict[str, Any]]
    purpose: str
    gather: Callable[..., Any] | None = None

    def entry(self, ordinal: int) -> ScheduledJob:
        """Return the row that the staff page reads."""
        return ScheduledJob(
            id=self.id,
            ordinal=ordinal,
            purpose=self.purpose,
            period_seconds=self.schedule.period.total_seconds(),
            offset_seconds=self.schedule.offset.total_seconds(),
        )


JOBS: dict[str, Job] = {
    job.id: job
    for job in (
        Job("outbox", every(seconds=20), outbox.run, "send the messages that wait in the outbox", outbox.gather),
        Job("offers", every(minutes=5), offers.run, "expire unanswered offers, ask the next in order"),
        Job("holds", every(minutes=5), holds.run, "run out holds and challenges, promote, remind, complete bookings"),
        Job("lapse-statements", every(minutes=30), lapse_statements.run, "mark what people said as lapsed once it is"),
        Job(
            "ask-confirmation",
            every(hours=1),
            ask_confirmation.run,
            "ask people whether their days are still right",
            ask_confirmation.gather,
        ),
        Job("integrity", daily("08:40"), integrity.run, "check every rule over the whole database", integrity.gather),
        Job("feeds", every(seconds=30), feeds.run, "read people's own calendars", feeds.gather),
        Job("backup", daily("09:00"), backup.run, "take a backup and restore it as a drill", backup.gather),
        Job(
            "roster-snapshot", every(minutes=10), roster_snapshot.run, "keep the roster on disk", roster_snapshot.gather
        ),
        Job("bench-history", mondays("08:30"), bench_history.run, "keep how deep the bench is", bench_history.gather),
        Job("audit-chain", every(seconds=30), audit_chain.run, "add what has happened to the audit's chain"),
        Job("audit-verify", daily("09:30"), audit_verify.run, "look through the audit's chain", audit_verify.gather),
        Job(
            "duplicates",
            daily("07:40"),
            duplicates.run,
            "look for people who are in the registry twice",
            duplicates.gather,
        ),
        Job("erasure", daily("08:20"), erasure.run, "erase who left, end pauses, ask the long silent if they stay"),
        Job("rights", daily("14:00"), rights.run, "remind of requests whose day is near, ask to agree anew"),
        Job("retention", daily("08:10"), retention.run, "delete used links and other things past keeping"),
    )
}
