"""Jobs: their runs, and the lease that elects one scheduler among many."""

import enum
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import choices
from app.schedule import Schedule


class RunOutcome(enum.StrEnum):
    """How a run ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ScheduledJob(SQLModel, table=True):
    """A job as its entry in the code says: mirrored here by each scheduler that starts, read by the staff page.

    Its slots are the multiples of `period_seconds` since the epoch, moved by `offset_seconds`, in UTC. `asked_at` is
    set while somebody waits for it to be run outside its schedule.
    """

    __tablename__ = "job"

    id: str = Field(primary_key=True, max_length=60)
    ordinal: int
    purpose: str = Field(max_length=200, description="a message id")
    period_seconds: float
    offset_seconds: float = 0
    asked_at: datetime | None = None

    @property
    def schedule(self) -> Schedule:
        """When it is due."""
        return Schedule(timedelta(seconds=self.period_seconds), timedelta(seconds=self.offset_seconds))


class JobRun(SQLModel, table=True):
    """One slot of a job's schedule was run; its effect commits together with this row.

    A failed slot is tried again until it is done or the next one is due; `attempts` counts. `fence` is that of the
    scheduler that ran it, None where a person did by hand.
    """

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "slot_at"),)

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=60)
    slot_at: datetime
    started_at: datetime
    finished_at: datetime | None = None
    outcome: RunOutcome = Field(sa_type=choices(RunOutcome))
    attempts: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    fence: int | None = None
    summary: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    error: str = Field(default="", max_length=2000)


class SchedulerLease(SQLModel, table=True):
    """Who may run jobs now; `fence` rises with each change of holder."""

    __tablename__ = "scheduler_lease"

    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=120)
    fence: int
    expires_at: datetime
