"""Asking people: who was asked to confirm their days, and the one-tap links that e-mails carry."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import BigId, choices


class ActionPurpose(enum.StrEnum):
    """The one thing that an e-mailed link does."""

    CONFIRM_DAYS = "confirm_days"
    ANSWER_OFFER = "answer_offer"
    ANSWER_RECONFIRM = "answer_reconfirm"
    ANSWER_CHALLENGE = "answer_challenge"
    UNDO_ERASURE = "undo_erasure"


class ActionLink(SQLModel, table=True):
    """A link that does one thing for one person, without signing in, until its subject ends; kept as a hash."""

    __tablename__ = "action_link"
    __table_args__ = (sa.UniqueConstraint("token_hash"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    token_hash: str = Field(max_length=64)
    purpose: ActionPurpose = Field(sa_type=choices(ActionPurpose))
    crew_member_id: int | None = Field(default=None, foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    subject_id: int | None = Field(default=None, description="the offer, hold or challenge; none for one's own days")
    made_at: datetime
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None


class ConfirmationAsk(SQLModel, table=True):
    """A person was asked whether their days are still right, and when they answered."""

    __tablename__ = "confirmation_ask"
    __table_args__ = (sa.Index("ix_confirmation_ask_crew_member_id_asked_at", "crew_member_id", "asked_at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    because: str = Field(max_length=40, description="shortlist, hold or stale: why this person came first")
    asked_at: datetime
    answered_at: datetime | None = None
