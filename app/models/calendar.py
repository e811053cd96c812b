"""Calendars: people's own ones that are read, and those of holds and bookings that are given out."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import BigId, choices, span_check


class FeedStatus(enum.StrEnum):
    """How reading a person's calendar goes; after a failure the last good days stay."""

    NEW = "new"
    OK = "ok"
    FAILING = "failing"
    STOPPED = "stopped"


class FeedDayKind(enum.StrEnum):
    """What a calendar's events make of a day."""

    BUSY = "busy"
    TENTATIVE = "tentative"


class SubscriptionKind(enum.StrEnum):
    """Whose holds and bookings a subscribed calendar shows."""

    CREW_MEMBER = "crew_member"
    PRODUCTION = "production"


class CalendarFeed(SQLModel, table=True):
    """The .ics address of a person's own calendar, kept encrypted; `problem` is a stable code of what went wrong.

    `etag` and `last_modified` make the next request conditional; `digest` tells whether the content changed.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (sa.Index("ix_calendar_feed_status_next_try_at", "status", "next_try_at"),)

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    address_encrypted: bytes
    provider: str = Field(default="", max_length=40, description="google, outlook, icloud, fastmail or nothing")
    status: FeedStatus = Field(default=FeedStatus.NEW, sa_type=choices(FeedStatus))
    etag: str = Field(default="", max_length=300)
    last_modified: str = Field(default="", max_length=100)
    digest: str = Field(default="", max_length=64)
    added_at: datetime
    tried_at: datetime | None = None
    read_at: datetime | None = Field(default=None, description="when its days were last known to be right")
    read_until_on: date | None = None
    next_try_at: datetime
    failures: int = 0
    problem: str = Field(default="", max_length=60)


class FeedSpan(SQLModel, table=True):
    """Days that a person's own calendar makes busy or tentative; never with a title."""

    __tablename__ = "feed_span"
    __table_args__ = (span_check(), sa.Index("ix_feed_span_crew_member_id_ends_on", "crew_member_id", "ends_on"))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    feed_id: int = Field(foreign_key="calendar_feed.id", index=True, ondelete="CASCADE")
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    kind: FeedDayKind = Field(sa_type=choices(FeedDayKind))
    starts_on: date
    ends_on: date


class CalendarSubscription(SQLModel, table=True):
    """A secret address under which holds and bookings are given out as .ics; kept as a hash, dead once revoked."""

    __tablename__ = "calendar_subscription"
    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.CheckConstraint(
            "(kind = 'crew_member') = (crew_member_id IS NOT NULL)"
            " AND (kind = 'production') = (production_id IS NOT NULL)",
            name="one_subject",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: SubscriptionKind = Field(sa_type=choices(SubscriptionKind))
    crew_member_id: int | None = Field(default=None, foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    production_id: int | None = Field(default=None, foreign_key="production.id", index=True)
    token_hash: str = Field(max_length=64)
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime
    revoked_at: datetime | None = None
