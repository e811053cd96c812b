"""Plans as files: problems of format llamado-plan/1 are read and written, answers are written.

What the format leaves open, as read here: a pair of `fixed` must be among the candidates (its score counts), a pair
of `previous` need not be (then it cannot be kept and always costs `change_cost`); overlapping spans of one position
are one span; a gap between a base and itself is rest between two jobs there; `busy` is already in the candidates.
"""

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan_fields import PlanFileError, fields_of, shown, text, whole
from matching.plan_types import PlanAnswer, PlanPosition, PlanProblem

__all__ = ["PlanFileError", "read_problem", "write_answer", "write_problem"]

FORMAT = "llamado-plan/1"
MOST_SCORE = 1000
MOST_DAY = 10_000_000
MOST_COST = 1_000_000_000
MOST_SLOTS = 1_000_000
Pairs = tuple[tuple[int, int], ...]


def read_problem(source: Path | bytes) -> PlanProblem:
    """Read a problem. Raises PlanFileError with the field and the row (counted from 0), OSError from the file."""
    raw = source if isinstance(source, bytes) else source.read_bytes()
    with _no_collecting():
        data = _parse(raw)
        positions = tuple(_position(row, at) for at, row in enumerate(_rows(data, "positions")))
        people = tuple(_person(row, at) for at, row in enumerate(_rows(data, "people")))
        position_ids = _index([position.id for position in positions], "positions")
        person_ids = _index(people, "people")
        person, position, score = _candidates(_rows(data, "candidates"), person_ids, position_ids)
        key = _unique(person, position, len(positions))

        def pairs(field: str) -> Pairs:
            return _pairs(_rows(data, field, optional=True), field, person_ids, position_ids)

        problem = PlanProblem(
            positions=positions,
            people=people,
            person=person,
            position=position,
            score=score,
            gaps=_gaps(_rows(data, "gaps", optional=True)),
            fixed=pairs("fixed"),
            forbidden=pairs("forbidden"),
            previous=pairs("previous"),
            change_cost=whole(data.get("change_cost", 0), "change_cost", 0, MOST_COST),
        )
        _check_fixed(problem, key)
    return problem


def write_problem(problem: PlanProblem) -> bytes:
    """Return the problem as a file; optional keys only where they say something. People's busy days are not known."""
    named = [problem.positions[at].id for at in range(len(problem.positions))]
    triples = zip(problem.person.tolist(), problem.position.tolist(), problem.score.tolist(), strict=True)
    data: dict[str, Any] = {
        "format": FORMAT,
        "positions": [_written(position) for position in problem.positions],
        "people": [{"id": person} for person in problem.people],
        "candidates": [[problem.people[person], named[at], score] for person, at, score in triples],
    }
    if problem.gaps:
        data["gaps"] = [[a, b, days] for (a, b), days in problem.gaps.items()]
    for field in ("fixed", "forbidden", "previous"):
        if pairs := getattr(problem, field):
            data[field] = [[problem.people[person], named[at]] for person, at in pairs]
    if problem.change_cost:
        data["change_cost"] = problem.change_cost
    return json.dumps(data, separators=(",", ":")).encode()


def write_answer(problem: PlanProblem, answer: PlanAnswer) -> bytes:
    """Return the answer as a file, with how many slots are filled in all and of each production."""
    productions: dict[str, dict[str, int]] = {}
    for position in problem.positions:
        count = productions.setdefault(position.production, {"filled": 0, "slots": 0})
        count["slots"] += position.quantity
    for _, at in answer.assignments:
        productions[problem.positions[at].production]["filled"] += 1
    data = {
        "assignments": [[problem.people[person], problem.positions[at].id] for person, at in answer.assignments],
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "status": answer.status,
        "seconds": round(answer.seconds, 3),
        "filled": len(answer.assignments),
        "slots": sum(position.quantity for position in problem.positions),
        "productions": productions,
    }
    return json.dumps(data, separators=(",", ":")).encode()


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Hold the garbage collector: half a million small lists, none in a cycle, are walked again and again else."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise PlanFileError(f"this is no JSON: {error}") from error
    if not isinstance(data, dict):
        raise PlanFileError("a problem is one JSON object")
    if data.get("format") != FORMAT:
        raise PlanFileError(f'format: expected "{FORMAT}", found {shown(data.get("format"))}')
    return data


