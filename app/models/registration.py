"""People come in: registrations by their own hand, staff's word on a profile, the evidence that stands behind it."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import choices


class ReviewStatus(enum.StrEnum):
    """Where a profile stands with staff."""

    WAITING = "waiting"
    ASKED_BACK = "asked_back"
    APPROVED = "approved"
    DECLINED = "declined"


class EvidenceKind(enum.StrEnum):
    """What a file is to prove; a photo proves nothing and is kept alike."""

    RESIDENCE = "residence"
    CREDENTIAL = "credential"
    TRAINING = "training"
    CREDIT = "credit"
    ROLE = "role"
    PHOTO = "photo"


class EvidenceStatus(enum.StrEnum):
    """What staff made of a file."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Registration(SQLModel, table=True):
    """Somebody asked to be in the registry and has not yet proven their e-mail: what they typed, sealed, and the link.

    The profile is made when the link is used; then `answers` is emptied. `consents` are the purposes agreed to, under
    `notice_version`.
    """

    __tablename__ = "registration"
    __table_args__ = (sa.UniqueConstraint("token_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64)
    email_hash: str = Field(max_length=64, index=True)
    answers: bytes = Field(default=b"", description="JSON under the installation's key: there is no person yet")
    consents: list[str] = Field(default_factory=list, sa_type=JSON)
    notice_version: str = Field(max_length=20)
    locale: str = Field(max_length=10)
    made_at: datetime
    expires_at: datetime = Field(index=True)
    proven_at: datetime | None = None
    crew_member_id: int | None = Field(default=None, foreign_key="crew_member.id", index=True, ondelete="CASCADE")


class ProfileReview(SQLModel, table=True):
    """A profile was handed to staff: what it said then, who decided what, and why.

    `snapshot` is the profile's JSON under the person's key, so that the next review can show what changed. At most one
    review of a person is open.
    """

    __tablename__ = "profile_review"
    __table_args__ = (
        sa.CheckConstraint("(status = 'waiting') = (decided_at IS NULL)", name="decided_at"),
        sa.CheckConstraint("status NOT IN ('asked_back', 'declined') OR reason <> ''", name="reason"),
        sa.Index(
            "uq_profile_review_open",
            "crew_member_id",
            unique=True,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    status: ReviewStatus = Field(default=ReviewStatus.WAITING, sa_type=choices(ReviewStatus), index=True)
    snapshot: bytes = b""
    submitted_at: datetime
    decided_at: datetime | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    reason: str = Field(default="", max_length=1000, description="told to the person")
    checks: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, description="what staff ticked off, by part")


class Evidence(SQLModel, table=True):
    """A file that a person handed in, checked, re-encoded and sealed under their key; emptied once it served.

    `subject_id` is the row that it is to prove, of the table that `kind` names.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        sa.CheckConstraint("size >= 0", name="size"),
        sa.CheckConstraint("status <> 'refused' OR reason <> ''", name="reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    kind: EvidenceKind = Field(sa_type=choices(EvidenceKind))
    subject_id: int | None = None
    status: EvidenceStatus = Field(default=EvidenceStatus.WAITING, sa_type=choices(EvidenceStatus), index=True)
    media_type: str = Field(max_length=60)
    size: int
    sha256: str = Field(max_length=64, description="of the file as it was handed in")
    content: bytes = b""
    uploaded_at: datetime
    decided_at: datetime | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    reason: str = Field(default="", max_length=300)
    emptied_at: datetime | None = None
