"""The planner: exact on what can be tried out, honest where it was cut off."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from matching.plan import solve
from matching.plan_types import PlanError, PlanPosition, PlanProblem, PlanProgress
from tests.unit.matching.plan_cases import every_plan, problem_of, problems, stands, worth


def crowd(people: int = 60, positions: int = 30, seed: int = 3) -> PlanProblem:
    """Return a scarce problem that greedy does not solve: everybody can do much, most of it at once."""
    rng = np.random.default_rng(seed)
    places = []
    for at in range(positions):
        first = int(rng.integers(0, 40))
        span = (first, first + int(rng.integers(5, 25)))
        places.append(PlanPosition(f"p{at}", f"show{at % 3}", int(rng.integers(1, 4)), (span,), 2000))
    cells = rng.permutation(people * positions)[: people * positions // 4]
    triples = [(int(cell) // positions, int(cell) % positions, int(rng.integers(0, 1001))) for cell in cells]
    return problem_of(places, people, triples)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_the_plan_of_a_small_problem_is_the_best_of_all(problem: PlanProblem) -> None:
    answer = solve(problem)
    assert stands(problem, answer.assignments)
    assert answer.objective == worth(problem, answer.assignments)
    assert answer.objective == max(worth(problem, plan) for plan in every_plan(problem))
    assert (answer.bound, answer.gap, answer.status) == (answer.objective, 0, "optimal")


@settings(max_examples=40, deadline=None)
@given(problems())
def test_a_fixed_pair_stands_and_the_rest_is_the_best_around_it(problem: PlanProblem) -> None:
    pairs = [pair for pair in every_plan(problem) if pair]
    if not pairs:
        return
    fixed = replace(problem, fixed=pairs[len(pairs) // 2][:1])
    answer = solve(fixed)
    assert set(fixed.fixed) <= set(answer.assignments)
    assert answer.objective == max(worth(fixed, plan) for plan in every_plan(fixed))
    assert answer.status == "optimal"


@settings(max_examples=40, deadline=None)
@given(problems())
def test_without_time_the_plan_still_stands_and_the_bound_still_holds(problem: PlanProblem) -> None:
    answer = solve(problem, time_limit=0)
    best = max(worth(problem, plan) for plan in every_plan(problem))
    assert stands(problem, answer.assignments)
    assert answer.objective <= best <= answer.bound
    assert answer.gap == pytest.approx((answer.bound - answer.objective) / max(1, abs(answer.objective)))
    assert (answer.status == "optimal") == (answer.gap == 0)


def test_a_start_leads_to_a_plan_as_good_as_without() -> None:
    problem = crowd()
    cold = solve(problem)
    warm = solve(problem, start=cold)
    assert cold.status == warm.status == "optimal"
    assert warm.objective == cold.objective


def test_a_start_of_which_some_no_longer_stands_is_used_as_far_as_it_does() -> None:
    problem = crowd()
    before = solve(problem)
    gone = before.assignments[0][0]
    left = replace(problem, forbidden=tuple((gone, at) for at in range(len(problem.positions))))
    again = solve(left, start=[*before.assignments, (0, 0), (1, 0), (2, 0), (3, 0), (4, 0)])
    assert stands(left, again.assignments)
    assert again.objective == solve(left).objective


def test_without_time_a_good_start_is_kept() -> None:
    problem = crowd()
    best = solve(problem)
    assert solve(problem, time_limit=0, start=best).objective == best.objective


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = crowd()
    level = replace(problem, score=np.full_like(problem.score, 500))  # everything is a tie
    assert solve(level, seed=7).assignments == solve(level, seed=7).assignments


def test_independent_parts_add_up() -> None:
    one, other = crowd(seed=3), crowd(seed=4)
    both = PlanProblem(
        positions=one.positions + other.positions,
        people=one.people + other.people,
        person=np.concatenate([one.person, other.person + len(one.people)]),
        position=np.concatenate([one.position, other.position + len(one.positions)]),
        score=np.concatenate([one.score, other.score]),
        gaps={},
    )
    answer = solve(both)
    assert answer.status == "optimal"
    assert answer.objective == solve(one).objective + solve(other).objective


def test_a_cancelled_plan_stands_with_an_honest_bound() -> None:
    problem = crowd()
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 3

    answer = solve(problem, cancelled=cancelled)
    assert stands(problem, answer.assignments)
    assert answer.objective <= solve(problem).objective <= answer.bound


def test_progress_tells_a_plan_that_grows_and_a_bound_that_falls() -> None:
    heard: list[PlanProgress] = []
    answer = solve(crowd(), progress=heard.append)
    values = [each.objective for each in heard if each.objective is not None]
    bounds = [each.bound for each in heard if each.bound is not None]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert heard[0].phase == "start"
    assert heard[-1].objective == answer.objective
    assert heard[-1].filled == len(answer.assignments)


def test_a_problem_without_candidates_has_an_empty_plan() -> None:
    answer = solve(problem_of([PlanPosition("a", "p", 2, ((1, 2),), 7)], 0, []))
    assert (answer.assignments, answer.objective, answer.bound, answer.status) == ((), -14, -14, "optimal")


@pytest.mark.parametrize(
    ("fixed", "message"),
    [
        (((0, 0), (1, 0)), "fixed pair (c1, a) is one more than the position has slots"),
        (((0, 0), (0, 1)), "fixed pairs (c0, b) and (c0, a) exclude each other"),
        (((1, 1),), "fixed pair (c1, b) is forbidden as well"),
    ],
)
def test_fixed_pairs_that_contradict_each_other_are_named(fixed: tuple[tuple[int, int], ...], message: str) -> None:
    places = [PlanPosition("a", "p", 1, ((1, 5),), 7), PlanPosition("b", "p", 2, ((5, 9),), 7)]
    triples = [(0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 1, 1)]
    with pytest.raises(PlanError) as told:
        solve(problem_of(places, 2, triples, fixed=fixed, forbidden=((1, 1),)))
    assert message in str(told.value)
