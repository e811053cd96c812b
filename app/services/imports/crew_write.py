"""Writes a prepared crew list, table by table: thousands of people in a few statements, in one short transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.models.credit import Course, TrainingRecord
from app.models.crew import CrewMember
from app.models.intake import UploadChange
from app.models.trust import AuditEvent, PersonKey
from app.services.audit import Actor, record_sealed
from app.services.imports.crew_prepare import ChangedPerson, NewPerson, Prepared, Values
from app.services.imports.record import LISTINGS, Listing, digest, entry_values
from app.services.imports.wanted import NEW_COURSE, course_key


def write_crew(
    session: Session, actor: Actor, prepared: Prepared, *, upload_id: int, fictional: bool
) -> dict[str, int]:
    """Write all of it and return how many people and rows of each table came in. The caller's transaction holds it."""
    courses = _write_courses(session, prepared, fictional=fictional)
    ids = reserve_ids(session, len(prepared.new))
    insert_many(session, CrewMember, [{"id": i, **one.member} for i, one in zip(ids, prepared.new, strict=True)])
    rows: dict[type[SQLModel], list[Values]] = {}
    for number, person in zip(ids, prepared.new, strict=True):
        for table, values in person.rows:
            rows.setdefault(table, []).append({"crew_member_id": number, **_with_course(table, values, courses)})
    for table, belongings in rows.items():
        insert_many(session, table, belongings)
    insert_many(session, PersonKey, [*_keys(actor, ids, prepared.new), *prepared.new_keys])
    _write_changes(session, prepared.changed, courses)
    _record(session, actor, ids, prepared)
    _keep_undo(session, upload_id, ids, prepared, courses)
    written = {str(table.__tablename__): len(values) for table, values in rows.items()}
    return {"crew_member": len(ids), "changed": len(prepared.changed), **written}


def reserve_ids(session: Session, count: int) -> list[int]:
    """Return ids for new people: never one that the audit knows somebody by who has gone since."""
    if not count:
        return []
    if session.get_bind().dialect.name == "postgresql":
        sequence = sa.text(
            "SELECT nextval(pg_get_serial_sequence('crew_member', 'id')) FROM generate_series(1, :count)"
        )
        return sorted(session.execute(sequence, {"count": count}).scalars())
    last = max(session.execute(sa.select(sa.func.max(column))).scalar() or 0 for column in _NUMBERED)
    return list(range(last + 1, last + 1 + count))


_NUMBERED = (
    CrewMember.__table__.c.id,  # type: ignore[attr-defined]  # SQLModel doesn't declare it
    AuditEvent.__table__.c.crew_member_id,  # type: ignore[attr-defined]  # SQLModel doesn't declare it
)


def insert_many(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, returning: bool = False
) -> list[int]:
    """Insert rows in few statements; columns left out take the model's default. Return their ids in order if asked."""
    if not rows:
        return []
    defaults = {
        name: field.get_default(call_default_factory=True, validated_data={})
        for name, field in table.model_fields.items()
        if name != "id"
    }
    whole = [{**defaults, **row} for row in rows]
    target = table.__table__  # type: ignore[attr-defined]  # SQLModel doesn't declare it
    if not returning:
        session.connection().execute(sa.insert(target), whole)
        return []
    key = target.c.id
    return list(session.scalars(sa.insert(table).returning(key, sort_by_parameter_order=True), whole))


def _write_courses(session: Session, prepared: Prepared, *, fictional: bool) -> dict[str, int]:
    """Make the courses that the list dates and nobody entered before; return the id of each by its placeholder."""
    plan, ids = prepared.plan, {}
    drafts = [*plan.drafts, *(update.draft for update in plan.updates)]
    for training in (training for draft in drafts for training in draft.training):
        key = course_key(training)
        days = plan.resolved["courses"][key]
        placeholder = NEW_COURSE + "\n".join(key)
        if placeholder in ids or days is None or isinstance(days, Course):
            continue
        course = Course(
            programme=training.programme,
            name=training.name or training.programme,
            cohort=training.cohort,
            starts_on=days[0],
            ends_on=days[1],
            fictional=fictional,
        )
        session.add(course)
        session.flush()
        assert course.id is not None  # noqa: S101 - it was flushed
        ids[placeholder] = course.id
    return ids


def _with_course(table: type[SQLModel], values: Values, courses: Mapping[str, int]) -> Values:
    if table is TrainingRecord and values["course_id"] in courses:
        return {**values, "course_id": courses[values["course_id"]]}
    return values


