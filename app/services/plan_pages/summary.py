"""What a plan's page says first: how much is filled, how sure that is, what stays open and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from app.models.plan import Plan, PlanGap, PlanPlacement, PlanSlot
from app.services.plan_pages.kept import KeptPlan, state_of

_TINY = 1e-6


@dataclass(frozen=True)
class Proof:
    """How far it is proven that nobody can do better, slots weighed by priority and level.

    `more` is how many open slots another plan could fill at most without giving up any that is filled; `percent` the
    proven gap of the weighted fill.
    """

    is_best: bool
    more: int
    percent: float


@dataclass(frozen=True)
class Summary:
    """Figures of a plan that is done.

    `alone` is how many slots the productions would fill one after another, each for itself; `wanted_twice` how many
    people they would take on the same days.
    """

    slots: int
    filled: int
    sure: int
    unconfirmed: int
    standing: int
    pinned: int
    score: int | None
    open_by: tuple[tuple[PlanGap, int], ...]
    twice: int
    proof: Proof
    alone: int | None
    wanted_twice: int | None

    @property
    def open(self) -> int:
        """Return how many slots nobody fills."""
        return self.slots - self.filled


def sum_up(kept: KeptPlan) -> Summary:
    """Count a plan's slots."""
    told = kept.plan.baseline
    states = Counter(state_of(each) for each in kept.slots if each.crew_member_id)
    scores = [each.score for each in kept.slots if each.crew_member_id]
    return Summary(
        slots=len(kept.slots),
        filled=len(scores),
        sure=states["sure"],
        unconfirmed=states["unconfirmed"],
        standing=states["booked"] + states["held"],
        pinned=sum(each.placement is PlanPlacement.PINNED for each in kept.slots),
        score=round(sum(scores) / len(scores)) if scores else None,
        open_by=count_gaps(kept.slots),
        twice=_count_twice(kept),
        alone=told["one_by_one"]["filled"] if "one_by_one" in told else None,
        wanted_twice=len(told["double"]) if "double" in told else None,
        proof=read_proof(
            kept.plan, (kept.line[each.plan_line_id].weight for each in kept.slots if not each.crew_member_id)
        ),
    )


def count_gaps(slots: Iterable[PlanSlot]) -> tuple[tuple[PlanGap, int], ...]:
    """Return why slots stay open and how many each, most first."""
    return tuple(Counter(each.gap for each in slots if each.gap and not each.crew_member_id).most_common())


def read_proof(plan: Plan, open_weights: Iterable[int]) -> Proof:
    """Return what the plan's tier of filled slots proves; `open_weights` are what its open slots are worth."""
    tier: Mapping[str, Any] = next((each for each in plan.tiers if each.get("name") == "fill"), {})
    weights = sorted(open_weights)
    if tier.get("bound") is None:
        return Proof(is_best=not weights, more=len(weights), percent=100.0 if weights else 0.0)
    value, room = float(tier["value"]), float(tier["bound"]) - float(tier["value"]) + _TINY
    more = sum(each <= room for each in accumulate(weights))
    return Proof(is_best=room < 1, more=more, percent=100 * max(room - _TINY, 0.0) / max(1.0, abs(value)))


def _count_twice(kept: KeptPlan) -> int:
    """Return how many people the plan places on more than one production."""
    found: dict[int, set[int]] = {}
    for slot in kept.slots:
        if slot.crew_member_id:
            found.setdefault(slot.crew_member_id, set()).add(kept.line[slot.plan_line_id].plan_production_id)
    return sum(len(each) > 1 for each in found.values())
