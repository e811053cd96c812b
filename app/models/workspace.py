"""The workspace of a production: what is to be done next, by whom and when; questions and their answers."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class FollowUp(SQLModel, table=True):
    """A next step of the commission with a production, or one line of its need: who sees to it, by which day.

    A production in work without an open one is nobody's: the list of productions says so.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_by"),
        sa.Index("ix_follow_up_production_id_done_at", "production_id", "done_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    production_id: int = Field(foreign_key="production.id", ondelete="CASCADE")
    position_id: int | None = Field(default=None, foreign_key="position.id", index=True, ondelete="SET NULL")
    step: str = Field(max_length=200)
    owner_id: int = Field(foreign_key="account.id", index=True)
    due_on: date
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime
    done_by_id: int | None = Field(default=None, foreign_key="account.id")
    done_at: datetime | None = None


class ProductionQuestion(SQLModel, table=True):
    """A question between the commission and a production, about it all or one line, and the other side's answer."""

    __tablename__ = "production_question"
    __table_args__ = (
        sa.CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answered_at"),
        sa.Index("ix_production_question_production_id", "production_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    production_id: int = Field(foreign_key="production.id", ondelete="CASCADE")
    position_id: int | None = Field(default=None, foreign_key="position.id", index=True, ondelete="SET NULL")
    by_production: bool = Field(description="who asks: the production, else the commission")
    text: str = Field(max_length=1000)
    asked_by_id: int | None = Field(default=None, foreign_key="account.id")
    asked_at: datetime
    answer: str = Field(default="", max_length=2000)
    answered_by_id: int | None = Field(default=None, foreign_key="account.id")
    answered_at: datetime | None = None
