"""Crew members: people of the registry, their roles, languages, credentials, skills and kit."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import choices
from app.models.place import place_field


class CrewStatus(enum.StrEnum):
    """Where a profile stands; only active ones are matched.

    Blocked ones are kept apart until they are erased; of erased ones nothing personal is left.
    """

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    BLOCKED = "blocked"
    ERASED = "erased"
    DECEASED = "deceased"


OUT_OF_SIGHT = frozenset({CrewStatus.BLOCKED, CrewStatus.ERASED})
"""Of these no page shows more than that they are."""


class CrewSource(enum.StrEnum):
    """How a profile came in."""

    SELF = "self"
    STAFF = "staff"
    IMPORT = "import"
    ACADEMY = "academy"
    DEMO = "demo"


class Channel(enum.StrEnum):
    """How a person prefers to be reached."""

    WHATSAPP = "whatsapp"
    PHONE = "phone"
    EMAIL = "email"


class Seniority(enum.StrEnum):
    """How far a person is in a role, by their own word or a verifier's."""

    TRAINING = "training"
    JUNIOR = "junior"
    EXPERIENCED = "experienced"
    SENIOR = "senior"


class Verification(enum.StrEnum):
    """Who stands behind a claim."""

    SELF_DECLARED = "self_declared"
    VOUCHED = "vouched"
    VERIFIED = "verified"


