"""Keeping a deed for many: one row for the deed, one event a person, and under each person's key what changed."""

import json
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet
from sqlmodel import Session

from app.models.bulk import BulkChange, BulkDeed
from app.models.trust import PersonKey
from app.services.audit import Actor, record_sealed
from app.services.bulk.plan import BulkPlan
from app.services.imports.crew_write import insert_many
from app.services.person_key import person_ciphers


def keep_deed(
    session: Session, actor: Actor, plan: BulkPlan, *, action: str = "", detail: Mapping[str, Any] | None = None
) -> BulkDeed:
    """Keep that a deed was done to whom its plan reaches; with `action` each person's change as an event of it."""
    assert plan.kind is not None  # noqa: S101 - what only hands out a file is no deed
    deed = BulkDeed(
        kind=plan.kind,
        people=len(plan.reached),
        left_out=plan.left_out_count,
        detail=dict(detail or {}),
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    session.add(deed)
    session.flush()
    ciphers, new_keys = person_ciphers(session, list(plan.changes), actor.at)
    insert_many(session, PersonKey, new_keys)
    kept = [
        {"deed_id": deed.id, "crew_member_id": who, "sealed": _seal(ciphers[who], change.kept)}
        for who, change in plan.changes.items()
    ]
    insert_many(session, BulkChange, kept)
    record_changes(session, actor, action, {who: change.told for who, change in plan.changes.items()}, ciphers)
    return deed


def record_changes(
    session: Session, actor: Actor, action: str, told: Mapping[int, Mapping[str, Any]], ciphers: Mapping[int, Fernet]
) -> None:
    """Leave one event a person of what changed (before, after), sealed under their key."""
    record_sealed(session, actor, [(action, who, _seal(ciphers[who], one).decode()) for who, one in told.items()])


def _seal(cipher: Fernet, values: Mapping[str, Any]) -> bytes:
    return cipher.encrypt(json.dumps(values, ensure_ascii=False, default=str, sort_keys=True).encode())
