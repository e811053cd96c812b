"""Credits and training: what people did, and what they were taught and by whom."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import choices, span_check
from app.models.crew import Verification
from app.models.place import place_field
from app.models.production import ProductionKind


class CreditVerification(enum.StrEnum):
    """Who confirmed a credit."""

    NONE = "none"
    PEER = "peer"
    COMMISSION = "commission"
    HIRE_REPORT = "hire_report"


class CourseStatus(enum.StrEnum):
    """Where a cohort stands; people can ask for seats while it is open."""

    PLANNED = "planned"
    OPEN = "open"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class TrainingResult(enum.StrEnum):
    """How far a person came in a course.

    Who asked for a seat waits for staff's word, who is on the waiting list for a seat; neither takes one.
    """

    ASKED = "asked"
    WAITING = "waiting"
    ENROLLED = "enrolled"
    ATTENDED = "attended"
    COMPLETED = "completed"
    APPROVED = "approved"
    DROPPED_OUT = "dropped_out"


LEARNT = (TrainingResult.COMPLETED, TrainingResult.APPROVED)
"""Results that prepare for a role."""

SEATED = (TrainingResult.ENROLLED, TrainingResult.ATTENDED, *LEARNT)
"""Results that take a seat; who dropped out left theirs free."""


class Title(SQLModel, table=True):
    """A finished production that people have credits on, so that colleagues on it can be found.

    With `production_id` it arose from that production's hire report; while the production is confidential its `name`
    tells only kind and year, and neither company nor team are kept.
    """

    __tablename__ = "title"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=200, index=True)
    key: str = Field(max_length=200, index=True, description="folded name and year, to find it again")
    kind: ProductionKind = Field(sa_type=choices(ProductionKind))
    year: int = Field(index=True)
    genres: list[str] = Field(default_factory=list, sa_type=JSON)
    countries: list[str] = Field(default_factory=list, sa_type=JSON)
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    companies: list[str] = Field(default_factory=list, sa_type=JSON)
    team: list[str] = Field(
        default_factory=list, sa_type=JSON, description="folded names of director, producers, heads"
    )
    budget_usd: int | None = None
    crew_size: int | None = None
    fictional: bool = False
    production_id: int | None = Field(default=None, foreign_key="production.id", unique=True)


class Credit(SQLModel, table=True):
    """A person worked on a title, in a role."""

    __tablename__ = "credit"

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    title_id: int = Field(foreign_key="title.id", index=True)
    role_id: str | None = Field(default=None, max_length=60, index=True)
    title_as_printed: str = Field(default="", max_length=200)
    unit: str = Field(default="", max_length=60)
    base_place: str | None = place_field()
    verification: CreditVerification = Field(default=CreditVerification.NONE, sa_type=choices(CreditVerification))
    verified_by: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    verified_at: datetime | None = None
    hire_report_id: int | None = Field(default=None, foreign_key="hire_report.id", index=True)


class Course(SQLModel, table=True):
    """One cohort of what the commission or a partner teaches: the roles that it prepares for, its days and seats.

    `level` is the level of the roles' ladder that it prepares for (1 head of department … 5 trainee). Without
    `seats` there is no limit.
    """

    __tablename__ = "course"

    id: int | None = Field(default=None, primary_key=True)
    programme: str = Field(max_length=120)
    name: str = Field(max_length=200)
    provider: str = Field(default="", max_length=160)
    cohort: str = Field(default="", max_length=60)
    instructor: str = Field(default="", max_length=160, sa_column_kwargs={"server_default": ""})
    hours: int | None = None
    starts_on: date
    ends_on: date
    role_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    level: int | None = None
    seats: int | None = None
    cost_per_seat_centavos: int | None = None
    status: CourseStatus = Field(
        default=CourseStatus.FINISHED,
        sa_type=choices(CourseStatus),
        index=True,
        sa_column_kwargs={"server_default": CourseStatus.FINISHED.value},
    )
    fictional: bool = False

    __table_args__ = (
        span_check(),
        sa.CheckConstraint("seats >= 1", name="seats"),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        sa.CheckConstraint("cost_per_seat_centavos >= 0", name="cost_per_seat"),
    )


class TrainingRecord(SQLModel, table=True):
    """A person's way through a cohort: asked for a seat, enrolled, with what result; the certificate given.

    The waiting list stands in the order of `queued_at`. A number with `certificate_issued_on` was made by the system
    and is nobody else's; without it, it was typed from a paper of somebody else's.
    """

    __tablename__ = "training_record"
    __table_args__ = (
        sa.UniqueConstraint("crew_member_id", "course_id"),
        sa.CheckConstraint("result <> 'dropped_out' OR dropped_reason <> ''", name="dropped_with_reason"),
        sa.CheckConstraint(
            "certificate_issued_on IS NULL OR (certificate_number <> '' AND result IN ('completed', 'approved'))",
            name="certificate_of_a_graduate",
        ),
        sa.Index(
            "uq_training_record_certificate_number",
            "certificate_number",
            unique=True,
            sqlite_where=sa.text("certificate_issued_on IS NOT NULL"),
            postgresql_where=sa.text("certificate_issued_on IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    course_id: int = Field(foreign_key="course.id", index=True)
    result: TrainingResult = Field(sa_type=choices(TrainingResult))
    enrolled_on: date | None = None
    queued_at: datetime | None = None
    completed_on: date | None = None
    dropped_reason: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
    certificate_number: str = Field(default="", max_length=60)
    certificate_issued_on: date | None = None
    mentor: str = Field(default="", max_length=160)
    verification: Verification = Field(default=Verification.VERIFIED, sa_type=choices(Verification))
