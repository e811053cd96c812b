"""Whether this installation is ready to work: database, migrations, guards, jobs."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from app.db import reading
from app.migrate import find_missing_guards, find_revision, head
from app.queries.job import JobState, list_job_states

_PARTS = ("database", "migrations", "guards", "jobs")


def readiness(engine: Engine, *, now: datetime, most_lag: timedelta) -> dict[str, str]:
    """Return for each part `ok`, or what is wrong with it; what depends on a part that isn't ready is `unknown`."""
    parts = dict.fromkeys(_PARTS, "unknown")
    try:
        revision = find_revision(engine)
        parts["database"] = "ok"
        if revision != head():
            parts["migrations"] = f"at {revision}, the code needs {head()}: run `llamado migrate`"
            return parts
        parts["migrations"] = "ok"
        missing = find_missing_guards(engine)
        parts["guards"] = f"missing: {', '.join(missing)}: run `llamado migrate`" if missing else "ok"
        with reading(engine) as session:
            parts["jobs"] = _jobs(list_job_states(session, now=now), most_lag)
    except Exception as error:  # noqa: BLE001 - whatever keeps the database away; its text may hold an address
        parts["database"] = type(error).__name__
    return parts


def _jobs(states: list[JobState], most_lag: timedelta) -> str:
    if not states:
        return "no scheduler has been started: run `llamado jobs scheduler`"
    late = [state for state in states if is_late(state, most_lag)]
    return ", ".join(f"{state.job.id} is {state.lag.total_seconds():.0f} s late" for state in late) or "ok"


def is_late(state: JobState, most_lag: timedelta) -> bool:
    """Say whether a job is further behind than `most_lag` and than its own period."""
    return state.lag > max(most_lag, state.job.schedule.period)
