"""Credits and training: what people did and what they were taught."""

import enum
from datetime import date

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


class TrainingResult(enum.StrEnum):
    """How far a person came in a course."""

    ENROLLED = "enrolled"
    ATTENDED = "attended"
    COMPLETED = "completed"
    APPROVED = "approved"


class Title(SQLModel, table=True):
    """A finished production that people have credits on, so that colleagues on it can be found."""

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


class Course(SQLModel, table=True):
    """What the commission or a partner teaches, and the roles that it prepares for."""

    __tablename__ = "course"

    id: int | None = Field(default=None, primary_key=True)
    programme: str = Field(max_length=120)
    name: str = Field(max_length=200)
    provider: str = Field(default="", max_length=160)
    cohort: str = Field(default="", max_length=60)
    hours: int | None = None
    starts_on: date
    ends_on: date
    role_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    fictional: bool = False

    __table_args__ = (span_check(),)


class TrainingRecord(SQLModel, table=True):
    """A person took a course, with what result; a certificate number where one was given."""

    __tablename__ = "training_record"
    __table_args__ = (sa.UniqueConstraint("crew_member_id", "course_id"),)

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    course_id: int = Field(foreign_key="course.id", index=True)
    result: TrainingResult = Field(sa_type=choices(TrainingResult))
    completed_on: date | None = None
    certificate_number: str = Field(default="", max_length=60)
    mentor: str = Field(default="", max_length=160)
    verification: Verification = Field(default=Verification.VERIFIED, sa_type=choices(Verification))
