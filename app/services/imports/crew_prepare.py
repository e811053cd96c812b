"""Turns a planned crew list into rows that only have to be written: all that takes long is done before the lock."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import Fernet
from sqlmodel import Session, SQLModel

from app.keys import data_cipher
from app.models.crew import CrewMember, CrewSource, CrewStatus
from app.models.trust import ConsentPurpose
from app.services.audit import Actor
from app.services.crew_text import name_key, search_text
from app.services.imports.crew_plan import CrewUpdate
from app.services.imports.crew_read import CrewDraft
from app.services.imports.plan import ImportPlan
from app.services.imports.record import (
    LISTINGS,
    SCALARS,
    Record,
    default_of,
    digest,
    entry,
    entry_values,
    plain,
    typed,
)
from app.services.imports.wanted import NEW_COURSE, note_of, say_record
from app.services.person_key import person_ciphers
from app.services.places import get_gazetteer
from config import get_settings

LONGEST_NOTE = 4000
Values = dict[str, Any]


@dataclass(slots=True)
class NewPerson:
    """A person to be written: the profile's columns, the lists' rows by table, and the audit sealed under a new key."""

    member: Values
    record: Record
    rows: list[tuple[type[SQLModel], Values]]
    wrapped_key: bytes
    detail: str
    after_digest: str = ""


@dataclass(slots=True)
class ChangedPerson:
    """Somebody whose profile changes: columns, and per list the keys that go, come and change."""

    crew_member_id: int
    member: Values
    record: Record
    before: Record
    changes: dict[str, tuple[Any, Any]]
    sealed: bytes
    detail: str


@dataclass
class Prepared:
    """A crew list ready to be written."""

    plan: ImportPlan[CrewDraft]
    new: list[NewPerson] = field(default_factory=list)
    changed: list[ChangedPerson] = field(default_factory=list)
    new_keys: list[Values] = field(default_factory=list)


def prepare_crew(
    session: Session,
    actor: Actor,
    plan: ImportPlan[CrewDraft],
    *,
    fictional: bool,
    tell: Callable[[int], None] = lambda _rows: None,
) -> Prepared:
    """Return the rows of a planned crew list; the database is only read. `tell` hears how many people are done."""
    prepared = Prepared(plan)
    wrapping = data_cipher(get_settings())
    for number, draft in enumerate(plan.drafts, start=1):
        prepared.new.append(_new_person(draft, plan, actor, wrapping, fictional=fictional))
        tell(number)
    updated = [update.crew_member_id for update in plan.updates]
    ciphers, prepared.new_keys = person_ciphers(session, updated, actor.at)
    for number, update in enumerate(plan.updates, start=len(plan.drafts) + 1):
        prepared.changed.append(_changed_person(update, actor, ciphers[update.crew_member_id]))
        tell(number)
    return prepared


def _new_person(
    draft: CrewDraft, plan: ImportPlan[CrewDraft], actor: Actor, wrapping: Any, *, fictional: bool
) -> NewPerson:
    said = say_record(draft, plan.resolved)
    said["note"] = note_of(draft, plan.resolved)[:LONGEST_NOTE]
    said["status"] = _status(draft).value
    record: Record = {name: said.get(name, plain(default_of(CrewMember, column))) for name, column in SCALARS.items()}
    rows: list[tuple[type[SQLModel], Values]] = []
    for name, listing in LISTINGS.items():
        record[name] = {key: {**entry(listing, columns), **columns} for key, columns in said.get(name, {}).items()}
        rows += [(listing.table, entry_values(listing, key, columns)) for key, columns in record[name].items()]
    member = {
        **member_values(record, SCALARS),
        "source": CrewSource.IMPORT,
        "fictional": fictional,
        "created_at": actor.at,
        "updated_at": actor.at,
    }
    key = Fernet.generate_key()
    told = {"after": {name: value for name, value in said.items() if value not in (None, "", False)}}
    return NewPerson(member, record, rows, wrapping.encrypt(key), _seal(Fernet(key), told), _digest_of(record))


def _status(draft: CrewDraft) -> CrewStatus:
    """Return where a new profile stands: nobody is active without consent to the registry, whatever a list says."""
    agreed = CrewStatus.ACTIVE if ConsentPurpose.REGISTRY in draft.consents else CrewStatus.DRAFT
    said: CrewStatus | None = draft.columns.get("status")
    return agreed if said is None or (said is CrewStatus.ACTIVE and agreed is CrewStatus.DRAFT) else said


def member_values(record: Record, fields: Any) -> Values:
    """Return the columns of a profile for some fields of its record, with those that follow from them."""
    values = {SCALARS[name]: typed(CrewMember, SCALARS[name], record[name]) for name in fields if name in SCALARS}
    residence = record["residence"]
    values["residence_state"] = get_gazetteer().state_name(residence) if residence else ""
    names = (record["credit_name"], record["given_name"], record["surname"])
    roles = {json.loads(key)[0]: one for key, one in record["role"].items()}
    skills = [one["name"] for one in record["skills"].values()]
    values["name_key"] = name_key(record["given_name"], record["surname"], record["credit_name"])
    values["search_text"] = search_text(names, roles, [one["title_as_typed"] for one in roles.values()], skills)
    return values


def _changed_person(update: CrewUpdate, actor: Actor, cipher: Fernet) -> ChangedPerson:
    record: Record = {**update.current, **{name: after for name, (_, after) in update.changes.items()}}
    member = {**member_values(record, update.changes), "updated_at": actor.at}
    before = {name: before for name, (before, _) in update.changes.items()}
    after = {name: after for name, (_, after) in update.changes.items()}
    detail = {"before": before, "after": after}
    sealed = cipher.encrypt(json.dumps(detail, ensure_ascii=False).encode())
    return ChangedPerson(
        update.crew_member_id, member, record, update.current, update.changes, sealed, _seal(cipher, detail)
    )


def _seal(cipher: Fernet, detail: Mapping[str, Any]) -> str:
    return cipher.encrypt(json.dumps(detail, ensure_ascii=False, default=str, sort_keys=True).encode()).decode()


def _digest_of(record: Record) -> str:
    """Return a record's digest; empty while a course of it is still to be made."""
    return "" if NEW_COURSE in "".join(record["programme"]) else digest(record)
