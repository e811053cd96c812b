"""Productions: who comes to shoot, when and where."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import choices, span_check
from app.models.place import place_field


class ProductionKind(enum.StrEnum):
    """What is being made."""

    FEATURE = "feature"
    SERIES = "series"
    DOCUMENTARY = "documentary"
    COMMERCIAL = "commercial"
    MUSIC_VIDEO = "music_video"
    TV_LIVE = "tv_live"
    SHORT = "short"
    ANIMATION = "animation"


class ProductionStatus(enum.StrEnum):
    """Where a production stands."""

    ENQUIRY = "enquiry"
    PREP = "prep"
    SHOOTING = "shooting"
    WRAP = "wrap"
    CLOSED = "closed"
    LOST = "lost"


class Production(SQLModel, table=True):
    """A film, series or commercial that asks for crew. Its code is what crew lists carry."""

    __tablename__ = "production"
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.CheckConstraint(
            "shoot_ends_on IS NULL OR shoot_starts_on IS NULL OR shoot_ends_on >= shoot_starts_on", name="shoot"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=60)
    working_title: str = Field(max_length=200)
    kind: ProductionKind = Field(sa_type=choices(ProductionKind))
    genre: str = Field(default="", max_length=120)
    company: str = Field(default="", max_length=200)
    origin: str = Field(default="", max_length=60)
    office_address: str = Field(default="", max_length=300)
    contact_account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    contact_name: str = Field(default="", max_length=160)
    contact_email: str = Field(default="", max_length=254)
    contact_phone: str = Field(default="", max_length=40)
    confidential: bool = True
    shooting_language: str = Field(default="", max_length=40)
    status: ProductionStatus = Field(default=ProductionStatus.ENQUIRY, sa_type=choices(ProductionStatus))
    priority: int = Field(default=3, ge=1, le=5)
    office_opens_on: date | None = None
    shoot_starts_on: date | None = None
    shoot_ends_on: date | None = None
    wrap_ends_on: date | None = None
    shooting_days: int | None = None
    working_days_per_week: int | None = None
    team: list[str] = Field(
        default_factory=list, sa_type=JSON, description="names of director, producers, heads: who people worked with"
    )
    details: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSON,
        description="the brief's other parts: rules, incentives …",
    )
    fictional: bool = False
    created_at: datetime
    updated_at: datetime


class ProductionBase(SQLModel, table=True):
    """A place that a production works from; the name is kept as typed, the place where it could be resolved."""

    __tablename__ = "production_base"

    id: int | None = Field(default=None, primary_key=True)
    production_id: int = Field(foreign_key="production.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=120)
    place: str | None = place_field()
    ordinal: int = 0


class ProductionBlock(SQLModel, table=True):
    """A part of the shoot at one base; `base_name` is empty for a move between bases."""

    __tablename__ = "production_block"
    __table_args__ = (span_check(),)

    id: int | None = Field(default=None, primary_key=True)
    production_id: int = Field(foreign_key="production.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=160)
    base_name: str = Field(default="", max_length=120)
    starts_on: date
    ends_on: date