class CefrLevel(enum.StrEnum):
    """Level of a language in the Common European Framework, C2 the highest."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class Language(enum.StrEnum):
    """Languages that sets in Mexico ask for (ISO 639 codes; LSM is Mexican Sign Language)."""

    ES = "es"
    EN = "en"
    FR = "fr"
    DE = "de"
    IT = "it"
    PT = "pt"
    JA = "ja"
    KO = "ko"
    ZH = "zh"
    LSM = "lsm"
    HCH = "hch"
    NAH = "nah"


class CredentialKind(enum.StrEnum):
    """Licences and certificates that a need may ask for."""

    AFAC_LICENCE = "afac_licence"
    TUM = "tum"
    FIRST_AID = "first_aid"
    HEAVY_VEHICLE_LICENCE = "heavy_vehicle_licence"
    PUBLIC_PASSENGER_LICENCE = "public_passenger_licence"
    DRIVER_LICENCE = "driver_licence"
    BOAT_LICENCE = "boat_licence"
    DIVER_CERTIFICATE = "diver_certificate"
    SEDENA_PERMIT = "sedena_permit"
    CIVIL_PROTECTION = "civil_protection"
    ELECTRICAL_SAFETY = "electrical_safety"
    WORK_AT_HEIGHT = "work_at_height"
    PROFESSIONAL_LICENCE = "professional_licence"
    OTHER = "other"


class ResidenceEvidenceKind(enum.StrEnum):
    """What proves where a person lives."""

    PROOF_OF_ADDRESS = "proof_of_address"
    VOTER_CARD = "voter_card"
    TAX_STATUS = "tax_status"


class CrewMember(SQLModel, table=True):
    """A person in the registry. One row a person; a duplicate points to the row that it doubles."""

    __tablename__ = "crew_member"
    __table_args__ = (
        # free text is looked for inside these two, in order of names, without reading the rows
        sa.Index("ix_crew_member_status_name_key", "status", "name_key", "search_text"),
        sa.Index("ix_crew_member_name_key", "name_key", "search_text"),
    )

    id: int | None = Field(default=None, primary_key=True)
    given_name: str = Field(max_length=120)
    surname: str = Field(max_length=160)
    credit_name: str = Field(default="", max_length=200)
    pronouns: str = Field(default="", max_length=40)
    email: str | None = Field(default=None, max_length=254, index=True)
    phone: str | None = Field(default=None, max_length=20, index=True)
    preferred_channel: Channel = Field(default=Channel.WHATSAPP, sa_type=choices(Channel))
    birth_year: int | None = None
    is_adult: bool = True
    base_place: str | None = place_field(index=True)
    residence_place: str | None = place_field()
    residence_state: str = Field(default="", max_length=60, index=True)
    residence_since_on: date | None = None
    willing_to_travel: bool = False
    max_travel_weeks: int | None = None
    has_vehicle: bool = False
    has_rfc: bool = False
    issues_invoices: bool = False
    has_imss: bool = False
    status: CrewStatus = Field(default=CrewStatus.DRAFT, sa_type=choices(CrewStatus), index=True)
    source: CrewSource = Field(default=CrewSource.STAFF, sa_type=choices(CrewSource))
    fictional: bool = False
    blocked_until_on: date | None = Field(default=None, index=True, description="erased after this day")
    blocked_record: bytes = Field(
        default=b"",
        sa_column_kwargs={"server_default": ""},
        description="while blocked: the contact details and the status before, under the person's key",
    )
    erased_at: datetime | None = None
    paused_until_on: date | None = Field(default=None, index=True, description="comes back by itself on this day")
    pause_told: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    notice_told: str = Field(
        default="",
        max_length=20,
        sa_column_kwargs={"server_default": ""},
        description="the last version of the privacy notice that the person was asked about",
    )
    stay_asks: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}, description="how often they were asked whether they stay"
    )
    stay_asked_at: datetime | None = None
    duplicate_of_id: int | None = Field(default=None, foreign_key="crew_member.id", index=True)
    locale: str = Field(default="es_MX", max_length=10)
    staff_note: str = Field(default="", max_length=4000)
    name_key: str = Field(
        default="",
        max_length=300,
        sa_column_kwargs={"server_default": ""},
        description="folded surname and given name: what lists are ordered by, alike on both engines",
    )
    search_text: str = Field(default="", description="folded names, roles, skills: what free text looks in")
    confirmed_at: datetime | None = Field(default=None, index=True)
    most_asks_a_month: int | None = Field(default=None, description="to confirm days; none: the commission's limit")
    most_offers_a_week: int | None = Field(default=None, description="none: the commission's limit")
    created_at: datetime
    updated_at: datetime

    @property
    def name(self) -> str:
        """The name that the person is credited under, else given name and surnames; who was erased has a number."""
        if self.erased_at is not None:
            return f"Persona suprimida {self.id} (erased person)"
        return self.credit_name or f"{self.given_name} {self.surname}".strip()


class CrewRole(SQLModel, table=True):
    """A role of the taxonomy that a person holds, with how far they are in it."""

    __tablename__ = "crew_role"
    __table_args__ = (sa.UniqueConstraint("crew_member_id", "role_id"),)

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    role_id: str = Field(max_length=60, index=True)
    seniority: Seniority = Field(default=Seniority.EXPERIENCED, sa_type=choices(Seniority))
    years: int = Field(default=0, ge=0, le=80)
    is_primary: bool = False
    title_as_typed: str = Field(default="", max_length=200)
    verification: Verification = Field(default=Verification.SELF_DECLARED, sa_type=choices(Verification))
    verified_by: str = Field(default="", max_length=120)
    verified_at: datetime | None = None


class WorkBase(SQLModel, table=True):
    """A place where the person works as a local, without hotel or per diem, besides their base."""

    __tablename__ = "work_base"
    __table_args__ = (
        sa.UniqueConstraint("crew_member_id", "place"),
        sa.Index("ix_work_base_place_crew_member_id", "place", "crew_member_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    place: str = place_field(required=True)


class ResidenceEvidence(SQLModel, table=True):
    """A document seen by staff that proves the residence until a day."""

    __tablename__ = "residence_evidence"

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    kind: ResidenceEvidenceKind = Field(sa_type=choices(ResidenceEvidenceKind))
    issued_on: date
    valid_until_on: date
    seen_by: str = Field(default="", max_length=120)


class CrewLanguage(SQLModel, table=True):
    """A language that a person works in, and how well."""

    __tablename__ = "crew_language"
    __table_args__ = (sa.UniqueConstraint("crew_member_id", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    language: Language = Field(sa_type=choices(Language))
    level: CefrLevel = Field(sa_type=choices(CefrLevel))


class Credential(SQLModel, table=True):
    """A licence or certificate; without `expires_on` it does not expire."""

    __tablename__ = "credential"

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    kind: CredentialKind = Field(sa_type=choices(CredentialKind))
    title: str = Field(default="", max_length=160, description="what it is called, where the kind is `other`")
    issued_on: date | None = None
    expires_on: date | None = None
    verification: Verification = Field(default=Verification.SELF_DECLARED, sa_type=choices(Verification))
    verified_by: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    verified_at: datetime | None = None


class CrewSkill(SQLModel, table=True):
    """A skill or tool by name ("Arri Alexa 35", "QTAKE"); `key` is its folded form that needs are compared with."""

    __tablename__ = "crew_skill"
    __table_args__ = (sa.UniqueConstraint("crew_member_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    name: str = Field(max_length=80)
    key: str = Field(max_length=80, index=True)


class KitItem(SQLModel, table=True):
    """Equipment of the person's own; its rental rate is never shown to anyone but the person and staff."""

    __tablename__ = "kit_item"

    id: int | None = Field(default=None, primary_key=True)
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=160)
    rental_centavos_per_day: int | None = None
