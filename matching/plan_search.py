"""The search for the best plan of one part: greedy, relaxation, dives, then branching on what the proof leaves."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.plan_bound import Proof, prove, slots_alone
from matching.plan_chains import good_start
from matching.plan_clock import Clock
from matching.plan_dive import Diver
from matching.plan_greedy import Taken, best_greedy, complete, fill_by_weight
from matching.plan_lp import WHOLE
from matching.plan_mip import branch
from matching.plan_model import Ints, Model
from matching.plan_sift import Relaxed, sift

WINDOWS = (50, 50, 150)  # how far below the bound the columns reach, a round of dives
BATCHES = (0.05, 0.2, 0.03, 0.1, 0.2, 0.05)  # part of the broken shares fixed at a time, a dive of a round
CROSSED = 6  # plans of dives whose columns are put together
WORSE = 6  # a dive goes on to a gap so many times that of the best plan: what it differs in may be good
NARROW = 20  # the first branching looks at columns so near the bound: a better plan narrows the second
NEAR = 110  # a plan so near the bound is branched from at once
CLOSE = 10  # so near, further dives cost more than they save


@dataclass
class Search:
    """The best plan of a part so far, what is proven about it, and how to go on."""

    model: Model
    seed: int
    tell: Callable[[str], None]
    chosen: Ints
    bound: int
    proof: Proof
    relaxed: Relaxed | None = None

    @classmethod
    def begin(cls, model: Model, seed: int, start: Ints, tell: Callable[[str], None]) -> "Search":
        """Begin with the better of simple plans and a start, as far as that stands, and the simplest bound."""
        plans = [best_greedy(model)]
        if len(start):
            kept = fill_by_weight(Taken(model), start[np.argsort(-model.weight[start], kind="stable")])
            plans.append(complete(model, kept))
        chosen = good_start(model, plans)
        proof = prove(model, slots_alone(model))
        return cls(model, seed, tell, chosen, proof.bound, proof)

    @property
    def value(self) -> int:
        """Return what the best plan is worth."""
        return self.model.value(self.chosen)

    def done(self, clock: Clock) -> bool:
        """Return whether no plan is better, or time is up."""
        return self.bound <= self.value or clock.over()

    def relax(self, clock: Clock) -> None:
        """Solve the relaxation and dive from it."""
        if self.done(clock):
            return
        relaxed = sift(self.model, self.chosen, self.proof, clock, self.seed)
        self.relaxed, self.proof = relaxed, relaxed.proof
        self.bound = min(self.bound, relaxed.proof.bound)
        self._improve(complete(self.model, self._rounded(relaxed)))
        self.tell("bound")
        if relaxed.solved:
            self._dive(relaxed, clock)

    def _dive(self, relaxed: Relaxed, clock: Clock) -> None:
        """Make plans in rounds of dives, and the best of what each few of them are made of."""
        plans: list[Ints] = []
        for turn, window in enumerate(WINDOWS):
            if self.done(clock) or (turn and self.proof.bound - self.value <= NEAR):
                return
            diver = Diver(self.model, relaxed, clock, window=window, seed=self.seed)
            for number, batch in enumerate(BATCHES):
                if self.done(clock) or self.proof.bound - self.value <= CLOSE:
                    return
                least = self.proof.bound - WORSE * (self.proof.bound - self.value)
                found = diver.dive(batch=batch, seed=turn * len(BATCHES) + number, least=least)
                if found is not None:
                    plans.append(found)
                    self._improve(found)
                self.tell("search")
            plans = sorted(plans, key=self.model.value, reverse=True)[:CROSSED]
            self._cross(plans, clock)

    def _cross(self, plans: list[Ints], clock: Clock) -> None:
        """Take the best plan made of the columns of several."""
        if not self.done(clock):
            columns = np.unique(np.concatenate([*plans, self.chosen]))
            found = branch(self.model, columns, self.chosen, clock.share(1 / 4), seed=self.seed)
            self._improve(found.chosen)
            self.tell("search")

    def branch(self, clock: Clock) -> None:
        """Branch until the plan is proven best or time is up."""
        gap = self.proof.bound - self.value
        if not self.done(clock) and gap > NEAR:
            self._branch_above(self.proof.bound - NARROW, clock.share(1 / 2))
        if not self.done(clock):
            self._branch_above(self.value + 1, clock)

    def _branch_above(self, least: int, clock: Clock) -> None:
        """Branch over the columns with which the proof lets a plan be worth `least` or more."""
        most = (self.proof.total + self.proof.reduced) // self.proof.scale  # of a plan with the column, if below
        near = most >= least
        near[self.chosen] = True
        outside = int(most[~near].max(initial=0))

        def watch(bound: int) -> None:
            self._lower(max(bound, outside))
            self.tell("proof")

        to_prove = least == self.value + 1
        found = branch(
            self.model, np.flatnonzero(near), self.chosen, clock, seed=self.seed, to_prove=to_prove, watch=watch
        )
        self._improve(found.chosen)
        if found.bound is not None:
            self._lower(max(found.bound, outside))
        self.tell("proof")

    def _lower(self, bound: int) -> None:
        self.bound = max(self.value, min(self.bound, bound))

    def _improve(self, chosen: Ints | None) -> None:
        if chosen is not None and self.model.stands(chosen) and self.model.value(chosen) > self.value:
            self.chosen = np.sort(chosen)

    def _rounded(self, relaxed: Relaxed) -> Ints:
        return np.flatnonzero(relaxed.share > 1 - WHOLE)