def _keys(actor: Actor, ids: Iterable[int], new: Iterable[NewPerson]) -> list[Values]:
    return [
        {"crew_member_id": number, "wrapped_key": person.wrapped_key, "made_at": actor.at}
        for number, person in zip(ids, new, strict=True)
    ]


def _write_changes(session: Session, changed: Sequence[ChangedPerson], courses: Mapping[str, int]) -> None:
    write_members(session, [(person.crew_member_id, person.member) for person in changed])
    for name in LISTINGS:
        edits = [
            (person.crew_member_id, person.changes[name][0], _with_courses(name, person.changes[name][1], courses))
            for person in changed
            if name in person.changes
        ]
        write_listing(session, LISTINGS[name], edits)


def _with_courses(name: str, entries: dict[str, Any], courses: Mapping[str, int]) -> dict[str, Any]:
    if name != "programme":
        return entries
    return {
        json.dumps([courses.get(number, number) for number in json.loads(key)]): one for key, one in entries.items()
    }


def write_members(session: Session, members: Iterable[tuple[int, Values]]) -> None:
    """Change columns of profiles; those that change the same columns go together."""
    groups: dict[tuple[str, ...], list[Values]] = {}
    for number, values in members:
        groups.setdefault(tuple(sorted(values)), []).append({"at_id": number, **values})
    table = CrewMember.__table__  # type: ignore[attr-defined]  # SQLModel doesn't declare it
    for columns, rows in groups.items():
        statement = sa.update(table).where(table.c.id == sa.bindparam("at_id"))
        session.connection().execute(statement.values({name: sa.bindparam(name) for name in columns}), rows)


def write_listing(
    session: Session, listing: Listing, edits: Iterable[tuple[int, Mapping[str, Any], Mapping[str, Any]]]
) -> None:
    """Make people's lists what they are to be, `edits` are (person, before, after): rows that stay keep their id."""
    gone, new, changed = [], [], []
    for number, before, after in edits:
        gone += [_located(listing, number, key) for key in before.keys() - after.keys()]
        for key, columns in after.items():
            if key not in before:
                new.append({"crew_member_id": number, **entry_values(listing, key, columns)})
            elif columns != before[key]:
                values = entry_values(listing, key, columns)
                changed.append({**_located(listing, number, key), **{name: values[name] for name in listing.columns}})
    table = listing.table.__table__  # type: ignore[attr-defined]  # SQLModel doesn't declare it
    there = sa.and_(
        table.c.crew_member_id == sa.bindparam("at_person"),
        *(table.c[name].is_not_distinct_from(sa.bindparam(f"at_{name}", type_=table.c[name].type))
          for name in listing.keys),
    )  # fmt: skip
    if gone:
        session.connection().execute(sa.delete(table).where(there), gone)
    if changed:
        values = {name: sa.bindparam(name) for name in listing.columns}
        session.connection().execute(sa.update(table).where(there).values(values), changed)
    insert_many(session, listing.table, new)


def _located(listing: Listing, number: int, key: str) -> Values:
    values = entry_values(listing, key, {})
    return {"at_person": number, **{f"at_{name}": values[name] for name in listing.keys}}


def _record(session: Session, actor: Actor, ids: Sequence[int], prepared: Prepared) -> None:
    """Leave one event a person: with what they came in, or what changed."""
    events = [
        ("crew:profile:imported", number, person.detail) for number, person in zip(ids, prepared.new, strict=True)
    ]
    events += [("crew:profile:changed", person.crew_member_id, person.detail) for person in prepared.changed]
    record_sealed(session, actor, events)


def _keep_undo(
    session: Session, upload_id: int, ids: Sequence[int], prepared: Prepared, courses: Mapping[str, int]
) -> None:
    """Keep what an undo needs: whom the file brought, and what it changed of whom."""
    rows = []
    for number, new in zip(ids, prepared.new, strict=True):
        after = new.after_digest
        if not after:
            training = _with_courses("programme", new.record["programme"], courses)
            after = digest({**new.record, "programme": training})
        rows.append({"upload_id": upload_id, "crew_member_id": number, "before": b"", "after_digest": after})
    for changed in prepared.changed:
        training = _with_courses("programme", changed.record["programme"], courses)
        after = digest({**changed.record, "programme": training})
        rows.append(
            {
                "upload_id": upload_id,
                "crew_member_id": changed.crew_member_id,
                "before": changed.sealed,
                "after_digest": after,
            }
        )
    insert_many(session, UploadChange, rows)
