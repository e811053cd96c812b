"""Scarce plans made better before any programme is solved: positions recounted as people go, and chains of moves.

A chain fills one empty slot by somebody who leaves others for it, whose slots are filled in turn: the best refill of
every position at once, by a shortest-path step over all columns, a few times. Disjoint chains of a round are carried
out together. No clock: the same input gives the same plan.
"""

import numpy as np

from matching.plan_greedy import Taken
from matching.plan_model import Ints, Model

DEPTH = 6
ROUNDS = 60


def good_start(model: Model, plans: list[Ints]) -> Ints:
    """Return the best of some simple plans; where it leaves slots empty that somebody could fill, a longer one."""
    best = max(plans, key=model.value)
    if _has_room(model, best):
        best = max(best, scarcest_anew(model), key=model.value)
    return lengthen(model, best)


def _has_room(model: Model, chosen: Ints) -> bool:
    """Return whether a position with an empty slot has a candidate who is not on it."""
    wanted = np.minimum(model.quantity, np.bincount(model.position, minlength=len(model.quantity)))
    return bool((np.bincount(model.position[chosen], minlength=len(wanted)) < wanted).any())


def scarcest_anew(model: Model) -> Ints:
    """Fill the position with the fewest people a slot who are still free, and count again, until all are done."""
    taken = Taken(model)
    left = np.bincount(model.position, minlength=len(model.quantity)).astype(np.float64)
    slots = model.quantity.clip(1)
    for _ in range(len(slots)):
        position = int((left / slots).argmin())
        wanted = int(taken.open[position])
        left[position] = np.inf
        if wanted:
            got = taken.can(model.by_position[position])[:wanted]
            before = len(taken.chosen)
            taken.add(got)
            for column in taken.chosen[before:]:
                left -= _lost(model, taken, column)
    return taken.result()


def _lost(model: Model, taken: Taken, column: int) -> Ints:
    """Return for each position whether the column's person could take it until they took the column."""
    person, position = model.person[column], model.position[column]
    mine = np.arange(model.first[person], model.first[person + 1])
    mask = model.bits[position]
    before = taken.busy[person] & ~mask
    bits = model.bits[model.position[mine]]
    lost = (bits & mask).any(axis=1) & ~(bits & before).any(axis=1)
    return np.bincount(model.position[mine[lost]], minlength=len(model.quantity)).astype(np.int64)


def lengthen(model: Model, chosen: Ints) -> Ints:
    """Return a plan at least as good, by chains into empty slots as long as they gain."""
    chosen = np.sort(chosen)
    for _ in range(ROUNDS if _has_room(model, chosen) else 0):
        moved = _Chains(model, chosen).carry_out()
        if moved is None:
            break
        chosen = moved
    return chosen


class _Chains:
    """The chains of one round: `refill[depth][position]` is the best column for one more slot there, or -1."""

    def __init__(self, model: Model, chosen: Ints) -> None:
        self.model = model
        self.chosen = chosen
        self.column, self.blocker = _blockers(model, chosen)
        self.open = model.quantity - np.bincount(model.position[chosen], minlength=len(model.quantity))
        self.gain = np.zeros(len(model.quantity), np.int64)
        self.refill: list[Ints] = []
        for _ in range(DEPTH):
            gain = self._deeper()
            if np.array_equal(gain, self.gain):
                break
            self.gain = gain

    def _deeper(self) -> Ints:
        """Add the best refills by chains of one more column; return what they gain."""
        model = self.model
        worth = model.weight.copy()
        places = model.position[self.blocker]
        np.add.at(worth, self.column, self.gain[places] - model.weight[self.blocker])
        worth[self.chosen] = -1
        gain = np.zeros_like(self.gain)
        np.maximum.at(gain, model.position, worth)
        best = np.full(len(gain), -1, np.int64)
        winners = np.flatnonzero((worth == gain[model.position]) & (worth > 0))
        best[model.position[winners]] = winners
        self.refill.append(best)
        return gain

    def carry_out(self) -> Ints | None:
        """Return the plan after the round's chains, the greatest gains first; None where none gains."""
        starts = [(gain, at) for at, gain in enumerate(self.gain.tolist()) if gain and self.open[at]]
        touched_people: set[int] = set()
        touched_places: set[int] = set()
        added: list[int] = []
        removed: list[int] = []
        for _, position in sorted(starts, key=lambda start: (-start[0], start[1])):
            chain = self._chain(position)
            if chain is None:
                continue
            people = {int(self.model.person[each]) for each in chain[0] + chain[1]}
            places = {int(self.model.position[each]) for each in chain[0] + chain[1]}
            if not (people & touched_people or places & touched_places):
                touched_people |= people
                touched_places |= places
                added += chain[0]
                removed += chain[1]
        if not added:
            return None
        kept = self.chosen[~np.isin(self.chosen, removed)]
        return np.sort(np.concatenate([kept, np.array(added, np.int64)]))

    def _chain(self, position: int) -> tuple[list[int], list[int]] | None:
        """Return the longest chain for one more slot that holds, as columns to add and to take away."""
        unrolled = (self._unroll(position, depth) for depth in range(len(self.refill) - 1, -1, -1))
        return next((chain for chain in unrolled if chain is not None), None)

    def _unroll(self, position: int, depth: int) -> tuple[list[int], list[int]] | None:
        """Return a chain of some depth; None where it crosses itself or gains nothing."""
        added: list[int] = []
        removed: list[int] = []
        ahead = [(position, depth)]
        while ahead:
            place, depth = ahead.pop()
            column = int(self.refill[depth][place]) if depth >= 0 else -1
            if column < 0:
                continue
            added.append(column)
            low, high = np.searchsorted(self.column, [column, column + 1])
            blockers = self.blocker[low:high].tolist()
            removed += blockers
            ahead += [(int(self.model.position[each]), depth - 1) for each in blockers]
        people = self.model.person[added]
        weight = self.model.weight
        crosses = len(np.unique(people)) < len(added) or len(set(removed)) < len(removed)
        if crosses or int(weight[added].sum()) <= int(weight[removed].sum()):
            return None
        return added, removed


def _blockers(model: Model, chosen: Ints) -> tuple[Ints, Ints]:
    """Return each column that is not chosen with each chosen one that excludes it, sorted by the former."""
    count = np.bincount(model.person[chosen], minlength=model.people)
    first = np.cumsum(count) - count
    free = np.ones(model.size, np.bool_)
    free[chosen] = False
    others = np.flatnonzero(free)
    many = count[model.person[others]]
    column = np.repeat(others, many)
    step = np.arange(len(column)) - np.repeat(np.cumsum(many) - many, many)
    blocker = chosen[first[model.person[column]] + step]
    clash = (model.bits[model.position[column]] & model.bits[model.position[blocker]]).any(axis=1)
    return column[clash], blocker[clash]
