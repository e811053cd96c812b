"""What a production and a crew member say of each other once the work is over."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import choices


class FeedbackSide(enum.StrEnum):
    """Who speaks: the production of the person, or the person of the production."""

    PRODUCTION = "production"
    PERSON = "person"


class FeedbackQuestion(enum.StrEnum):
    """What is asked; each side has its own, and both the last two."""

    CAME_AS_AGREED = "came_as_agreed"
    HAD_THE_SKILLS = "had_the_skills"
    PAID_AS_AGREED = "paid_as_agreed"
    DAYS_AS_AGREED = "days_as_agreed"
    SAFE_SET = "safe_set"
    RESPECT = "respect"
    AGAIN = "again"


class FeedbackFact(enum.StrEnum):
    """An answer to a question."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class MatterState(enum.StrEnum):
    """Whether staff have to look at it before the other side may read it.

    NONE: nothing to look at. WAITING: it says that somebody was not safe or not treated with respect. SHOWN: staff have
    looked, the other side reads it. KEPT: staff have looked, and it stays with the commission.
    """

    NONE = "none"
    WAITING = "waiting"
    SHOWN = "shown"
    KEPT = "kept"


class Feedback(SQLModel, table=True):
    """What one side says of the other after a booking: facts by question, a note, and the other's one answer to it.

    Private: read by who wrote it, staff, and (once it is fixed, and staff have looked where they must) whom it is
    about. It never enters a ranking. `note`, `answer` and `staff_note` are text under the person's key.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        sa.UniqueConstraint("booking_id", "side"),
        sa.CheckConstraint("matter NOT IN ('shown', 'kept') OR looked_at IS NOT NULL", name="looked_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", ondelete="CASCADE")
    production_id: int = Field(foreign_key="production.id", index=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    side: FeedbackSide = Field(sa_type=choices(FeedbackSide))
    facts: dict[str, str] = Field(default_factory=dict, sa_type=JSON, description="question -> fact")
    note: bytes = b""
    made_at: datetime = Field(description="when it was first said; from then the days run in which it can be changed")
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    matter: MatterState = Field(default=MatterState.NONE, sa_type=choices(MatterState), index=True)
    looked_at: datetime | None = None
    looked_by_id: int | None = Field(default=None, foreign_key="account.id")
    staff_note: bytes = Field(default=b"", description="what was found and done about a matter; for staff alone")
    answer: bytes = b""
    answered_at: datetime | None = None
