"""The bench's history: how many people could have filled a role in a week, as it stood when it was counted."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import BigId


class BenchDepth(SQLModel, table=True):
    """On `counted_on`, so many holders of a role were free, held, booked or unknown in the week from `week_on`."""

    __tablename__ = "bench_depth"
    __table_args__ = (
        sa.UniqueConstraint("counted_on", "role_id", "week_on"),
        sa.Index("ix_bench_depth_role_id_week_on", "role_id", "week_on"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    counted_on: date
    week_on: date = Field(description="the Monday that the week begins on")
    role_id: str = Field(max_length=60)
    free: int
    held: int
    booked: int
    unknown: int


class DepartmentDepth(SQLModel, table=True):
    """The same for a department, in which a person counts once however many of its roles they hold."""

    __tablename__ = "department_depth"
    __table_args__ = (
        sa.UniqueConstraint("counted_on", "department_id", "week_on"),
        sa.Index("ix_department_depth_department_id_week_on", "department_id", "week_on"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    counted_on: date
    week_on: date = Field(description="the Monday that the week begins on")
    department_id: str = Field(max_length=40)
    free: int
    held: int
    booked: int
    unknown: int
