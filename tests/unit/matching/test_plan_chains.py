"""Chains into empty slots: they keep every rule, never lose, and move people who stand in the way."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings

from matching.plan_chains import good_start, lengthen, scarcest_anew
from matching.plan_file import read_problem
from matching.plan_greedy import best_greedy
from matching.plan_model import Model, stage
from matching.plan_value import penalties
from tests.factories.plan_instances import as_file, instances, two_jobs


def model_of(raw: dict[str, Any]) -> Model:
    problem = read_problem(as_file(raw))
    staged = stage(problem)
    return replace(staged.model, weight=staged.score + penalties(problem)[staged.model.position])


@given(instances())
@settings(max_examples=60, deadline=None)
def test_a_start_keeps_the_rules_and_is_never_below_the_plans_it_began_from(raw: dict[str, Any]) -> None:
    model = model_of(raw)
    greedy, nobody = best_greedy(model), np.array([], np.int64)
    start = good_start(model, [greedy, nobody])
    assert model.stands(start)
    assert model.value(start) >= model.value(greedy)
    assert model.stands(lengthen(model, nobody))
    assert model.stands(scarcest_anew(model))


def test_three_people_move_up_so_that_the_last_slot_is_filled() -> None:
    days = {"production": "x", "quantity": 1, "starts": 1, "ends": 5, "penalty": 2000}
    raw = two_jobs(
        positions=[{"id": name, **days} for name in "abc"],
        people=[{"id": name} for name in ("Ana", "Beto", "Carla")],
        candidates=[["Ana", "a", 500], ["Ana", "b", 500], ["Beto", "b", 500], ["Beto", "c", 500], ["Carla", "a", 1]],
    )
    model = model_of(raw)
    stuck = model.find([(0, 0), (1, 1)])  # Ana on a, Beto on b: Carla can do a only, and nobody is left for c
    filled = lengthen(model, stuck)
    assert model.stands(filled)
    assert sorted(model.position[filled]) == [0, 1, 2]


def test_the_position_that_has_lost_its_people_is_counted_anew() -> None:
    days = {"production": "x", "quantity": 1, "starts": 1, "ends": 5, "penalty": 2000}
    people = ("Ana", "Beto", "Carla", "Dora")
    raw = two_jobs(
        positions=[{"id": name, **days} for name in "abc"],
        people=[{"id": name} for name in people],
        candidates=[
            ["Ana", "a", 900],
            *(["Ana", "b", 900], ["Beto", "b", 899], ["Carla", "b", 898]),
            *(["Ana", "c", 900], ["Beto", "c", 900], ["Dora", "c", 100], ["Carla", "c", 90]),
        ],
    )
    model = model_of(raw)
    assert sorted(model.position[scarcest_anew(model)]) == [0, 1, 2]
