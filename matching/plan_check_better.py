"""Looks for a better plan than the one that is checked: a plan above the told bound proves that the bound lies.

Moves are chains: a slot that is empty or given up is filled by somebody free, or by somebody who leaves another slot,
which is filled in turn (a shortest-path step over positions, `DEPTH` times), and swaps of two people. A chain is
reckoned from the plan as it stands; before it counts it is carried out and every rule looked at again, so that
whatever is found here is a real plan. Finding nothing proves nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from matching.plan_check_files import Instance, Pair
from matching.plan_check_rules import can_both, shared_days

DEPTH = 4
"""Longest chain looked at: this many people change places, and one comes in."""
ROUNDS = 4
"""Each round reckons all chains from the plan as it then stands."""
LOOKS = 1_500_000
"""Pairs of people and positions that are looked at before the search stops: about a second."""


_Single = tuple[str, str, str, int]
"""Person, position to take, the only one to leave for it, change of the person's value."""


@dataclass(frozen=True, slots=True)
class _Move:
    """A person leaves one position and takes another; either may be none."""

    person: str
    leaves: str | None
    takes: str | None


@dataclass(frozen=True, slots=True)
class _Refill:
    """The best way found to fill one slot: what the whole plan gains, and the moves."""

    gain: int
    moves: tuple[_Move, ...] = ()


def better_plan(instance: Instance, assigned: Iterable[Pair], *, past: float) -> int:
    """Return the objective of the best plan found from one that keeps all rules; stop at one above `past`."""
    search = _Search(instance, assigned)
    for _ in range(ROUNDS):
        before = search.objective
        for moves in search.chains():
            search.try_moves(moves)
            if search.objective > past:
                return search.objective
        if search.objective == before or search.looks > LOOKS:
            break
    return search.objective


