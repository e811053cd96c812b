"""Simple plans made in one pass: a first answer, and what the planner's is never below."""

from collections.abc import Iterable

import numpy as np

from matching.plan_model import Ints, Model

BATCH = 4096


class Taken:
    """What a growing plan has used up: slots of positions, cliques of people (as bits)."""

    def __init__(self, model: Model, chosen: Ints | None = None) -> None:
        self.model = model
        self.open = model.quantity.copy()
        self.busy = np.zeros((model.people, model.bits.shape[1]), np.int64)
        self.chosen: list[int] = []
        if chosen is not None:
            self.add(chosen)

    def add(self, columns: Ints) -> None:
        """Take columns that exclude neither each other nor what is taken."""
        np.subtract.at(self.open, self.model.position[columns], 1)
        np.bitwise_or.at(self.busy, self.model.person[columns], self.model.bits[self.model.position[columns]])
        self.chosen += columns.tolist()

    def can(self, columns: Ints) -> Ints:
        """Return those columns that could still be taken, one at a time."""
        place = self.model.position[columns]
        free = ~(self.busy[self.model.person[columns]] & self.model.bits[place]).any(axis=1)
        return columns[free & (self.open[place] > 0)]

    def result(self) -> Ints:
        """Return the plan's columns in order."""
        return np.array(sorted(self.chosen), np.int64)


def fill_in_order(taken: Taken, positions: Iterable[int]) -> Ints:
    """Fill position after position, each with its best people who are still free."""
    model = taken.model
    for position in positions:
        wanted = int(taken.open[position])
        if wanted:
            taken.add(taken.can(model.by_position[position])[:wanted])
    return taken.result()


def fill_by_weight(taken: Taken, columns: Ints) -> Ints:
    """Take column after column in the order given, whatever still can be."""
    for at in range(0, len(columns), BATCH):
        _fill_batch(taken, taken.can(columns[at : at + BATCH]))
        if not taken.open.any():
            break
    return taken.result()


def _fill_batch(taken: Taken, columns: Ints) -> None:
    """Take what can be of a few columns in their order: plain numbers are faster here than small arrays."""
    model = taken.model
    place = model.position[columns].tolist()
    person = model.person[columns].tolist()
    left = dict(zip(place, taken.open[place].tolist(), strict=True))
    busy = dict(zip(person, map(tuple, taken.busy[person].tolist()), strict=True))
    bits = dict(zip(place, map(tuple, model.bits[place].tolist()), strict=True))
    picked = []
    for column, who, where in zip(columns.tolist(), person, place, strict=True):
        if not left[where] or any(a & b for a, b in zip(busy[who], bits[where], strict=True)):
            continue
        left[where] -= 1
        busy[who] = tuple(a | b for a, b in zip(busy[who], bits[where], strict=True))
        picked.append(column)
    taken.add(np.array(picked, np.int64))


def complete(model: Model, chosen: Ints) -> Ints:
    """Return a plan with every column added that still can be, greatest weight first."""
    taken = Taken(model, chosen)
    free = taken.can(np.arange(model.size))
    if not len(free):
        return chosen
    return fill_by_weight(taken, free[np.lexsort((model.tie[free], -model.weight[free]))])


def best_greedy(model: Model) -> Ints:
    """Return the best of several simple plans: scarcest position first, as listed, and best weight first."""
    count = np.bincount(model.position, minlength=len(model.quantity))
    every = np.arange(model.size)
    orders = (np.argsort(count / model.quantity.clip(1), kind="stable"), np.argsort(count, kind="stable"))
    plans = [fill_in_order(Taken(model), order.tolist()) for order in orders]
    plans.append(fill_in_order(Taken(model), range(len(model.quantity))))
    plans.append(fill_by_weight(Taken(model), every[np.lexsort((model.tie, -model.weight))]))
    return max(plans, key=model.value)
