"""What a merge changed, row by row, with the values before and after: written so that it can be taken back."""

import base64
import enum
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a table by its id, and the columns that the merge wrote: as they were and as they became."""

    table: str
    id: int
    before: dict[str, Any]
    after: dict[str, Any]


def table_of(name: str) -> sa.Table:
    """Return a table of the registry by its name."""
    return SQLModel.metadata.tables[name]


def list_rows_where(session: Session, table: str, column: str, value: int) -> list[dict[str, Any]]:
    """Return whole rows of a table by one of its columns, oldest first."""
    found = table_of(table)
    statement = sa.select(found).where(found.c[column] == value).order_by(found.c.id)
    return [dict(row) for row in session.execute(statement).mappings()]


def find_row(session: Session, table: str, row_id: int) -> dict[str, Any] | None:
    """Return a row by its id; None where it is gone."""
    found = table_of(table)
    row = session.execute(sa.select(found).where(found.c.id == row_id)).mappings().first()
    return dict(row) if row else None


def write_row(session: Session, table: str, row_id: int, values: Row) -> None:
    """Write columns of one row; rows that the session has read must be read anew afterwards."""
    found = table_of(table)
    session.execute(sa.update(found).where(found.c.id == row_id).values(**values))


class Journal:
    """Writes rows and remembers how they were; nothing is ever added or taken away."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.changes: list[Change] = []

    def write(self, table: str, row: Row, values: Row, *, unnoted: Row | None = None) -> None:
        """Write the columns of `values` that differ; `unnoted` ones are written too, but undone by other means."""
        differing = {name: value for name, value in values.items() if row[name] != value}
        if not differing and not unnoted:
            return
        write_row(self._session, table, row["id"], {**differing, **(unnoted or {})})
        self.changes.append(Change(table, row["id"], {name: row[name] for name in differing}, differing))

    def count(self, table: str, column: str = "crew_member_id") -> int:
        """Count the rows of a table that moved to another person."""
        return sum(1 for change in self.changes if change.table == table and column in change.after)


def pack_changes(changes: list[Change]) -> list[list[Any]]:
    """Return the changes as plain JSON; days, instants and bytes say what they are."""
    return [[change.table, change.id, _pack(change.before), _pack(change.after)] for change in changes]


def unpack_changes(packed: list[list[Any]]) -> Iterator[Change]:
    """Yield the changes as they were packed."""
    for table, row_id, before, after in packed:
        yield Change(table, row_id, _unpack(before), _unpack(after))


def _pack(values: Row) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return value


def _unpack(values: Row) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    if kind == "at":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == "on" else base64.b64decode(text)


def read_counts(record: str) -> dict[str, int]:
    """Return how many rows of each table moved, of a merge's opened record."""
    counts: dict[str, int] = json.loads(record)["counts"]
    return counts
