"""Offers: questions to people whether they would hold days for a position, and the rounds that they are asked in."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import choices, span_check
from app.models.availability import StatementSource
from app.models.need import PeriodKind
from app.models.place import place_field


class RoundMode(enum.StrEnum):
    """How the people of a round are asked."""

    TOGETHER = "together"
    IN_ORDER = "in_order"


class RoundStatus(enum.StrEnum):
    """Where a round stands: `filled` has as many acceptances as places, `exhausted` has nobody left to ask."""

    OPEN = "open"
    FILLED = "filled"
    EXHAUSTED = "exhausted"
    WITHDRAWN = "withdrawn"


class OfferStatus(enum.StrEnum):
    """States of an offer; `waiting` ones are behind others of their round and not told to the person yet."""

    WAITING = "waiting"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class DeclineReason(enum.StrEnum):
    """Why a person said no."""

    DATES = "dates"
    OTHER_WORK = "other_work"
    PAY = "pay"
    DISTANCE = "distance"
    ROLE = "role"
    PERSONAL = "personal"
    OTHER = "other"


class OfferRound(SQLModel, table=True):
    """The candidates of one position who are asked, all together or one after another.

    `places` is how many acceptances it looks for; `answer_hours` is the time that each person has. While
    `tells_title` is off the working title stays hidden until the person is booked. `position_id` is empty once the
    line was taken out of the need.
    """

    __tablename__ = "offer_round"
    __table_args__ = (
        sa.UniqueConstraint("position_id", "form_key"),
        sa.CheckConstraint("places >= 1", name="places"),
        sa.CheckConstraint("answer_hours BETWEEN 1 AND 720", name="answer_hours"),
    )

    id: int | None = Field(default=None, primary_key=True)
    position_id: int | None = Field(default=None, foreign_key="position.id", index=True)
    production_id: int = Field(foreign_key="production.id", index=True)
    role_id: str = Field(max_length=60)
    mode: RoundMode = Field(sa_type=choices(RoundMode))
    status: RoundStatus = Field(default=RoundStatus.OPEN, sa_type=choices(RoundStatus), index=True)
    places: int = 1
    answer_hours: int
    tells_title: bool = False
    note: str = Field(default="", max_length=1000, description="what the person is told besides, as typed")
    form_key: str = Field(max_length=64, description="the form that it came from: sent twice, it is made once")
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime
    closed_at: datetime | None = None


class Offer(SQLModel, table=True):
    """A question to one person: would you hold these days? Accepted, it becomes the hold `hold_id`."""

    __tablename__ = "offer"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "crew_member_id"),
        sa.UniqueConstraint("hold_id"),
        sa.Index("ix_offer_crew_member_id_status", "crew_member_id", "status"),
        sa.Index("ix_offer_status_answer_by_at", "status", "answer_by_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="offer_round.id")
    position_id: int | None = Field(default=None, foreign_key="position.id", index=True)
    production_id: int = Field(foreign_key="production.id", index=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    ordinal: int
    status: OfferStatus = Field(default=OfferStatus.WAITING, sa_type=choices(OfferStatus))
    made_at: datetime
    sent_at: datetime | None = None
    answer_by_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: StatementSource | None = Field(default=None, sa_type=choices(StatementSource), nullable=True)
    decline_reason: DeclineReason | None = Field(default=None, sa_type=choices(DeclineReason), nullable=True)
    decline_note: str = Field(default="", max_length=500)
    end_reason: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
    hold_id: int | None = Field(default=None, foreign_key="hold.id")


class OfferSpan(SQLModel, table=True):
    """Days that an offer asks for, as they stood when it was made."""

    __tablename__ = "offer_span"
    __table_args__ = (span_check(),)

    id: int | None = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", index=True, ondelete="CASCADE")
    period: PeriodKind = Field(sa_type=choices(PeriodKind))
    starts_on: date
    ends_on: date
    place: str | None = place_field()
