"""The lists of a profile: roles, languages, credentials, skills, kit, evidence, training and credits, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.messages import mark
from app.models.credit import SEATED, Credit, CreditVerification, TrainingRecord
from app.models.crew import (
    Credential,
    CrewLanguage,
    CrewRole,
    CrewSkill,
    KitItem,
    ResidenceEvidence,
    Verification,
)
from app.models.trust import AuditEvent
from app.queries.course import get_course
from app.queries.crew import get_crew_member, get_row, list_rows
from app.services.audit import Actor, read_audit_detail, record_audit, touch_roster
from app.services.crew import refresh_search_text
from app.services.seats import require_seat
from app.services.taxonomy import get_taxonomy
from app.services.verify import stamp
from matching.text import fold


class RowKind(StrEnum):
    """Lists of a profile; the value stands in addresses and in the audit."""

    ROLE = "role"
    LANGUAGE = "language"
    CREDENTIAL = "credential"
    SKILL = "skill"
    KIT = "kit"
    EVIDENCE = "evidence"
    TRAINING = "training"
    CREDIT = "credit"


@dataclass(frozen=True)
class _Table:
    """Where a list is kept, what of a row may be written, and which columns make it the same row."""

    model: type[SQLModel]
    columns: frozenset[str]
    same: str = ""


_STANDING = ("verification", "verified_by", "verified_at")
_TABLES: Mapping[RowKind, _Table] = {
    RowKind.ROLE: _Table(
        CrewRole,
        frozenset(
            {"role_id", "seniority", "years", "is_primary", "title_as_typed", *_STANDING},
        ),
        "role_id",
    ),
    RowKind.LANGUAGE: _Table(CrewLanguage, frozenset({"language", "level"}), "language"),
    RowKind.CREDENTIAL: _Table(Credential, frozenset({"kind", "title", "issued_on", "expires_on", *_STANDING})),
    RowKind.SKILL: _Table(CrewSkill, frozenset({"name", "key"}), "key"),
    RowKind.KIT: _Table(KitItem, frozenset({"name", "rental_centavos_per_day"})),
    RowKind.EVIDENCE: _Table(ResidenceEvidence, frozenset({"kind", "issued_on", "valid_until_on", "seen_by"})),
    RowKind.TRAINING: _Table(
        TrainingRecord,
        frozenset(
            {
                "course_id",
                "result",
                "enrolled_on",
                "completed_on",
                "dropped_reason",
                "certificate_number",
                "mentor",
                "verification",
            }
        ),
        "course_id",
    ),
    RowKind.CREDIT: _Table(
        Credit, frozenset({"title_id", "role_id", "title_as_printed", "unit", "base_place", *_STANDING})
    ),
}
_FOUND_BY = frozenset({RowKind.ROLE, RowKind.SKILL})


def add_row(session: Session, actor: Actor, *, crew_member_id: int, listing: RowKind, **values: Any) -> int:
    """Add an entry to a list of the profile and return its id; ConflictError where the person has it already."""
    member = get_crew_member(session, crew_member_id)
    table = _TABLES[listing]
    values = _checked(listing, values)
    _refuse_twice(session, crew_member_id, listing, values)
    if listing is RowKind.TRAINING and values["result"] in SEATED:
        require_seat(session, get_course(session, values["course_id"], lock=True))
    if listing is RowKind.ROLE and not list_rows(session, CrewRole, crew_member_id):
        values["is_primary"] = True
    if values.get("verification") and "verified_at" in table.columns and "verified_at" not in values:
        values |= stamp(actor, values["verification"], values.get("verified_by", ""))
    row: Any = table.model(crew_member_id=crew_member_id, **values)
    session.add(row)
    session.flush()
    _keep_one_primary(session, crew_member_id, listing, row)
    _wrote(session, actor, crew_member_id, listing, "added", row_id=row.id, after=values)
    member.updated_at = actor.at
    if listing in _FOUND_BY:
        refresh_search_text(session, member)
    session.flush()
    row_id: int = row.id
    return row_id


def change_row(
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    listing: RowKind,
    row_id: int,
    own_word: bool = False,
    **values: Any,
) -> bool:
    """Change an entry of the profile; return whether anything differs. NotFoundError for another person's entry.

    By the person's own word an entry that others had verified stands on that word alone again.
    """
    member = get_crew_member(session, crew_member_id)
    row: Any = get_row(session, _TABLES[listing].model, crew_member_id, row_id)
    values = _checked(listing, values)
    if own_word:
        values = {name: value for name, value in values.items() if name not in _STANDING}
    _refuse_twice(session, crew_member_id, listing, values, but=row_id)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return False
    changed |= _standing(actor, listing, row, changed, own_word=own_word)
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    _keep_one_primary(session, crew_member_id, listing, row)
    _wrote(session, actor, crew_member_id, listing, "changed", row_id=row_id, before=before, after=changed)
    member.updated_at = actor.at
    if listing in _FOUND_BY:
        refresh_search_text(session, member)
    session.flush()
    return True


def _standing(
    actor: Actor, listing: RowKind, row: Any, changed: Mapping[str, Any], *, own_word: bool
) -> dict[str, Any]:
    """Return who stands behind a changed entry: after the person's own word nobody else, else who says so now."""
    if "verified_at" not in _TABLES[listing].columns:
        return {}
    if own_word:
        unproven = CreditVerification.NONE if listing is RowKind.CREDIT else Verification.SELF_DECLARED
        return stamp(actor, unproven)
    if "verified_at" in changed or not {"verification", "verified_by"} & set(changed):
        return {}
    return stamp(actor, changed.get("verification", row.verification), changed.get("verified_by", row.verified_by))


