"""The plan checker: honest plans pass, every planted breach is found, and a bound that lies."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.plan_check import Rule, Verdict, check_plan
from matching.plan_check_better import better_plan
from matching.plan_check_files import load_instance, load_plan
from tests.factories.plan_instances import (
    Instance,
    Plan,
    all_plans,
    as_file,
    best_plan,
    days_of,
    instances,
    keeps_rules,
    told,
    two_jobs,
    value_of,
)

FAR = 10**6


def check(instance: Instance, plan: Plan) -> Verdict:
    return check_plan(load_instance(as_file(instance)), load_plan(as_file(plan)))


def rules(instance: Instance, plan: Plan) -> set[Rule]:
    return {breach.rule for breach in check(instance, plan).breaches}


@given(instances())
@settings(max_examples=40, deadline=None)
def test_the_best_plan_honestly_told_passes(instance: Instance) -> None:
    best = best_plan(instance)
    verdict = check(instance, told(instance, best))
    assert not verdict.breaches
    assert verdict.objective == verdict.better == value_of(instance, best)
    assert verdict.filled == len(best)


@given(instances(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_a_better_plan_that_is_found_is_never_better_than_the_best(instance: Instance, dice: Random) -> None:
    some = dice.choice(list(all_plans(instance)))
    found = better_plan(load_instance(as_file(instance)), some, past=FAR)
    assert value_of(instance, some) <= found <= value_of(instance, best_plan(instance))


Planter = Callable[[Instance, Plan, Random], bool]
"""Puts one breach into an instance and its plan; returns whether there was a place for it."""


def _unknown_person(_instance: Instance, plan: Plan, dice: Random) -> bool:
    if plan["assignments"]:
        dice.choice(plan["assignments"])[0] = "nobody"
    return bool(plan["assignments"])


def _unknown_position(_instance: Instance, plan: Plan, dice: Random) -> bool:
    if plan["assignments"]:
        dice.choice(plan["assignments"])[1] = "nowhere"
    return bool(plan["assignments"])


def _no_candidate(instance: Instance, plan: Plan, dice: Random) -> bool:
    known = {tuple(row[:2]) for row in instance["candidates"]}
    others = [[c["id"], p["id"]] for c in instance["people"] for p in instance["positions"]]
    others = [pair for pair in others if tuple(pair) not in known]
    if others:
        plan["assignments"].append(dice.choice(others))
    return bool(others)


def _twice(_instance: Instance, plan: Plan, dice: Random) -> bool:
    if plan["assignments"]:
        plan["assignments"].append(dice.choice(plan["assignments"]))
    return bool(plan["assignments"])


def _too_many(instance: Instance, plan: Plan, dice: Random) -> bool:
    position = dice.choice(instance["positions"])
    on_it = [pair for pair in plan["assignments"] if pair[1] == position["id"]]
    position["quantity"] = len(on_it) - 1
    return bool(on_it)


def _one_a_day(instance: Instance, plan: Plan, dice: Random) -> bool:
    pairs = plan["assignments"]
    if not pairs:
        return False
    person, taken = dice.choice(pairs)
    position = next(each for each in instance["positions"] if each["id"] == taken)
    first, last = dice.choice(days_of(position))
    day = dice.randint(first, last)
    instance["positions"].append({**position, "id": "double", "spans": [[-40, -40], [day, day]]})
    instance["candidates"].append([person, "double", 900])
    pairs.append([person, "double"])
    return True


def _too_near(instance: Instance, plan: Plan, dice: Random) -> bool:
    if not plan["assignments"]:
        return False
    person, taken = dice.choice(plan["assignments"])
    position = next(each for each in instance["positions"] if each["id"] == taken)
    position["base"] = "here"
    first = max(last for _, last in days_of(position)) + dice.randint(1, 3)
    instance["positions"].append({**position, "id": "next", "base": "there", "spans": [[first, first]]})
    instance["candidates"].append([person, "next", 900])
    instance["gaps"].append([*dice.sample(["here", "there"], 2), 3])
    plan["assignments"].append([person, "next"])
    return True


def _busy(instance: Instance, plan: Plan, dice: Random) -> bool:
    if not plan["assignments"]:
        return False
    person, taken = dice.choice(plan["assignments"])
    position = next(each for each in instance["positions"] if each["id"] == taken)
    day = dice.randint(*dice.choice(days_of(position)))
    next(each for each in instance["people"] if each["id"] == person)["busy"].append([day, day])
    return [person, taken] not in instance["fixed"]


def _fixed(instance: Instance, plan: Plan, dice: Random) -> bool:
    others = [[*row[:2]] for row in instance["candidates"] if row[:2] not in plan["assignments"]]
    if others:
        instance["fixed"].append(dice.choice(others))
    return bool(others)


def _forbidden(instance: Instance, plan: Plan, dice: Random) -> bool:
    if plan["assignments"]:
        instance["forbidden"].append(dice.choice(plan["assignments"]))
    return bool(plan["assignments"])


def _objective(_instance: Instance, plan: Plan, dice: Random) -> bool:
    plan["objective"] += dice.choice([-1, 1]) * dice.randint(1, 3000)
    return True


def _bound(_instance: Instance, plan: Plan, dice: Random) -> bool:
    plan["bound"] = plan["objective"] - dice.uniform(0.5, 3000)
    return True


def _told_gap(_instance: Instance, plan: Plan, dice: Random) -> bool:
    plan["gap"] += dice.choice([-1, 1]) * dice.uniform(0.001, 1) * (1 + abs(plan["gap"]))
    return True


def _status(_instance: Instance, plan: Plan, dice: Random) -> bool:
    plan["bound"] = plan["objective"] + dice.randint(1, 3000)
    plan["status"] = "optimal"
    return True


def _seconds(_instance: Instance, plan: Plan, _dice: Random) -> bool:
    plan["seconds"] = -0.1
    return True


def _lying_bound(instance: Instance, plan: Plan, dice: Random) -> bool:
    """Leave out somebody who is worth something, and say that this is the best."""
    fixed = instance["fixed"]
    worth = [
        pair
        for pair in plan["assignments"]
        if pair not in fixed and value_of(instance, _without(plan, pair)) < plan["objective"]
    ]
    if worth:
        plan.update(told(instance, _without(plan, dice.choice(worth))))
    return bool(worth)


def _without(plan: Plan, left_out: list[str]) -> list[tuple[str, str]]:
    return [(person, position) for person, position in plan["assignments"] if [person, position] != left_out]


PLANTERS: dict[Planter, Rule] = {
    _unknown_person: Rule.KNOWN,
    _unknown_position: Rule.KNOWN,
    _no_candidate: Rule.CANDIDATE,
    _twice: Rule.ONCE,
    _too_many: Rule.QUANTITY,
    _one_a_day: Rule.ONE_A_DAY,
    _too_near: Rule.GAP,
    _busy: Rule.BUSY,
    _fixed: Rule.FIXED,
    _forbidden: Rule.FORBIDDEN,
    _objective: Rule.OBJECTIVE,
    _bound: Rule.BOUND,
    _told_gap: Rule.TOLD_GAP,
    _status: Rule.STATUS,
    _seconds: Rule.SECONDS,
    _lying_bound: Rule.BOUND,
}


def test_every_rule_has_a_planted_breach() -> None:
    assert set(PLANTERS.values()) == set(Rule)


@pytest.mark.parametrize("planter", PLANTERS, ids=lambda planter: planter.__name__.strip("_"))
@given(instance=instances(), dice=st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_a_planted_breach_is_found(planter: Planter, instance: Instance, dice: Random) -> None:
    plan = told(instance, dice.choice(list(all_plans(instance))), bound=FAR)
    if planter is _lying_bound:
        plan = told(instance, best_plan(instance))
    assume(planter(instance, plan, dice))
    assert PLANTERS[planter] in rules(instance, plan)


BOTH_ANA = [("Ana", "a"), ("Ana", "b")]


def test_as_many_free_days_as_the_way_takes_are_enough() -> None:
    assert not check(two_jobs(), told(two_jobs(), BOTH_ANA)).breaches


def test_one_day_less_is_told_with_position_person_and_days() -> None:
    instance = two_jobs(gaps=[["gdl", "pvr", 2]])
    (breach,) = check(instance, told(instance, BOTH_ANA)).breaches
    assert str(breach) == "a, Ana, days 1 to 5, days 7 to 9: 1 free days to b; 2 needed between gdl and pvr"


def test_a_plan_that_one_move_betters_makes_its_optimal_status_a_lie() -> None:
    plan = told(two_jobs(), [("Beto", "a"), ("Ana", "b")])
    (breach,) = check(two_jobs(), plan).breaches
    assert str(breach) == "bound 1,400 is too low: a plan of 1,700 was found by moving people"


def test_two_people_who_would_gain_by_changing_places_make_the_bound_a_lie() -> None:
    instance = two_jobs(gaps=[["gdl", "pvr", 9]])
    instance["candidates"] = [["Ana", "a", 900], ["Ana", "b", 300], ["Beto", "a", 500], ["Beto", "b", 400]]
    plan = told(instance, [("Beto", "a"), ("Ana", "b")])
    assert check(instance, plan).better == 1300


def test_a_chain_of_three_who_move_makes_the_bound_a_lie() -> None:
    days = {"production": "x", "quantity": 1, "starts": 1, "ends": 5, "penalty": 2000}
    instance = two_jobs(
        positions=[{"id": name, **days} for name in "abc"],
        people=[{"id": name, "busy": []} for name in ("Ana", "Beto", "Carla")],
        candidates=[["Ana", "a", 500], ["Ana", "b", 500], ["Beto", "b", 500], ["Beto", "c", 500], ["Carla", "a", 1]],
    )
    plan = told(instance, [("Ana", "a"), ("Beto", "b")])
    assert check(instance, plan).better == 1001


def test_a_previous_assignment_that_is_given_up_costs() -> None:
    instance = two_jobs(previous=[["Beto", "a"]], change_cost=250)
    assert check(instance, told(instance, BOTH_ANA)).objective == 1700 - 250


def test_a_booking_that_is_fixed_may_be_what_makes_the_person_busy() -> None:
    instance = two_jobs(people=[{"id": "Ana", "busy": [[1, 5]]}, {"id": "Beto", "busy": []}], fixed=[["Ana", "a"]])
    assert not check(instance, told(instance, BOTH_ANA)).breaches


def test_days_shared_by_two_spans_are_told_each() -> None:
    instance = two_jobs(gaps=[])
    instance["positions"][1]["spans"] = [[0, 1], [5, 8]]
    (breach,) = check(instance, told(instance, BOTH_ANA)).breaches
    assert str(breach) == "a, Ana, day 1, day 5: works on b as well"


def test_an_id_that_would_break_the_line_is_escaped() -> None:
    plan = {**told(two_jobs(), BOTH_ANA), "assignments": [["x\ny", "a"], ["\ud800", ""]]}
    lines = [str(breach) for breach in check(two_jobs(), plan).breaches]
    assert "a, 'x\\ny': no such person" in lines
    assert all(line.isprintable() for line in lines)


def test_the_factory_takes_rules_as_the_format_words_them() -> None:
    assert keeps_rules(two_jobs(), BOTH_ANA)
    assert not keeps_rules(two_jobs(gaps=[["gdl", "pvr", 2]]), BOTH_ANA)
    assert best_plan(two_jobs(fixed=[["Beto", "a"]])) == [
        ("Beto", "a"),
        ("Ana", "b"),
    ]
