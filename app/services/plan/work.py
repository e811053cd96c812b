"""The work on a plan: read, solve, compare with each production alone; nothing is written here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.models.plan import Plan, PlanProduction
from app.queries.plan import list_plan_productions
from app.queries.shortlist import get_weight_set
from app.services.plan.baseline import tell_baseline
from app.services.plan.ground import read_ground
from app.services.plan.problem import Built, Pair, build_problem
from app.services.plan.standing import clash
from app.services.weights import read_weights
from matching.plan import solve_tiers
from matching.plan_types import PlanAnswer, PlanProgress
from matching.weights import DEFAULT_WEIGHTS

READING, COMPARING = "reading", "comparing"
"""Phases before and after the planner's own."""


class PlanCancelledError(Exception):
    """Staff no longer want the plan; what was found is dropped."""


@dataclass(frozen=True)
class Watch:
    """How a worker follows the work: `tell` is called often, `cancelled` is asked often."""

    tell: Callable[[PlanProgress], None] = lambda _progress: None
    cancelled: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Found:
    """A plan as it was found, with all that is kept of it."""

    built: Built
    answer: PlanAnswer
    productions: Sequence[PlanProduction]
    baseline: dict[str, Any]

    @property
    def placed(self) -> list[Pair]:
        """Return who stands on which line."""
        return [self.built.pair(person, position) for person, position in self.answer.assignments]


def work_out(session: Session, plan: Plan, watch: Watch) -> Found:
    """Work a plan out as the registry stands in this session. PlanCancelledError where it is not wanted any more."""
    watch.tell(_phase(READING, 0))
    weights = read_weights(get_weight_set(session, plan.weight_set_id)) if plan.weight_set_id else DEFAULT_WEIGHTS
    productions = list_plan_productions(session, plan.id or 0)
    built = build_problem(session, plan, read_ground(session, plan, weights))
    answer = solve_tiers(
        built.problem,
        time_limit=float(plan.time_limit_seconds),
        seed=plan.seed,
        start=feasible_start(built),
        progress=watch.tell,
        cancelled=watch.cancelled,
    )
    if watch.cancelled():
        raise PlanCancelledError
    slots = sum(position.quantity for position in built.problem.positions)
    watch.tell(_phase(COMPARING, len(answer.assignments), answer.seconds, slots))
    baseline = tell_baseline(built, productions) | _tell_stands(built)
    if watch.cancelled():
        raise PlanCancelledError
    return Found(built, answer, productions, baseline)


def _phase(name: str, filled: int, seconds: float = 0.0, slots: int = 0) -> PlanProgress:
    return PlanProgress(name, seconds, None, None, None, filled, slots)


def feasible_start(built: Built) -> list[tuple[int, int]]:
    """Return what stands and, of the plan before, what can still stand: where the planner begins."""
    named = {line.key: line for line in built.ground.lines}
    problem = built.problem
    room = [position.quantity for position in problem.positions]
    mine: dict[int, list[str]] = {}
    chosen: list[tuple[int, int]] = []
    barred = set(problem.forbidden)
    for person, position in (*problem.fixed, *(pair for pair in problem.previous if pair not in set(problem.fixed))):
        line = named[problem.positions[position].id]
        if (person, position) in barred or not room[position]:
            continue
        if any(clash(line, named[key]) for key in mine.get(person, ())):
            continue
        room[position] -= 1
        mine.setdefault(person, []).append(line.key)
        chosen.append((person, position))
    return chosen


def _tell_stands(built: Built) -> dict[str, Any]:
    """Return who must agree to other days, and which bookings, holds and pins this plan can't keep."""
    return {
        "reconsent": [
            {"crew_member_id": each.crew_member_id, "line": each.line_key, "placement": each.placement.value}
            for each in built.stands.standing
            if each.reconsent
        ],
        "broken": [
            {
                "crew_member_id": each.crew_member_id,
                "line": each.line_key,
                "placement": each.placement.value,
                "why": each.why,
            }
            for each in built.stands.broken
        ],
    }
