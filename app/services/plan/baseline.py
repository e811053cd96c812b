"""What a plan is measured against: each production matched alone, first come first served, and all of them apart."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.models.plan import PlanPlacement, PlanProduction
from app.services.plan.lines import Line
from app.services.plan.pools import Chance, is_open
from app.services.plan.problem import Built, Pair
from app.services.plan.standing import clash
from matching.propose import Pick, propose
from matching.types import Position, Ranked, Ranking

Placed = dict[str, list[int]]
"""Line key -> people."""


@dataclass(frozen=True)
class Matches:
    """One match a production: `in_turn` each leaves to the next what is left, `apart` nobody looks at the others."""

    in_turn: Placed
    apart: Placed


def match_alone(built: Built, productions: Sequence[PlanProduction]) -> Matches:
    """Match every production on its own, exactly, with whoever is booked or held for it already.

    In turn: by priority, then by first day, as a commission would serve them.
    """
    engaged = {pair for pair, each in built.stands.pairs.items() if each.placement is not PlanPlacement.PINNED}
    lines = _by_production(built.ground.lines)
    order = sorted((each for each in productions if each.key in lines), key=lambda each: _turn(each, lines[each.key]))
    taken = _Taken(built.ground.lines, engaged)
    in_turn: Placed = {}
    apart: Placed = {}
    for production in order:
        mine = lines[production.key]
        own = {pair for pair in engaged if pair[1] in {line.key for line in mine}}
        others = _Taken(built.ground.lines, engaged - own)
        apart |= _match(built, mine, own, others)
        found = _match(built, mine, own, taken)
        in_turn |= found
        taken.add((person, key) for key, people in found.items() for person in people)
    return Matches(in_turn, apart)


def _by_production(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.position is not None:
            found.setdefault(line.production_key, []).append(line)
    return found


def _turn(production: PlanProduction, lines: Sequence[Line]) -> tuple[Any, ...]:
    return production.priority, min(line.starts_on for line in lines), production.ordinal


class _Taken:
    """Who stands where already."""

    def __init__(self, lines: Iterable[Line], pairs: Collection[Pair]) -> None:
        self._named = {line.key: line for line in lines}
        self._of: dict[int, list[Line]] = {}
        self.add(pairs)

    def add(self, pairs: Iterable[Pair]) -> None:
        """Note that people stand on lines."""
        for person, key in pairs:
            self._of.setdefault(person, []).append(self._named[key])

    def frees(self, person: int, line: Line) -> bool:
        """Return whether a person may stand on the line beside all that they have of other productions."""
        others = (each for each in self._of.get(person, ()) if each.production_key != line.production_key)
        return not any(clash(line, other) for other in others)


def _match(built: Built, lines: Sequence[Line], own: Collection[Pair], taken: _Taken) -> Placed:
    """Match one production's lines as a need is matched, with those who are open to this plan and not taken."""
    keys = {(line.position.key, line.trainee): line for line in lines if line.position is not None}
    positions: dict[int, Position] = {}
    rankings: dict[int, Ranking] = {}
    for line in lines:
        ranking = built.pools.ranking(line)
        if line.position is None or ranking is None:
            continue
        key = line.position.key
        positions.setdefault(key, replace(line.position, trainee_slots=0))
        open_to = _open(built, line, taken)
        if line.trainee:
            positions[key] = replace(positions[key], trainee_slots=line.quantity)
            rankings[key] = replace(rankings.get(key, ranking), trainee_order=open_to)
        else:
            rankings[key] = replace(ranking, order=open_to, trainee_order=())
    named = {line.key: line for line in lines}
    picks = [
        Pick(position.key, person, named[key].trainee)
        for person, key in sorted(own)
        if (position := named[key].position) is not None
    ]
    found = propose(list(positions.values()), rankings, built.ground.matcher.policy, picks)
    placed: Placed = {}
    for each in found.proposals:
        placed.setdefault(keys[each.position, each.trainee].key, []).append(each.person)
    return placed


def _open(built: Built, line: Line, taken: _Taken) -> tuple[Ranked, ...]:
    pool: Mapping[int, Chance] = built.pools.of(line.key)
    return tuple(
        Ranked(person, chance.score, chance.sure)
        for person, chance in pool.items()
        if is_open(chance, built.ground.view) and taken.frees(person, line)
    )


def list_double_demand(lines: Iterable[Line], placed: Placed) -> list[tuple[int, list[str]]]:
    """Return whom matches name for lines of different productions that one person can't both work on."""
    named = {line.key: line for line in lines}
    of: dict[int, list[Line]] = {}
    for key, people in placed.items():
        for person in people:
            of.setdefault(person, []).append(named[key])
    return [
        (person, sorted(line.key for line in mine))
        for person, mine in sorted(of.items())
        if any(
            a.production_key != b.production_key and clash(a, b) for number, a in enumerate(mine) for b in mine[:number]
        )
    ]


def tell_baseline(built: Built, productions: Sequence[PlanProduction]) -> dict[str, Any]:
    """Return the figures that a plan keeps of these matches, as plain values.

    `one_by_one` and `apart`: slots filled, their worth (as the plan weighs them), and filled by production; `apart`
    counts people whom several productions are promised on the same days, `double` lists them with their lines.
    """
    matches = match_alone(built, productions)
    double = list_double_demand(built.ground.lines, matches.apart)
    return {
        "one_by_one": _figures(built, matches.in_turn),
        "apart": _figures(built, matches.apart)
        | {"people": len({person for people in matches.apart.values() for person in people}), "twice": len(double)},
        "double": [{"crew_member_id": person, "lines": keys} for person, keys in double],
    }


def _figures(built: Built, placed: Placed) -> dict[str, Any]:
    by_production: dict[str, int] = {}
    worth = 0
    for line in built.ground.lines:
        count = len(placed.get(line.key, ()))
        by_production[line.production_key] = by_production.get(line.production_key, 0) + count
        worth += count * line.weight
    return {"filled": sum(by_production.values()), "worth": worth, "by_production": by_production}
