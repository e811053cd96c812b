"""Levels of a claim: self-declared, vouched for, verified; who stands behind it, and since when."""

from enum import StrEnum
from typing import Any

from sqlmodel import Session

from app.models.credit import Credit, CreditVerification
from app.models.crew import Credential, CrewRole, Verification
from app.queries.crew import get_row
from app.services.audit import Actor, record_audit, touch_roster

UNPROVEN = frozenset({Verification.SELF_DECLARED.value, CreditVerification.NONE.value})
"""Levels that rest on the person's word alone."""


def verify_role(
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    row_id: int,
    verification: Verification,
    by: str = "",
    note: str = "",
) -> bool:
    """Say who stands behind a role and how far the person is in it; return whether anything changed.

    `by` is who vouches or verified, the actor where it is left out; `note` (how it was seen) goes to the audit.
    """
    return _verify(session, actor, get_row(session, CrewRole, crew_member_id, row_id), verification, by=by, note=note)


def verify_credential(
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    row_id: int,
    verification: Verification,
    by: str = "",
    note: str = "",
) -> bool:
    """Say who stands behind a licence or certificate; as `verify_role`."""
    return _verify(session, actor, get_row(session, Credential, crew_member_id, row_id), verification, by=by, note=note)


def verify_credit(
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    row_id: int,
    verification: CreditVerification,
    by: str = "",
    note: str = "",
) -> bool:
    """Say who stands behind a credit; as `verify_role`."""
    return _verify(session, actor, get_row(session, Credit, crew_member_id, row_id), verification, by=by, note=note)


def stamp(actor: Actor, verification: StrEnum, by: str = "") -> dict[str, Any]:
    """Return the columns that say who stands behind a claim and since when: nobody behind one's own word."""
    if verification.value in UNPROVEN:
        return {"verification": verification, "verified_by": "", "verified_at": None}
    return {"verification": verification, "verified_by": (by.strip() or actor.name)[:120], "verified_at": actor.at}


def _verify(
    session: Session,
    actor: Actor,
    row: CrewRole | Credential | Credit,
    verification: Verification | CreditVerification,
    *,
    by: str,
    note: str,
) -> bool:
    after = stamp(actor, verification, by)
    before = {name: getattr(row, name) for name in after}
    if {**before, "verified_at": None} == {**after, "verified_at": None}:
        return False
    for name, value in after.items():
        setattr(row, name, value)
    session.add(row)
    record_audit(
        session,
        actor,
        f"crew:{row.__tablename__}:verified",
        subject_kind=str(row.__tablename__),
        subject_id=row.id,
        crew_member_id=row.crew_member_id,
        before=before,
        after=after | ({"note": note} if note else {}),
    )
    touch_roster(session, actor.at, row.crew_member_id)
    session.flush()
    return True
