"""The crew list's proposal: one person a slot, nobody twice on a day, over all positions of a need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.assign import Line, assign
from matching.types import Position, Ranked, Ranking
from matching.unfilled import Unfilled, explain_open
from matching.weights import Policy


@dataclass(frozen=True, slots=True)
class Proposal:
    """A person put forward for one slot of a crew list."""

    position: int
    slot: int
    person: int
    trainee: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice that staff made: it stands, and its person is not proposed again on these days."""

    position: int
    person: int
    trainee: bool = False


@dataclass(frozen=True, slots=True)
class CrewList:
    """The proposal of a need: who stands on which slot, and which slots stay open and why."""

    proposals: tuple[Proposal, ...]
    unfilled: tuple[Unfilled, ...]


def propose(
    positions: Sequence[Position], rankings: Mapping[int, Ranking], policy: Policy, picks: Iterable[Pick] = ()
) -> CrewList:
    """Fill the slots of a need: first as many as can be by priority, then the best total score.

    Exact, as long as each ranking is as deep as the need has slots (`slots_of`): by exchange, a
    line never needs one further down. Ties fall by each line's own order, so the same rankings give the same list.
    """
    picked = _by_line(picks)
    lines = [line for position in positions for line in _lines(position, rankings[position.key], policy)]
    lines.sort(key=lambda line: (line.position.key, line.trainee))
    open_lines = [_without_picks(line, picked, lines) for line in lines]
    chosen = {_key(line): list(picked.get(_key(line), ())) for line in lines}
    for group in _groups(open_lines):
        for at, people in assign(group, policy).items():
            chosen[_key(group[at])] += people
    proposals = [
        Proposal(line.position.key, slot, person, line.trainee)
        for line in lines
        for slot, person in enumerate(chosen[_key(line)])
    ]
    unfilled = [
        explain_open(line, len(chosen[_key(line)]), rankings[line.position.key], policy)
        for line in lines
        if line.slots > len(chosen[_key(line)])
    ]
    return CrewList(tuple(proposals), tuple(unfilled))


def slots_of(positions: Iterable[Position]) -> int:
    """Return the slots of a need, trainees with them: how deep the rankings must reach for an exact proposal."""
    return sum(position.quantity + position.trainee_slots for position in positions)


def _key(line: Line) -> tuple[int, bool]:
    return line.position.key, line.trainee


def _by_line(picks: Iterable[Pick]) -> dict[tuple[int, bool], list[int]]:
    found: dict[tuple[int, bool], list[int]] = {}
    for pick in picks:
        found.setdefault((pick.position, pick.trainee), []).append(pick.person)
    return found


def _lines(position: Position, ranking: Ranking, policy: Policy) -> list[Line]:
    lines = [Line(position, _proposable(ranking.order, policy), position.quantity)]
    if position.trainee_slots:
        trainees = _proposable(ranking.trainee_order, policy)
        lines.append(Line(position, trainees, position.trainee_slots, trainee=True))
    return lines


def _proposable(candidates: tuple[Ranked, ...], policy: Policy) -> tuple[Ranked, ...]:
    if policy.propose_unconfirmed:
        return candidates
    return tuple(c for c in candidates if c.sure)


def _without_picks(line: Line, picked: Mapping[tuple[int, bool], list[int]], lines: Sequence[Line]) -> Line:
    """Return what is left of the line once staff's picks stand."""
    busy = {
        person for other in lines if other.position.shares_day(line.position) for person in picked.get(_key(other), ())
    }
    own = len(picked.get(_key(line), ()))
    rest = tuple(c for c in line.candidates if c.person not in busy)
    return Line(line.position, rest, max(line.slots - own, 0), line.trainee)


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines in groups that share no candidate, each cut to as many candidates as the group has slots."""
    groups = _connected([line for line in lines if line.slots])
    while True:
        cut = [[_top(line, sum(each.slots for each in group)) for line in group] for group in groups]
        finer = [part for group in cut for part in _connected(group)]
        if len(finer) == len(groups):
            return finer
        groups = finer


def _top(line: Line, count: int) -> Line:
    return Line(line.position, line.candidates[:count], line.slots, line.trainee)


def _connected(lines: Sequence[Line]) -> list[list[Line]]:
    """Union-find over shared people; groups and lines keep their order."""
    parent = list(range(len(lines)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[int, int] = {}
    for at, line in enumerate(lines):
        for candidate in line.candidates:
            parent[root(at)] = root(first.setdefault(candidate.person, at))
    groups: dict[int, list[Line]] = {}
    for at, line in enumerate(lines):
        groups.setdefault(root(at), []).append(line)
    return list(groups.values())
