"""Proven upper bounds from prices of slots and of people's days, in whole numbers: no rounding can make them wrong.

For any prices >= 0 (of a position's slots, and of a person's clique) no plan is worth more than all slots and cliques
at their price plus, for each column, what its weight exceeds the prices of what it uses (weak duality of linear
programming). The solver's duals are rounded to whole fractions first, so that the sum is exact.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.plan_model import Ints, Model

FINEST = 24


class Prices(NamedTuple):
    """Prices in units of 1/`scale`: a slot of each position, a person's clique (row by row)."""

    scale: int
    slot: Ints
    row: Ints
    person: Ints
    clique: Ints


class Proof(NamedTuple):
    """A proven bound on the total weight, `total` in 1/`scale`, and what columns lower it by.

    No plan with column n is worth more than (total + reduced[n]) / scale where reduced[n] is negative.
    """

    total: int
    reduced: Ints
    scale: int

    @property
    def bound(self) -> int:
        """Return the bound: weights are whole, so no plan lies between it and the fraction."""
        return self.total // self.scale


def scale_of(model: Model) -> int:
    """Return how many parts of a unit the prices are counted in, so that no sum leaves 62 bits."""
    most = int(model.weight.max(initial=1)) * (model.size + int(model.quantity.sum()) + model.people + 1)
    return 1 << max(0, min(FINEST, 61 - most.bit_length()))


def prices_of(model: Model, slot: NDArray[np.float64], row: NDArray[np.float64], person: Ints, clique: Ints) -> Prices:
    """Round the solver's duals to prices: none below nothing, none above the greatest weight."""
    scale = scale_of(model)
    most = float(model.weight.max(initial=1))
    used = np.flatnonzero(row > 0)

    def whole(dual: NDArray[np.float64]) -> Ints:
        return np.rint(np.clip(np.nan_to_num(dual), 0, most) * scale).astype(np.int64)

    return Prices(scale, whole(slot), whole(row[used]), person[used], clique[used])


def prove(model: Model, prices: Prices) -> Proof:
    """Return the bound that the prices prove, over all columns."""
    reduced = model.weight * prices.scale - prices.slot[model.position]
    first = model.first
    count = first[prices.person + 1] - first[prices.person]
    row = np.repeat(np.arange(len(count)), count)
    column = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + first[prices.person][row]
    inside = model.cliques[model.position[column], prices.clique[row]]
    np.subtract.at(reduced, column[inside], prices.row[row[inside]])
    total = int((prices.slot * model.quantity).sum()) + int(prices.row.sum()) + int(reduced[reduced > 0].sum())
    return Proof(total, reduced, prices.scale)


def slots_alone(model: Model) -> Prices:
    """Return the prices that need no solver: each slot at the weight of the best column that is left over."""
    scale = scale_of(model)
    slot = np.zeros(len(model.quantity), np.int64)
    for position, columns in enumerate(model.by_position):
        left = columns[model.quantity[position] :]
        slot[position] = model.weight[left[0]] * scale if len(left) else 0
    none = np.zeros(0, np.int64)
    return Prices(scale, slot, none, none, none)
