"""Needs: what a production asks for, position by position, with every version kept."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import choices, span_check
from app.models.place import place_field


class NeedStatus(enum.StrEnum):
    """Order of a need's life: nobody's name is shown to the production before `accepted`."""

    DRAFT = "draft"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    MATCHED = "matched"
    SENT = "sent"
    CLOSED = "closed"
    DECLINED = "declined"


class NeedDoor(enum.StrEnum):
    """How a need came in."""

    FORM = "form"
    BRIEF = "brief"
    SPREADSHEET = "spreadsheet"
    PASTED = "pasted"


class Engagement(enum.StrEnum):
    """How a position is hired."""

    RUN_OF_SHOW = "run_of_show"
    WEEKLY = "weekly"
    DAILIES = "dailies"
    FLAT = "flat"


class LocalRule(enum.StrEnum):
    """Whether a position asks for residents of the state."""

    ANY = "any"
    PREFERRED = "preferred"
    REQUIRED = "required"


class PositionPriority(enum.StrEnum):
    """How much the production depends on a position."""

    MUST = "must"
    SHOULD = "should"
    NICE = "nice"


class PeriodKind(enum.StrEnum):
    """Which part of a production's work a span belongs to."""

    PREP = "prep"
    SHOOT = "shoot"
    WRAP = "wrap"
    DAILY = "daily"


class Need(SQLModel, table=True):
    """All positions of a production as they stand now; `version` rises with each change handed in."""

    __tablename__ = "need"

    id: int | None = Field(default=None, primary_key=True)
    production_id: int = Field(foreign_key="production.id", index=True)
    status: NeedStatus = Field(default=NeedStatus.RECEIVED, sa_type=choices(NeedStatus), index=True)
    door: NeedDoor = Field(sa_type=choices(NeedDoor))
    version: int = 1
    received_on: date
    needed_by_on: date | None = None
    message: str = Field(default="", description="the e-mail or note that it came from, as typed")
    staff_note: str = Field(default="", max_length=4000)
    handed_in_by_id: int | None = Field(default=None, foreign_key="account.id")
    accepted_by_id: int | None = Field(default=None, foreign_key="account.id")
    accepted_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class NeedVersion(SQLModel, table=True):
    """A need as it was handed in, whole, and what it changed against the version before."""

    __tablename__ = "need_version"
    __table_args__ = (sa.UniqueConstraint("need_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", ondelete="CASCADE")
    version: int
    content: dict[str, Any] = Field(sa_type=JSON)
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime


class Position(SQLModel, table=True):
    """One line of a need. `role_id` is empty while the title is asked back or unknown; what was typed stays.

    Days: `starts_on..ends_on` inclusive is everything, prep and wrap with it; the shoot lies between. Dailies
    without dates ask for `free_days` days inside the span. `choices_offered` keeps the roles a title may mean.
    """

    __tablename__ = "position"
    __table_args__ = (
        sa.UniqueConstraint("need_id", "code"),
        span_check(),
        sa.CheckConstraint("quantity >= 1", name="quantity"),
        sa.CheckConstraint("trainee_slots >= 0", name="trainee_slots"),
    )

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", index=True, ondelete="CASCADE")
    code: str = Field(max_length=60)
    ordinal: int
    department_id: str | None = Field(default=None, max_length=40)
    role_id: str | None = Field(default=None, max_length=60, index=True)
    asked_as: str = Field(max_length=300)
    role_confidence: int = Field(default=0, description="0..100, how sure the title was read; 100 where a person chose")
    choices_offered: list[str] = Field(default_factory=list, sa_type=JSON)
    quantity: int = 1
    base_names: list[str] = Field(default_factory=list, sa_type=JSON)
    starts_on: date
    ends_on: date
    shoot_starts_on: date | None = None
    shoot_ends_on: date | None = None
    engagement: Engagement = Field(default=Engagement.RUN_OF_SHOW, sa_type=choices(Engagement))
    free_days: int | None = Field(default=None, description="undated dailies: how many free days are needed")
    daily_dates: list[str] = Field(default_factory=list, sa_type=JSON, description="dated dailies, ISO days")
    languages: list[dict[str, str]] = Field(
        default_factory=list, sa_type=JSON, description='[{"language": "en", "level": "B2", "required": "yes"}]'
    )
    credentials: list[str] = Field(default_factory=list, sa_type=JSON, description="CredentialKind values or as typed")
    skills: list[str] = Field(default_factory=list, sa_type=JSON)
    min_credits: int = 0
    local: LocalRule = Field(default=LocalRule.ANY, sa_type=choices(LocalRule))
    accept_step_up: bool = False
    trainee_slots: int = 0
    priority: PositionPriority = Field(default=PositionPriority.MUST, sa_type=choices(PositionPriority))
    note: str = Field(default="", max_length=1000)


class PositionSpan(SQLModel, table=True):
    """A stretch of a position's days in one period and at one base (prep, shoot, wrap, each dated daily)."""

    __tablename__ = "position_span"
    __table_args__ = (span_check(),)

    id: int | None = Field(default=None, primary_key=True)
    position_id: int = Field(foreign_key="position.id", index=True, ondelete="CASCADE")
    period: PeriodKind = Field(sa_type=choices(PeriodKind))
    starts_on: date
    ends_on: date
    place: str | None = place_field()
