"""Reads of how far profiles are: for many people at once, a query a part."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, or_, select

from app.models.availability import Statement
from app.models.calendar import CalendarFeed
from app.models.credit import Credit
from app.models.crew import Credential, CrewLanguage, CrewMember, CrewRole, KitItem, Seniority
from app.models.registration import Evidence, EvidenceKind, EvidenceStatus

PARTS = ("role", "places", "language", "credit", "credential", "kit", "days", "photo")
"""Steps of a profile in the order in which they are asked."""


def list_parts_done(session: Session, crew_member_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return which of PARTS each person has filled in."""
    done: dict[int, set[str]] = {crew_member_id: set() for crew_member_id in crew_member_ids}
    for part, model, condition in _CONDITIONS:
        who: Any = model.id if model is CrewMember else model.crew_member_id
        for crew_member_id in session.exec(select(who).where(who.in_(crew_member_ids), condition).distinct()):
            done[crew_member_id].add(part)
    return {crew_member_id: frozenset(parts) for crew_member_id, parts in done.items()}


_CONDITIONS: tuple[tuple[str, Any, Any], ...] = (
    ("role", CrewRole, or_(CrewRole.years > 0, CrewRole.seniority == Seniority.TRAINING)),
    ("places", CrewMember, col(CrewMember.base_place).is_not(None) & col(CrewMember.residence_place).is_not(None)),
    ("language", CrewLanguage, col(CrewLanguage.id).is_not(None)),
    ("credit", Credit, col(Credit.id).is_not(None)),
    ("credential", Credential, col(Credential.id).is_not(None)),
    ("kit", KitItem, col(KitItem.id).is_not(None)),
    ("days", Statement, col(Statement.id).is_not(None)),
    ("days", CalendarFeed, col(CalendarFeed.id).is_not(None)),
    ("photo", Evidence, (Evidence.kind == EvidenceKind.PHOTO) & (Evidence.status != EvidenceStatus.REFUSED)),
)
