"""The whole-number programme over some columns: HiGHS branches, from a known plan on."""

from collections.abc import Callable
from typing import NamedTuple

import highspy
import numpy as np

from matching.plan_clock import Clock
from matching.plan_lp import Programme
from matching.plan_model import Ints, Model

MARGIN = 0.1  # the solver ends a little after its limit: this part of what is left is kept back
LEAST = 0.3  # seconds under which no search is begun
NEARLY = 0.9  # weights are whole: less than one apart is none apart
SLACK = 1e-4  # of a bound that the solver tells, for its rounding
ENDLESS = 1e18
GUESSES = (
    "mip_heuristic_run_rens",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_root_reduced_cost",
    "mip_heuristic_run_feasibility_jump",
)


class Branched(NamedTuple):
    """The best plan found, if any, and a bound on the plans made of these columns alone, if one is proven."""

    chosen: Ints | None
    bound: int | None


def branch(
    model: Model,
    columns: Ints,
    start: Ints,
    clock: Clock,
    *,
    seed: int,
    to_prove: bool = False,
    watch: Callable[[int], None] | None = None,
) -> Branched:
    """Search plans made of `columns` (ascending) from `start` on, until the best is proven or time is up.

    `to_prove` expects `start` to be the best: no time goes into guesses. `watch` hears the bound as it falls.
    """
    if clock.left() < LEAST:
        return Branched(None, None)
    told = (lambda bound: _tell(watch, bound)) if watch is not None else None
    programme = Programme(model, columns, clock, seed=seed, watch=told)
    count = len(columns)
    programme.set(presolve="choose", mip_rel_gap=0.0, mip_abs_gap=NEARLY / programme.unit)
    if to_prove:
        programme.set(mip_heuristic_effort=0.0, **dict.fromkeys(GUESSES, False))
    programme.solver.changeColsIntegrality(
        count, np.arange(count, dtype=np.int32), np.full(count, int(highspy.HighsVarType.kInteger), np.uint8)
    )
    known = highspy.HighsSolution()
    known.col_value = np.isin(columns, start).astype(np.float64)
    programme.solver.setSolution(known)
    solved = programme.run(clock.left() * (1 - MARGIN))
    chosen = columns[solved.share > 1 / 2]
    bound = _whole(programme.solver.getInfo().mip_dual_bound * programme.unit)
    return Branched(chosen if model.stands(chosen) else None, bound)


def _whole(bound: float) -> int | None:
    """Return the solver's bound rounded down, None where it has none yet."""
    return int(np.floor(bound + SLACK)) if abs(bound) < ENDLESS else None


def _tell(watch: Callable[[int], None], bound: float) -> None:
    whole = _whole(bound)
    if whole is not None:
        watch(whole)
