"""Jobs: their runs, and the lease that elects one scheduler among many."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import choices


class RunOutcome(enum.StrEnum):
    """How a run ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobRun(SQLModel, table=True):
    """One slot of a job's schedule was run; its effect commits together with this row."""

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "slot_at"),)

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=60)
    slot_at: datetime
    started_at: datetime
    finished_at: datetime | None = None
    outcome: RunOutcome = Field(sa_type=choices(RunOutcome))
    summary: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    error: str = Field(default="", max_length=2000)


class SchedulerLease(SQLModel, table=True):
    """Who may run jobs now; `fence` rises with each change of holder."""

    __tablename__ = "scheduler_lease"

    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=120)
    fence: int
    expires_at: datetime
