"""Which profiles are likely one person: candidates by shared keys, compared, with a probability and reasons.

Answers don't depend on ids or on the order of profiles. Memory grows with the candidates, about ten a profile.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from matching.duplicates_blocks import candidates, may_meet
from matching.duplicates_compare import Comparison, Outcomes, join
from matching.duplicates_model import Model, Population
from matching.duplicates_profile import Pair, Profile, Reason
from matching.duplicates_rarity import Floats
from matching.duplicates_table import Ints, Table, make_table

__all__ = ["Pair", "Profile", "Reason", "find_matches", "find_pairs"]

SAMPLE = 200_000
SEED = 5
CERTAIN = 0.9
"""From here on two rows count as one person when it is counted how many people share a value."""
LIKELY, MOST_CLOSED = 0.5, 12
"""Pairs that are so likely imply others; a group of more rows than that is joined by chance."""
LEAST_WORTH = 1e-4
"""A candidate that the priors give less than this is not one person whatever is learnt."""

Progress = Callable[[str, float], None]


def find_pairs(profiles: Sequence[Profile], *, threshold: float = 0.5, progress: Progress | None = None) -> list[Pair]:
    """Return the pairs of one list that are one person with at least this probability, the likeliest first.

    `a` is the lower of the two ids. `progress` is told what is done and which share (0 to 1) of it is.
    Raises ValueError where an id stands twice.
    """
    _check_ids(profiles)
    return _find(make_table(profiles), Population.within(len(profiles)), profiles, threshold, progress)


def find_matches(
    new: Sequence[Profile], known: Sequence[Profile], *, threshold: float = 0.5, progress: Progress | None = None
) -> list[Pair]:
    """Return the pairs of a new profile (`a`) and a known one (`b`) that are likely one person.

    Ids must differ within each list; the lists may share some. Neither list is compared with itself.
    """
    _check_ids(new)
    _check_ids(known)
    both = [*new, *known]
    population = Population.between(len(new), len(known))
    return _find(make_table(both, len(new)), population, both, threshold, progress)


def _check_ids(profiles: Sequence[Profile]) -> None:
    seen: set[str] = set()
    for profile in profiles:
        if profile.id in seen:
            raise ValueError(f"the id {profile.id!r} stands twice")
        seen.add(profile.id)


def _find(
    table: Table, population: Population, profiles: Sequence[Profile], threshold: float, progress: Progress | None
) -> list[Pair]:
    tell = progress or _silent
    tell("candidates", 0.0)
    pairs = candidates(table)
    if not len(pairs):
        return []
    comparison = Comparison(table)
    model = Model(population)
    model.learn_other(_sample(comparison))
    kept, outcomes = _worth(comparison, model, pairs, tell)
    model.learn(outcomes)
    likely, _ = model.posterior(outcomes)
    people = _people(table, kept[likely >= CERTAIN])
    kept = _closed(table, kept, kept[likely >= LIKELY])
    outcomes = join([compared for _, compared in Comparison(table, people).in_chunks(kept)] or [outcomes])
    model.learn(outcomes)
    likely, _ = model.posterior(outcomes)
    found = np.flatnonzero(likely >= threshold)
    reasons = model.reasons(outcomes[found])
    told = [
        Pair(a, b, round(float(likely[at]), 6), why)
        for at, why in zip(found.tolist(), reasons, strict=True)
        for a, b in _ids(table, profiles, *kept[at].tolist())
    ]
    return sorted(told, key=lambda pair: (-pair.probability, pair.a, pair.b))


def _silent(_what: str, _share: float) -> None:
    """Tell nobody."""


def _groups(table: Table, same: Ints) -> Ints:
    """Return the group of each row, where pairs join groups."""
    rows = len(table.members)
    links = csr_array((np.ones(len(same), np.int8), (same[:, 0], same[:, 1])), shape=(rows, rows))
    _, groups = connected_components(links, directed=False)
    return np.asarray(groups, np.int64)


def _people(table: Table, same: Ints) -> Floats:
    """Return of how many people each row is, where rows of pairs that are surely the same are of one together."""
    of_row = table.weight.astype(np.float64)
    of_row[same[same[:, 0] == same[:, 1], 0]] = 1.0
    groups = _groups(table, same)
    people: Floats = of_row / np.bincount(groups)[groups]
    return people


def _closed(table: Table, kept: Ints, same: Ints) -> Ints:
    """Return the pairs and those that they imply: where A is B and B is C, A and C are compared too."""
    groups = _groups(table, same)
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.concatenate(([True], np.diff(groups[order]) > 0)))
    implied = [
        np.array(list(combinations(members.tolist(), 2)), np.int64)
        for members in np.split(order, starts[1:])
        if 2 < len(members) <= MOST_CLOSED  # noqa: PLR2004 - of two the pair itself is there
    ]
    if not implied:
        return kept
    pairs = np.concatenate(implied)
    pairs = pairs[may_meet(table, pairs[:, 0], pairs[:, 1])]
    return np.unique(np.concatenate((kept, pairs)), axis=0)


def _sample(comparison: Comparison) -> Outcomes:
    """Compare pairs drawn at random; all pairs where there are few."""
    rows = len(comparison.table.members)
    if rows * (rows - 1) // 2 <= SAMPLE:
        left, right = np.triu_indices(rows, 1)
    else:
        draw = np.random.default_rng(SEED)
        left, right = draw.integers(0, rows, SAMPLE), draw.integers(0, rows, SAMPLE)
        left, right = left[left != right], right[left != right]
    return comparison.compare(left.astype(np.int64), right.astype(np.int64))


def _worth(comparison: Comparison, model: Model, pairs: Ints, tell: Progress) -> tuple[Ints, Outcomes]:
    """Return the candidates that may be one person, and their outcomes."""
    kept, outcomes, done = [], [], 0
    for part, compared in comparison.in_chunks(pairs):
        worth = np.flatnonzero(model.posterior(compared)[0] >= LEAST_WORTH)
        kept.append(part[worth])
        outcomes.append(compared[worth])
        done += len(part)
        tell("compared", done / len(pairs))
    return np.concatenate(kept), join(outcomes)


def _ids(table: Table, profiles: Sequence[Profile], low: int, high: int) -> Iterator[tuple[str, str]]:
    """Yield the pairs of ids behind a pair of rows."""
    one, other = table.members[low], table.members[high]
    for at, to in product(one, other):
        if table.first is None:
            if low != high or at < to:
                a, b = sorted((profiles[at].id, profiles[to].id))
                yield a, b
        elif min(at, to) < table.first <= max(at, to) and (low != high or at < to):
            yield profiles[min(at, to)].id, profiles[max(at, to)].id