def remove_row(session: Session, actor: Actor, *, crew_member_id: int, listing: RowKind, row_id: int) -> int:
    """Take an entry out of the profile; return the audit event that `restore_row` can bring it back from."""
    member = get_crew_member(session, crew_member_id)
    table = _TABLES[listing]
    row: Any = get_row(session, table.model, crew_member_id, row_id)
    before = {name: getattr(row, name) for name in table.columns}
    session.delete(row)
    session.flush()
    _keep_one_primary(session, crew_member_id, listing, None)
    event = _wrote(session, actor, crew_member_id, listing, "removed", row_id=row_id, before=before)
    member.updated_at = actor.at
    if listing in _FOUND_BY:
        refresh_search_text(session, member)
    session.flush()
    assert event.id is not None  # noqa: S101 - it was flushed
    return event.id


def restore_row(session: Session, actor: Actor, *, crew_member_id: int, event_id: int) -> RowKind:
    """Undo a removal: put the entry back as the audit remembers it; return its list."""
    event = session.get(AuditEvent, event_id)
    kind = _removed_kind(event)
    if event is None or kind is None or event.crew_member_id != crew_member_id:
        raise NotFoundError(mark("There is nothing to bring back."))
    before = (read_audit_detail(session, event) or {}).get("before")
    if not before or _was_restored(session, crew_member_id, kind, event_id):
        raise NotFoundError(mark("There is nothing to bring back."))
    add_row(session, actor, crew_member_id=crew_member_id, listing=kind, **_read_back(kind, before))
    _wrote(session, actor, crew_member_id, kind, "restored", row_id=event_id)
    session.flush()
    return kind


def _was_restored(session: Session, crew_member_id: int, kind: RowKind, event_id: int) -> bool:
    statement = select(AuditEvent.id).where(
        AuditEvent.crew_member_id == crew_member_id,
        AuditEvent.action == f"crew:{kind}:restored",
        AuditEvent.subject_id == event_id,
    )
    return session.exec(statement.limit(1)).first() is not None


def _removed_kind(event: AuditEvent | None) -> RowKind | None:
    parts = event.action.split(":") if event else []
    if len(parts) != 3 or parts[0] != "crew" or parts[2] != "removed" or parts[1] not in set(RowKind):  # noqa: PLR2004 - source:subject:action
        return None
    return RowKind(parts[1])


def _read_back(kind: RowKind, before: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the audit's JSON values into what the columns hold: days were written as ISO text."""
    return {name: _read_value(name, value) for name, value in before.items() if name in _TABLES[kind].columns}


def _read_value(name: str, value: Any) -> Any:
    if value and name.endswith("_on"):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if value and name.endswith("_at") else value


def _checked(kind: RowKind, values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - _TABLES[kind].columns
    if unknown:
        raise KeyError(f"no columns of {kind}: {sorted(unknown)}")
    checked = dict(values)
    role_id = checked.get("role_id")
    if role_id and role_id not in get_taxonomy():
        raise InvalidInputError(mark("The role %(role)s is not in the taxonomy."), role=role_id)
    if kind is RowKind.SKILL and "name" in checked:
        checked["name"] = " ".join(checked["name"].split())
        checked["key"] = fold(checked["name"])[:80]
        if not checked["key"]:
            raise InvalidInputError(mark("A skill needs a name."))
    return checked


def _refuse_twice(
    session: Session, crew_member_id: int, kind: RowKind, values: Mapping[str, Any], *, but: int | None = None
) -> None:
    table: Any = _TABLES[kind].model
    same = _TABLES[kind].same
    if not same or same not in values:
        return
    statement = select(table.id).where(
        table.crew_member_id == crew_member_id, getattr(table, same) == values[same], table.id != (but or 0)
    )
    if session.exec(statement.limit(1)).first() is not None:
        raise ConflictError(mark("The profile has this already. Change that entry instead."))


def _keep_one_primary(session: Session, crew_member_id: int, kind: RowKind, written: CrewRole | None) -> None:
    """One role is the primary one: the one just made so, else the one that was, else the one of most years."""
    if kind is not RowKind.ROLE:
        return
    rows = list(
        session.exec(
            select(CrewRole)
            .where(CrewRole.crew_member_id == crew_member_id)
            .order_by(col(CrewRole.is_primary).desc(), col(CrewRole.years).desc(), col(CrewRole.id))
        )
    )
    if not rows:
        return
    chosen = written if written is not None and written.is_primary else rows[0]
    for row in rows:
        row.is_primary = row.id == chosen.id
    session.flush()


def _wrote(
    session: Session,
    actor: Actor,
    crew_member_id: int,
    kind: RowKind,
    action: str,
    *,
    row_id: int,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEvent:
    event = record_audit(
        session,
        actor,
        f"crew:{kind}:{action}",
        subject_kind=kind,
        subject_id=row_id,
        crew_member_id=crew_member_id,
        before=before,
        after=after,
    )
    touch_roster(session, actor.at, crew_member_id)
    return event
