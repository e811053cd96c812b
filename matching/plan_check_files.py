"""Reads an instance and a plan (format llamado-plan/1) for the checker, with the standard library alone.

It shares no code with the planner, so that a misreading of the format by one is seen by the other.
"""

import gc
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

FORMAT = "llamado-plan/1"
TOP_SCORE = 1000
LARGEST = 10**15
"""No figure of a plan is larger; sums of them stay exact."""
STATUSES = ("optimal", "feasible")
Pair = tuple[str, str]
"""Person and position, by id."""
Spans = tuple[tuple[int, int], ...]
"""Inclusive day numbers, in order."""


class UnreadablePlanError(ValueError):
    """The instance or the plan is not what the format says; the message names the place."""


@dataclass(frozen=True, slots=True)
class Line:
    """One position of an instance."""

    quantity: int
    spans: Spans
    penalty: int
    base: str


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance as written: `scores` is position -> person -> score; `gaps` has each two bases once, in order.

    A gap that a base is told to have to itself is rest between two positions there.
    """

    lines: Mapping[str, Line]
    busy: Mapping[str, Spans]
    scores: Mapping[str, Mapping[str, int]]
    gaps: Mapping[Pair, int]
    fixed: frozenset[Pair]
    forbidden: frozenset[Pair]
    previous: frozenset[Pair]
    change_cost: int


@dataclass(frozen=True, slots=True)
class ToldPlan:
    """A plan and what it tells of itself; nothing of it is believed yet."""

    assignments: tuple[Pair, ...]
    objective: int
    bound: float
    gap: float
    status: str
    seconds: float


def load_instance(file: bytes) -> Instance:
    """Read an instance; raise UnreadablePlanError where the file is not one."""
    with _no_collecting():
        return _instance(_load(file))


def load_plan(file: bytes) -> ToldPlan:
    """Read a plan; raise UnreadablePlanError where a key is missing or of another kind."""
    raw = _load(file)
    missing = [key for key in ToldPlan.__slots__ if key not in raw]
    if missing:
        _refuse(f"no {', '.join(missing)} in it")
    if raw["status"] not in STATUSES:
        _refuse(f"status must be one of {', '.join(STATUSES)}, not {shown(raw['status'])}")
    return ToldPlan(
        assignments=tuple(_pairs(_list(raw, "assignments"), "assignments")),
        objective=_whole(raw["objective"], "objective"),
        bound=_number(raw["bound"], "bound"),
        gap=_number(raw["gap"], "gap"),
        status=raw["status"],
        seconds=_number(raw["seconds"], "seconds"),
    )


def shown(value: object) -> str:
    """Return an id as it is, or escaped where printing it would break the line."""
    if isinstance(value, str) and value and value.isprintable() and not value.isspace():
        return value
    return ascii(value) if len(ascii(value)) <= 60 else ascii(value)[:60] + "…"  # noqa: PLR2004 - half a line


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Switch the garbage collector off: half a million rows, none garbage, double its work and the seconds."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _instance(raw: dict[str, Any]) -> Instance:
    if raw.get("format") != FORMAT:
        _refuse(f'"format" must be "{FORMAT}", not {shown(raw.get("format"))}')
    lines = _lines(_list(raw, "positions"))
    busy = _people(_list(raw, "people"))
    change_cost = _whole(raw.get("change_cost", 0), "change_cost")
    if change_cost < 0:
        _refuse("change_cost must not be negative")
    return Instance(
        lines=lines,
        busy=busy,
        scores=_scores(_list(raw, "candidates"), lines, busy),
        gaps=_gaps(_list(raw, "gaps", optional=True)),
        fixed=_known_pairs(raw, "fixed", lines, busy),
        forbidden=_known_pairs(raw, "forbidden", lines, busy),
        previous=_known_pairs(raw, "previous", lines, busy),
        change_cost=change_cost,
    )


def _refuse(message: str) -> NoReturn:
    raise UnreadablePlanError(message)


def _no_constant(name: str) -> NoReturn:
    _refuse(f"{name} is no number of JSON")


def _load(file: bytes) -> dict[str, Any]:
    """Return the object in a file of JSON."""
    try:
        raw = json.loads(file, parse_constant=_no_constant)
    except UnreadablePlanError:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadablePlanError(f"it is no JSON: {error}") from error
    if not isinstance(raw, dict):
        _refuse("it must be a JSON object")
    return raw


def _list(raw: dict[str, Any], key: str, *, optional: bool = False) -> list[Any]:
    value = raw.get(key, [] if optional else None)
    if not isinstance(value, list):
        _refuse(f"{key} must be a list")
    return value


def _whole(value: Any, where: str) -> int:
    if type(value) is not int or not -LARGEST <= value <= LARGEST:
        _refuse(f"{where} must be a whole number, not {shown(value)}")
    return value


def _number(value: Any, where: str) -> float:
    if type(value) not in {int, float} or not -LARGEST <= value <= LARGEST:
        _refuse(f"{where} must be a number, not {shown(value)}")
    return float(value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        _refuse(f"{where} must be text, not {shown(value)}")
    return value


def _objects(rows: list[Any], what: str) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Yield where it stands, id and object of each row; ids are there and differ."""
    seen: set[str] = set()
    for number, row in enumerate(rows):
        where = f"{what}[{number}]"
        if not isinstance(row, dict):
            _refuse(f"{where} must be an object")
        name = _text(row.get("id"), f"{where}.id")
        if name in seen:
            _refuse(f"{where}: the id {shown(name)} stands twice")
        seen.add(name)
        yield where, name, row


