"""Closing the loop: who was hired, reported and signed."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import choices, span_check
from app.models.place import place_field


class ReportStatus(enum.StrEnum):
    """A report is written, then signed; signed it never changes."""

    DRAFT = "draft"
    SIGNED = "signed"


class HireReport(SQLModel, table=True):
    """Who worked for a production in a period. `number` counts a production's reports from 1.

    `digest` is the SHA-256 of the report's lines and totals as they were signed; `totals` holds the counts by
    department, municipality and the like, small cells suppressed.
    """

    __tablename__ = "hire_report"
    __table_args__ = (
        span_check(),
        sa.UniqueConstraint("production_id", "number"),
        sa.CheckConstraint("(status = 'signed') = (signed_at IS NOT NULL)", name="signed_at"),
        sa.CheckConstraint("status <> 'signed' OR (signer_name <> '' AND digest <> '')", name="signed_by_somebody"),
    )

    id: int | None = Field(default=None, primary_key=True)
    production_id: int = Field(foreign_key="production.id", index=True)
    number: int
    starts_on: date
    ends_on: date
    status: ReportStatus = Field(default=ReportStatus.DRAFT, sa_type=choices(ReportStatus), index=True)
    totals: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    made_at: datetime
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    signed_at: datetime | None = None
    signed_by_id: int | None = Field(default=None, foreign_key="account.id")
    signer_name: str = Field(default="", max_length=160)
    signer_office: str = Field(default="", max_length=160, description="what they sign as: UPM, line producer …")
    digest: str = Field(default="", max_length=64)
    others: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_type=JSON,
        sa_column_kwargs={"server_default": "[]"},
        description="hired outside of the registry, without names: department, people, days",
    )


class HireLine(SQLModel, table=True):
    """One person's work in one role, within a report's period, as it stood when the report was made.

    After signing, a line is only ever corrected by another that names it in `corrects_id` and says why; the database
    refuses all else but `crew_member_id`, which follows where two profiles are merged. The person's name is not kept
    here: an erased person stays as a line without name.
    """

    __tablename__ = "hire_line"
    __table_args__ = (
        span_check(),
        sa.CheckConstraint("days >= 0", name="days"),
        sa.CheckConstraint("corrects_id IS NULL OR reason <> ''", name="corrected_with_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="hire_report.id", index=True, ondelete="CASCADE")
    corrects_id: int | None = Field(default=None, foreign_key="hire_line.id", unique=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="booking.id", index=True)
    role_id: str = Field(max_length=60)
    title_as_credited: str = Field(default="", max_length=200)
    level: int
    starts_on: date
    ends_on: date
    days: int
    base_place: str | None = place_field()
    residence_place: str | None = place_field()
    residence_state: str = Field(default="", max_length=60)
    residence_evidence: str = Field(default="", max_length=40, description="its kind, where one was valid at hire")
    residence_valid_until_on: date | None = None
    is_local: bool = Field(default=False, description="resident of the commission's state by evidence at hire")
    is_local_to_base: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    is_trainee: bool = False
    programme: str = Field(default="", max_length=200)
    pay_band: str = Field(default="", max_length=40)
    confirmed: bool = Field(default=True, description="false: booked, but did not work")
    reason: str = Field(default="", max_length=300)
    made_at: datetime
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
