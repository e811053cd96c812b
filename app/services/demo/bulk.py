"""Many rows at once, on both engines: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

Rows = Mapping[type[SQLModel], Sequence[Mapping[str, Any]]]
_Converter = Callable[[Any], Any]

SQLITE_CACHE_KIB = 256 * 1024


class Batch:
    """Rows to be written together, table by table, with their ids already given."""

    def __init__(self, last_ids: dict[type[SQLModel], int]) -> None:
        self._last_ids = last_ids
        self.rows: dict[type[SQLModel], list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: type[SQLModel], **values: Any) -> int:
        """Add a row and return its id; columns left out take the model's default."""
        row_id = self._last_ids[table] = self._last_ids.get(table, 0) + 1
        values["id"] = row_id
        self.rows[table].append(values)
        return row_id


class _Table:
    """How rows of one table become tuples that the driver takes."""

    def __init__(self, model: type[SQLModel], dialect: sa.Dialect) -> None:
        self.table: sa.Table = model.__table__  # type: ignore[attr-defined] # SQLModel doesn't declare it
        self.names = [column.name for column in self.table.columns]
        defaults = {
            name: field.get_default(call_default_factory=True, validated_data={})
            for name, field in model.model_fields.items()
        }
        self._columns: list[tuple[str, Any, _Converter | None]] = []
        for column in self.table.columns:
            convert = column.type.dialect_impl(dialect).bind_processor(dialect)
            self._columns.append((column.name, defaults.get(column.name), convert))

    def tuples(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Return the rows' values in the order of `names`, as the driver stores them."""
        columns: list[list[Any]] = []
        for name, default, convert in self._columns:
            values = [row.get(name, default) for row in rows]
            columns.append(values if convert is None else [None if v is None else convert(v) for v in values])
        return list(zip(*columns, strict=True))


class BulkWriter:
    """Writes batches inside the session's transaction, parents before children."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        self._tables: dict[type[SQLModel], _Table] = {}
        self._order = {table.name: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}
        self._last_ids: dict[type[SQLModel], int] = {}
        self.counts: dict[str, int] = defaultdict(int)
        if self._is_sqlite:
            self._connection.exec_driver_sql(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}")

    @property
    def _is_sqlite(self) -> bool:
        return self._connection.dialect.name == "sqlite"

    def batch(self, *tables: type[SQLModel]) -> Batch:
        """Return an empty batch; ids go on from the greatest one of each of these tables."""
        for model in tables:
            if model not in self._last_ids:
                table = self._table(model).table
                self._last_ids[model] = self._connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
        return Batch(self._last_ids)

    def write(self, rows: Rows) -> None:
        """Write the rows, tables in the order of their foreign keys."""
        for model in sorted(rows, key=self.place_of):
            table = self._table(model)
            tuples = table.tuples(rows[model])
            (self._insert if self._is_sqlite else self._copy)(table, tuples)
            self.counts[table.table.name] += len(tuples)

    def finish(self) -> None:
        """Let PostgreSQL's sequences go on behind the ids that were given; SQLite counts by itself."""
        if self._is_sqlite:
            return
        for model in self._last_ids:
            name = self._table(model).table.name
            self._connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"  # noqa: S608 - names are our tables'
            )

    def place_of(self, model: type[SQLModel]) -> int:
        """Return the table's place in an order that puts parents before children."""
        return self._order[self._table(model).table.name]

    def _table(self, model: type[SQLModel]) -> _Table:
        if model not in self._tables:
            self._tables[model] = _Table(model, self._connection.dialect)
        return self._tables[model]

    def _insert(self, table: _Table, tuples: list[tuple[Any, ...]]) -> None:
        columns, marks = ", ".join(f'"{name}"' for name in table.names), ", ".join("?" * len(table.names))
        self._connection.exec_driver_sql(
            f'INSERT INTO "{table.table.name}" ({columns}) VALUES ({marks})',  # noqa: S608 - names are our tables'
            tuples,
        )

    def _copy(self, table: _Table, tuples: list[tuple[Any, ...]]) -> None:
        driver: Any = self._connection.connection.driver_connection
        columns = ", ".join(f'"{name}"' for name in table.names)
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.table.name}" ({columns}) FROM STDIN') as copy:
            for row in tuples:
                copy.write_row(row)
