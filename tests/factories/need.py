"""Needs for tests: contents, and needs written with their production."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.models.need import Need, NeedDoor
from app.services.audit import Actor
from app.services.need import hand_in_need
from app.services.need_content import NeedContent, read_content

SHOOT = (date(2027, 3, 1), date(2027, 4, 10))


def make_content(*lines: dict[str, Any], **production: Any) -> NeedContent:
    """Return a need of a feature in Guadalajara; by default it asks for a gaffer."""
    facts: dict[str, Any] = {
        "working_title": "Test film",
        "kind": "feature",
        "contact_email": "office@example.org",
        "shoot_starts_on": SHOOT[0],
        "shoot_ends_on": SHOOT[1],
        "bases": [{"name": "Guadalajara"}],
    }
    content, problems = read_content(
        {"production": facts | production, "lines": list(lines) or [{"asked_as": "Gaffer"}]}
    )
    assert content is not None, problems
    return content


def make_need(
    session: Session, actor: Actor, *lines: dict[str, Any], contact_account_id: int | None = None, **production: Any
) -> Need:
    """Hand a need in; the caller commits."""
    content = make_content(*lines, **production)
    return hand_in_need(session, actor, content=content, door=NeedDoor.FORM, contact_account_id=contact_account_id)
