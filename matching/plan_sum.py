"""All objectives as one sum: scores less penalties of empty slots less the cost of changes."""

from collections.abc import Callable
from dataclasses import replace

from matching.plan_clock import Clock
from matching.plan_model import Ints, Pair, stage
from matching.plan_parts import optimise
from matching.plan_types import PlanAnswer, PlanProblem, PlanProgress
from matching.plan_value import DEFAULT_SECONDS, Start, gap_of, objective_of, pairs_of, penalties, slots_of, status_of


def solve(
    problem: PlanProblem,
    *,
    time_limit: float = DEFAULT_SECONDS,
    seed: int = 0,
    start: Start = None,
    progress: Callable[[PlanProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    pins: tuple[Pair, ...] = (),
) -> PlanAnswer:
    """Maximise scores less penalties of empty slots less the cost of changes, as one sum.

    Cut off by `time_limit` (seconds) or `cancelled`, the answer is the best found, with its proven bound. `start` is a
    plan to begin at, as far as it still stands; `pins` are further fixed pairs. Raises PlanError where fixed pairs
    contradict each other.
    """
    clock = Clock(time_limit, cancelled)
    staged = stage(problem, seed, pins)
    weight = staged.score + penalties(problem)[staged.model.position] + problem.change_cost * staged.kept
    model = replace(staged.model, weight=weight)
    settled = objective_of(problem, staged.settled)  # what the plan is worth with no free column chosen

    def tell(phase: str, chosen: Ints, bound: int) -> None:
        if progress is not None:
            value, most = settled + model.value(chosen), settled + bound
            filled = len(chosen) + len(staged.settled)
            progress(PlanProgress(phase, clock.spent(), value, most, gap_of(value, most), filled, slots_of(problem)))

    best = optimise(model, model.find(pairs_of(start)), clock, seed=seed, tell=tell)
    pairs = staged.pairs(best.chosen)
    value, bound = objective_of(problem, pairs), settled + best.bound
    return PlanAnswer(pairs, value, float(bound), gap_of(value, bound), status_of(value, bound), clock.spent())
