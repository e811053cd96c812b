"""Small random planning problems, and the best plan of one by trying all."""

from itertools import combinations, product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from matching.plan_types import PlanPosition, PlanProblem

Pairs = tuple[tuple[int, int], ...]
PENALTIES = st.integers(0, 40)


def problem_of(
    positions: list[PlanPosition], people: int, triples: list[tuple[int, int, int]], **more: Any
) -> PlanProblem:
    columns = np.array(triples, np.int32).reshape(-1, 3)
    return PlanProblem(
        positions=tuple(positions),
        people=tuple(f"c{at}" for at in range(people)),
        person=columns[:, 0],
        position=columns[:, 1],
        score=columns[:, 2],
        **{"gaps": {}, **more},
    )


@st.composite
def problems(draw: st.DrawFn, penalties: st.SearchStrategy[int] = PENALTIES) -> PlanProblem:
    """Up to four positions and people, dailies and gaps between bases, forbidden and previous pairs among them."""
    day = st.integers(0, 9)
    positions = []
    for at in range(draw(st.integers(1, 4))):
        ends = sorted(draw(st.lists(day, min_size=2, max_size=4, unique=True)))
        spans = tuple(zip(ends[::2], ends[1::2], strict=False))
        base = draw(st.sampled_from(["gdl", "pvr", ""]))
        penalty = draw(penalties)
        positions.append(PlanPosition(f"p{at}", "show", draw(st.integers(1, 2)), spans, penalty, base))
    people = draw(st.integers(1, 4))
    cells = list(product(range(people), range(len(positions))))
    chosen = draw(st.lists(st.sampled_from(cells), unique=True))
    triples = [(person, at, draw(st.integers(0, 60))) for person, at in chosen]
    some = st.lists(st.sampled_from(cells), unique=True, max_size=3).map(tuple)
    return problem_of(
        positions,
        people,
        triples,
        gaps={("gdl", "pvr"): draw(st.integers(0, 3)), ("", "gdl"): draw(st.integers(0, 1))},
        forbidden=draw(some),
        previous=draw(some),
        change_cost=draw(st.integers(0, 30)),
    )


def excluded(problem: PlanProblem, one: int, other: int) -> bool:
    """Return whether a person cannot take both positions."""
    a, b = problem.positions[one], problem.positions[other]
    gap = max(problem.gaps.get((a.base, b.base), 0), problem.gaps.get((b.base, a.base), 0))
    return any(s <= e2 + gap and s2 <= e + gap for s, e in a.spans for s2, e2 in b.spans)


def stands(problem: PlanProblem, pairs: Pairs) -> bool:
    """Return whether a plan keeps to quantities, candidates and days."""
    known = set(zip(problem.person.tolist(), problem.position.tolist(), strict=True)) - set(problem.forbidden)
    quantities = [sum(1 for _, at in pairs if at == position) for position in range(len(problem.positions))]
    return (
        set(pairs) <= known
        and set(problem.fixed) <= set(pairs)
        and all(count <= place.quantity for count, place in zip(quantities, problem.positions, strict=True))
        and not any(a == b and excluded(problem, p, q) for (a, p), (b, q) in combinations(pairs, 2))
    )


def worth(problem: PlanProblem, pairs: Pairs) -> int:
    """Return the objective of the file format."""
    scores: dict[tuple[int, int], int] = dict(
        zip(zip(problem.person.tolist(), problem.position.tolist(), strict=True), problem.score.tolist(), strict=True)
    )
    empty = sum(
        place.penalty * (place.quantity - sum(1 for _, at in pairs if at == position))
        for position, place in enumerate(problem.positions)
    )
    return sum(scores[pair] for pair in pairs) - empty - problem.change_cost * len(set(problem.previous) - set(pairs))


def every_plan(problem: PlanProblem) -> list[Pairs]:
    """Return every plan that stands: each person's sets of positions that go together, combined."""
    known = sorted(set(zip(problem.person.tolist(), problem.position.tolist(), strict=True)) - set(problem.forbidden))
    sets = []
    for person in range(len(problem.people)):
        mine = [at for who, at in known if who == person]
        sets.append(
            [
                tuple((person, at) for at in chosen)
                for size in range(len(mine) + 1)
                for chosen in combinations(mine, size)
                if not any(excluded(problem, a, b) for a, b in combinations(chosen, 2))
            ]
        )
    plans = (tuple(sorted(sum(parts, ()))) for parts in product(*sets))
    return [plan for plan in plans if stands(problem, plan)]
