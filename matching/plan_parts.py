"""The best plan of a whole model: independent parts are searched apart, with one clock over all."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from matching.plan_clock import Clock
from matching.plan_model import Ints, Model, split
from matching.plan_search import Search

SMALL = 2000  # columns: smaller parts are put together
BRANCH_FROM = 0.5  # of the time, where many parts wait for their relaxation


class Best(NamedTuple):
    """Chosen columns and the proven bound on their weight."""

    chosen: Ints
    bound: int


def optimise(
    model: Model, start: Ints, clock: Clock, *, seed: int, tell: Callable[[str, Ints, int], None] | None = None
) -> Best:
    """Return the best plan found, never below the simple plans or `start`. `tell` hears phase, columns and bound."""
    parts = _gathered(split(model))
    searches: list[Search] = []

    def told(phase: str) -> None:
        if tell is not None and len(searches) == len(parts):
            tell(phase, *_joined(parts, searches))

    for columns in parts:
        mine = np.flatnonzero(np.isin(columns, start))
        searches.append(Search.begin(model.part(columns), seed, mine, told))
    told("start")
    _in_turn(searches, clock, Search.relax)
    _in_turn(searches, clock, Search.branch)
    return _joined(parts, searches)


def _in_turn(searches: list[Search], clock: Clock, step: Callable[[Search, Clock], None]) -> None:
    """Let each part that is not proven take a step, with its share of what is left by size."""
    waiting = [search for search in searches if not search.done(clock)]
    sizes = [search.model.size for search in waiting]
    for at, search in enumerate(waiting):
        step(search, clock.share(sizes[at] / sum(sizes[at:])))


def _gathered(parts: list[Ints]) -> list[Ints]:
    """Put small parts together: a programme of its own for each would cost more than it saves."""
    found: list[Ints] = []
    heap: list[Ints] = []
    for columns in parts:
        if len(columns) >= SMALL:
            found.append(columns)
            continue
        heap.append(columns)
        if sum(map(len, heap)) >= SMALL:
            found.append(np.sort(np.concatenate(heap)))
            heap = []
    return [*found, np.sort(np.concatenate(heap))] if heap else found


def _joined(parts: list[Ints], searches: list[Search]) -> Best:
    chosen = [columns[search.chosen] for columns, search in zip(parts, searches, strict=True)]
    bound = sum(search.bound for search in searches)
    return Best(np.sort(np.concatenate(chosen)) if chosen else np.zeros(0, np.int64), bound)
