"""Shortlists, proposals and referrals: who was ranked, put forward and told, and why."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.db import BigId, choices


class CandidateKind(enum.StrEnum):
    """How a person's roles meet the role asked for."""

    EXACT = "exact"
    ADJACENT = "adjacent"
    STEP_UP = "step_up"
    TRAINEE = "trainee"


class ProposalStatus(enum.StrEnum):
    """Where a slot of the crew list stands."""

    PROPOSED = "proposed"
    PICKED = "picked"
    OPEN = "open"


class Decision(enum.StrEnum):
    """What staff or the production decided of a candidate."""

    PICKED = "picked"
    DROPPED = "dropped"


class UnfilledReason(enum.StrEnum):
    """Why a slot stays open: it feeds planning and training."""

    ROLE_UNKNOWN = "role_unknown"
    NOBODY_HOLDS_ROLE = "nobody_holds_role"
    ALL_BOOKED = "all_booked"
    UNCONFIRMED = "unconfirmed"
    REQUIREMENT = "requirement"
    TAKEN_ELSEWHERE = "taken_elsewhere"
    DROPPED = "dropped"


class ReferralOutcome(enum.StrEnum):
    """What became of showing a person to a production."""

    LISTED = "listed"
    ASKED = "asked"
    DECLINED = "declined"
    HIRED = "hired"
    NOT_HIRED = "not_hired"


class WeightSet(SQLModel, table=True):
    """A named, versioned set of weights; a saved version never changes, an edit adds the next."""

    __tablename__ = "weight_set"
    __table_args__ = (sa.UniqueConstraint("name", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    version: int
    weights: dict[str, int] = Field(sa_type=JSON)
    note: str = Field(default="", max_length=400)
    active: bool = False
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime


class Shortlist(SQLModel, table=True):
    """The ranked candidates of a position at a moment; holds all that is needed to compute it again."""

    __tablename__ = "shortlist"

    id: int | None = Field(default=None, primary_key=True)
    position_id: int = Field(foreign_key="position.id", index=True, ondelete="CASCADE")
    need_version: int
    weight_set_id: int = Field(foreign_key="weight_set.id")
    roster_version: int
    roster_digest: str = Field(default="", max_length=64)
    seed: int = Field(sa_type=sa.BigInteger)
    today_on: date
    eligible: int
    summary: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="counts of exclusions and near misses by reason"
    )
    made_by_id: int | None = Field(default=None, foreign_key="account.id")
    made_at: datetime


class ShortlistEntry(SQLModel, table=True):
    """A candidate of a shortlist: integer score, integer feature values, rotation count, and the gaps shown."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (
        sa.UniqueConstraint("shortlist_id", "crew_member_id"),
        sa.UniqueConstraint("shortlist_id", "rank"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shortlist_id: int = Field(foreign_key="shortlist.id", ondelete="CASCADE")
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    rank: int
    score: int
    kind: CandidateKind = Field(sa_type=choices(CandidateKind))
    via_role_id: str = Field(default="", max_length=60, description="the role held, where it isn't the one asked")
    features: dict[str, int] = Field(sa_type=JSON)
    rotation_count: int
    facts: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="days stated free, unknown, held; distance; last confirmed …"
    )


class CandidateDecision(SQLModel, table=True):
    """Staff or the production picked or dropped a candidate of a position, with the reason; or moved them."""

    __tablename__ = "candidate_decision"
    __table_args__ = (sa.UniqueConstraint("position_id", "crew_member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    position_id: int = Field(foreign_key="position.id", ondelete="CASCADE")
    crew_member_id: int = Field(foreign_key="crew_member.id", index=True, ondelete="CASCADE")
    decision: Decision | None = Field(default=None, sa_type=choices(Decision), nullable=True)
    reason: str = Field(default="", max_length=300)
    note: str = Field(default="", max_length=1000)
    ordinal: int | None = Field(default=None, description="place in the list where a person moved it")
    decided_by_id: int | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime


class Proposal(SQLModel, table=True):
    """One slot of a need's crew list: the person put forward, or why nobody is."""

    __tablename__ = "proposal"
    __table_args__ = (sa.UniqueConstraint("position_id", "slot", "trainee"),)

    id: int | None = Field(default=None, primary_key=True)
    position_id: int = Field(foreign_key="position.id", ondelete="CASCADE")
    slot: int
    trainee: bool = False
    crew_member_id: int | None = Field(default=None, foreign_key="crew_member.id", index=True)
    shortlist_id: int | None = Field(default=None, foreign_key="shortlist.id")
    status: ProposalStatus = Field(default=ProposalStatus.OPEN, sa_type=choices(ProposalStatus))
    unfilled_reason: UnfilledReason | None = Field(default=None, sa_type=choices(UnfilledReason), nullable=True)
    unfilled_detail: str = Field(default="", max_length=400)
    note: str = Field(default="", max_length=1000)
    made_at: datetime


class Referral(SQLModel, table=True):
    """A person was shown to a production for a position; rotation counts these."""

    __tablename__ = "referral"
    __table_args__ = (sa.UniqueConstraint("crew_member_id", "position_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    crew_member_id: int = Field(foreign_key="crew_member.id", ondelete="CASCADE")
    position_id: int = Field(foreign_key="position.id", index=True, ondelete="CASCADE")
    rank: int
    listed_at: datetime = Field(index=True)
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    outcome: ReferralOutcome = Field(default=ReferralOutcome.LISTED, sa_type=choices(ReferralOutcome))
    reason: str = Field(default="", max_length=300)
