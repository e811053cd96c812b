"""Trust: consents, disclosures, releases, the audit and the keys that it is written under."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import BigId, choices


class ConsentPurpose(enum.StrEnum):
    """What a person agreed to, one by one."""

    REGISTRY = "registry"
    SHARE_WITH_PRODUCTIONS = "share_with_productions"
    STATISTICS = "statistics"
    TRAINING = "training"


class DisclosureBasis(enum.StrEnum):
    """Why contact details may be handed over."""

    CONSENT = "consent"
    GRANT = "grant"


class DisclosureEnd(enum.StrEnum):
    """Who ended a disclosure of one person before its grant did."""

    PERSON = "person"
    COMMISSION = "commission"


class ActorKind(enum.StrEnum):
    """Who did it: a signed-in account, a job, a command, or somebody without account."""

    ACCOUNT = "account"
    JOB = "job"
    COMMAND = "command"
    VISITOR = "visitor"


class Consent(SQLModel, table=True):
    """A person agreed to a purpose under a version of the privacy notice; withdrawn when `withdrawn_at` is set."""

    __tablename__ = "consent"
    __table_args__ = (sa.Index("ix_consent_crew_member_id_purpose", "crew_member_id", "purpose"),)

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    purpose: ConsentPurpose = Field(sa_type=choices(ConsentPurpose))
    notice_version: str = Field(max_length=20)
    given_at: datetime
    withdrawn_at: datetime | None = None
    source: str = Field(default="", max_length=40)


class Release(SQLModel, table=True):
    """A crew list went out of the house: which need and version, in which form, to whom.

    `code` stands in the file, so that a copy found anywhere tells whom it was given to. Without `need_id` the file was
    made of a brief that was not kept.
    """

    __tablename__ = "release"
    __table_args__ = (sa.UniqueConstraint("code"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20)
    need_id: int | None = Field(default=None, foreign_key="need.id", index=True)
    need_version: int
    format: str = Field(max_length=10)
    locale: str = Field(max_length=10)
    people: int
    contacts: int = Field(description="how many people's contact details it carried")
    given_to: str = Field(default="", max_length=400, description="as it was then: company, contact")
    purpose: str = Field(default="", max_length=400)
    contacts_until_on: date | None = Field(default=None, description="the last day of the contacts in it")
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime


class DisclosureGrant(SQLModel, table=True):
    """A production may use people's contact details for a purpose until a day: by their consent, or granted by staff.

    Its disclosures say whose. By consent a production has one that its releases add people to; once that has run out
    or was revoked, only staff renew it. `reason` is that of the latest change of its term.
    """

    __tablename__ = "disclosure_grant"
    __table_args__ = (
        sa.CheckConstraint("basis <> 'grant' OR ground <> ''", name="ground"),
        sa.CheckConstraint("revoked_at IS NULL OR reason <> ''", name="revoked_with_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    production_id: int = Field(foreign_key="production.id", index=True)
    contact_account_id: int | None = Field(
        default=None, foreign_key="account.id", description="the production's contact when it was made"
    )
    basis: DisclosureBasis = Field(sa_type=choices(DisclosureBasis))
    purpose: str = Field(max_length=200)
    ground: str = Field(default="", max_length=400, description="why it may be without consent")
    granted_by_id: int | None = Field(default=None, foreign_key="account.id")
    granted_at: datetime
    until_on: date = Field(description="the last day on which the details may be shown and used")
    revoked_at: datetime | None = None
    revoked_by_id: int | None = Field(default=None, foreign_key="account.id")
    reason: str = Field(default="", max_length=300)


class Disclosure(SQLModel, table=True):
    """A person's contact details were given to a production under a grant; it may end for them alone."""

    __tablename__ = "disclosure"
    __table_args__ = (
        sa.Index("ix_disclosure_crew_member_id_grant_id", "crew_member_id", "grant_id"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    grant_id: int = Field(foreign_key="disclosure_grant.id", index=True)
    release_id: int | None = Field(default=None, foreign_key="release.id", index=True)
    disclosed_at: datetime
    ended_at: datetime | None = None
    ended_by: DisclosureEnd | None = Field(default=None, sa_type=choices(DisclosureEnd), nullable=True)


class PersonKey(SQLModel, table=True):
    """The key that a person's values in the audit are written under; destroying it erases them."""

    __tablename__ = "person_key"

    crew_member_id: int = Field(primary_key=True, foreign_key="crew_member.id", ondelete="CASCADE")
    wrapped_key: bytes
    made_at: datetime


class AuditEvent(SQLModel, table=True):
    """Something changed: who, what, before → after, when, from where. Rows are only ever added.

    Whoever reads it goes from the newest back, by `at` and `id`: each index serves one kind of question in that order.

    `action` reads source:subject:action. `detail` is JSON text; where it holds personal values it is a token
    encrypted under the person's key and `crew_member_id` names the person.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index("ix_audit_event_at_id", "at", "id"),
        sa.Index("ix_audit_event_person", "crew_member_id", "at", "id"),
        sa.Index("ix_audit_event_actor", "actor_id", "at", "id"),
        sa.Index("ix_audit_event_actor_name", "actor_name", "at", "id"),
        sa.Index("ix_audit_event_action", "action", "at", "id"),
        sa.Index("ix_audit_event_subject", "subject_kind", "subject_id", "at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    at: datetime
    actor_kind: ActorKind = Field(sa_type=choices(ActorKind))
    actor_id: int | None = Field(default=None, foreign_key="account.id")
    actor_name: str = Field(
        default="", max_length=120, description="of the commission's own people, of jobs and commands; of nobody else"
    )
    origin: str = Field(
        default="",
        max_length=120,
        sa_column_kwargs={"server_default": ""},
        description="where from: the network address of a browser, the machine of a command",
    )
    action: str = Field(max_length=80)
    subject_kind: str = Field(max_length=40)
    subject_id: int | None = None
    crew_member_id: int | None = None
    detail: str = ""
    encrypted: bool = False


class AuditLink(SQLModel, table=True):
    """A link of the chain that the audit is held together by: one a sealed event, numbered without gaps.

    `digest` is HMAC-SHA256, under a key of the installation that is not in the database, over the link before it and
    the whole event. A job adds links, so that no writer waits for another.
    """

    __tablename__ = "audit_link"
    __table_args__ = (sa.UniqueConstraint("event_id"),)

    number: int = Field(primary_key=True, sa_type=BigId)
    event_id: int = Field(sa_type=BigId)
    digest: bytes
    made_at: datetime


class RosterChange(SQLModel, table=True):
    """Something that ranking reads has changed for a person; the greatest id is the registry's version.

    Without `crew_member_id` everything changed (an import, the demo).
    """

    __tablename__ = "roster_change"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    crew_member_id: int | None = None
    at: datetime