def _spans(value: Any, where: str) -> Spans:
    if not isinstance(value, list):
        _refuse(f"{where} must be a list")
    spans = []
    for number, span in enumerate(value):
        place = f"{where}[{number}]"
        if not isinstance(span, list) or len(span) != 2:  # noqa: PLR2004 - first and last day
            _refuse(f"{place} must be [first day, last day]")
        first, last = _whole(span[0], place), _whole(span[1], place)
        if first > last:
            _refuse(f"{place} ends before it begins")
        spans.append((first, last))
    return tuple(sorted(spans))


def _lines(rows: list[Any]) -> dict[str, Line]:
    lines = {}
    for where, name, row in _objects(rows, "positions"):
        _text(row.get("production", ""), f"{where}.production")
        told = row["spans"] if "spans" in row else [[row.get("starts"), row.get("ends")]]
        line = Line(
            quantity=_whole(row.get("quantity"), f"{where}.quantity"),
            spans=_spans(told, f"{where}.spans" if "spans" in row else f"{where}.starts, ends"),
            penalty=_whole(row.get("penalty", 0), f"{where}.penalty"),
            base=_text(row.get("base", ""), f"{where}.base"),
        )
        if line.quantity < 0 or line.penalty < 0:
            _refuse(f"{where}: quantity and penalty must not be negative")
        if not line.spans:
            _refuse(f"{where}.spans is empty")
        lines[name] = line
    return lines


def _people(rows: list[Any]) -> dict[str, Spans]:
    return {name: _spans(row.get("busy", []), f"{where}.busy") for where, name, row in _objects(rows, "people")}


def _scores(rows: list[Any], lines: dict[str, Line], busy: dict[str, Spans]) -> dict[str, dict[str, int]]:
    """Return position -> person -> score. Half a million rows: a sound one costs one look, a bad one is explained."""
    scores: dict[str, dict[str, int]] = {name: {} for name in lines}
    for number, row in enumerate(rows):
        try:
            person, position, score = row
            at = scores[position]
            sound = person in busy and type(score) is int and 0 <= score <= TOP_SCORE and person not in at
        except (TypeError, ValueError, KeyError):
            sound = False
        if not sound:
            _refuse(f"candidates[{number}] {_fault_of_candidate(row, scores, busy)}")
        at[person] = score
    return scores


def _fault_of_candidate(row: Any, scores: dict[str, dict[str, int]], busy: dict[str, Spans]) -> str:
    if not isinstance(row, list) or len(row) != 3:  # noqa: PLR2004 - person, position, score
        return "must be [person, position, score]"
    person, position, score = row
    if not isinstance(person, str) or person not in busy:
        return f"names {shown(person)}, who is not among the people"
    if not isinstance(position, str) or position not in scores:
        return f"names {shown(position)}, which is not among the positions"
    if type(score) is not int or not 0 <= score <= TOP_SCORE:
        return f"has the score {shown(score)}; scores are whole numbers from 0 to {TOP_SCORE}"
    return f"names {shown(person)} for {shown(position)} a second time"


def _gaps(rows: list[Any]) -> dict[Pair, int]:
    """Return the days between two bases; told twice (in either order), the longer ones count."""
    gaps: dict[Pair, int] = {}
    for number, row in enumerate(rows):
        where = f"gaps[{number}]"
        if not isinstance(row, list) or len(row) != 3:  # noqa: PLR2004 - base, base, days
            _refuse(f"{where} must be [base, base, days]")
        one, other, days = _text(row[0], where), _text(row[1], where), _whole(row[2], where)
        if days < 0:
            _refuse(f"{where}: days must not be negative")
        bases = (min(one, other), max(one, other))
        gaps[bases] = max(days, gaps.get(bases, 0))
    return gaps


def _pairs(rows: list[Any], what: str) -> Iterable[Pair]:
    for number, row in enumerate(rows):
        where = f"{what}[{number}]"
        if not isinstance(row, list) or len(row) != 2:  # noqa: PLR2004 - person, position
            _refuse(f"{where} must be [person, position]")
        yield _text(row[0], where), _text(row[1], where)


def _known_pairs(raw: dict[str, Any], key: str, lines: dict[str, Line], busy: dict[str, Spans]) -> frozenset[Pair]:
    """Return the pairs under an optional key; both halves must be known."""
    pairs = frozenset(_pairs(_list(raw, key, optional=True), key))
    for person, position in sorted(pairs):
        if person not in busy or position not in lines:
            _refuse(f"{key}: {shown(person)}, {shown(position)}: one of them is not in the file")
    return pairs
