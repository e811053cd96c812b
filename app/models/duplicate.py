"""One person once: pairs of profiles that are likely one person, and merges of two into one."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import choices


class PairStatus(enum.StrEnum):
    """What was decided of two profiles; `not_same` is remembered for good."""

    OPEN = "open"
    NOT_SAME = "not_same"
    MERGED = "merged"


class DuplicatePair(SQLModel, table=True):
    """Two profiles that are likely one person, the lower id first: how likely, per mille, and why."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        sa.UniqueConstraint("low_id", "high_id"),
        sa.CheckConstraint("low_id < high_id", name="low_first"),
        sa.CheckConstraint("probability BETWEEN 0 AND 1000", name="probability"),
    )

    id: int | None = Field(default=None, primary_key=True)
    low_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    high_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    probability: int
    reasons: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSON, description="feature, outcome, bits: no values of the people"
    )
    status: PairStatus = Field(default=PairStatus.OPEN, sa_type=choices(PairStatus), index=True)
    found_at: datetime
    decided_at: datetime | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")


class Merge(SQLModel, table=True):
    """Two profiles became one: the one kept, the one that now points to it, and all that is needed to undo it.

    `record` is JSON under the kept person's key: the fields as they were, and which rows of which tables moved.
    """

    __tablename__ = "merge"
    __table_args__ = (
        sa.CheckConstraint("kept_id <> merged_id", name="two_people"),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    merged_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    record: bytes
    made_at: datetime
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    undone_at: datetime | None = None
    undone_by_id: int | None = Field(default=None, foreign_key="account.id")
