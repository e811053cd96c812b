"""Which positions exclude each other for one person, as cliques: sets of positions of which one can be taken."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.plan_types import PlanPosition

Bools = NDArray[np.bool_]
WORD = 62  # bits of an int64 that are used


def find_cliques(positions: Sequence[PlanPosition], gaps: Mapping[tuple[str, str], int]) -> Bools:
    """Return membership, shape (positions, cliques): two positions exclude each other iff they share a clique.

    The maximal sets of positions that share a day come first, in the order of days; then cliques that cover the pairs
    which only travel days keep apart. Every position is in a clique, so that nobody stands on it twice.
    """
    days = sorted({first for position in positions for first, _ in position.spans})
    at = np.array(days, np.int64)
    member = np.zeros((len(positions), len(days)), np.bool_)
    for row, position in enumerate(positions):
        for first, last in position.spans:
            member[row] |= (at >= first) & (at <= last)
    member = _maximal(member)
    return np.hstack([member, _gap_cliques(positions, gaps, member)]) if gaps else member


def busy_bits(member: Bools) -> NDArray[np.int64]:
    """Return membership as bits of whole numbers, shape (positions, words)."""
    count, cliques = member.shape
    words = max(1, -(-cliques // WORD))
    bits = np.zeros((count, words), np.int64)
    for clique in range(cliques):
        bits[:, clique // WORD] |= member[:, clique].astype(np.int64) << (clique % WORD)
    return bits


def _maximal(member: Bools) -> Bools:
    """Return the columns without those that are contained in another."""
    count = member.astype(np.float32)
    shared = count.T @ count
    size = np.diag(shared)
    inside = shared == size[:, None]  # a row's set lies within the column's
    np.fill_diagonal(inside, val=False)
    earlier = np.tri(len(size), k=-1, dtype=np.bool_)
    same = inside & inside.T
    return member[:, ~((inside & ~same) | (same & earlier)).any(axis=1)]


def _gap_cliques(positions: Sequence[PlanPosition], gaps: Mapping[tuple[str, str], int], member: Bools) -> Bools:
    """Cover the pairs kept apart by travel: each that is not covered yet is grown to a maximal clique."""
    apart = _exclusions(positions, gaps)
    count = member.astype(np.float32)
    open_pairs = apart & ~((count @ count.T) > 0)
    np.fill_diagonal(open_pairs, val=False)
    found: list[Bools] = []
    while open_pairs.any():
        row = int(open_pairs.any(axis=1).argmax())
        clique = [row]
        common = apart[row].copy()
        common[row] = False
        wanted = open_pairs[row]
        while common.any():
            gain = common & wanted
            column = int((gain if gain.any() else common).argmax())
            clique.append(column)
            common &= apart[column]
            common[column] = False
            wanted = wanted | open_pairs[column]
        open_pairs[np.ix_(clique, clique)] = False
        found.append(np.isin(np.arange(len(positions)), clique))
    return np.array(found, np.bool_).reshape(len(found), len(positions)).T


def _exclusions(positions: Sequence[PlanPosition], gaps: Mapping[tuple[str, str], int]) -> Bools:
    """Return which pairs of positions one person cannot both take, shape (positions, positions)."""
    bases = sorted({position.base for position in positions})
    number = {base: at for at, base in enumerate(bases)}
    days = np.zeros((len(bases), len(bases)), np.int64)
    for (one, other), gap in gaps.items():
        if one in number and other in number:
            a, b = number[one], number[other]
            days[a, b] = days[b, a] = max(days[a, b], gap)
    row = np.repeat(np.arange(len(positions)), [len(position.spans) for position in positions])
    spans = np.array([span for position in positions for span in position.spans], np.int64).reshape(-1, 2)
    base = np.array([number[position.base] for position in positions], np.int64)
    apart = np.zeros((len(positions), len(positions)), np.bool_)
    for at, (first, last) in zip(row.tolist(), spans.tolist(), strict=True):
        gap = days[base[at], base[row]]
        near = (spans[:, 0] <= last + gap) & (first <= spans[:, 1] + gap)
        apart[at, row[near]] = True
    return apart
