"""Look the whole database through: the rules that always hold, the guards, the constraints, the engine's own check."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.messages import mark
from app.services.integrity_rules import RULES
from app.services.step_check import list_breaches
from migrations.triggers import missing_guards

MOST_SHOWN = 20
_MIGRATE = mark("Run llamado migrate; it puts back what a migration or a hand has dropped.")
_RESTORE = mark("Restore the latest backup that passes its check.")
_OWN = ("guards", "constraints", "foreign_keys", "engine")
_STEPS = "steps"


@dataclass(frozen=True)
class Breach:
    """A rule that is broken: what it says, how often, on which rows (the first few) and what to do."""

    rule: str
    says: str
    remedy: str
    count: int
    where: list[str]


def count_rules() -> int:
    """Return how many things a check looks at."""
    return len(RULES) + len(_OWN) + 1


def check_integrity(session: Session, *, now: datetime) -> list[Breach]:
    """Return every breach of a rule; nothing is written."""
    connection = session.connection()
    moments: dict[str, tuple[Any, Any]] = {
        "hours_ago": (sa.DateTime(timezone=True), now - timedelta(hours=6)),
        "week_ago": (sa.DateTime(timezone=True), now - timedelta(days=7)),
        "days_ago": (sa.Date(), (now - timedelta(days=4)).date()),
        "tomorrow": (sa.Date(), (now + timedelta(days=1)).date()),
    }
    found = []
    for rule in RULES:
        used = {name: moment for name, moment in moments.items() if f":{name}" in rule.query}
        query = sa.text(rule.query).bindparams(
            *(sa.bindparam(name, value, type_=kind) for name, (kind, value) in used.items())
        )
        rows = sorted(connection.scalars(query))
        if rows:
            where = [f"{rule.table} {row}" for row in rows[:MOST_SHOWN]]
            found.append(Breach(rule.id, rule.says, rule.remedy, len(rows), where))
    return found + list(_look_at_ground(connection)) + list(_look_at_steps(session))


def _look_at_steps(session: Session) -> Iterator[Breach]:
    """Follow every offer, hold, challenge and booking by its audit events through the state machine."""
    where = list_breaches(session)
    if where:
        says = mark("What the audit tells of each offer, hold, challenge and booking leads to how it stands.")
        yield Breach(_STEPS, says, _RESTORE, len(where), where[:MOST_SHOWN])


def _look_at_ground(connection: sa.Connection) -> Iterator[Breach]:
    own = (
        (mark("Every trigger and constraint that guards a rule is in place."), _MIGRATE, missing_guards(connection)),
        (mark("Every constraint of the tables is in place."), _MIGRATE, _missing_constraints(connection)),
        (mark("No row points to a row that is gone."), _RESTORE, _broken_keys(connection)),
        (mark("The database's own check finds nothing."), _RESTORE, _engine_check(connection)),
    )
    for name, (says, remedy, where) in zip(_OWN, own, strict=True):
        if where:
            yield Breach(name, says, remedy, len(where), where[:MOST_SHOWN])


def _missing_constraints(connection: sa.Connection) -> list[str]:
    """Name the checks, keys and unique sets of our tables that this database lacks."""
    preparer = connection.dialect.identifier_preparer
    wanted = {
        (table.name, str(preparer.format_constraint(constraint)).strip('"'))
        for table in SQLModel.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name
    }
    return [f"{table}: {name}" for table, name in sorted(wanted - _constraints_there(connection, wanted))]


def _constraints_there(connection: sa.Connection, wanted: set[tuple[str, str]]) -> set[tuple[str, str]]:
    if connection.dialect.name != "sqlite":
        query = (
            "SELECT c.relname, k.conname FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid"
            " WHERE pg_table_is_visible(c.oid)"
        )
        return {(str(table), str(name)) for table, name in connection.execute(sa.text(query))}
    made = connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    texts = {str(table): str(text).replace('"', "") for table, text in made}
    return {(table, name) for table, name in wanted if f"CONSTRAINT {name} " in texts.get(table, "")}


def _broken_keys(connection: sa.Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        return [f"{row[0]} {row[1]} -> {row[2]}" for row in connection.execute(sa.text("PRAGMA foreign_key_check"))]
    unchecked = "SELECT conname FROM pg_constraint WHERE NOT convalidated"
    return [f"{name} was never checked" for name in connection.scalars(sa.text(unchecked))]


def _engine_check(connection: sa.Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        return [line for line in connection.scalars(sa.text("PRAGMA integrity_check")) if line != "ok"]
    broken = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    return [f"index {name} is not valid" for name in connection.scalars(sa.text(broken))]


def as_summary(breaches: list[Breach]) -> dict[str, Any]:
    """Return what the job keeps of a check, and the staff page shows."""
    return {
        "rules": count_rules(),
        "breaches": sum(breach.count for breach in breaches),
        "found": [asdict(breach) for breach in breaches],
    }