class _Search:
    """A plan that is being changed; `works` is person -> positions, `crew` position -> people."""

    def __init__(self, instance: Instance, assigned: Iterable[Pair]) -> None:
        self.instance = instance
        self.value = _values(instance)
        self.works: dict[str, set[str]] = {}
        self.crew: dict[str, set[str]] = {name: set() for name in instance.lines}
        self.looks = 0
        self._fits: dict[Pair, bool] = {}
        for person, position in assigned:
            self._put(person, position)
        self.objective = sum(
            sum(self.value[name][person] for person in crew) - self._penalty(name) for name, crew in self.crew.items()
        ) - instance.change_cost * len(instance.previous)

    def chains(self) -> Iterator[tuple[_Move, ...]]:
        """Yield what might gain, the most promising first."""
        singles = list(self._single_moves())
        refills = self._refills(singles)
        starts = []
        for name, line in self.instance.lines.items():
            refill = refills[name]
            if len(self.crew[name]) < line.quantity and refill.gain > -line.penalty:
                starts.append((refill.gain + line.penalty, refill.moves))
            for person in sorted(self.crew[name]):
                gain = refill.gain - self.value[name][person]
                if gain > 0 and (person, name) not in self.instance.fixed:
                    starts.append((gain, (_Move(person, name, None), *refill.moves)))
        starts.extend(self._swaps(singles))
        yield from (moves for _, moves in sorted(starts, key=lambda start: -start[0]))

    def try_moves(self, moves: tuple[_Move, ...]) -> None:
        """Carry out moves if every rule holds afterwards and the plan is better; else leave it as it was."""
        leaves = [(move.person, move.leaves) for move in moves if move.leaves is not None]
        takes = [(move.person, move.takes) for move in moves if move.takes is not None]
        if len(set(leaves)) < len(leaves) or any(person not in self.crew[name] for person, name in leaves):
            return
        touched = {name for _, name in leaves + takes}
        before = self._worth(touched)
        for person, name in leaves:
            self._take_away(person, name)
        taken = list(takewhile(lambda pair: self._take(*pair), takes))
        gain = self._worth(touched) - before
        if len(taken) == len(takes) and gain > 0:
            self.objective += gain
            return
        for person, name in taken:
            self._take_away(person, name)
        for person, name in leaves:
            self._put(person, name)

    def _take(self, person: str, name: str) -> bool:
        """Put the person on a slot if there is one and they can; return whether."""
        able = len(self.crew[name]) < self.instance.lines[name].quantity and self._may_take(person, name)
        if able:
            self._put(person, name)
        return able

    def _refills(self, singles: Sequence[_Single]) -> dict[str, _Refill]:
        """Return the best refill of a slot of each position, by chains of up to DEPTH people."""
        refills = {name: self._free_refill(name) for name in self.crew}
        for _ in range(DEPTH):
            deeper = dict(refills)
            for person, takes, leaves, gain in singles:
                after = gain + refills[leaves].gain
                if after > deeper[takes].gain and takes not in {move.takes for move in refills[leaves].moves}:
                    deeper[takes] = _Refill(after, (_Move(person, leaves, takes), *refills[leaves].moves))
            self.looks += len(singles)
            if deeper == refills or self.looks > LOOKS:
                break
            refills = deeper
        return refills

    def _free_refill(self, name: str) -> _Refill:
        """Return the slot filled by the best person who is free for it, or left empty."""
        at = self.value[name]
        self.looks += len(at) // 8  # a set operation looks at many in the time of one
        idle = at.keys() - self.works.keys()
        best = self._best(name, idle, -self.instance.lines[name].penalty)
        working = (at.keys() & self.works.keys()) - self.crew[name]
        return self._best(name, {person for person in working if at[person] > best.gain}, best.gain, best)

    def _best(self, name: str, people: set[str], floor: int, otherwise: _Refill | None = None) -> _Refill:
        at = self.value[name]
        for person in _descending(people, at):
            if at[person] <= floor:
                break
            if self._may_take(person, name):
                return _Refill(at[person], (_Move(person, None, name),))
        return otherwise or _Refill(floor)

    def _single_moves(self) -> Iterator[_Single]:
        """Yield person, position to take, the only one they must leave for it, and the change of their value."""
        for takes, at in self.value.items():
            for person in sorted((at.keys() & self.works.keys()) - self.crew[takes]):
                blocking = [each for each in self.works[person] if not self._fit(each, takes)]
                if len(blocking) == 1 and (person, blocking[0]) not in self.instance.fixed:
                    yield person, takes, blocking[0], at[person] - self.value[blocking[0]][person]

    def _swaps(self, singles: Sequence[_Single]) -> Iterator[tuple[int, tuple[_Move, ...]]]:
        """Yield each two people who gain by changing places, where nothing else is in the way."""
        for person, takes, leaves, gain in singles:
            there = self.value[leaves]
            for other in self.crew[takes]:
                if other in there and other not in self.crew[leaves] and (other, takes) not in self.instance.fixed:
                    both = gain + there[other] - self.value[takes][other]
                    if both > 0:
                        yield both, (_Move(person, leaves, takes), _Move(other, takes, leaves))

    def _may_take(self, person: str, name: str) -> bool:
        """Return whether the person can work there beside all else that they work on now."""
        works = self.works.get(person, ())
        return (
            name not in works
            and not shared_days(self.instance.lines[name].spans, self.instance.busy[person])
            and all(self._fit(each, name) for each in works)
        )

    def _fit(self, one: str, other: str) -> bool:
        """Return whether one person can work on both positions; reckoned once for each two."""
        pair = (one, other) if one < other else (other, one)
        known = self._fits.get(pair)
        if known is None:
            lines = self.instance.lines
            known = self._fits[pair] = can_both(lines[one], lines[other], self.instance.gaps)
        return known

    def _penalty(self, name: str) -> int:
        line = self.instance.lines[name]
        return max(0, line.quantity - len(self.crew[name])) * line.penalty

    def _worth(self, names: set[str]) -> int:
        return sum(sum(self.value[name][each] for each in self.crew[name]) - self._penalty(name) for name in names)

    def _put(self, person: str, name: str) -> None:
        self.works.setdefault(person, set()).add(name)
        self.crew[name].add(person)

    def _take_away(self, person: str, name: str) -> None:
        self.works[person].discard(name)
        self.crew[name].discard(person)
        if not self.works[person]:
            del self.works[person]


def _descending(people: set[str], value: Mapping[str, int]) -> Iterator[str]:
    """Yield people by falling value; nearly always the first is the last that is asked for."""
    if people:
        most = max(map(value.__getitem__, people))
        first = min(person for person in people if value[person] == most)
        yield first
        yield from sorted(people - {first}, key=lambda each: (-value[each], each))


def _values(instance: Instance) -> Mapping[str, Mapping[str, int]]:
    """Return position -> person -> score, forbidden pairs left out; keeping a previous pair is worth its cost."""
    value = dict(instance.scores)
    for name in {position for _, position in instance.forbidden | instance.previous}:
        value[name] = {
            person: score + (instance.change_cost if (person, name) in instance.previous else 0)
            for person, score in instance.scores[name].items()
            if (person, name) not in instance.forbidden
        }
    return value
