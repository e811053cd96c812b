"""The bench as it stands, by role and by department, and its history, so that later years see what training changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlmodel import Session, col

from app.models.bench import BenchDepth, DepartmentDepth
from app.services.roster import get_roster
from app.services.taxonomy import get_taxonomy
from matching.bench import COUNTED, Bench, BenchState, find_holders, group_holders, read_bench
from matching.roster import Roster

WEEKS = 52
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class BenchSheet:
    """Everyone's weeks and the counts made of them, weeks x BenchState, of roles and departments that anybody fills.

    In a department a person counts once, however many of its roles they hold.
    """

    roster: Roster
    bench: Bench
    roles: Mapping[str, Counts]
    departments: Mapping[str, Counts]

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of the coming year."""
        return self.bench.weeks

    def list_people(self, *, week: int, state: BenchState, role_id: str = "", department_id: str = "") -> list[int]:
        """Return who of a role, or of a whole department, is in that state in that week."""
        rows = find_holders(self.roster, role_id) if role_id else _department_rows(self.roster, department_id)
        mine = rows[self.bench.states[week, rows] == state]
        found: list[int] = self.roster.ids[mine].tolist()
        return found


_KEPT: "WeakKeyDictionary[Any, BenchSheet]" = WeakKeyDictionary()
_LOCK = Lock()


def get_bench(session: Session, *, today: date) -> BenchSheet:
    """Return the bench of the coming year; counted once for each version of the roster and shared by all readers."""
    roster = get_roster(session, today=today)
    pool = session.get_bind().engine.pool
    with _LOCK:
        kept = _KEPT.get(pool)
        if kept is None or kept.roster is not roster:
            kept = _KEPT[pool] = read_bench_sheet(roster)
        return kept


def read_bench_sheet(roster: Roster) -> BenchSheet:
    """Count the bench of a roster."""
    bench = read_bench(roster, weeks=WEEKS)
    by_role = {role: find_holders(roster, role) for role in sorted(roster.holdings.rows)}
    by_department = department_holders(roster)
    return BenchSheet(
        roster,
        bench,
        {role: bench.count(rows) for role, rows in by_role.items() if len(rows)},
        {department: bench.count(rows) for department, rows in by_department.items() if len(rows)},
    )


def department_holders(roster: Roster) -> dict[str, NDArray[np.int32]]:
    """Return for each department the rows of who fills any of its roles, each person once."""
    return group_holders(roster, _department_roles())


@cache
def _department_roles() -> Mapping[str, tuple[str, ...]]:
    taxonomy = get_taxonomy()
    return {each.id: tuple(role.id for role in taxonomy.roles_of(each.id)) for each in taxonomy.departments}


def _department_rows(roster: Roster, department_id: str) -> NDArray[np.int32]:
    roles = _department_roles().get(department_id, ())
    return group_holders(roster, {department_id: roles})[department_id]


def keep_bench(session: Session, sheet: BenchSheet, *, today: date) -> int:
    """Keep the counts as those of `today`, once a day however often it is done; return how many weeks of roles."""
    session.execute(sa.delete(BenchDepth).where(col(BenchDepth.counted_on) == today))
    session.execute(sa.delete(DepartmentDepth).where(col(DepartmentDepth.counted_on) == today))
    roles = list(_rows("role_id", sheet.roles, sheet.weeks, today))
    departments = list(_rows("department_id", sheet.departments, sheet.weeks, today))
    if roles:
        session.execute(sa.insert(BenchDepth), roles)
    if departments:
        session.execute(sa.insert(DepartmentDepth), departments)
    return len(roles)


def _rows(
    name: str, counts: Mapping[str, Counts], weeks: Sequence[date], counted_on: date
) -> Iterator[dict[str, object]]:
    for each, lines in counts.items():
        for week_on, line in zip(weeks, lines.tolist(), strict=True):
            depth = {state.name.lower(): line[state] for state in COUNTED}
            yield {"counted_on": counted_on, "week_on": week_on, name: each, **depth}
