"""From shares to a plan: fix the greatest broken shares, solve again, until none is broken."""

import numpy as np

from matching.plan_clock import Clock
from matching.plan_greedy import complete
from matching.plan_lp import WHOLE, Floats, Programme
from matching.plan_model import Ints, Model
from matching.plan_sift import Relaxed


def dive(
    model: Model, relaxed: Relaxed, clock: Clock, *, window: int, batch: float, seed: int, least: int
) -> Ints | None:
    """Return a plan made from the relaxation, or None where it would be worth no more than `least`.

    Only columns that the proof puts within `window` of the bound take part; each round fixes the part `batch` of the
    broken shares, one a person and a position. What is whole is left free: the next solution may move it.
    """
    proof = relaxed.proof
    columns = np.flatnonzero((proof.reduced >= -window * proof.scale) | (relaxed.share > WHOLE))
    programme = Programme(model, columns, clock, seed=seed)
    programme.start_from(relaxed.programme)
    noise = np.random.default_rng(seed).random(len(columns)) / 8 if seed else np.zeros(len(columns))
    fixed = np.zeros(len(columns), np.bool_)
    solved = programme.run()
    while solved.optimal and solved.value > least + 1 / 2:
        open_shares = broken(solved.share)
        open_shares = open_shares[~fixed[open_shares]]
        picked = _pick(model, columns, open_shares, solved.share + noise, batch)
        if not len(picked):
            return complete(model, columns[solved.share > 1 / 2])
        fixed[picked] = True
        programme.pin(picked, 1.0, 1.0)
        solved = programme.run()
    return None


def broken(share: Floats) -> Ints:
    """Return which shares are neither nothing nor whole."""
    return np.flatnonzero((share > WHOLE) & (share < 1 - WHOLE))


def _pick(model: Model, columns: Ints, found: Ints, rank: Floats, batch: float) -> Ints:
    """Return the next columns to fix: the greatest broken shares, no two of a person or a position."""
    order = found[np.lexsort((model.tie[columns[found]], -rank[found]))]
    order = order[: max(1, int(len(order) * batch))]
    _, person = np.unique(model.person[columns[order]], return_index=True)
    _, place = np.unique(model.position[columns[order]], return_index=True)
    picked: Ints = order[np.intersect1d(person, place)]
    return picked
