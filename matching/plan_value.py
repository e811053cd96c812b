"""What plans are worth, counted from the problem alone."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from matching.plan_model import Ints, Pair
from matching.plan_types import PlanAnswer, PlanProblem

Start = PlanAnswer | Sequence[Pair] | None
DEFAULT_SECONDS = 60.0


def slots_of(problem: PlanProblem) -> int:
    """Return how many slots there are."""
    return sum(position.quantity for position in problem.positions)


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
