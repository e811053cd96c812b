"""A profile as plain data at a moment, sealed under the person's key, and what differs between two of them."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from app.queries.crew import Profile
from app.services.person_key import open_sealed, person_cipher

Snapshot = dict[str, dict[str, Any]]
"""Entry ("member", "role:17") -> its fields; days as ISO text, choices by their value."""

_MEMBER = (
    "given_name",
    "surname",
    "credit_name",
    "pronouns",
    "birth_year",
    "email",
    "phone",
    "base_place",
    "residence_place",
    "residence_since_on",
    "willing_to_travel",
    "max_travel_weeks",
    "has_vehicle",
)
_MATTERS = {"role": frozenset({"role_id", "seniority"}), "credit": None, "member": frozenset({"residence_place"})}
"""What staff look at again once a profile was approved; None: every field."""


class ChangeKind(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """A field that differs, or an entry that is new or gone (then `fields` has all of it)."""

    kind: ChangeKind
    part: str
    entry: dict[str, Any]
    field: str = ""
    before: Any = None
    after: Any = None


def take_snapshot(profile: Profile) -> Snapshot:
    """Return what the profile says now, without ids of things outside it."""
    found: Snapshot = {"member": {name: _plain(getattr(profile.member, name)) for name in _MEMBER}}
    lists: tuple[tuple[str, list[Any], tuple[str, ...]], ...] = (
        ("role", profile.roles, ("role_id", "seniority", "years", "title_as_typed")),
        ("language", profile.languages, ("language", "level")),
        ("credential", profile.credentials, ("kind", "title", "issued_on", "expires_on")),
        ("skill", profile.skills, ("name",)),
        ("kit", profile.kit, ("name",)),
        ("work_base", profile.work_bases, ("place",)),
    )
    for part, rows, fields in lists:
        for row in rows:
            found[f"{part}:{row.id}"] = {name: _plain(getattr(row, name)) for name in fields}
    for credit, title in profile.credits:
        found[f"credit:{credit.id}"] = {
            "title": title.name,
            "year": title.year,
            "role_id": credit.role_id,
            "title_as_printed": credit.title_as_printed,
        }
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def digest(snapshot: Snapshot) -> str:
    """Return a short word that differs where anything of the profile does."""
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seal_snapshot(session: Session, crew_member_id: int, snapshot: Snapshot, at: datetime) -> bytes:
    """Return the snapshot under the person's key."""
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False)
    return person_cipher(session, crew_member_id, at).encrypt(text.encode())


def open_snapshot(session: Session, crew_member_id: int, sealed: bytes) -> Snapshot | None:
    """Return a sealed snapshot; None where there is none, or the person's key is gone."""
    text = open_sealed(session, crew_member_id, sealed) if sealed else None
    if text is None:
        return None
    snapshot: Snapshot = json.loads(text)
    return snapshot


def compare(before: Snapshot, after: Snapshot) -> list[Change]:
    """Return what differs, entry by entry in the order of the profile; what was removed comes last."""
    found: list[Change] = []
    for key, now in after.items():
        part = key.split(":")[0]
        was = before.get(key)
        if was is None:
            found.append(Change(ChangeKind.ADDED, part, now))
            continue
        found += [
            Change(ChangeKind.CHANGED, part, now, name, was.get(name), value)
            for name, value in now.items()
            if was.get(name) != value
        ]
    gone = [key for key in before if key not in after]
    return [*found, *(Change(ChangeKind.REMOVED, key.split(":")[0], before[key]) for key in gone)]


def matters(change: Change) -> bool:
    """Tell whether staff want to see this change of an approved profile: roles, seniority, credits, residence."""
    if change.part not in _MATTERS:
        return False
    fields = _MATTERS[change.part]
    return fields is None or change.kind is not ChangeKind.CHANGED or change.field in fields
