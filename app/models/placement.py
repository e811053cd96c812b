"""Placements: a trainee works beside somebody who holds the role, and is judged by them."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import choices, span_check


class PlacementOutcome(enum.StrEnum):
    """What the mentor says of the trainee afterwards."""

    RECOMMENDED = "recommended"
    MORE_PRACTICE = "more_practice"
    NOT_RECOMMENDED = "not_recommended"


class Placement(SQLModel, table=True):
    """A trainee learns a role on a production, beside a mentor who holds it in full.

    `position_id` and `booking_id` are set where the registry knows the trainee's line; `production_name` says where it
    is, where the production is not in the registry. Without an outcome it is still to be judged.
    """

    __tablename__ = "placement"
    __table_args__ = (
        span_check(),
        sa.UniqueConstraint("crew_member_id", "role_id", "starts_on"),
        sa.CheckConstraint("mentor_id <> crew_member_id", name="mentor_is_another"),
        sa.CheckConstraint("hours >= 0", name="hours"),
        sa.CheckConstraint("(outcome IS NULL) = (outcome_on IS NULL)", name="outcome_has_its_day"),
        sa.CheckConstraint("production_id IS NOT NULL OR production_name <> ''", name="somewhere"),
    )

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    role_id: str = Field(max_length=60, index=True)
    mentor_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True)
    production_id: int | None = Field(default=None, foreign_key="production.id", index=True)
    position_id: int | None = Field(default=None, foreign_key="position.id", index=True, ondelete="SET NULL")
    booking_id: int | None = Field(default=None, foreign_key="booking.id", index=True, ondelete="SET NULL")
    production_name: str = Field(default="", max_length=200)
    starts_on: date
    ends_on: date
    hours: int | None = None
    outcome: PlacementOutcome | None = Field(default=None, sa_type=choices(PlacementOutcome), nullable=True)
    outcome_on: date | None = None
    mentor_note: str = Field(default="", max_length=1000)
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime
    fictional: bool = False
