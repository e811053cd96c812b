"""Whole columns in one cell: the database joins what millions of rows say into one text, and numpy takes it apart.

A row of a driver costs a microsecond or more, and a tuple that nobody needs; joined, a fact costs a tenth of it on
both engines. The statements are compiled once a dialect and sent as they are.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import FromClause

Ints = NDArray[np.int64]
SEPARATOR = "\x1f"  # the unit separator: no text of the registry holds it


class Kind(Enum):
    """What a column holds."""

    NUMBER = "number"
    TEXT = "text"


class Texts(NamedTuple):
    """A column of texts: each row's place among the different ones."""

    codes: Ints
    names: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One column of a reading: an expression, and what it holds."""

    expression: Any
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True)
class Reading:
    """Columns to read of a table, for everyone or for those people whose id `whose` is; None: whoever asks."""

    columns: tuple[Column, ...]
    source: FromClause
    whose: Any = None
    where: tuple[Any, ...] = ()


class _Day(FunctionElement[int]):
    """Days since 2000-01-01 of a date or a moment (in UTC), NULL for none."""

    inherit_cache = True


class _Microseconds(FunctionElement[int]):
    """Microseconds since 1970 of a moment (in UTC)."""

    inherit_cache = True


class _Joined(FunctionElement[str]):
    """All values of a column in one text, in the order of the rows that the others are joined in."""

    inherit_cache = True


class _Asked(FunctionElement[Any]):
    """A value that is given with each execution, by name."""

    inherit_cache = False

    def __init__(self, name: str) -> None:
        super().__init__()
        self.asked = name


class _Among(FunctionElement[bool]):
    """Whether a person is among those asked for."""

    inherit_cache = True


def number(expression: Any) -> Column:
    """Return a column of whole numbers or flags; NULL reads as 0."""
    return Column(_or(expression if isinstance(expression.type, sa.Integer) else sa.cast(expression, sa.Integer), 0))


def day(expression: Any, otherwise: int = 0) -> Column:
    """Return a column of day numbers (since 2000-01-01) of dates or moments; NULL reads as `otherwise`."""
    return Column(_Day(expression) if _is_given(expression) else sa.func.coalesce(_Day(expression), otherwise))


def moment(expression: Any) -> Column:
    """Return a column of moments as microseconds."""
    return Column(_Microseconds(expression))


def text(expression: Any) -> Column:
    """Return a column of texts; NULL reads as ""."""
    return Column(_or(expression if _is_given(expression) else sa.cast(expression, sa.String), ""), Kind.TEXT)


def _is_given(expression: Any) -> bool:
    """Whether the expression is a column that always holds a value: then nothing stands in for none."""
    return getattr(expression, "nullable", True) is False


def _or(expression: Any, otherwise: object) -> Any:
    if isinstance(expression, sa.Cast):
        return expression if _is_given(expression.clause) else sa.func.coalesce(expression, otherwise)
    return expression if _is_given(expression) else sa.func.coalesce(expression, otherwise)


def among(expression: Any) -> Any:
    """Return whether a person is among those that a reading is of."""
    return _Among(expression)


def day_asked(name: str) -> Any:
    """Return a day number that is given with each execution."""
    return _Asked(name)


def day_of(expression: Any) -> Any:
    """Return the day number of a date or moment, to compare with."""
    return _Day(expression)


def read(
    connection: sa.Connection, readings: Mapping[str, Reading], given: Mapping[str, int], people: Sequence[int] | None
) -> dict[str, tuple[Any, ...]]:
    """Return for each reading its columns: numbers as int64, texts as Texts.

    For everyone with a statement a reading, so that one table's text is in memory at a time; for `people` all in one.
    """
    dialect = connection.dialect
    if people is None:
        with ThreadPoolExecutor(1) as pool:  # the database joins the next table while numpy takes this one apart
            asked = [_one(dialect, each) for each in readings.values()]
            one = pool.map(lambda statement: connection.exec_driver_sql(statement, dict(given)).one(), asked)
            return {name: _take_apart(readings[name], row) for name, row in zip(readings, one, strict=True)}
    values = {**given, "people": _listed(dialect, people)}
    rows = connection.exec_driver_sql(_all(dialect, tuple(readings.items())), values).all()
    by_place = {row[0]: row[1:] for row in rows}
    return {name: _take_apart(reading, by_place[at]) for at, (name, reading) in enumerate(readings.items())}


def _take_apart(reading: Reading, row: Sequence[str | None]) -> tuple[Any, ...]:
    return tuple(
        _numbers(joined) if column.kind is Kind.NUMBER else _texts(joined)
        for column, joined in zip(reading.columns, row, strict=False)
    )


def _numbers(joined: str | None) -> Ints:
    return np.zeros(0, np.int64) if joined is None else np.fromstring(joined, np.int64, sep=",")


def _texts(joined: str | None) -> Texts:
    if joined is None:
        return Texts(np.zeros(0, np.int64), ())
    parts = joined.split(SEPARATOR)
    names = tuple(dict.fromkeys(parts))
    place = {name: at for at, name in enumerate(names)}
    return Texts(np.fromiter(map(place.__getitem__, parts), np.int64, len(parts)), names)


def _listed(dialect: sa.Dialect, people: Sequence[int]) -> str:
    listed = ",".join(map(str, people))
    return f"[{listed}]" if dialect.name == "sqlite" else f"{{{listed}}}"


def _select(reading: Reading, *before: Any, width: int = 0) -> sa.Select[Any]:
    joined: list[Any] = [_Joined(column.expression, _mark(column)) for column in reading.columns]
    joined += [sa.cast(sa.null(), sa.String)] * (width - len(joined))
    return sa.select(*before, *joined).select_from(reading.source).where(*reading.where)


def _mark(column: Column) -> Any:
    return sa.literal_column("','" if column.kind is Kind.NUMBER else f"'{SEPARATOR}'")


@lru_cache(maxsize=64)
def _one(dialect: sa.Dialect, reading: Reading) -> str:
    return _compiled(dialect, _select(reading))


@lru_cache(maxsize=16)
def _all(dialect: sa.Dialect, readings: tuple[tuple[str, Reading], ...]) -> str:
    width = max(len(reading.columns) for _, reading in readings)
    each = []
    for at, (_, reading) in enumerate(readings):
        few = _select(reading, sa.literal_column(str(at)), width=width)
        each.append(few if reading.whose is None else few.where(_Among(reading.whose)))
    return _compiled(dialect, sa.union_all(*each))


def _compiled(dialect: sa.Dialect, statement: Any) -> str:
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


@compiles(_Day, "sqlite")
def _day_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **kw)}) - 2451544.5 AS INTEGER)"


@compiles(_Day)
def _day_else(element: Any, compiler: Any, **kw: Any) -> str:
    [expression] = element.clauses
    value = compiler.process(expression, **kw)
    in_utc = value if isinstance(expression.type, sa.Date) else f"{value} AT TIME ZONE 'UTC'"
    return f"(CAST({in_utc} AS DATE) - DATE '2000-01-01')"


@compiles(_Microseconds, "sqlite")
def _microseconds_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    value = compiler.process(element.clauses, **kw)
    return f"(CAST(strftime('%s', {value}) AS INTEGER) * 1000000 + CAST(substr({value}, 21, 6) AS INTEGER))"


@compiles(_Microseconds)
def _microseconds_else(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **kw)}) * 1000000 AS BIGINT)"


@compiles(_Joined, "sqlite")
def _joined_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **kw)})"


@compiles(_Joined)
def _joined_else(element: Any, compiler: Any, **kw: Any) -> str:
    value, mark = element.clauses
    return f"string_agg(CAST({compiler.process(value, **kw)} AS TEXT), {compiler.process(mark, **kw)})"


@compiles(_Asked, "sqlite")
def _asked_sqlite(element: Any, _compiler: Any, **_kw: Any) -> str:
    return f":{element.asked}"


@compiles(_Asked)
def _asked_else(element: Any, _compiler: Any, **_kw: Any) -> str:
    return f"%({element.asked})s"


@compiles(_Among, "sqlite")
def _among_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    person = compiler.process(element.clauses, **kw)
    return f"{person} IN (SELECT value FROM json_each(:people))"  # noqa: S608 - a column's name, the values are bound


@compiles(_Among)
def _among_else(element: Any, compiler: Any, **kw: Any) -> str:
    return f"{compiler.process(element.clauses, **kw)} = ANY(CAST(%(people)s AS BIGINT[]))"