def _rows(data: Mapping[str, Any], field: str, *, optional: bool = False) -> list[Any]:
    rows = data.get(field, [] if optional else None)
    if not isinstance(rows, list):
        raise PlanFileError(f"{field}: expected a list" + (f", found {shown(rows)}" if field in data else ""))
    return rows


def _person(row: object, at: int) -> str:
    return text(fields_of(row, f"people[{at}]").get("id"), f"people[{at}].id")


def _position(row: object, at: int) -> PlanPosition:
    where = f"positions[{at}]"
    fields = fields_of(row, where)
    return PlanPosition(
        id=text(fields.get("id"), f"{where}.id"),
        production=text(fields.get("production", ""), f"{where}.production", empty=True),
        quantity=whole(fields.get("quantity"), f"{where}.quantity", 1, MOST_SLOTS),
        spans=_spans(fields, where),
        penalty=whole(fields.get("penalty", 0), f"{where}.penalty", 0, MOST_COST),
        base=text(fields.get("base", ""), f"{where}.base", empty=True),
    )


def _spans(fields: Mapping[str, Any], where: str) -> tuple[tuple[int, int], ...]:
    """Return the spans in order, those that touch or overlap as one."""
    if "spans" not in fields:
        starts = whole(fields.get("starts"), f"{where}.starts", -MOST_DAY, MOST_DAY)
        return (_span([starts, fields.get("ends")], where, f"{where}.ends"),)
    rows = fields["spans"]
    if not isinstance(rows, list) or not rows:
        raise PlanFileError(f"{where}.spans: expected a list of [first day, last day], found {shown(rows)}")
    merged: list[tuple[int, int]] = []
    for first, last in sorted(_span(row, f"{where}.spans[{n}]", f"{where}.spans[{n}]") for n, row in enumerate(rows)):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _span(row: object, where: str, where_last: str) -> tuple[int, int]:
    if not isinstance(row, list) or len(row) != 2:  # noqa: PLR2004 - first and last day
        raise PlanFileError(f"{where}: expected [first day, last day], found {shown(row)}")
    first = whole(row[0], where, -MOST_DAY, MOST_DAY)
    last = whole(row[1], where_last, -MOST_DAY, MOST_DAY)
    if last < first:
        raise PlanFileError(f"{where_last}: the last day {last} is before the first day {first}")
    return first, last


def _written(position: PlanPosition) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": position.id,
        "production": position.production,
        "quantity": position.quantity,
        "penalty": position.penalty,
    }
    if len(position.spans) == 1:
        row["starts"], row["ends"] = position.spans[0]
    else:
        row["spans"] = [list(span) for span in position.spans]
    if position.base:
        row["base"] = position.base
    return row


def _index(ids: Sequence[str], field: str) -> dict[str, int]:
    index = {each: at for at, each in enumerate(ids)}
    if len(index) < len(ids):
        at = next(at for at, each in enumerate(ids) if index[each] != at)
        raise PlanFileError(f"{field}[{at}].id: {shown(ids[at])} stands again at {field}[{index[ids[at]]}]")
    return index


