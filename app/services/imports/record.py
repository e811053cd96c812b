"""What the registry holds of people, as plain values: what files are compared with, and what an undo puts back."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import Session, SQLModel

from app.models.credit import TrainingRecord
from app.models.crew import Credential, CrewLanguage, CrewMember, CrewRole, CrewSkill, KitItem, WorkBase
from app.models.trust import Consent

Record = dict[str, Any]
"""Field -> value as JSON keeps it. A list's value is a mapping: JSON of its entry's key -> the entry's columns."""

SCALARS: Mapping[str, str] = {
    "given_name": "given_name",
    "surname": "surname",
    "credit_name": "credit_name",
    "pronouns": "pronouns",
    "email": "email",
    "phone": "phone",
    "channel": "preferred_channel",
    "birth": "birth_year",
    "base": "base_place",
    "residence": "residence_place",
    "residence_since": "residence_since_on",
    "vehicle": "has_vehicle",
    "travel": "willing_to_travel",
    "travel_weeks": "max_travel_weeks",
    "asks_a_month": "most_asks_a_month",
    "offers_a_week": "most_offers_a_week",
    "rfc": "has_rfc",
    "invoices": "issues_invoices",
    "imss": "has_imss",
    "note": "staff_note",
    "status": "status",
}
"""Field of a file -> column of `CrewMember`."""


@dataclass(frozen=True)
class Listing:
    """A list that belongs to a person: its table, the columns that tell entries apart, and the others."""

    table: type[SQLModel]
    keys: tuple[str, ...]
    columns: tuple[str, ...] = ()


_VERIFIED = ("verification", "verified_by", "verified_at")
LISTINGS: Mapping[str, Listing] = {
    "role": Listing(CrewRole, ("role_id",), ("seniority", "years", "is_primary", "title_as_typed", *_VERIFIED)),
    "work_bases": Listing(WorkBase, ("place",)),
    "languages": Listing(CrewLanguage, ("language",), ("level",)),
    "credentials": Listing(Credential, ("kind", "title", "expires_on"), ("issued_on", *_VERIFIED)),
    "skills": Listing(CrewSkill, ("key",), ("name",)),
    "kit": Listing(KitItem, ("name",), ("rental_centavos_per_day",)),
    "programme": Listing(TrainingRecord, ("course_id",), ("result", "completed_on", "verification")),
    "consent": Listing(Consent, ("purpose", "given_at"), ("notice_version", "source", "withdrawn_at")),
}
"""Field of a file -> the list that it fills."""

OWN_TABLES = frozenset(str(listing.table.__tablename__) for listing in LISTINGS.values())
_AT_ONCE = 400


def plain(value: Any) -> Any:
    """Return a column's value as JSON keeps it."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def entry_key(listing: Listing, values: Mapping[str, Any]) -> str:
    """Return what an entry of a list is met again by."""
    return json.dumps([plain(values[name]) for name in listing.keys], ensure_ascii=False)


def entry(listing: Listing, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry's other columns as JSON keeps them; those left out take the model's default."""
    return {
        name: plain(values[name] if name in values else default_of(listing.table, name)) for name in listing.columns
    }


def entry_values(listing: Listing, key: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry's columns as the table takes them."""
    named = dict(zip(listing.keys, json.loads(key), strict=True))
    return {name: typed(listing.table, name, value) for name, value in {**named, **columns}.items()}


def default_of(table: type[SQLModel], column: str) -> Any:
    """Return the default of a model's column."""
    return table.model_fields[column].get_default(call_default_factory=True, validated_data={})


@cache
def _adapter(table: type[SQLModel], column: str) -> TypeAdapter[Any]:
    annotation: Any = table.model_fields[column].annotation
    return TypeAdapter(annotation)


def typed(table: type[SQLModel], column: str, value: Any) -> Any:
    """Return a value that JSON kept as the column takes it; a course still to be made stays what it is met by."""
    if column == "course_id":
        return value
    return _adapter(table, column).validate_python(value) if isinstance(value, str) else value


def read_records(session: Session, crew_member_ids: Iterable[int]) -> dict[int, Record]:
    """Return what the registry holds of these people; a few reads, however many they are."""
    wanted = sorted(set(crew_member_ids))
    found: dict[int, Record] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        part = wanted[at : at + _AT_ONCE]
        table = CrewMember.__table__  # type: ignore[attr-defined]  # SQLModel doesn't declare it
        for row in session.execute(sa.select(table).where(table.c.id.in_(part))):
            said = {field: plain(getattr(row, column)) for field, column in SCALARS.items()}
            found[row.id] = {**said, **{name: {} for name in LISTINGS}}
        for name, listing in LISTINGS.items():
            _read_listing(session, found, name, listing, part)
    return found


def _read_listing(
    session: Session, found: Mapping[int, Record], name: str, listing: Listing, part: Sequence[int]
) -> None:
    table = listing.table.__table__  # type: ignore[attr-defined]  # SQLModel doesn't declare it
    names = ("crew_member_id", *listing.keys, *listing.columns)
    columns = [table.c[name] for name in names]
    for row in session.execute(sa.select(*columns).where(table.c.crew_member_id.in_(part)).order_by(table.c.id)):
        values = dict(zip(names, row, strict=True))
        found[row.crew_member_id][name][entry_key(listing, values)] = entry(listing, values)


def digest(record: Record) -> str:
    """Return what tells whether anything of a person has changed since."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
