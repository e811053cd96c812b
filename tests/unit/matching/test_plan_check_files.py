"""Files that hold no instance or no plan: refused with the place, never a traceback."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.plan_check import check_plan
from matching.plan_check_files import UnreadablePlanError, load_instance, load_plan
from tests.factories.plan_instances import Instance, as_file, instances, told, two_jobs

MALFORMED: dict[str, tuple[Callable[[Instance], object], str]] = {
    "format": (lambda raw: raw.update(format="llamado-plan/2"), '"format" must be "llamado-plan/1"'),
    "no positions": (lambda raw: raw.pop("positions"), "positions must be a list"),
    "position": (lambda raw: raw["positions"].append(3), "positions[2] must be an object"),
    "id twice": (lambda raw: raw["positions"].append(raw["positions"][0]), "positions[2]: the id a stands twice"),
    "quantity": (lambda raw: raw["positions"][0].update(quantity=True), "positions[0].quantity must be a whole"),
    "negative": (lambda raw: raw["positions"][0].update(penalty=-1), "must not be negative"),
    "no days": (lambda raw: raw["positions"][0].pop("ends"), "positions[0].starts, ends[0] must be a whole number"),
    "backwards": (lambda raw: raw["positions"][1].update(spans=[[9, 7]]), "positions[1].spans[0] ends before"),
    "no spans": (lambda raw: raw["positions"][1].update(spans=[]), "positions[1].spans is empty"),
    "span": (
        lambda raw: raw["positions"][1].update(spans=[[7]]),
        "positions[1].spans[0] must be [first day, last day]",
    ),
    "busy": (lambda raw: raw["people"][0].update(busy=7), "people[0].busy must be a list"),
    "pair": (lambda raw: raw["candidates"].append(["Ana", "a"]), "candidates[3] must be [person, position, score]"),
    "person": (lambda raw: raw["candidates"].append(["Eva", "a", 1]), "candidates[3] names Eva"),
    "no text": (lambda raw: raw["candidates"].append([[], "a", 1]), "candidates[3] names []"),
    "line": (lambda raw: raw["candidates"].append(["Beto", "z", 1]), "candidates[3] names z"),
    "score": (lambda raw: raw["candidates"].append(["Beto", "b", 1001]), "candidates[3] has the score 1001"),
    "again": (lambda raw: raw["candidates"].append(["Ana", "a", 9]), "candidates[3] names Ana for a a second time"),
    "gap": (lambda raw: raw["gaps"].append(["a", "b"]), "gaps[1] must be [base, base, days]"),
    "gap back": (lambda raw: raw["gaps"].append(["a", "b", -1]), "gaps[1]: days must not be negative"),
    "fixed": (lambda raw: raw.update(fixed=[["Eva", "a"]]), "fixed: Eva, a: one of them is not in the file"),
    "previous": (lambda raw: raw.update(previous=[["Eva"]]), "previous[0] must be [person, position]"),
    "cost": (lambda raw: raw.update(change_cost=-5), "change_cost must not be negative"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_an_instance_that_is_none_is_refused_by_place(name: str) -> None:
    raw = two_jobs()
    spoil, message = MALFORMED[name]
    spoil(raw)
    with pytest.raises(UnreadablePlanError) as caught:
        load_instance(as_file(raw))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (b"", "it is no JSON"),
        (b"\xff\xfe\x00", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b"[]", "it must be a JSON object"),
        (b'{"objective": NaN}', "NaN is no number of JSON"),
        (b'{"objective": ' + b"9" * 5000 + b"}", "it is no JSON"),
        (b'{"status": "optimal"}', "no assignments, objective, bound, gap, seconds in it"),
    ],
)
def test_a_file_that_holds_no_plan_is_refused(file: bytes, message: str) -> None:
    with pytest.raises(UnreadablePlanError) as caught:
        load_plan(file)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("assignments", {}, "assignments must be a list"),
        ("assignments", [["Ana"]], "assignments[0] must be [person, position]"),
        ("assignments", [["Ana", 1]], "assignments[0] must be text, not 1"),
        ("objective", 1.5, "objective must be a whole number, not 1.5"),
        ("objective", 10**400, "objective must be a whole number"),
        ("bound", "12", "bound must be a number, not 12"),
        ("bound", 10**16, "bound must be a number"),
        ("gap", None, "gap must be a number, not None"),
        ("status", "best", "status must be one of optimal, feasible, not best"),
        ("status", [], "status must be one of optimal, feasible, not []"),
        ("seconds", True, "seconds must be a number, not True"),
    ],
)
def test_a_key_of_another_kind_is_refused_by_name(key: str, value: object, message: str) -> None:
    plan = {**told(two_jobs(), [("Ana", "a")]), key: value}
    with pytest.raises(UnreadablePlanError) as caught:
        load_plan(json.dumps(plan).encode())
    assert str(caught.value).startswith(message)


ODD: list[Any] = [None, True, -1, 0, 10**30, 1.5, 1e300, "", "a", "\ud800", [], [[]], {}, [1, 2], [["Ana", "a"]]]


@given(instances(), st.data())
@settings(max_examples=100, deadline=None)
def test_whatever_stands_in_a_place_the_file_is_checked_or_refused(instance: Instance, data: st.DataObject) -> None:
    plan = told(instance, [])
    holder: Any = data.draw(st.sampled_from([instance, plan]))
    while True:
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        key = data.draw(st.sampled_from(keys))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            holder[key] = data.draw(st.sampled_from(ODD))
            break
        holder = inner
    try:
        verdict = check_plan(load_instance(as_file(instance)), load_plan(as_file(plan)))
        lines = [str(breach) for breach in verdict.breaches]
    except UnreadablePlanError as error:
        lines = [str(error)]
    assert all(line.isprintable() for line in lines)
