"""The bench as a table: departments or their roles by week, depth against what open needs ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.errors import NotFoundError
from app.messages import mark
from app.services.bench import BenchSheet, Counts, get_bench
from app.services.demand import AskedLine, Demand, demand_of, read_demand
from app.services.role_choices import list_departments
from matching.bench import BenchState

__all__ = ["BenchReader", "BenchRow", "BenchState", "Cell", "Heat", "Measure"]

SHORT, TIGHT = 1.0, 1.5
"""Supply for each head asked: below the first some line stays empty, below the second there is no choice."""


class Measure(StrEnum):
    """What a cell's figure tells."""

    FREE = "free"
    HOPEFUL = "hopeful"
    RATIO = "ratio"
    APART = "apart"


class Heat(StrEnum):
    """How supply stands to demand."""

    NONE = "none"
    SHORT = "short"
    TIGHT = "tight"
    AMPLE = "ample"


@dataclass(frozen=True, slots=True)
class Cell:
    """A week of a role or department: people by state, and heads that open needs still have to book.

    `asked` counts those of needs not accepted yet too (`waiting`); for `kept` of them somebody is held. `least` is the
    supply for each head asked, of a department that of its scarcest role; `least_hopeful` takes the unknown as free.
    """

    week_on: date
    free: int
    held: int
    booked: int
    unknown: int
    asked: int
    waiting: int
    kept: int
    least: float | None
    least_hopeful: float | None

    def ratio(self, measure: Measure = Measure.FREE) -> float | None:
        """Return the supply for each head asked; None where nothing is asked."""
        return self.least_hopeful if measure is Measure.HOPEFUL else self.least

    def heat(self, measure: Measure = Measure.FREE) -> Heat:
        """Return how supply stands to demand."""
        ratio = self.ratio(measure)
        if ratio is None:
            return Heat.NONE
        return Heat.SHORT if ratio < SHORT else Heat.TIGHT if ratio < TIGHT else Heat.AMPLE

    @property
    def people(self) -> int:
        """Everyone who is not away."""
        return self.free + self.held + self.booked + self.unknown


@dataclass(frozen=True)
class BenchRow:
    """A department, or one of its roles, by week; `people` hold it, away or not."""

    department_id: str
    role_id: str
    name: str
    people: int
    cells: tuple[Cell, ...]

    @property
    def is_short(self) -> bool:
        """Tell whether any week shown has fewer people than heads asked."""
        return any(cell.heat() is Heat.SHORT for cell in self.cells)


@dataclass(frozen=True)
class BenchTable:
    """Rows over weeks (Mondays), from the bench and the open needs as they stand."""

    weeks: tuple[date, ...]
    rows: tuple[BenchRow, ...]


class BenchReader:
    """Reads tables of the bench in one language; rows that nobody fills and nobody asks for are left out."""

    def __init__(self, session: Session, *, today: date, locale: str) -> None:
        self.sheet: BenchSheet = get_bench(session, today=today)
        self.lines: Mapping[str, Sequence[AskedLine]] = read_demand(session, self.sheet.weeks)
        self._departments = {each.id: each for each in list_departments(locale)}

    def departments(self, shown: slice = slice(None)) -> BenchTable:
        """Return the departments in their steady order, people whole."""
        rows = (self._department(each, shown) for each in self._departments)
        return BenchTable(self.sheet.weeks[shown], tuple(row for row in rows if row))

    def roles(self, department_id: str, shown: slice = slice(None)) -> BenchTable:
        """Return the roles of a department, heads first; NotFoundError where there is no such department."""
        rows = (self._row(department_id, role_id, name, shown) for role_id, name in self._find(department_id))
        return BenchTable(self.sheet.weeks[shown], tuple(row for row in rows if row))

    def department_name(self, department_id: str) -> str:
        """Return the name; NotFoundError where there is no such department."""
        self._find(department_id)
        return self._departments[department_id].name

    def row(self, department_id: str, role_id: str, shown: slice = slice(None)) -> BenchRow:
        """Return the row of a department, or of one of its roles; NotFoundError where nobody fills or asks for it."""
        names = dict(self._find(department_id))
        if role_id and role_id not in names:
            raise NotFoundError(mark("There is no such role in this department."))
        row = self._department(department_id, shown)
        if role_id:
            row = self._row(department_id, role_id, names[role_id], shown)
        if row is None:
            raise NotFoundError(mark("Nobody in the registry fills this, and no open need asks for it."))
        return row

    def asked_lines(self, department_id: str, role_id: str, week: int) -> list[AskedLine]:
        """Return the lines that ask for heads of it in that week, the first to begin first."""
        roles = (role_id,) if role_id else tuple(each for each, _ in self._find(department_id))
        lines = (asked for each in roles for asked in self.lines.get(each, ()) if asked.asked[week])
        return sorted(lines, key=lambda asked: (asked.line.starts_on, asked.line.position_id))

    def whole(self) -> Iterator[BenchRow]:
        """Yield each department's row, then those of its roles."""
        for row in self.departments().rows:
            yield row
            yield from self.roles(row.department_id).rows

    def _find(self, department_id: str) -> tuple[tuple[str, str], ...]:
        if department_id not in self._departments:
            raise NotFoundError(mark("There is no such department."))
        return self._departments[department_id].roles

    def _department(self, department_id: str, shown: slice) -> BenchRow | None:
        return self._row(department_id, "", self._departments[department_id].name, shown)

    def _row(self, department_id: str, role_id: str, name: str, shown: slice) -> BenchRow | None:
        roles = (role_id,) if role_id else tuple(each for each, _ in self._find(department_id))
        counts = self.sheet.roles.get(role_id) if role_id else self.sheet.departments.get(department_id)
        demand = demand_of(self.lines, roles, len(self.sheet.weeks))
        if counts is None and not demand.asked.any():
            return None
        counts = self._none if counts is None else counts
        least = [self._least(roles, hopeful=hopeful)[shown] for hopeful in (False, True)]
        cells = tuple(_cells(self.sheet.weeks[shown], counts[shown], _cut(demand, shown), least))
        return BenchRow(department_id, role_id, name, int(counts[0].sum()), cells)

    @property
    def _none(self) -> Counts:
        return np.zeros((len(self.sheet.weeks), len(BenchState)), np.int64)

    def _least(self, roles: Sequence[str], *, hopeful: bool) -> NDArray[np.float64]:
        """Return in each week the supply for each head asked of the scarcest of the roles; infinite where none is."""
        least = np.full(len(self.sheet.weeks), np.inf)
        for role_id in roles:
            if role_id in self.lines:
                demand = demand_of(self.lines, (role_id,), len(least))
                counts = self.sheet.roles.get(role_id, self._none)
                supply = counts[:, BenchState.FREE] + demand.kept + hopeful * counts[:, BenchState.UNKNOWN]
                np.divide(supply, demand.asked, out=(ratio := np.full(len(least), np.inf)), where=demand.asked > 0)
                np.minimum(least, ratio, out=least)
        return least


def _cut(demand: Demand, shown: slice) -> Demand:
    return Demand(demand.asked[shown], demand.waiting[shown], demand.kept[shown])


def _cells(
    weeks: Sequence[date], counts: Counts, demand: Demand, least: Sequence[NDArray[np.float64]]
) -> Iterator[Cell]:
    for number, (week_on, line) in enumerate(zip(weeks, counts.tolist(), strict=True)):
        heads = (int(each[number]) for each in (demand.asked, demand.waiting, demand.kept))
        ratios = (float(each[number]) if np.isfinite(each[number]) else None for each in least)
        yield Cell(week_on, *line[BenchState.FREE :], *heads, *ratios)
