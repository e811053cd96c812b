"""From shares to a plan: fix the greatest broken shares, solve again, until none is broken."""

import numpy as np

from matching.plan_clock import Clock
from matching.plan_greedy import complete
from matching.plan_lp import WHOLE, Floats, Programme
from matching.plan_model import Ints, Model
from matching.plan_sift import Relaxed

NOISE = 8  # the blur of shares is up to 1/NOISE


class Diver:
    """The relaxation over the columns near the bound, from which one dive after the other begins."""

    def __init__(self, model: Model, relaxed: Relaxed, clock: Clock, *, window: int, seed: int) -> None:
        proof = relaxed.proof
        self.model = model
        self.columns = np.flatnonzero((proof.reduced >= -window * proof.scale) | (relaxed.share > WHOLE))
        self.programme = Programme(model, self.columns, clock, seed=seed)
        self.programme.start_from(relaxed.programme)
        self.top = self.programme.run()
        self.basis = self.programme.solver.getBasis()

    def dive(self, *, batch: float, seed: int, least: int) -> Ints | None:
        """Return a plan made from the relaxation, or None where it would be worth no more than `least`.

        Each round fixes the part `batch` of the broken shares, one a person and a position; `seed` blurs which are
        the greatest. What is whole is left free: the next solution may move it.
        """
        count = len(self.columns)
        noise = np.random.default_rng(seed).random(count) / NOISE if seed else np.zeros(count)
        fixed = np.zeros(count, np.bool_)
        solved = self.top
        while solved.optimal and solved.value > least + 1 / 2:
            open_shares = broken(solved.share)
            open_shares = open_shares[~fixed[open_shares]]
            picked = _pick(self.model, self.columns, open_shares, solved.share + noise, batch)
            if not len(picked):
                break
            fixed[picked] = True
            self.programme.pin(picked, 1.0, 1.0)
            solved = self.programme.run()
        self.programme.pin(np.flatnonzero(fixed), 0.0, 1.0)
        self.programme.solver.setBasis(self.basis)
        if not solved.optimal or solved.value <= least + 1 / 2:
            return None
        return complete(self.model, self.columns[solved.share > 1 / 2])


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
