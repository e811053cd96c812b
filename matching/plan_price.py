"""What it costs to put a person on a position: the plan solved again with that pair fixed."""

from collections import Counter
from dataclasses import replace
from itertools import zip_longest

from matching.plan_model import Pair
from matching.plan_sum import solve
from matching.plan_tiers import solve_tiers, tally
from matching.plan_types import PlanAnswer, PlanError, PlanProblem, Price


def price(
    problem: PlanProblem,
    answer: PlanAnswer,
    *,
    person: int,
    position: int,
    time_limit: float = 1.0,
    tiers: bool = True,
) -> Price:
    """Solve the plan again with the pair pinned, and return the difference.

    `answer` is the plan as `solve_tiers` gave it (then all that can stay is kept), or with `tiers` off as `solve` did.
    Raises PlanError where the pair is no candidate, is forbidden, or excludes a fixed pair.
    """
    pin = (person, position)
    if pin in answer.assignments:
        return Price(0, 0, _proven(answer))
    if not ((problem.person == person) & (problem.position == position)).any():
        named = f"({problem.people[person]}, {problem.positions[position].id})"
        raise PlanError(f"{named} is not among the candidates")
    if tiers:
        kept = replace(problem, previous=answer.assignments)
        pinned = solve_tiers(kept, time_limit=time_limit, start=answer, pins=(pin,))
    else:
        pinned = solve(problem, time_limit=time_limit, start=answer, pins=(pin,))
    before, after = tally(problem, answer.assignments), tally(problem, pinned.assignments)
    return Price(
        fill_lost=before.fill - after.fill,
        score_lost=before.score - after.score,
        exact=_proven(answer) and _proven(pinned),
        moved=_moved(answer.assignments, pinned.assignments),
        short=_short(answer.assignments, pinned.assignments),
    )


def _proven(answer: PlanAnswer) -> bool:
    """Return whether no plan fills or scores more."""
    if not answer.tiers:
        return answer.status == "optimal"
    return all(tier.gap == 0 for tier in answer.tiers if tier.name != "changes")


def _moved(before: tuple[Pair, ...], after: tuple[Pair, ...]) -> tuple[tuple[int, int, int], ...]:
    """Return (person, from, to) of all whose positions changed, -1 where there is none."""
    left: dict[int, list[int]] = {}
    taken: dict[int, list[int]] = {}
    for pairs, others, found in ((before, after, left), (after, before, taken)):
        for person, position in sorted(set(pairs) - set(others)):
            found.setdefault(person, []).append(position)
    return tuple(
        (person, a, b)
        for person in sorted({*left, *taken})
        for a, b in zip_longest(left.get(person, []), taken.get(person, []), fillvalue=-1)
    )


def _short(before: tuple[Pair, ...], after: tuple[Pair, ...]) -> tuple[tuple[int, int], ...]:
    """Return (position, slots) of those that have fewer people than before."""
    lost = Counter(position for _, position in before)
    lost.subtract(position for _, position in after)
    return tuple(sorted((position, slots) for position, slots in lost.items() if slots > 0))
