"""The linear programme over some columns of a model, solved by HiGHS: hot-started, stopped in time."""

from collections.abc import Callable
from typing import NamedTuple

import highspy
import numpy as np
from highspy import cb
from numpy.typing import NDArray

from matching.plan_bound import Prices, prices_of
from matching.plan_clock import Clock
from matching.plan_model import Ints, Model
from matching.plan_rows import person_rows

Floats = NDArray[np.float64]
TOP_COST = 1e4  # the solver's tolerances are absolute: greater weights are scaled down to this
WHOLE = 1e-6  # as the solver's own tolerance for whole numbers
BASIC = highspy.HighsBasisStatus.kBasic
LOWER = highspy.HighsBasisStatus.kLower
UPPER = highspy.HighsBasisStatus.kUpper
INTERRUPTS = (
    cb.HighsCallbackType.kCallbackSimplexInterrupt,
    cb.HighsCallbackType.kCallbackIpmInterrupt,
    cb.HighsCallbackType.kCallbackMipInterrupt,
)


class Solved(NamedTuple):
    """Shares of the columns (each 0..1), their total weight, and whether that is the programme's optimum."""

    share: Floats
    value: float
    optimal: bool


class Programme:
    """Maximise the weight of columns (ascending): shares within quantities and people's cliques.

    `watch` hears the bound of a whole-number search from time to time.
    """

    def __init__(
        self,
        model: Model,
        columns: Ints,
        clock: Clock,
        *,
        seed: int = 0,
        watch: Callable[[float], None] | None = None,
    ) -> None:
        self.model = model
        self.columns = columns
        self.clock = clock
        self.watch = watch
        self.rows = person_rows(model, columns)
        self.unit = max(1.0, float(model.weight[columns].max(initial=1)) / TOP_COST)
        self.solver = highspy._core._Highs()  # noqa: SLF001 - the plain solver: its Python layer is of no use here
        self.set(output_flag=False, threads=1, random_seed=seed, presolve="off", solver="simplex")
        self.solver.passModel(self._programme())
        self.solver.setCallback(self._interrupt, None)
        if clock.cancelled is not None or watch is not None:
            for each in INTERRUPTS:
                self.solver.startCallback(each)

    def set(self, **options: bool | float | str) -> None:
        """Set the solver's options."""
        for name, value in options.items():
            self.solver.setOptionValue(name, value)

    def _interrupt(
        self,
        _kind: cb.HighsCallbackType,
        _message: str,
        told: cb.HighsCallbackOutput,
        asked: cb.HighsCallbackInput,
        _data: object,
    ) -> None:
        if self.watch is not None:
            self.watch(told.mip_dual_bound * self.unit)
        if self.clock.over():
            asked.user_interrupt = True

    def _programme(self) -> highspy.HighsLp:
        model, columns, rows = self.model, self.columns, self.rows
        count, places = len(columns), len(model.quantity)
        height = places + len(rows.person)
        row = np.concatenate([model.position[columns], rows.row + places])
        column = np.concatenate([np.arange(count), rows.column])
        value = np.ones(len(row))
        lower = np.full(height, -highspy.kHighsInf)
        upper = np.concatenate([model.quantity, np.ones(height - places)]).astype(np.float64)
        order = np.lexsort((row, column))
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = count, height
        programme.col_cost_ = model.weight[columns] / self.unit
        programme.col_lower_, programme.col_upper_ = np.zeros(count), np.ones(count)
        programme.row_lower_, programme.row_upper_ = lower, upper
        matrix = programme.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.start_ = np.searchsorted(column[order], np.arange(count + 1)).astype(np.int32)
        matrix.index_, matrix.value_ = row[order].astype(np.int32), value[order]
        programme.sense_ = highspy.ObjSense.kMaximize
        return programme

    def run(self, limit: float | None = None) -> Solved:
        """Solve from the last basis on, within the clock's time or `limit` seconds, and return the shares."""
        left = self.clock.left() if limit is None else min(limit, self.clock.left())
        self.set(time_limit=self.solver.getRunTime() + left)  # the solver counts all its runs together
        self.solver.run()
        share = np.array(self.solver.getSolution().col_value, np.float64)
        if len(share) != len(self.columns):
            share = np.zeros(len(self.columns))
        optimal = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solved(share, float(self.model.weight[self.columns] @ share), optimal)

    def prices(self) -> Prices | None:
        """Return the duals of the last run as prices; they prove a bound even where the run was cut off."""
        dual = np.array(self.solver.getSolution().row_dual, np.float64) * self.unit
        places = len(self.model.quantity)
        if len(dual) < places + len(self.rows.person):
            return None
        return prices_of(
            self.model, dual[:places], dual[places : places + len(self.rows.person)], self.rows.person, self.rows.clique
        )

    def pin(self, at: Ints, low: float, high: float) -> None:
        """Set the bounds of some columns, counted within the programme's."""
        size = len(at)
        self.solver.changeColsBounds(size, at.astype(np.int32), np.full(size, low), np.full(size, high))

    def start_from(self, other: "Programme") -> None:
        """Begin at the basis of another programme of the same model, as far as columns and rows are the same."""
        past = other.solver.getBasis()
        if not past.valid:
            return
        width = self.model.cliques.shape[1]
        basis = highspy.HighsBasis()
        basis.alien = True
        basis.valid = True
        basis.col_status = _carried(past.col_status, other.columns, self.columns, LOWER)
        places = len(self.model.quantity)
        mine, theirs = (rows.person * width + rows.clique for rows in (self.rows, other.rows))
        basis.row_status = past.row_status[:places] + _carried(past.row_status[places:], theirs, mine, BASIC)
        self.solver.setBasis(basis)


def _carried(
    status: list[highspy.HighsBasisStatus], theirs: Ints, mine: Ints, other: highspy.HighsBasisStatus
) -> list[highspy.HighsBasisStatus]:
    known = dict(zip(theirs.tolist(), status, strict=False))
    return [known.get(key, other) for key in mine.tolist()]
