"""A kept plan as files of the open format, so that anyone can check it: the instance, and the plan that was found."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.plan import Plan
from app.queries.plan import find_instance
from matching.plan_file import read_problem, write_answer, write_problem
from matching.plan_types import PlanAnswer, PlanProblem
from matching.types import PER_MILLE


@dataclass(frozen=True)
class PlanFiles:
    """The two files of a plan."""

    instance: bytes
    plan: bytes


def export_plan(session: Session, plan: Plan) -> PlanFiles:
    """Return a kept plan in format llamado-plan/1; ConflictError where it keeps no instance.

    The format knows one sum where a plan goes by filled slots first: weights are written as penalties so large that
    no score makes up for one of them. Few changes, the plan's last aim, have no place in that sum.
    """
    kept = find_instance(session, plan.id or 0)
    if kept is None:
        raise ConflictError(mark("This plan was not worked out, so there is nothing to export."))
    problem = read_problem(zlib.decompress(kept.problem))
    unit = PER_MILLE * sum(position.quantity for position in problem.positions) + 1
    positions = tuple(replace(each, penalty=each.penalty * unit) for each in problem.positions)
    summed = replace(problem, positions=positions, previous=(), change_cost=0)
    answer = _answer(summed, json.loads(zlib.decompress(kept.answer)), plan.tiers, unit)
    return PlanFiles(write_problem(summed), write_answer(summed, answer))


def _answer(problem: PlanProblem, told: Mapping[str, Any], tiers: Sequence[Mapping[str, Any]], unit: int) -> PlanAnswer:
    person_at = {person: at for at, person in enumerate(problem.people)}
    position_at = {position.id: at for at, position in enumerate(problem.positions)}
    pairs = tuple(sorted((person_at[person], position_at[key]) for person, key in told["assignments"]))
    triples = zip(problem.person.tolist(), problem.position.tolist(), problem.score.tolist(), strict=True)
    score = {(person, position): value for person, position, value in triples}
    filled = sum(problem.positions[at].penalty for _, at in pairs)
    every = sum(each.quantity * each.penalty for each in problem.positions)
    objective = sum(score[pair] for pair in pairs) + filled - every
    bound = _bound(tiers, unit) - every
    gap = max(0.0, (bound - objective) / max(1, abs(objective)))
    return PlanAnswer(
        assignments=pairs,
        objective=objective,
        bound=float(max(bound, objective)),
        gap=gap,
        status="optimal" if bound <= objective else "feasible",
        seconds=float(told["seconds"]),
    )


def _bound(tiers: Sequence[Mapping[str, Any]], unit: int) -> int:
    """Return the most that the sum can be, by what is proven of the tiers.

    Where the fill is proven, no plan of less fill reaches one that has it, so the score's own bound counts; else any
    score may come with the bound of the fill.
    """
    fill, score = tiers[0], tiers[1]
    most = int(fill["bound"] + 1e-6)  # whole slots have whole worth
    if most <= fill["value"]:
        return most * unit + int(score["bound"] + 1e-6)
    return most * unit + unit
