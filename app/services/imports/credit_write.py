"""Writes the credits of a planned list."""

import json
from typing import Any

from sqlmodel import Session, col, select

from app.models.credit import Credit, Title
from app.models.intake import UploadChange
from app.services.audit import Actor, record_audit
from app.services.imports.credit_plan import CreditDraft
from app.services.imports.crew_write import insert_many
from app.services.imports.plan import ImportPlan
from app.services.person_key import person_cipher

_AT_ONCE = 400


def write_credits(
    session: Session, actor: Actor, plan: ImportPlan[CreditDraft], *, upload_id: int, fictional: bool
) -> dict[str, int]:
    """Write all drafts of the plan and return the rows written, by table. The caller's transaction holds them."""
    ids = {key: title.id for key, title in plan.resolved["there"].items()}
    new: dict[str, dict[str, Any]] = {}
    for draft in plan.drafts:
        if draft.title_key not in ids:
            entry = new.setdefault(
                draft.title_key,
                {
                    "name": draft.production,
                    "key": draft.title_key,
                    "kind": draft.kind,
                    "year": draft.year,
                    "companies": [],
                    "fictional": fictional,
                },
            )
            if draft.company and draft.company not in entry["companies"]:
                entry["companies"].append(draft.company)
    ids.update(zip(new, insert_many(session, Title, list(new.values()), returning=True), strict=True))
    titles, places = plan.resolved["titles"], plan.resolved["places"]
    rows = [
        {
            "crew_member_id": draft.crew_member_id,
            "title_id": ids[draft.title_key],
            "role_id": titles.get((draft.role, draft.department)),
            "title_as_printed": draft.role,
            "unit": draft.unit,
            "base_place": places.get(draft.base),
        }
        for draft in plan.drafts
    ]
    numbers = insert_many(session, Credit, rows, returning=True)
    _record(session, actor, plan)
    _keep_undo(session, actor, upload_id, numbers)
    return {"credit": len(rows), "title": len(new)}


def _keep_undo(session: Session, actor: Actor, upload_id: int, numbers: list[int]) -> None:
    """Keep which credits the file brought, so that those which stay as they are can be taken back."""
    brought: dict[int, dict[str, Any]] = {}
    for at in range(0, len(numbers), _AT_ONCE):
        for credit in session.exec(select(Credit).where(col(Credit.id).in_(numbers[at : at + _AT_ONCE]))):
            brought.setdefault(credit.crew_member_id, {})[str(credit.id)] = credit.model_dump(mode="json")
    rows = [
        {
            "upload_id": upload_id,
            "crew_member_id": number,
            "before": person_cipher(session, number, actor.at).encrypt(json.dumps(kept).encode()),
            "after_digest": "",
        }
        for number, kept in brought.items()
    ]
    session.flush()
    insert_many(session, UploadChange, rows)


def _record(session: Session, actor: Actor, plan: ImportPlan[CreditDraft]) -> None:
    """Leave one event a person with the credits that came in."""
    people: dict[int, list[dict[str, Any]]] = {}
    for draft in plan.drafts:
        assert draft.crew_member_id is not None  # noqa: S101 - a plan that is ready knows everybody
        told = {"production": draft.production, "year": draft.year, "role": draft.role, "unit": draft.unit}
        people.setdefault(draft.crew_member_id, []).append(told)
    for crew_member_id, told_all in people.items():
        record_audit(
            session,
            actor,
            "crew:credits:imported",
            subject_kind="crew_member",
            subject_id=crew_member_id,
            crew_member_id=crew_member_id,
            after={"credits": told_all},
        )
