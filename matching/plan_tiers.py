"""Objectives in order: filled slots by weight, then total score, then as much of the plan before as can be.

The three are one whole number: a unit of each outweighs all that the next can give. What is proven about the number
is proven about each of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matching.plan_clock import Clock
from matching.plan_model import Ints, Pair, Staged, stage
from matching.plan_parts import optimise
from matching.plan_types import PlanAnswer, PlanProblem, PlanProgress, Tier
from matching.plan_value import DEFAULT_SECONDS, Start, gap_of, pairs_of, penalties, slots_of, status_of


class Units(NamedTuple):
    """What a slot of weight 1 and a point of score weigh in the one number; a kept pair weighs 1."""

    slot: int
    point: int


class Tally(NamedTuple):
    """What a plan has of each objective."""

    fill: int
    score: int
    kept: int

    def number(self, units: Units) -> int:
        """Return the three as one number."""
        return self.fill * units.slot + self.score * units.point + self.kept


def solve_tiers(
    problem: PlanProblem,
    *,
    time_limit: float = DEFAULT_SECONDS,
    seed: int = 0,
    start: Start = None,
    progress: Callable[[PlanProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    pins: tuple[Pair, ...] = (),
) -> PlanAnswer:
    """Fill the most slots (each weighs its position's `penalty`), then score the most, then keep most of `previous`.

    `tiers` tell value, bound and gap of each; `objective` and `bound` are the three as one number. Arguments as for
    `solve`; `pins` are further fixed pairs. Raises PlanError where fixed pairs contradict each other.
    """
    clock = Clock(time_limit, cancelled)
    staged = stage(problem, seed, pins)
    most = _most_score(staged)
    units = Units((len(problem.previous) + 1) * (most + 1), len(problem.previous) + 1)
    weight = penalties(problem)[staged.model.position] * units.slot + staged.score * units.point + staged.kept
    model = replace(staged.model, weight=weight)
    settled = tally(problem, staged.settled)
    base = settled.number(units)

    def tell(phase: str, chosen: Ints, bound: int) -> None:
        if progress is not None:
            value, filled = base + model.value(chosen), len(chosen) + len(staged.settled)
            gap = gap_of(value, base + bound)
            progress(PlanProgress(phase, clock.spent(), value, base + bound, gap, filled, slots_of(problem)))

    wanted = pairs_of(start) or problem.previous
    best = optimise(model, model.find(wanted), clock, seed=seed, tell=tell)
    pairs = staged.pairs(best.chosen)
    found, bound = tally(problem, pairs), base + best.bound
    value = found.number(units)
    caps = Tally(sum(p.penalty * p.quantity for p in problem.positions), settled.score + most, len(problem.previous))
    tiers = _tiers(found, settled, best.bound, units, caps)
    return PlanAnswer(pairs, value, float(bound), gap_of(value, bound), status_of(value, bound), clock.spent(), tiers)


def tally(problem: PlanProblem, pairs: Sequence[Pair]) -> Tally:
    """Count what a plan has of each objective."""
    weight = penalties(problem)
    key = problem.person.astype(np.int64) * len(weight) + problem.position
    wanted = np.array([person * len(weight) + position for person, position in pairs], np.int64)
    score = int(problem.score[np.isin(key, wanted)].sum())
    return Tally(sum(int(weight[at]) for _, at in pairs), score, len(set(pairs) & set(problem.previous)))


def _most_score(staged: Staged) -> int:
    """Return more score than any plan has: the best of each position, as if nobody was wanted twice."""
    best = replace(staged.model, weight=staged.score)
    quantity = best.quantity.tolist()
    return sum(int(best.weight[columns[:many]].sum()) for columns, many in zip(best.by_position, quantity, strict=True))


def _tiers(found: Tally, settled: Tally, bound: int, units: Units, caps: Tally) -> tuple[Tier, ...]:
    """Divide the proven bound of the one number: what a plan as good in the tiers before can have at most.

    The bound is that of the free columns: only their scores are known to be less than a slot.
    """
    fill = min(caps.fill, settled.fill + bound // units.slot)
    left = bound - (found.fill - settled.fill) * units.slot
    score = min(caps.score, settled.score + left // units.point)
    left -= (found.score - settled.score) * units.point
    kept = min(caps.kept, settled.kept + left)
    named = zip(("fill", "score", "changes"), found, (fill, score, kept), strict=True)
    return tuple(Tier(name, value, float(most), gap_of(value, most)) for name, value, most in named)
