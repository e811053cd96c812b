"""Reviews: a person hands their profile in, staff approve it, ask back or decline; later changes come back to them."""

from typing import Any

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError, NotAllowedError
from app.messages import mark
from app.models.crew import CrewSource, CrewStatus
from app.models.registration import ProfileReview, ReviewStatus
from app.models.trust import ConsentPurpose
from app.queries.crew import get_crew_member, get_profile, list_roles
from app.queries.review import find_approved_review, find_latest_review, find_open_review, get_review
from app.services.audit import Actor, record_audit
from app.services.consent import require_consent
from app.services.crew import change_crew_member, is_gone
from app.services.review_told import tell_decision
from app.services.snapshot import Change, compare, digest, matters, open_snapshot, seal_snapshot, take_snapshot


def submit_profile(session: Session, actor: Actor, *, crew_member_id: int) -> ProfileReview:
    """Hand a profile to staff, or return the review that waits already.

    It needs the person's consent to the registry and a base; after a decline only staff can go on.
    """
    open_one = find_open_review(session, crew_member_id)
    if open_one is not None:
        return open_one
    member = get_crew_member(session, crew_member_id)
    require_consent(session, crew_member_id=crew_member_id, purpose=ConsentPurpose.REGISTRY)
    if is_gone(member):
        raise NotAllowedError(mark("This profile is out of the registry. Talk to the commission."))
    if not member.base_place:
        raise InvalidInputError(mark("Say where you work: the base is missing."))
    latest = find_latest_review(session, crew_member_id)
    if latest is not None and latest.status is ReviewStatus.DECLINED:
        raise NotAllowedError(
            mark("The commission has declined this profile. Talk to them before handing it in again.")
        )
    return _open(session, actor, crew_member_id)


def _open(session: Session, actor: Actor, crew_member_id: int) -> ProfileReview:
    snapshot = take_snapshot(get_profile(session, crew_member_id))
    review = ProfileReview(
        crew_member_id=crew_member_id,
        snapshot=seal_snapshot(session, crew_member_id, snapshot, actor.at),
        submitted_at=actor.at,
    )
    session.add(review)
    session.flush()
    _wrote(session, actor, review, "handed_in", {})
    return review


def note_own_change(session: Session, actor: Actor, *, crew_member_id: int) -> ProfileReview | None:
    """After a person changed their own profile: put it before staff again where the change is one that matters.

    The profile stays as active as it was. Nothing happens before the first approval, or while a review waits.
    """
    if find_open_review(session, crew_member_id) is not None:
        return None
    if not any(matters(change) for change in list_changes(session, crew_member_id) or ()):
        return None
    return _open(session, actor, crew_member_id)


def list_changes(session: Session, crew_member_id: int) -> list[Change] | None:
    """Return what differs from what staff last approved; None where nothing was ever approved."""
    approved = find_approved_review(session, crew_member_id)
    before = open_snapshot(session, crew_member_id, approved.snapshot) if approved else None
    if before is None:
        return None
    return compare(before, take_snapshot(get_profile(session, crew_member_id)))


def profile_digest(session: Session, crew_member_id: int) -> str:
    """Return a word for what the profile says now: a decision is about what was seen."""
    return digest(take_snapshot(get_profile(session, crew_member_id)))


def approve_profile(
    session: Session, actor: Actor, *, review_id: int, seen: str, base_url: str, checks: dict[str, Any] | None = None
) -> ProfileReview:
    """Approve what the profile says now: a draft becomes active. `seen` is the digest of what was looked at."""
    review = _waiting(session, review_id)
    who = review.crew_member_id
    member = get_crew_member(session, who)
    if profile_digest(session, who) != seen:
        raise ConflictError(mark("The profile has changed since you opened it. Look again, then decide."))
    if not list_roles(session, who):
        raise InvalidInputError(mark("Give the profile a role first: without one nobody can be proposed."))
    require_consent(session, crew_member_id=who, purpose=ConsentPurpose.REGISTRY)
    review.snapshot = seal_snapshot(session, who, take_snapshot(get_profile(session, who)), actor.at)
    review.checks = dict(checks or {})
    if member.status is CrewStatus.DRAFT:
        change_crew_member(session, actor, crew_member_id=who, status=CrewStatus.ACTIVE)
    return _decide(session, actor, review, ReviewStatus.APPROVED, reason="", base_url=base_url)


def ask_back(session: Session, actor: Actor, *, review_id: int, reason: str, base_url: str) -> ProfileReview:
    """Ask the person for something; they put it right and hand the profile in again."""
    return _refuse(session, actor, review_id, ReviewStatus.ASKED_BACK, reason=reason, base_url=base_url)


def decline_profile(session: Session, actor: Actor, *, review_id: int, reason: str, base_url: str) -> ProfileReview:
    """Decline a profile, or the change of an approved one, with a reason that the person reads."""
    return _refuse(session, actor, review_id, ReviewStatus.DECLINED, reason=reason, base_url=base_url)


def _refuse(
    session: Session, actor: Actor, review_id: int, status: ReviewStatus, *, reason: str, base_url: str
) -> ProfileReview:
    if not reason.strip():
        raise InvalidInputError(mark("Say why: the person reads it."))
    review = _waiting(session, review_id)
    return _decide(session, actor, review, status, reason=reason.strip()[:1000], base_url=base_url)


def _waiting(session: Session, review_id: int) -> ProfileReview:
    review = get_review(session, review_id)
    if review.status is not ReviewStatus.WAITING:
        raise ConflictError(mark("This profile was decided on already."))
    return review


def _decide(
    session: Session,
    actor: Actor,
    review: ProfileReview,
    status: ReviewStatus,
    *,
    reason: str,
    base_url: str,
) -> ProfileReview:
    review.status, review.reason = status, reason
    review.decided_at, review.decided_by_id = actor.at, actor.account_id
    session.add(review)
    _wrote(session, actor, review, status.value, {"reason": reason, "checks": review.checks})
    session.flush()
    tell_decision(session, actor, review, get_crew_member(session, review.crew_member_id), base_url=base_url)
    return review


def require_approval(session: Session, *, crew_member_id: int) -> None:
    """Raise where somebody who joined by themselves has not been approved yet: they don't make themselves active."""
    member = get_crew_member(session, crew_member_id)
    if member.source is CrewSource.SELF and find_approved_review(session, crew_member_id) is None:
        raise ConflictError(mark("The commission looks at your profile first. Hand it in, and they tell you."))


def _wrote(session: Session, actor: Actor, review: ProfileReview, action: str, after: dict[str, Any]) -> None:
    record_audit(
        session,
        actor,
        f"crew:review:{action}",
        subject_kind="profile_review",
        subject_id=review.id,
        crew_member_id=review.crew_member_id,
        after=after,
    )
