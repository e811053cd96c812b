"""Plans: crew assigned to the positions of several productions together, as asked, as found, and what came of it."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import BigId, choices, span_check
from app.models.need import PeriodKind
from app.models.place import place_field


class PlanStatus(enum.StrEnum):
    """Where a plan stands: a draft gathers changes, a queued one waits for its worker."""

    DRAFT = "draft"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class PlanView(enum.StrEnum):
    """Whom a plan may place: who said they are free on every needed day, or also those who have not said."""

    CONFIRMED = "confirmed"
    IF_CONFIRMED = "if_confirmed"


class PlanSource(enum.StrEnum):
    """Where a production of a plan comes from; briefs and packages are what-ifs and stand in no need."""

    NEED = "need"
    BRIEF = "brief"
    PACKAGE = "package"


class PlanRuleKind(enum.StrEnum):
    """What staff ask of a plan: this person on this line, never there, or away on these days."""

    PIN = "pin"
    FORBID = "forbid"
    AWAY = "away"


class PlanPlacement(enum.StrEnum):
    """Why a person stands on a slot of a plan."""

    CHOSEN = "chosen"
    PINNED = "pinned"
    BOOKED = "booked"
    HELD = "held"


class PlanGap(enum.StrEnum):
    """Why a slot of a plan stays open; each has its nearest remedy."""

    ROLE_UNKNOWN = "role_unknown"
    NOBODY_HOLDS_ROLE = "nobody_holds_role"
    ALL_BOOKED = "all_booked"
    UNCONFIRMED = "unconfirmed"
    REQUIREMENT = "requirement"
    TAKEN_IN_PLAN = "taken_in_plan"
    FORBIDDEN = "forbidden"


class Plan(SQLModel, table=True):
    """An assignment of crew to several productions together; nothing changes until it is turned into offers.

    A plan is never solved twice: a change makes the next one, `based_on_id` the one before. `tiers` holds value,
    proven bound and gap of filled slots, score and kept places; `baseline` what each production alone, one after
    another, would give; `progress` what the worker last said.
    """

    __tablename__ = "plan"
    __table_args__ = (sa.CheckConstraint("time_limit_seconds BETWEEN 1 AND 3600", name="time_limit_seconds"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=160)
    status: PlanStatus = Field(default=PlanStatus.DRAFT, sa_type=choices(PlanStatus), index=True)
    view: PlanView = Field(default=PlanView.CONFIRMED, sa_type=choices(PlanView))
    based_on_id: int | None = Field(default=None, foreign_key="plan.id", index=True, ondelete="SET NULL")
    may_move_holds: bool = Field(default=False, description="first holds of other productions may be asked to move")
    time_limit_seconds: int = 60
    seed: int = Field(default=0, sa_type=sa.BigInteger)
    today_on: date
    roster_version: int | None = None
    weight_set_id: int | None = Field(default=None, foreign_key="weight_set.id")
    slots: int = 0
    filled: int = 0
    tiers: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    baseline: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    progress: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    error: str = Field(default="", max_length=400, description="a message id, where it failed")
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime
    asked_at: datetime | None = Field(default=None, description="when it was handed to a worker")
    started_at: datetime | None = None
    alive_at: datetime | None = Field(default=None, description="the worker's last sign of life")
    cancel_asked_at: datetime | None = None
    finished_at: datetime | None = None
    offered_at: datetime | None = Field(default=None, description="when it was turned into offers")


class PlanInstance(SQLModel, table=True):
    """What was solved, compressed in the open format, so that a plan can be priced and checked by anyone later."""

    __tablename__ = "plan_instance"

    plan_id: int = Field(primary_key=True, foreign_key="plan.id", ondelete="CASCADE")
    problem: bytes
    answer: bytes


class PlanProduction(SQLModel, table=True):
    """A production as a plan reads it: a need moved by `shift_days`, or a what-if whose lines are in `content`."""

    __tablename__ = "plan_production"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "key"),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name="priority"),
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", ondelete="CASCADE")
    key: str = Field(max_length=40, description="n<need id> or x<number>: the same in plans that build on one another")
    ordinal: int
    source: PlanSource = Field(sa_type=choices(PlanSource))
    need_id: int | None = Field(default=None, foreign_key="need.id", index=True, ondelete="SET NULL")
    production_id: int | None = Field(default=None, foreign_key="production.id", ondelete="SET NULL")
    title: str = Field(max_length=200)
    shift_days: int = 0
    priority: int = Field(default=3, description="1 first, 5 last, as the production's own")
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


def _unique_where(condition: str, name: str, *columns: str) -> sa.Index:
    """Return an index that lets no two rows for which `condition` holds be alike in these columns."""
    where = sa.text(condition)
    return sa.Index(f"uq_plan_rule_{name}", *columns, unique=True, sqlite_where=where, postgresql_where=where)


class PlanRule(SQLModel, table=True):
    """A pin, a line that a person must not be put on, or days on which they are taken to be away."""

    __tablename__ = "plan_rule"
    __table_args__ = (
        _unique_where("kind <> 'away'", "line", "plan_id", "crew_member_id", "line_key"),
        _unique_where("kind = 'away'", "days", "plan_id", "crew_member_id", "starts_on"),
        sa.CheckConstraint("kind = 'away' OR line_key <> ''", name="line"),
        sa.CheckConstraint("kind <> 'away' OR (starts_on IS NOT NULL AND ends_on >= starts_on)", name="days"),
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", ondelete="CASCADE")
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    kind: PlanRuleKind = Field(sa_type=choices(PlanRuleKind))
    line_key: str = Field(default="", max_length=100)
    starts_on: date | None = None
    ends_on: date | None = None


class PlanLine(SQLModel, table=True):
    """A position as it was planned; `key` names it in all plans that build on one another.

    `weight` is what a filled slot is worth (production's priority, line's priority, role's level). Trainee lines are
    extra to the position's own. `asked` tells requirements and counts that the reasons of open slots read.
    """

    __tablename__ = "plan_line"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "key"),
        sa.CheckConstraint("quantity >= 1", name="quantity"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    plan_id: int = Field(foreign_key="plan.id", ondelete="CASCADE")
    plan_production_id: int = Field(foreign_key="plan_production.id", index=True, ondelete="CASCADE")
    key: str = Field(max_length=100)
    ordinal: int
    position_id: int | None = Field(default=None, foreign_key="position.id", index=True, ondelete="SET NULL")
    role_id: str | None = Field(default=None, max_length=60)
    department_id: str | None = Field(default=None, max_length=40)
    title: str = Field(max_length=300, description="as asked")
    level: int = 1
    trainee: bool = False
    quantity: int
    weight: int
    starts_on: date
    ends_on: date
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class PlanSpan(SQLModel, table=True):
    """Days of a plan's line, moved as its production was."""

    __tablename__ = "plan_span"
    __table_args__ = (span_check(),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    plan_line_id: int = Field(foreign_key="plan_line.id", index=True, ondelete="CASCADE")
    period: PeriodKind = Field(sa_type=choices(PeriodKind))
    starts_on: date
    ends_on: date
    place: str | None = place_field()


class PlanSlot(SQLModel, table=True):
    """One slot of a line: who stands there and why, or why nobody does and what would be the nearest remedy.

    `sure` where the person said that they are free on every needed day. `remedy` is a message id with its values.
    """

    __tablename__ = "plan_slot"
    __table_args__ = (sa.UniqueConstraint("plan_line_id", "slot"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    plan_id: int = Field(foreign_key="plan.id", index=True, ondelete="CASCADE")
    plan_line_id: int = Field(foreign_key="plan_line.id", ondelete="CASCADE")
    slot: int
    crew_member_id: int | None = Field(default=None, foreign_key="crew_member.id", index=True, ondelete="SET NULL")
    placement: PlanPlacement | None = Field(default=None, sa_type=choices(PlanPlacement), nullable=True)
    score: int = Field(default=0, description="0..1000 of the best possible")
    sure: bool = False
    gap: PlanGap | None = Field(default=None, sa_type=choices(PlanGap), nullable=True)
    gap_detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    remedy: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    offer_round_id: int | None = Field(default=None, foreign_key="offer_round.id", ondelete="SET NULL")
