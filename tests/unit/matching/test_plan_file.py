"""Plan files: what is read is what was written, and each mistake is named with its field and row."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching.plan_file import PlanFileError, read_problem, write_answer, write_problem
from matching.plan_types import PlanAnswer


def sample(**changes: Any) -> bytes:
    data: dict[str, Any] = {
        "format": "llamado-plan/1",
        "positions": [
            {"id": "a", "production": "p", "quantity": 2, "starts": 1, "ends": 5, "penalty": 2000, "base": "gdl"},
            {"id": "b", "production": "q", "quantity": 1, "spans": [[9, 9], [3, 4], [5, 6]], "penalty": 10},
        ],
        "people": [{"id": "ana", "busy": [[7, 9]]}, {"id": "beto"}],
        "candidates": [["ana", "a", 700], ["beto", "a", 0], ["beto", "b", 1000]],
        "gaps": [["gdl", "pvr", 1]],
        "fixed": [["ana", "a"]],
        "forbidden": [["ana", "b"]],
        "previous": [["beto", "b"]],
        "change_cost": 50,
    }
    return json.dumps({**data, **changes}).encode()


def position(**changes: Any) -> list[dict[str, Any]]:
    row = {"id": "a", "production": "p", "quantity": 2, "starts": 1, "ends": 5, "penalty": 2000}
    return [{key: value for key, value in {**row, **changes}.items() if value is not None}]


def test_a_problem_is_read_with_all_its_optional_keys(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_bytes(sample())
    problem = read_problem(path)
    assert [each.id for each in problem.positions] == ["a", "b"]
    assert problem.positions[0].spans == ((1, 5),)
    assert problem.positions[1].spans == ((3, 6), (9, 9))  # spans that touch are one
    assert problem.positions[0].base == "gdl"
    assert problem.people == ("ana", "beto")
    assert problem.person.tolist() == [0, 1, 1]
    assert problem.position.tolist() == [0, 0, 1]
    assert problem.score.tolist() == [700, 0, 1000]
    assert problem.score.dtype == np.int32
    assert problem.gaps == {("gdl", "pvr"): 1}
    assert (problem.fixed, problem.forbidden, problem.previous) == (((0, 0),), ((0, 1),), ((1, 1),))
    assert problem.change_cost == 50


def test_a_problem_that_is_written_is_read_as_it_was() -> None:
    problem = read_problem(sample())
    again = read_problem(write_problem(problem))
    assert again.positions == problem.positions
    assert again.people == problem.people
    for column in ("person", "position", "score"):
        assert np.array_equal(getattr(again, column), getattr(problem, column))
    for field in ("gaps", "fixed", "forbidden", "previous", "change_cost"):
        assert getattr(again, field) == getattr(problem, field)


def test_a_problem_without_anybody_is_a_problem() -> None:
    problem = read_problem(sample(people=[], candidates=[], fixed=[], forbidden=[], previous=[]))
    assert problem.person.size == 0


def test_an_answer_tells_who_stands_where_and_how_many_slots_each_production_has() -> None:
    answer = PlanAnswer(((0, 0), (1, 1)), -300, -299.0, 1 / 300, "feasible", 0.12345)
    told = json.loads(write_answer(read_problem(sample()), answer))
    assert told["assignments"] == [["ana", "a"], ["beto", "b"]]
    assert (told["objective"], told["bound"], told["gap"], told["status"]) == (-300, -299.0, 1 / 300, "feasible")
    assert told["seconds"] == 0.123
    assert (told["filled"], told["slots"]) == (2, 3)
    assert told["productions"] == {"p": {"filled": 1, "slots": 2}, "q": {"filled": 1, "slots": 1}}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{", "this is no JSON"),
        (b"\xff\xfe\x00", "this is no JSON"),
        (b"[" * 100_000, "this is no JSON"),
        (b"[]", "one JSON object"),
        (sample(format="llamado-plan/2"), 'format: expected "llamado-plan/1", found "llamado-plan/2"'),
        (sample(positions=None), "positions: expected a list, found null"),
        (json.dumps({"format": "llamado-plan/1"}).encode(), "positions: expected a list"),
        (sample(positions=[3]), "positions[0]: expected an object, found 3"),
        (sample(positions=position(id="")), "positions[0].id: expected a text"),
        (sample(positions=position() + position()), 'positions[0].id: "a" stands again at positions[1]'),
        (sample(positions=position(quantity=0)), "positions[0].quantity: expected a whole number from 1"),
        (sample(positions=position(quantity=1.0)), "positions[0].quantity"),
        (sample(positions=position(penalty=-1)), "positions[0].penalty"),
        (sample(positions=position(ends=0)), "positions[0].ends: the last day 0 is before the first day 1"),
        (sample(positions=position(starts=None)), "positions[0].starts: expected a whole number"),
        (sample(positions=position(spans=[])), "positions[0].spans: expected a list"),
        (sample(positions=position(spans=[[1, 2], [5]])), "positions[0].spans[1]: expected [first day, last day]"),
        (sample(positions=position(spans=[[1, 2], [5, 4]])), "positions[0].spans[1]: the last day 4"),
        (sample(people=[{"id": "ana"}, {"id": 7}]), "people[1].id: expected a text, found 7"),
        (sample(people=[{"id": "ana"}, {"id": "ana"}]), 'people[0].id: "ana" stands again at people[1]'),
        (sample(candidates=["abc"]), "candidates[0]: expected [person, position, score]"),
        (sample(candidates=[["ana", "a"]]), 'candidates[0]: expected [person, position, score], found ["ana", "a"]'),
        (sample(candidates=[["ana", "a", 1], ["eva", "a", 1]]), 'candidates[1]: person "eva" is not known'),
        (sample(candidates=[["ana", ["a"], 1]]), 'candidates[0]: position ["a"] is not known'),
        (sample(candidates=[["ana", "a", 1001]]), "candidates[0]: score: expected a whole number from 0 to 1000"),
        (sample(candidates=[["ana", "a", True]]), "candidates[0]: score: expected a whole number"),
        (
            sample(candidates=[["beto", "a", 1], ["ana", "a", 1], ["beto", "a", 2]]),
            "candidates[2]: the same person and position as candidates[0]",
        ),
        (sample(gaps=[["gdl", "pvr"]]), "gaps[0]: expected [base, base, days]"),
        (sample(gaps=[["gdl", "pvr", -1]]), "gaps[0]: expected a whole number"),
        (sample(gaps=[["gdl", "pvr", 1], ["pvr", "gdl", 2]]), 'gaps[1]: ["pvr", "gdl"] stands twice'),
        (sample(fixed=[["ana", "b"]]), 'fixed[0]: ["ana", "b"] is not among the candidates'),
        (sample(forbidden=[["ana", "a"]]), 'fixed[0]: ["ana", "a"] is forbidden as well'),
        (sample(previous=[["ana", "a"], ["ana", "c"]]), 'previous[1]: position "c" is not known'),
        (sample(previous=[["ana", "a"], ["ana", "a"]]), 'previous[1]: ["ana", "a"] stands twice'),
        (sample(change_cost="50"), "change_cost: expected a whole number"),
    ],
)
def test_a_mistake_is_named_with_its_field_and_row(raw: bytes, message: str) -> None:
    with pytest.raises(PlanFileError) as told:
        read_problem(raw)
    assert message in str(told.value)
