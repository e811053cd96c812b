"""The law and the person: versions of the privacy notice, ARCO requests, sensitive answers."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import choices
from app.models.trust import ConsentPurpose


class ArcoKind(enum.StrEnum):
    """The four rights: access, rectification, cancellation, opposition."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    CANCELLATION = "cancellation"
    OPPOSITION = "opposition"


class ArcoStatus(enum.StrEnum):
    """Where a request stands: answered yes, it is still to be carried out until `done`."""

    RECEIVED = "received"
    GRANTED = "granted"
    REFUSED = "refused"
    DONE = "done"


class SensitiveQuestion(enum.StrEnum):
    """What a person may say of themselves, for counts only."""

    GENDER = "gender"
    INDIGENOUS = "indigenous"
    AFRO_MEXICAN = "afro_mexican"
    DISABILITY = "disability"
    LGBT = "lgbt"
    UNION = "union"


class PrivacyNotice(SQLModel, table=True):
    """A version of the privacy notice, whole and short, in both languages. A version in force is never changed."""

    __tablename__ = "privacy_notice"

    version: str = Field(primary_key=True, max_length=20)
    in_force_from: date = Field(index=True)
    short_es: str
    text_es: str
    short_en: str
    text_en: str
    asks_anew: bool = Field(default=False, description="its purposes differ: people are asked to agree again")
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime


class ArcoRequest(SQLModel, table=True):
    """A person used one of their rights: what they asked, by when the law wants an answer and the deed, what came.

    `asked` is text under the person's key. Days are counted by the regime of the settings when it came in.
    """

    __tablename__ = "arco_request"
    __table_args__ = (
        sa.CheckConstraint("status = 'received' OR decided_at IS NOT NULL", name="decided_at"),
        sa.CheckConstraint("status <> 'refused' OR answer <> ''", name="refused_with_reason"),
        sa.CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    kind: ArcoKind = Field(sa_type=choices(ArcoKind))
    purpose: ConsentPurpose | None = Field(
        default=None,
        sa_type=choices(ConsentPurpose),
        nullable=True,
        description="what an opposition is against",
    )
    status: ArcoStatus = Field(default=ArcoStatus.RECEIVED, sa_type=choices(ArcoStatus), index=True)
    regime: str = Field(max_length=20)
    asked: bytes = b""
    source: str = Field(max_length=20, description="self, or how it reached staff: email, paper, call")
    identity_proof: str = Field(default="", max_length=200, description="how it was known who asks")
    received_at: datetime
    answer_by_on: date = Field(index=True)
    act_by_on: date | None = None
    extended_until_on: date | None = None
    extension_reason: str = Field(default="", max_length=500)
    reminded_on: date | None = Field(default=None, description="when staff were last reminded")
    decided_at: datetime | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    answer: str = Field(default="", max_length=2000, description="told to the person")
    done_at: datetime | None = None


class SensitiveAnswer(SQLModel, table=True):
    """What a person said of themselves to one question, under their own key; read only to be counted."""

    __tablename__ = "sensitive_answer"
    __table_args__ = (sa.UniqueConstraint("crew_member_id", "question"),)

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    question: SensitiveQuestion = Field(sa_type=choices(SensitiveQuestion))
    sealed: bytes
    notice_version: str = Field(max_length=20)
    answered_at: datetime
