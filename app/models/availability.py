"""Availability: statements of people, holds, bookings and the spans of days that these own."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import BigId, choices, span_check
from app.models.need import PeriodKind
from app.models.place import place_field


class StatementKind(enum.StrEnum):
    """What a person said of a span of days."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    TENTATIVE = "tentative"


class StatementSource(enum.StrEnum):
    """By which way a statement was made."""

    SELF = "self"
    CALL = "call"
    EMAIL = "email"
    FEED = "feed"
    IMPORT = "import"
    DEMO = "demo"


NEVER = date(1970, 1, 1)
"""`valid_until_on` of a word that never counts: said of days, it takes back what was said of them before."""


class HoldStatus(enum.StrEnum):
    """States of a hold; only `active` and `challenged` ones live and count in the order."""

    ACTIVE = "active"
    CHALLENGED = "challenged"
    RELEASED = "released"
    EXPIRED = "expired"
    BOOKED = "booked"


class BookingStatus(enum.StrEnum):
    """States of a booking; its spans occupy days only while confirmed."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class StatementBatch(SQLModel, table=True):
    """One act of stating: all statements that it made, so that it can be undone as one.

    `form_key` names the form that was sent; sending it again has no second effect.
    """

    __tablename__ = "statement_batch"
    __table_args__ = (sa.UniqueConstraint("crew_member_id", "form_key"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    form_key: str = Field(max_length=64)
    made_at: datetime
    undone_at: datetime | None = None


class Statement(SQLModel, table=True):
    """A person's word about a span of days.

    The latest one that covers a day counts; past `valid_until_on` it counts as unknown. Confirming moves
    `valid_until_on` on; `lapsed_at` is when the job noticed that the word counts no longer. With NEVER as its
    `valid_until_on` the word takes back the ones before it: its days are unknown again, whatever its kind.
    """

    __tablename__ = "statement"
    __table_args__ = (span_check(), sa.Index("ix_statement_crew_member_id_ends_on", "crew_member_id", "ends_on"))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    kind: StatementKind = Field(sa_type=choices(StatementKind))
    starts_on: date
    ends_on: date
    stated_at: datetime
    valid_until_on: date
    source: StatementSource = Field(sa_type=choices(StatementSource))
    stated_by_id: int | None = Field(default=None, foreign_key="account.id")
    batch_id: int | None = Field(default=None, index=True, sa_type=BigId, description="the act that made it")
    lapsed_at: datetime | None = None


class Hold(SQLModel, table=True):
    """An accepted offer: the person keeps days for a production.

    Its order on a day is derived from (`accepted_at`, `accept_seq`) and never stored. `revision` rises with each
    step, for calendars that follow it. Its clock runs from `clock_from_at` to `expires_at`; `reminders` counts those
    sent of it (half, nine tenths). `position_id` is empty once the line was taken out of the need.
    `reconfirm_since_at` is set while dates have moved and the person has not agreed to the new ones.
    """

    __tablename__ = "hold"
    __table_args__ = (sa.UniqueConstraint("crew_member_id", "accept_seq"),)

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    production_id: int = Field(foreign_key="production.id", index=True)
    position_id: int | None = Field(default=None, foreign_key="position.id", index=True)
    role_id: str = Field(max_length=60)
    status: HoldStatus = Field(default=HoldStatus.ACTIVE, sa_type=choices(HoldStatus), index=True)
    accepted_at: datetime
    accept_seq: int
    expires_at: datetime | None = Field(default=None, index=True)
    clock_from_at: datetime | None = None
    fictional: bool = False
    revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    reminders: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    changed_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
    reconfirm_since_at: datetime | None = None


class Booking(SQLModel, table=True):
    """A confirmed hold: the person works for a production on the days of its spans.

    `revision` and `reconfirm_since_at` mean what they mean for a hold.
    """

    __tablename__ = "booking"

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    production_id: int = Field(foreign_key="production.id", index=True)
    position_id: int | None = Field(default=None, foreign_key="position.id", index=True)
    hold_id: int | None = Field(default=None, foreign_key="hold.id")
    role_id: str = Field(max_length=60)
    status: BookingStatus = Field(default=BookingStatus.CONFIRMED, sa_type=choices(BookingStatus), index=True)
    confirmed_at: datetime
    fictional: bool = False
    revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    changed_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
    reconfirm_since_at: datetime | None = None


class HoldSpan(SQLModel, table=True):
    """Days that a hold asks the person to keep; `live` mirrors whether the hold still counts.

    Days that came to a hold when its dates moved count from when the person agreed to them (`accepted_at`,
    `accept_seq`); where these are empty, from the hold's own acceptance.
    """

    __tablename__ = "hold_span"
    __table_args__ = (span_check(), sa.Index("ix_hold_span_crew_member_id_ends_on", "crew_member_id", "ends_on"))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    hold_id: int = Field(foreign_key="hold.id", index=True, ondelete="CASCADE")
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    period: PeriodKind = Field(sa_type=choices(PeriodKind))
    starts_on: date
    ends_on: date
    live: bool = True
    place: str | None = place_field()
    accepted_at: datetime | None = None
    accept_seq: int | None = None


class BookingSpan(SQLModel, table=True):
    """Days that a person is booked.

    No two live ones of one person share a day: an exclusion constraint (PostgreSQL) or triggers (SQLite) refuse it.
    """

    __tablename__ = "booking_span"
    __table_args__ = (
        span_check(),
        sa.Index("ix_booking_span_crew_member_id_ends_on", "crew_member_id", "ends_on"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    booking_id: int = Field(foreign_key="booking.id", index=True, ondelete="CASCADE")
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    period: PeriodKind = Field(sa_type=choices(PeriodKind))
    starts_on: date
    ends_on: date
    live: bool = True
    place: str | None = place_field()
