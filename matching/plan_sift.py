"""The relaxation over all columns, solved on few: price the others, add those that could help, repeat."""

from dataclasses import dataclass

import numpy as np

from matching.plan_bound import Proof, prove
from matching.plan_clock import Clock
from matching.plan_lp import Floats, Programme
from matching.plan_model import Ints, Model

BASE, EACH = 12, 4  # first columns of a position: BASE + EACH * quantity
MOST_ADDED = 10  # columns that a position gets in one round
WHOLE_FROM = 0.25  # where the first columns are this share of all, all are taken at once


@dataclass(frozen=True)
class Relaxed:
    """The relaxation: shares of all columns, the programme they come from, and the best proof of all rounds."""

    share: Floats
    programme: Programme
    proof: Proof
    solved: bool


def sift(model: Model, start: Ints, proof: Proof, clock: Clock, seed: int) -> Relaxed:
    """Solve the relaxation. Cut off by the clock, the shares are of the last programme and the proof still holds."""
    active = np.zeros(model.size, np.bool_)
    active[start] = True
    for columns, quantity in zip(model.by_position, model.quantity.tolist(), strict=True):
        active[columns[: BASE + EACH * quantity]] = True
    if active.sum() > WHOLE_FROM * model.size:
        active[:] = True
    past: Programme | None = None
    while True:
        columns = np.flatnonzero(active)
        programme = Programme(model, columns, clock, seed=seed)
        if past is not None:
            programme.start_from(past)
        past = programme
        solved = programme.run()
        prices = programme.prices()
        found = prove(model, prices) if prices is not None else proof
        if found.total < proof.total:
            proof = found
        wanted = np.flatnonzero(~active & (found.reduced > 0))
        if not len(wanted) or not solved.optimal:
            break
        active[_best_of_each(model, wanted, found)] = True
    share = np.zeros(model.size)
    share[columns] = solved.share
    return Relaxed(share, programme, proof, solved.optimal)


def _best_of_each(model: Model, wanted: Ints, proof: Proof) -> Ints:
    """Return, of columns whose weight exceeds the prices, the first few of each position."""
    order = wanted[np.lexsort((model.tie[wanted], -proof.reduced[wanted], model.position[wanted]))]
    place = model.position[order]
    begins = np.searchsorted(place, place, side="left")
    return order[np.arange(len(order)) - begins < MOST_ADDED]
