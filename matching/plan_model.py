"""The planner's own view of a problem: columns (candidates) with whole-number weights, and who excludes whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.plan_cliques import busy_bits, find_cliques
from matching.plan_types import PlanError, PlanPosition, PlanProblem

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Pair = tuple[int, int]
_MOST_KEY = 2**62  # a key of a column's position, weight and tie fits an integer below it


@dataclass(frozen=True)
class Model:
    """Choose columns of the greatest total weight: `quantity` a position, none that exclude each other a person.

    Columns are sorted by person, then position. Two columns of a person exclude each other where their positions
    share a clique: `cliques[position, clique]`. `tie` is a seeded random order of the columns.
    """

    person: Ints
    position: Ints
    weight: Ints
    tie: Ints
    quantity: Ints
    people: int
    cliques: Bools

    @property
    def size(self) -> int:
        """Return the number of columns."""
        return len(self.person)

    @cached_property
    def first(self) -> Ints:
        """Return where each person's columns begin, and the end."""
        return np.searchsorted(self.person, np.arange(self.people + 1)).astype(np.int64)

    @cached_property
    def by_position(self) -> list[Ints]:
        """Return the columns of each position, greatest weight first, ties by seed."""
        low = int(self.weight.min(initial=0))
        steps = int(self.weight.max(initial=0)) - low + 1
        ties = int(self.tie.max(initial=0)) + 1
        if len(self.quantity) * steps * ties < _MOST_KEY:  # one key sorts three times as fast as three
            order = np.argsort((self.position * steps + (steps - 1 - (self.weight - low))) * ties + self.tie)
        else:
            order = np.lexsort((self.tie, -self.weight, self.position))
        ends = np.searchsorted(self.position[order], np.arange(len(self.quantity) + 1))
        return [order[a:b] for a, b in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]

    @cached_property
    def bits(self) -> Ints:
        """Return the cliques of each position as bits, shape (positions, words)."""
        return busy_bits(self.cliques)

    def value(self, chosen: Ints) -> int:
        """Return the total weight of chosen columns."""
        return int(self.weight[chosen].sum())

    def stands(self, chosen: Ints) -> bool:
        """Return whether the chosen columns keep to all quantities and exclude none of each other."""
        if (np.bincount(self.position[chosen], minlength=len(self.quantity)) > self.quantity).any():
            return False
        taken = np.zeros((self.people, self.cliques.shape[1]), np.int32)
        np.add.at(taken, self.person[chosen], self.cliques[self.position[chosen]])
        return not (taken > 1).any()

    def find(self, pairs: Iterable[Pair]) -> Ints:
        """Return the columns of those pairs that are columns."""
        width = len(self.quantity)
        key = self.person * width + self.position
        wanted = np.array(sorted({person * width + position for person, position in pairs}), np.int64)
        found = np.searchsorted(key, wanted)
        inside = found < len(key)
        hits: Ints = found[inside][key[found[inside]] == wanted[inside]].astype(np.int64)
        return hits

    def part(self, columns: Ints) -> "Model":
        """Return the model of some columns (ascending) alone, people and positions numbered anew."""
        people, person = _renumber(self.person[columns], self.people)
        positions, position = _renumber(self.position[columns], len(self.quantity))
        return Model(
            person=person,
            position=position,
            weight=self.weight[columns],
            tie=self.tie[columns],
            quantity=self.quantity[positions],
            people=len(people),
            cliques=self.cliques[positions],
        )


@dataclass(frozen=True)
class Staged:
    """A problem made ready: its free columns, and what is settled before any of them is chosen."""

    model: Model
    score: Ints
    kept: Bools
    settled: tuple[Pair, ...]
    problem: PlanProblem

    def pairs(self, chosen: Ints) -> tuple[Pair, ...]:
        """Return chosen columns and settled pairs as sorted (person, position) pairs."""
        model = self.model
        free = zip(model.person[chosen].tolist(), model.position[chosen].tolist(), strict=True)
        return tuple(sorted([*free, *self.settled]))


