"""Several productions together: who stands on which slot, with a proven bound on how much better any plan could be."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from matching.plan_clock import Clock
from matching.plan_model import Ints, Pair, stage
from matching.plan_parts import optimise
from matching.plan_types import PlanAnswer, PlanProblem, PlanProgress

Start = PlanAnswer | Sequence[Pair] | None
DEFAULT_SECONDS = 60.0


def solve(
    problem: PlanProblem,
    *,
    time_limit: float = DEFAULT_SECONDS,
    seed: int = 0,
    start: Start = None,
    progress: Callable[[PlanProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PlanAnswer:
    """Maximise scores less penalties of empty slots less the cost of changes, as one sum.

    Cut off by `time_limit` (seconds) or `cancelled`, the answer is the best found, with its proven bound. `start` is a
    plan to begin at, as far as it still stands. Raises PlanError where fixed pairs contradict each other.
    """
    clock = Clock(time_limit, cancelled)
    staged = stage(problem, seed)
    weight = staged.score + penalties(problem)[staged.model.position] + problem.change_cost * staged.kept
    model = replace(staged.model, weight=weight)
    settled = objective_of(problem, staged.settled)  # what the plan is worth with no free column chosen
    slots = sum(position.quantity for position in problem.positions)

    def tell(phase: str, chosen: Ints, bound: int) -> None:
        if progress is not None:
            value, most = settled + model.value(chosen), settled + bound
            filled = len(chosen) + len(staged.settled)
            progress(PlanProgress(phase, clock.spent(), value, most, gap_of(value, most), filled, slots))

    best = optimise(model, model.find(pairs_of(start)), clock, seed=seed, tell=tell)
    pairs = staged.pairs(best.chosen)
    value, bound = objective_of(problem, pairs), settled + best.bound
    return PlanAnswer(pairs, value, float(bound), gap_of(value, bound), status_of(value, bound), clock.spent())


def penalties(problem: PlanProblem) -> Ints:
    """Return what an empty slot of each position costs."""
    return np.array([position.penalty for position in problem.positions], np.int64)


def pairs_of(start: Start) -> Sequence[Pair]:
    """Return the pairs of a plan to begin at."""
    if start is None:
        return ()
    return start.assignments if isinstance(start, PlanAnswer) else start


def gap_of(value: int, bound: float) -> float:
    """Return how far a value may be from the best, as part of the value."""
    return (bound - value) / max(1, abs(value))


def status_of(value: int, bound: float) -> Literal["optimal", "feasible"]:
    """Return whether the bound is reached."""
    return "optimal" if bound <= value else "feasible"


def objective_of(problem: PlanProblem, pairs: Sequence[Pair]) -> int:
    """Return what a plan is worth: its scores less the penalties of empty slots less the changes, counted anew."""
    width = len(problem.positions)
    key = problem.person.astype(np.int64) * width + problem.position
    chosen = np.isin(key, np.array([person * width + position for person, position in pairs], np.int64))
    filled = np.bincount([position for _, position in pairs], minlength=width) if pairs else np.zeros(width, np.int64)
    empty = sum(
        position.penalty * (position.quantity - int(count))
        for position, count in zip(problem.positions, filled, strict=True)
    )
    given_up = len(set(problem.previous) - set(pairs))
    return int(problem.score[chosen].sum()) - empty - problem.change_cost * given_up
