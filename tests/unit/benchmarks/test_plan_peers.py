"""What the planner is measured against: instances of our own, greedy rules, and solvers that are right."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from benchmarks import _plan_peer
from benchmarks.plan_greedy import GREEDY, by_hash, position_bound
from benchmarks.plan_instances import Size, make_instance
from benchmarks.plan_models import solve_highs, whole
from matching.plan_check import check_plan, objective_of
from matching.plan_check_files import Instance, load_instance, load_plan
from tests.factories.plan_instances import as_file, best_plan, instances, told, two_jobs, value_of

TINY = Size(productions=3, positions=6, people=40, roles=8)


def test_the_same_size_and_seed_give_the_same_instance() -> None:
    assert make_instance(TINY, 7) == make_instance(TINY, 7) != make_instance(TINY, 8)


def test_an_instance_keeps_the_format_and_its_candidates_are_not_busy() -> None:
    instance = load_instance(as_file(make_instance(TINY, 7)))
    assert len(instance.lines) == 18
    for position, scores in instance.scores.items():
        for first, last in instance.lines[position].spans:
            assert not any(s <= last and first <= e for person in scores for s, e in instance.busy[person])


@given(instances())
@settings(max_examples=40, deadline=None)
def test_highs_given_the_whole_model_finds_the_best_plan(raw: dict[str, Any]) -> None:
    chosen, bound = whole(load_instance(as_file(raw)), solve_highs, 60.0)
    best = value_of(raw, best_plan(raw))
    assert value_of(raw, chosen) == best
    assert bound == pytest.approx(best)
    assert not breaches(raw, chosen, bound)


@pytest.mark.parametrize("name", GREEDY)
@given(raw=instances())
@settings(max_examples=15, deadline=None)
def test_a_greedy_plan_keeps_the_rules_and_what_is_fixed(name: str, raw: dict[str, Any]) -> None:
    instance = load_instance(as_file(raw))
    chosen = list(GREEDY[name](instance, by_hash))
    assert not [each for each in breaches(raw, chosen, position_bound(instance)) if "too low" not in each]
    assert value_of(raw, best_plan(raw)) <= position_bound(instance)


def breaches(raw: dict[str, Any], chosen: list[tuple[str, str]], bound: float) -> list[str]:
    plan = load_plan(as_file(told(raw, chosen, bound=bound)))
    return [str(each) for each in check_plan(load_instance(as_file(raw)), plan).breaches]


def test_the_scarce_position_is_filled_first_where_that_is_the_rule() -> None:
    raw = two_jobs(gaps=[["gdl", "pvr", 9]])  # Ana can take one job only, and is the only one for b
    assert set(GREEDY["scarcest first"](_loaded(raw), by_hash)) == {("Ana", "b"), ("Beto", "a")}
    assert GREEDY["best score first"](_loaded(raw), by_hash) == [("Ana", "a")]


def _loaded(raw: dict[str, Any]) -> Instance:
    return load_instance(as_file(raw))


@pytest.mark.parametrize("method", ["scarcest first", "production by production, each optimal"])
def test_a_peer_writes_a_plan_that_the_checker_takes(method: str, tmp_path: Path) -> None:
    raw = make_instance(TINY, 7)
    file, plan = tmp_path / "tiny-7.json", tmp_path / "plan.json"
    file.write_text(json.dumps(raw))
    _plan_peer.main(method, file, plan, 5.0)
    answer = load_plan(plan.read_bytes())
    verdict = check_plan(_loaded(raw), answer)
    assert not verdict.breaches
    assert answer.objective == objective_of(_loaded(raw), set(answer.assignments))
    assert verdict.filled > 10