def _renumber(numbers: Ints, count: int) -> tuple[Ints, Ints]:
    """Return which of `count` numbers occur, ascending, and each one's place among them."""
    occurs = np.zeros(count, np.bool_)
    occurs[numbers] = True
    place = np.cumsum(occurs) - 1
    return np.flatnonzero(occurs), place[numbers]


def stage(problem: PlanProblem, seed: int = 0, pins: tuple[Pair, ...] = ()) -> Staged:
    """Make a problem ready, with `pins` as further fixed pairs. Weights are the scores alone until they are set.

    Raises PlanError, naming the pair, where fixed pairs break a quantity or exclude each other.
    """
    settled = (*problem.fixed, *(pair for pair in pins if pair not in problem.fixed))
    cliques = find_cliques(problem.positions, problem.gaps)
    quantity = np.array([position.quantity for position in problem.positions], np.int64)
    free = _check_settled(problem, settled, cliques, quantity)
    rank = np.random.default_rng(seed).permutation(len(problem.person))
    allowed = np.ones(len(problem.person), np.bool_)
    width = len(problem.positions)
    key = problem.person.astype(np.int64) * width + problem.position
    dropped = {person * width + position for person, position in (*problem.forbidden, *settled)}
    if dropped:
        allowed &= ~np.isin(key, np.array(sorted(dropped), np.int64))
    if settled:
        taken = np.zeros((len(problem.people), cliques.shape[1]), np.bool_)
        for pair in settled:
            taken[pair[0]] |= cliques[pair[1]]
        allowed &= ~(taken[problem.person] & cliques[problem.position]).any(axis=1)
    allowed &= free[problem.position] > 0
    order = np.argsort(key)  # pairs are candidates once, so that keys differ
    order = order[allowed[order]]
    score = problem.score[order].astype(np.int64)
    person, position = problem.person[order].astype(np.int64), problem.position[order].astype(np.int64)
    model = Model(person, position, score, rank[order], free, len(problem.people), cliques)
    kept = np.zeros(model.size, np.bool_)
    kept[model.find(problem.previous)] = True
    return Staged(model, score, kept, settled, problem)


def _check_settled(problem: PlanProblem, settled: tuple[Pair, ...], cliques: Bools, quantity: Ints) -> Ints:
    """Return the slots that the settled pairs leave open in each position."""
    free = quantity.copy()
    before: dict[int, list[int]] = {}
    for person, position in settled:
        named = _named(problem, person, position)
        if (person, position) in problem.forbidden:
            raise PlanError(f"fixed pair {named} is forbidden as well")
        free[position] -= 1
        if free[position] < 0:
            raise PlanError(f"fixed pair {named} is one more than the position has slots")
        for other in before.get(person, ()):
            if other == position or (cliques[position] & cliques[other]).any():
                raise PlanError(f"fixed pairs {named} and {_named(problem, person, other)} exclude each other")
        before.setdefault(person, []).append(position)
    return free


def _named(problem: PlanProblem, person: int, position: int) -> str:
    place: PlanPosition = problem.positions[position]
    return f"({problem.people[person]}, {place.id})"


def split(model: Model) -> list[Ints]:
    """Return the columns of each independent part: parts share no person and no position."""
    label = np.arange(model.people + len(model.quantity))
    left, right = model.person, model.people + model.position
    while True:
        low = np.minimum(label[left], label[right])
        spread = label.copy()
        np.minimum.at(spread, left, low)
        np.minimum.at(spread, right, low)
        spread = spread[spread]
        if np.array_equal(spread, label):
            break
        label = spread
    mine = label[left]
    if model.size and (mine == mine[0]).all():
        return [np.arange(model.size)]
    order = np.argsort(mine, kind="stable")
    cuts = np.flatnonzero(np.diff(mine[order])) + 1
    return [part.astype(np.int64) for part in np.split(order, cuts)] if model.size else []