def _gaps(rows: list[Any]) -> dict[tuple[str, str], int]:
    gaps: dict[tuple[str, str], int] = {}
    for at, row in enumerate(rows):
        where = f"gaps[{at}]"
        if not isinstance(row, list) or len(row) != 3:  # noqa: PLR2004 - base, base, days
            raise PlanFileError(f"{where}: expected [base, base, days], found {shown(row)}")
        pair = text(row[0], where), text(row[1], where)
        days = whole(row[2], where, 0, MOST_DAY)
        if gaps.get(pair, days) != days or gaps.get(pair[::-1], days) != days:
            raise PlanFileError(f"{where}: {shown(list(pair))} stands twice with different days")
        gaps[pair] = days
    return gaps


def _columns(rows: list[Any], field: str, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows turned into columns; rows that are no lists of the right length are an error."""
    if set(map(type, rows)) - {list} or set(map(len, rows)) - {len(names)}:
        at = next(at for at, row in enumerate(rows) if not isinstance(row, list) or len(row) != len(names))
        raise PlanFileError(f"{field}[{at}]: expected [{', '.join(names)}], found {shown(rows[at])}")
    return list(zip(*rows, strict=True)) if rows else [() for _ in names]


def _indices(ids: Sequence[Any], index: Mapping[str, int], where: Callable[[int], str]) -> NDArray[np.int32]:
    try:
        return np.fromiter(map(index.__getitem__, ids), np.int32, len(ids))
    except (KeyError, TypeError):
        at = next(at for at, each in enumerate(ids) if not isinstance(each, str) or each not in index)
        raise PlanFileError(f"{where(at)} {shown(ids[at])} is not known") from None


def _candidates(
    rows: list[Any], person_ids: Mapping[str, int], position_ids: Mapping[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    people, positions, scores = _columns(rows, "candidates", ("person", "position", "score"))
    person = _indices(people, person_ids, lambda at: f"candidates[{at}]: person")
    position = _indices(positions, position_ids, lambda at: f"candidates[{at}]: position")
    if set(map(type, scores)) - {int} or (scores and not 0 <= min(scores) <= max(scores) <= MOST_SCORE):
        for at, score in enumerate(scores):
            whole(score, f"candidates[{at}]: score", 0, MOST_SCORE)
    return person, position, np.fromiter(scores, np.int32, len(scores))


def _unique(person: NDArray[np.int32], position: NDArray[np.int32], positions: int) -> NDArray[np.int64]:
    """Return a sorted key a candidate; the same pair twice is an error."""
    key = person.astype(np.int64) * positions + position
    ordered = np.sort(key)
    if (ordered[1:] == ordered[:-1]).any():
        order = np.argsort(key, kind="stable")
        again = np.flatnonzero(np.diff(key[order]) == 0)
        first, second = order[again[0]], order[again[0] + 1]
        raise PlanFileError(f"candidates[{second}]: the same person and position as candidates[{first}]")
    return ordered


def _pairs(rows: list[Any], field: str, person_ids: Mapping[str, int], position_ids: Mapping[str, int]) -> Pairs:
    people, positions = _columns(rows, field, ("person", "position"))
    person = _indices(people, person_ids, lambda at: f"{field}[{at}]: person")
    position = _indices(positions, position_ids, lambda at: f"{field}[{at}]: position")
    pairs = tuple(zip(person.tolist(), position.tolist(), strict=True))
    if len(set(pairs)) < len(pairs):
        at = next(at for at, pair in enumerate(pairs) if pair in pairs[:at])
        raise PlanFileError(f"{field}[{at}]: {shown(rows[at])} stands twice")
    return pairs


def _check_fixed(problem: PlanProblem, key: NDArray[np.int64]) -> None:
    for at, (person, position) in enumerate(problem.fixed):
        pair = shown([problem.people[person], problem.positions[position].id])
        wanted = person * len(problem.positions) + position
        found = int(np.searchsorted(key, wanted))
        if found == len(key) or key[found] != wanted:
            raise PlanFileError(f"fixed[{at}]: {pair} is not among the candidates")
        if (person, position) in problem.forbidden:
            raise PlanFileError(f"fixed[{at}]: {pair} is forbidden as well")
