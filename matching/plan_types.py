"""What goes into a plan over several productions and what comes out of it: plain data, ids and whole numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray


class PlanError(ValueError):
    """The problem contradicts itself (a fixed pair that cannot stand, say); the message names what."""


@dataclass(frozen=True, slots=True)
class PlanPosition:
    """One line of a need: `quantity` slots on the same inclusive spans of day numbers, at one base.

    A person takes one slot of it at most and works all its spans; an empty slot costs `penalty`.
    """

    id: str
    production: str
    quantity: int
    spans: tuple[tuple[int, int], ...]
    penalty: int
    base: str = ""


@dataclass(frozen=True)
class PlanProblem:
    """Positions, people, and who may fill what.

    `person`, `position` and `score` are parallel arrays, one entry a candidate: index of the person, index of the
    position, score 0..1000. `gaps` are the whole days that one person needs between two bases; both orders are
    looked up. Pairs are (person, position) indices: `fixed` ones stand, `forbidden` ones are never made, each of
    `previous` that is given up costs `change_cost`.
    """

    positions: tuple[PlanPosition, ...]
    people: tuple[str, ...]
    person: NDArray[np.int32]
    position: NDArray[np.int32]
    score: NDArray[np.int32]
    gaps: Mapping[tuple[str, str], int]
    fixed: tuple[tuple[int, int], ...] = ()
    forbidden: tuple[tuple[int, int], ...] = ()
    previous: tuple[tuple[int, int], ...] = ()
    change_cost: int = 0


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """How far the planner has come: the best plan so far and the bound that is proven so far."""

    phase: str
    seconds: float
    objective: int | None
    bound: float | None
    gap: float | None
    filled: int
    slots: int


@dataclass(frozen=True, slots=True)
class Tier:
    """One objective of a plan in tiers, with what is proven about it.

    "fill" counts filled slots by their weight, "score" adds the scores, "changes" counts what of the plan before is
    kept. No plan that is as good in the tiers before has more than `bound`; gap = (bound - value) / max(1, |value|).
    """

    name: str
    value: int
    bound: float
    gap: float


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """A plan: sorted (person, position) indices, its objective, and a proven upper bound of any plan's.

    gap = (bound - objective) / max(1, |objective|); "optimal" says that none is better. `tiers` is filled where
    the objectives were taken in order.
    """

    assignments: tuple[tuple[int, int], ...]
    objective: int
    bound: float
    gap: float
    status: Literal["optimal", "feasible"]
    seconds: float
    tiers: tuple[Tier, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """What it costs to put one person on one position: the plan with that pair against the plan without.

    `fill_lost` and `score_lost` are what the plan has less of (score may be gained where slots are lost). `moved` are
    (person, from position, to position), -1 for none, of all whose work changes, the person asked for among them;
    `short` are (position, slots) that are left with fewer people. `exact` says that both plans are proven best.
    """

    fill_lost: int
    score_lost: int
    exact: bool
    moved: tuple[tuple[int, int, int], ...] = ()
    short: tuple[tuple[int, int], ...] = ()
