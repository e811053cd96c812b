"""Graduates: a completed course puts its roles on the profile as "in training"; staff say when somebody counts."""

from typing import Any

from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.messages import mark
from app.models.credit import Course, TrainingRecord
from app.models.crew import CrewRole, Seniority, Verification
from app.models.placement import Placement, PlacementOutcome
from app.models.trust import AuditEvent
from app.queries.course import PROMOTED
from app.queries.crew import get_row
from app.services.audit import Actor, read_audit_detail, record_audit
from app.services.crew_rows import RowKind, add_row, change_row, remove_row
from app.services.locks import lock_people


def given_by(course: Course) -> str:
    """Return what stands as verifier of a role that a course has put on a profile."""
    return f"{course.programme}: {course.name}"[:120]


def give_roles(session: Session, actor: Actor, course: Course, record: TrainingRecord) -> list[str]:
    """Put the course's roles on the profile as in training, where they are not held yet; return which."""
    held = set(session.exec(select(CrewRole.role_id).where(CrewRole.crew_member_id == record.crew_member_id)))
    new = [role_id for role_id in course.role_ids if role_id not in held]
    for role_id in new:
        add_row(
            session,
            actor,
            crew_member_id=record.crew_member_id,
            listing=RowKind.ROLE,
            role_id=role_id,
            seniority=Seniority.TRAINING,
            verification=Verification.VERIFIED,
            verified_by=given_by(course),
        )
    return new


def take_roles_back(session: Session, actor: Actor, course: Course, record: TrainingRecord) -> None:
    """Take away the roles that this course gave, where the person is still in training for them."""
    statement = select(CrewRole).where(
        CrewRole.crew_member_id == record.crew_member_id,
        CrewRole.seniority == Seniority.TRAINING,
        CrewRole.verified_by == given_by(course),
        col(CrewRole.role_id).in_(course.role_ids),
    )
    for row in list(session.exec(statement)):
        remove_row(session, actor, crew_member_id=record.crew_member_id, listing=RowKind.ROLE, row_id=row.id or 0)


def promote(session: Session, actor: Actor, *, crew_member_id: int, role_id: str, reason: str = "") -> int:
    """Let somebody in training count as junior from now on; return the audit event that undoes it.

    It needs a placement in the role after which the mentor recommended them, or else a reason in words.
    """
    lock_people(session, [crew_member_id])
    row = session.exec(
        select(CrewRole).where(CrewRole.crew_member_id == crew_member_id, CrewRole.role_id == role_id)
    ).first()
    if row is None or row.seniority is not Seniority.TRAINING:
        raise ConflictError(mark("This person is not in training for the role."))
    placement_id, said = _find_good_placement(session, crew_member_id, role_id), " ".join(reason.split())[:300]
    if placement_id is None and not said:
        raise InvalidInputError(mark("No mentor has recommended this person yet: say why they count from now on."))
    before = {"seniority": row.seniority, "verification": row.verification, "verified_by": row.verified_by}
    after: dict[str, Any] = {
        "seniority": Seniority.JUNIOR,
        "verification": Verification.VERIFIED,
        "verified_by": actor.name[:120],
    }
    change_row(session, actor, crew_member_id=crew_member_id, listing=RowKind.ROLE, row_id=row.id or 0, **after)
    event = record_audit(
        session,
        actor,
        PROMOTED,
        subject_kind="crew_role",
        subject_id=row.id,
        crew_member_id=crew_member_id,
        before=before,
        after={**after, "role_id": role_id, "reason": said, "placement_id": placement_id},
    )
    session.flush()
    return event.id or 0


def undo_promotion(session: Session, actor: Actor, *, event_id: int) -> int:
    """Put somebody back in training as they were before a promotion; return whom.

    ConflictError where the entry has been changed since.
    """
    event = session.get(AuditEvent, event_id)
    if event is None or event.action != PROMOTED or event.crew_member_id is None:
        raise NotFoundError(mark("There is nothing to bring back."))
    before = (read_audit_detail(session, event) or {}).get("before")
    row = get_row(session, CrewRole, event.crew_member_id, event.subject_id or 0)
    if not before or row.seniority is not Seniority.JUNIOR:
        raise ConflictError(mark("The role has been changed since: correct it on the profile."))
    values = {
        **before,
        "seniority": Seniority(before["seniority"]),
        "verification": Verification(before["verification"]),
    }
    change_row(session, actor, crew_member_id=row.crew_member_id, listing=RowKind.ROLE, row_id=row.id or 0, **values)
    record_audit(
        session,
        actor,
        "training:role:promotion_undone",
        subject_kind="crew_role",
        subject_id=row.id,
        crew_member_id=row.crew_member_id,
        after={"event_id": event_id, "role_id": row.role_id},
    )
    session.flush()
    return row.crew_member_id


def _find_good_placement(session: Session, crew_member_id: int, role_id: str) -> int | None:
    statement = select(Placement.id).where(
        Placement.crew_member_id == crew_member_id,
        Placement.role_id == role_id,
        Placement.outcome == PlacementOutcome.RECOMMENDED,
    )
    return session.exec(statement.order_by(col(Placement.id).desc()).limit(1)).first()
