"""Objectives in order, and what a choice of one's own costs."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.plan import price, solve, solve_tiers
from matching.plan_tiers import Tally, tally
from matching.plan_types import PlanAnswer, PlanError, PlanPosition, PlanProblem
from tests.unit.matching.plan_cases import Pairs, every_plan, problem_of, problems, stands

WEIGHTS = st.integers(0, 3)
MANY = settings(max_examples=40, deadline=None)


def best_of(problem: PlanProblem, plans: list[Pairs]) -> Tally:
    return max(tally(problem, plan) for plan in plans)


@MANY
@given(problems(WEIGHTS))
def test_tiers_come_in_order_and_each_is_proven(problem: PlanProblem) -> None:
    answer = solve_tiers(problem)
    assert stands(problem, answer.assignments)
    assert tuple(tier.value for tier in answer.tiers) == tuple(tally(problem, answer.assignments))
    assert tuple(tier.value for tier in answer.tiers) == best_of(problem, every_plan(problem))
    assert all((tier.bound, tier.gap) == (tier.value, 0) for tier in answer.tiers)
    assert answer.status == "optimal"


@MANY
@given(problems(WEIGHTS))
def test_without_time_each_tier_still_has_a_bound_that_holds(problem: PlanProblem) -> None:
    answer = solve_tiers(problem, time_limit=0)
    before: list[int] = []
    for at, tier in enumerate(answer.tiers):
        as_good = [tally(problem, plan) for plan in every_plan(problem)]
        rivals = [each[at] for each in as_good if all(a >= b for a, b in zip(each, before, strict=False))]
        assert tier.value <= max(rivals) <= tier.bound
        assert tier.gap == pytest.approx((tier.bound - tier.value) / max(1, tier.value))
        before.append(tier.value)


@MANY
@given(problems(WEIGHTS), st.data())
def test_the_price_is_the_difference_to_the_best_plan_with_that_pair(problem: PlanProblem, data: st.DataObject) -> None:
    plans = every_plan(problem)
    pairs = sorted({pair for plan in plans for pair in plan})
    if not pairs:
        return
    pin = data.draw(st.sampled_from(pairs))
    answer = solve_tiers(problem)
    told = price(problem, answer, person=pin[0], position=pin[1])
    best = best_of(problem, [plan for plan in plans if pin in plan])
    assert (answer.tiers[0].value - told.fill_lost, answer.tiers[1].value - told.score_lost) == best[:2]
    assert told.exact
    assert (not told.moved) == (pin in answer.assignments)
    after = Counter(answer.assignments)
    after.subtract((person, at) for person, at, _ in told.moved if at >= 0)
    after.update((person, at) for person, _, at in told.moved if at >= 0)
    plan = tuple(sorted(pair for pair, count in after.items() if count))
    assert stands(problem, plan)
    assert pin in plan
    for at, slots in told.short:
        assert sum(1 for _, where in answer.assignments if where == at) - slots == sum(1 for _, w in plan if w == at)


def two_shows() -> PlanProblem:
    """Return two gaffers' jobs at once: Ana is better at both, Beto can only do the first, nobody else the second."""
    places = [PlanPosition("a", "a", 1, ((1, 5),), 2), PlanPosition("b", "b", 1, ((4, 9),), 3)]
    return problem_of(places, 2, [(0, 0, 900), (0, 1, 800), (1, 0, 100)])


def test_giving_her_to_one_show_leaves_the_other_one_short() -> None:
    problem = two_shows()
    answer = solve_tiers(problem)
    assert answer.assignments == ((0, 1), (1, 0))
    told = price(problem, answer, person=0, position=0)
    assert (told.fill_lost, told.score_lost, told.exact) == (3, 0, True)
    assert told.moved == ((0, 1, 0), (1, 0, -1))
    assert told.short == ((1, 1),)


def test_a_price_in_the_file_s_own_sum_is_told_as_penalties_and_score() -> None:
    problem = two_shows()
    told = price(problem, solve(problem), person=0, position=0, tiers=False)
    assert (told.fill_lost, told.score_lost, told.exact) == (3, 0, True)


def test_who_stands_there_already_costs_nothing() -> None:
    problem = two_shows()
    told = price(problem, solve_tiers(problem), person=0, position=1)
    assert (told.fill_lost, told.score_lost, told.exact, told.moved, told.short) == (0, 0, True, (), ())


def test_the_price_against_a_plan_that_is_not_proven_is_not_called_exact() -> None:
    problem = two_shows()
    guess = PlanAnswer(((0, 0),), 0, 9.0, 9.0, "feasible", 0.0)
    assert not price(problem, guess, person=0, position=0).exact
    assert not price(problem, guess, person=1, position=0).exact


def test_who_is_no_candidate_has_no_price() -> None:
    problem = two_shows()
    with pytest.raises(PlanError, match=r"\(c1, b\) is not among the candidates"):
        price(problem, solve_tiers(problem), person=1, position=1)
    with pytest.raises(PlanError, match=r"fixed pairs \(c0, a\) and \(c0, b\) exclude each other"):
        price(replace(problem, fixed=((0, 1),)), solve_tiers(problem), person=0, position=0)


def test_of_plans_as_good_the_one_before_is_kept() -> None:
    place = PlanPosition("a", "a", 1, ((1, 5),), 2)
    problem = problem_of([place], 3, [(0, 0, 500), (1, 0, 500), (2, 0, 500)])
    for person in range(3):
        again = solve_tiers(replace(problem, previous=((person, 0),)), seed=5)
        assert again.assignments == ((person, 0),)
        assert again.tiers[2].value == 1
