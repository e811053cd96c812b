"""Small planning instances (format llamado-plan/1) with every optional key, and their best plan by trying all."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

Row = dict[str, Any]
Instance = Row
Plan = Row
Pair = tuple[str, str]
BASES = ("", "gdl", "pvr", "tlq")
WAYS = (["gdl", "pvr"], ["tlq", "gdl"], ["pvr", "tlq"], ["gdl", "gdl"])
MOST_CANDIDATES = 10
"""Trying all takes 2^10 plans at most."""


def days_of(position: Row) -> list[tuple[int, int]]:
    """Return the spans of a position as written."""
    return [tuple(span) for span in position.get("spans", [[position.get("starts"), position.get("ends")]])]


@st.composite
def spans(draw: st.DrawFn, most: int = 2) -> list[list[int]]:
    """Draw inclusive spans between day -5 and day 25; they may touch or overlap."""
    firsts = draw(st.lists(st.integers(-5, 20), min_size=1, max_size=most))
    return [[first, first + draw(st.integers(0, 5))] for first in firsts]


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Draw an instance that can be solved: what is fixed is allowed, and can stand together."""
    positions = [_position(draw, number) for number in range(draw(st.integers(1, 5)))]
    people: list[Row] = [
        {"id": f"c{number}", "busy": draw(st.just([]) | spans(1))} for number in range(draw(st.integers(1, 5)))
    ]
    named = [(person, position) for person in people for position in positions if not _is_busy(person, position)]
    chosen = draw(st.permutations(named))[:MOST_CANDIDATES]
    pairs = [(person["id"], position["id"]) for person, position in chosen]
    every = [[person["id"], position["id"]] for person in people for position in positions]
    score = st.sampled_from([0, 400, 400, 731, 1000]) | st.integers(0, 1000)
    gaps = draw(st.lists(st.sampled_from(WAYS), max_size=3, unique_by=tuple))
    instance: Instance = {
        "format": "llamado-plan/1",
        "positions": positions,
        "people": people,
        "candidates": [[*pair, draw(score)] for pair in pairs],
        "gaps": [[*bases, draw(st.integers(0, 6))] for bases in gaps],
        "previous": draw(st.lists(st.sampled_from(every), max_size=4, unique_by=tuple)),
        "change_cost": draw(st.sampled_from([0, 50, 3000])),
    }
    instance["fixed"] = _fixed(draw, instance, pairs)
    free = [pair for pair in every if pair not in instance["fixed"]]
    instance["forbidden"] = draw(st.lists(st.sampled_from(free), max_size=3, unique_by=tuple)) if free else []
    return instance


def _position(draw: st.DrawFn, number: int) -> Row:
    position: Row = {
        "id": f"p{number % 2}-{number}",
        "production": f"p{number % 2}",
        "quantity": draw(st.integers(1, 3)),
        "penalty": draw(st.sampled_from([0, 5, 700, 2000])),
    }
    if base := draw(st.sampled_from(BASES)):
        position["base"] = base
    told = draw(spans())
    if len(told) == 1 and draw(st.booleans()):
        position["starts"], position["ends"] = told[0]
    else:
        position["spans"] = told
    return position


def _is_busy(person: Row, position: Row) -> bool:
    return any(first <= e and s <= last for first, last in person["busy"] for s, e in days_of(position))


def _fixed(draw: st.DrawFn, instance: Instance, pairs: Sequence[Pair]) -> list[list[str]]:
    """Draw up to two candidates that can stand together."""
    fixed: list[Pair] = []
    for pair in pairs[: draw(st.integers(0, 2))]:
        if keeps_rules(instance, [*fixed, pair]):
            fixed.append(pair)
    return [list(pair) for pair in fixed]


def keeps_rules(instance: Instance, assigned: Sequence[Pair]) -> bool:
    """Return whether quantities hold and each person has the days and the ways for all that they take."""
    positions = {position["id"]: position for position in instance["positions"]}
    names = [position for _, position in assigned]
    if any(names.count(name) > positions[name]["quantity"] for name in names):
        return False
    return not any(
        one[0] == other[0] and _too_near(instance, positions[one[1]], positions[other[1]])
        for number, one in enumerate(assigned)
        for other in assigned[:number]
    )


def _too_near(instance: Instance, one: Row, other: Row) -> bool:
    """Return whether days of one, with as many days on each side as the way takes, touch days of the other."""
    bases = {one.get("base", ""), other.get("base", "")}
    way = max((days for a, b, days in instance["gaps"] if {a, b} == bases), default=0)
    wide = {day for first, last in days_of(one) for day in range(first - way, last + way + 1)}
    return bool(wide & {day for first, last in days_of(other) for day in range(first, last + 1)})


def value_of(instance: Instance, assigned: Sequence[Pair]) -> int:
    """Return the objective as the format words it."""
    scores = {(person, position): score for person, position, score in instance["candidates"]}
    names = [position for _, position in assigned]
    empty = sum((each["quantity"] - names.count(each["id"])) * each["penalty"] for each in instance["positions"])
    given_up = sum(tuple(pair) not in assigned for pair in instance.get("previous", []))
    scored: int = sum(scores[pair] for pair in assigned)
    value: int = scored - empty - given_up * instance.get("change_cost", 0)
    return value


def two_jobs(**changes: Any) -> Instance:
    """Return Ana and Beto for two jobs, days 1 to 5 and 7 to 9, at two bases that are one free day apart."""
    return {
        "format": "llamado-plan/1",
        "positions": [
            {"id": "a", "production": "x", "quantity": 1, "starts": 1, "ends": 5, "penalty": 2000, "base": "gdl"},
            {"id": "b", "production": "y", "quantity": 1, "spans": [[7, 9]], "penalty": 2000, "base": "pvr"},
        ],
        "people": [{"id": "Ana", "busy": [[20, 30]]}, {"id": "Beto", "busy": []}],
        "candidates": [["Ana", "a", 900], ["Ana", "b", 800], ["Beto", "a", 600]],
        "gaps": [["pvr", "gdl", 1]],
        **changes,
    }


def all_plans(instance: Instance) -> Iterator[list[Pair]]:
    """Yield every plan that keeps the rules."""
    fixed = [tuple(pair) for pair in instance.get("fixed", [])]
    open_pairs = [
        (person, position)
        for person, position, _ in instance["candidates"]
        if [person, position] not in instance.get("forbidden", []) and (person, position) not in fixed
    ]
    return _extended(instance, fixed, open_pairs)


def _extended(instance: Instance, assigned: list[Pair], rest: list[Pair]) -> Iterator[list[Pair]]:
    if not rest:
        yield assigned
        return
    yield from _extended(instance, assigned, rest[1:])
    if keeps_rules(instance, [*assigned, rest[0]]):
        yield from _extended(instance, [*assigned, rest[0]], rest[1:])


def best_plan(instance: Instance) -> list[Pair]:
    """Return a best plan, found by trying all."""
    return max(all_plans(instance), key=lambda assigned: value_of(instance, assigned))


def as_file(raw: Row) -> bytes:
    """Return an instance or a plan as a file."""
    return json.dumps(raw).encode()


def told(instance: Instance, assigned: Sequence[Pair], *, bound: float | None = None) -> Plan:
    """Return an honest plan file; without a bound it is told to be optimal."""
    objective = value_of(instance, assigned)
    above = objective if bound is None else bound
    return {
        "assignments": [list(pair) for pair in assigned],
        "objective": objective,
        "bound": above,
        "gap": (above - objective) / max(1, abs(objective)),
        "status": "optimal" if above - objective < 1 else "feasible",
        "seconds": 0.5,
    }
