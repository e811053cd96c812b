"""Challenges: a hold asks the holds ahead of it to confirm or release within a set time."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import choices


class ChallengeStatus(enum.StrEnum):
    """Where a challenge stands: `won` once every hold ahead was released, `lost` once one of them was booked."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


class ChallengeAnswer(enum.StrEnum):
    """What became of a hold that was asked; `no_answer` released it when the clock ran out."""

    CONFIRMED = "confirmed"
    RELEASED = "released"
    NO_ANSWER = "no_answer"


class Challenge(SQLModel, table=True):
    """A hold asks every hold ahead of it to confirm or release (whole) before `deadline_at`."""

    __tablename__ = "challenge"
    __table_args__ = (sa.Index("ix_challenge_status_deadline_at", "status", "deadline_at"),)

    id: int | None = Field(default=None, primary_key=True)
    hold_id: int = Field(foreign_key="hold.id", index=True, ondelete="CASCADE")
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    status: ChallengeStatus = Field(default=ChallengeStatus.OPEN, sa_type=choices(ChallengeStatus))
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime
    deadline_at: datetime
    reminders: int = 0
    resolved_at: datetime | None = None


class ChallengedHold(SQLModel, table=True):
    """One of the holds ahead that a challenge asks, and its answer."""

    __tablename__ = "challenged_hold"
    __table_args__ = (sa.UniqueConstraint("challenge_id", "hold_id"),)

    id: int | None = Field(default=None, primary_key=True)
    challenge_id: int = Field(foreign_key="challenge.id", ondelete="CASCADE")
    hold_id: int = Field(foreign_key="hold.id", index=True, ondelete="CASCADE")
    answer: ChallengeAnswer | None = Field(default=None, sa_type=choices(ChallengeAnswer), nullable=True)
    answered_at: datetime | None = None
