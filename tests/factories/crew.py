"""Crew members for tests."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from app.models.crew import CrewMember, CrewRole, CrewStatus
from app.services.crew import refresh_search_text


def make_crew_member(session: Session, *roles: str, **values: Any) -> CrewMember:
    """Make an active crew member who holds `roles`, the first one as primary; `values` override columns."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    given = {"given_name": "Ana", "surname": "López Ruiz", "status": CrewStatus.ACTIVE, "residence_state": "Jalisco"}
    member = CrewMember(**{"created_at": now, "updated_at": now, **given, **values})
    session.add(member)
    session.flush()
    for number, role_id in enumerate(roles):
        session.add(CrewRole(crew_member_id=member.id or 0, role_id=role_id, is_primary=number == 0, years=5))
    refresh_search_text(session, member)
    session.flush()
    return member
