"""The planner against trying all plans, on small instances with every optional key; its answers pass the checker."""

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.plan import solve, solve_tiers
from matching.plan_check import check_plan
from matching.plan_check_files import load_instance, load_plan
from matching.plan_file import read_problem, write_answer
from matching.plan_types import PlanAnswer, PlanProblem
from tests.factories.plan_instances import Instance, Pair, all_plans, as_file, best_plan, instances, value_of


def _named(problem: PlanProblem, answer: PlanAnswer) -> list[Pair]:
    return [(problem.people[person], problem.positions[at].id) for person, at in answer.assignments]


def _is_best(raw: Instance, problem: PlanProblem, answer: PlanAnswer) -> None:
    """Require the best objective, proven, in a plan that the checker takes."""
    told = write_answer(problem, answer)
    verdict = check_plan(load_instance(as_file(raw)), load_plan(told))
    assert not verdict.breaches
    assert answer.objective == value_of(raw, best_plan(raw))
    assert answer.status == "optimal"


@given(instances())
@settings(max_examples=80, deadline=None)
def test_the_plan_is_as_good_as_the_best_of_all_plans(raw: Instance) -> None:
    problem = read_problem(as_file(raw))
    _is_best(raw, problem, solve(problem))


@given(instances(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_a_warm_start_from_any_plan_comes_to_the_best_as_well(raw: Instance, dice: Random) -> None:
    problem = read_problem(as_file(raw))
    some = dice.choice(list(all_plans(raw)))
    people, positions = list(problem.people), [position.id for position in problem.positions]
    start = [(people.index(person), positions.index(position)) for person, position in some]
    _is_best(raw, problem, solve(problem, start=start))


@given(instances(), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_the_same_input_and_seed_give_the_same_plan(raw: Instance, seed: int) -> None:
    first, second = (solve(read_problem(as_file(raw)), seed=seed) for _ in range(2))
    assert first.assignments == second.assignments


@given(instances())
@settings(max_examples=40, deadline=None)
def test_in_tiers_fill_comes_before_score_and_score_before_what_was_there(raw: Instance) -> None:
    problem = read_problem(as_file(raw))
    answer = solve_tiers(problem)
    assert _tiers(raw, _named(problem, answer)) == max(_tiers(raw, plan) for plan in all_plans(raw))
    assert [tier.value for tier in answer.tiers[:2]] == [*_tiers(raw, _named(problem, answer))[:2]]


def _tiers(raw: dict[str, Any], plan: list[Pair]) -> tuple[int, int, int]:
    """Return filled slots by their penalties, total score, previous assignments kept."""
    scores = {(person, position): score for person, position, score in raw["candidates"]}
    weight = {position["id"]: position["penalty"] for position in raw["positions"]}
    kept = sum([*pair] in raw["previous"] for pair in plan)
    return sum(weight[position] for _, position in plan), sum(scores[pair] for pair in plan), kept
