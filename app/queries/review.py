"""Reads of reviews: what waits for staff, what was last approved, who joined and has not handed in yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.crew import CrewMember, CrewRole, CrewSource, CrewStatus
from app.models.duplicate import DuplicatePair, PairStatus
from app.models.registration import ProfileReview, ReviewStatus


@dataclass(frozen=True)
class WaitingReview:
    """A review in the queue with its person; `changed` where the profile had been approved before."""

    review: ProfileReview
    member: CrewMember
    changed: bool
    role_id: str


def get_review(session: Session, review_id: int) -> ProfileReview:
    """Return a review; NotFoundError where there is none."""
    found = session.get(ProfileReview, review_id)
    if found is None:
        raise NotFoundError(mark("There is no such review, or no longer."))
    return found


def find_open_review(session: Session, crew_member_id: int) -> ProfileReview | None:
    """Return the person's review that waits, if one does."""
    statement = select(ProfileReview).where(
        ProfileReview.crew_member_id == crew_member_id, ProfileReview.status == ReviewStatus.WAITING
    )
    return session.exec(statement).first()


def find_latest_review(session: Session, crew_member_id: int) -> ProfileReview | None:
    """Return the person's newest review, however it stands."""
    statement = select(ProfileReview).where(ProfileReview.crew_member_id == crew_member_id)
    return session.exec(statement.order_by(col(ProfileReview.id).desc()).limit(1)).first()


def find_approved_review(session: Session, crew_member_id: int) -> ProfileReview | None:
    """Return the person's newest approved review: its snapshot is what staff have seen."""
    statement = select(ProfileReview).where(
        ProfileReview.crew_member_id == crew_member_id, ProfileReview.status == ReviewStatus.APPROVED
    )
    return session.exec(statement.order_by(col(ProfileReview.id).desc()).limit(1)).first()


def list_reviews(session: Session, crew_member_id: int) -> list[ProfileReview]:
    """Return the person's reviews, newest first."""
    statement = select(ProfileReview).where(ProfileReview.crew_member_id == crew_member_id)
    return list(session.exec(statement.order_by(col(ProfileReview.id).desc())))


def list_waiting(session: Session, *, limit: int, offset: int = 0) -> list[WaitingReview]:
    """Return what waits for staff, oldest first."""
    earlier = select(ProfileReview.crew_member_id).where(ProfileReview.status == ReviewStatus.APPROVED)
    changed = col(ProfileReview.crew_member_id).in_(earlier)
    main_role = (
        select(func.min(CrewRole.role_id))
        .where(CrewRole.crew_member_id == ProfileReview.crew_member_id, col(CrewRole.is_primary))
        .scalar_subquery()
    )
    statement = (
        select(ProfileReview, CrewMember, changed, main_role)
        .join(CrewMember, col(CrewMember.id) == col(ProfileReview.crew_member_id))
        .where(ProfileReview.status == ReviewStatus.WAITING)
        .order_by(col(ProfileReview.submitted_at), col(ProfileReview.id))
        .offset(offset)
        .limit(limit)
    )
    return [
        WaitingReview(review, member, bool(was), role or "") for review, member, was, role in session.exec(statement)
    ]


def count_waiting(session: Session) -> int:
    """Count reviews that wait for staff."""
    return session.exec(select(func.count()).where(ProfileReview.status == ReviewStatus.WAITING)).one()


def find_next_waiting(session: Session, review: ProfileReview) -> int | None:
    """Return the review that waits longest of those handed in after this one, else the oldest other one."""
    waiting = select(ProfileReview.id).where(
        ProfileReview.status == ReviewStatus.WAITING, ProfileReview.id != review.id
    )
    in_order = waiting.order_by(col(ProfileReview.submitted_at), col(ProfileReview.id)).limit(1)
    after = session.exec(in_order.where(ProfileReview.submitted_at > review.submitted_at)).first()
    return after if after is not None else session.exec(in_order).first()


def list_not_handed_in(session: Session, *, limit: int) -> list[CrewMember]:
    """Return who joined by themselves and has never handed the profile in, latest first."""
    handed_in = select(ProfileReview.crew_member_id)
    statement = (
        select(CrewMember)
        .where(
            CrewMember.source == CrewSource.SELF,
            CrewMember.status == CrewStatus.DRAFT,
            col(CrewMember.id).not_in(handed_in),
            col(CrewMember.duplicate_of_id).is_(None),
        )
        .order_by(col(CrewMember.id).desc())
        .limit(limit)
    )
    return list(session.exec(statement))


@dataclass(frozen=True)
class LikelyDouble:
    """Another profile that is likely the same person's: how likely, per mille, and why (feature, outcome, bits)."""

    member: CrewMember
    probability: int
    reasons: list[dict[str, Any]]


def list_doubles(session: Session, crew_member_ids: Sequence[int]) -> dict[int, list[LikelyDouble]]:
    """Return for each person the profiles that are likely theirs too, likeliest first."""
    found: dict[int, list[LikelyDouble]] = {}
    for mine, other in ((DuplicatePair.low_id, DuplicatePair.high_id), (DuplicatePair.high_id, DuplicatePair.low_id)):
        statement = (
            select(DuplicatePair, col(mine), CrewMember)
            .join(CrewMember, col(CrewMember.id) == col(other))
            .where(col(mine).in_(crew_member_ids), DuplicatePair.status == PairStatus.OPEN)
        )
        for pair, who, member in session.exec(statement):
            found.setdefault(who, []).append(LikelyDouble(member, pair.probability, pair.reasons))
    return {who: sorted(others, key=lambda each: -each.probability) for who, others in found.items()}
