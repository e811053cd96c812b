"""How alike two words of names are, many pairs at a time."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from matching.duplicates_table import Ints, Words

Grades = NDArray[np.int8]

UNKNOWN, SAME, NICKNAME, INITIAL, CLOSE, ALIKE, DIFFERENT = range(7)

CLOSE_FROM, ALIKE_FROM = 0.92, 0.80
"""Jaro-Winkler similarity of words that are one word mistyped, and of words that may be."""
FEW_VALUES = 20
"""Where pairs are not so many times the values, hardly two are equal and to look for equal ones costs more."""
SHORTEST_WITH_TYPO = 4
"""Below four letters one other letter makes another name: Ana, Ena."""


def compare_unique(
    left: Ints, right: Ints, values: NDArray[np.object_], scorer: Callable[..., Any], cutoff: float | None = None
) -> NDArray[np.float64]:
    """Return the scorer's value of each pair of codes, asking it once for each distinct pair where many are equal."""
    size = len(values)
    if size * FEW_VALUES > len(left):
        scores = cpdist(values[left].tolist(), values[right].tolist(), scorer=scorer, score_cutoff=cutoff)
        return np.asarray(scores, np.float64)
    codes, back = np.unique(np.minimum(left, right) * size + np.maximum(left, right), return_inverse=True)
    scores = cpdist(values[codes // size].tolist(), values[codes % size].tolist(), scorer=scorer, score_cutoff=cutoff)
    return np.asarray(scores, np.float64)[back]


def grade_words(words: Words, left: Ints, right: Ints, *, spelling: bool = True) -> Grades:
    """Return how alike the words are; without `spelling` only same, nickname and unknown are told from different."""
    grades = np.full(len(left), DIFFERENT, np.int8)
    known = (left > 0) & (right > 0)
    grades[_share_meaning(words, left, right)] = NICKNAME
    grades[left == right] = SAME
    grades[~known] = UNKNOWN
    if spelling:
        letter = words.is_letter[left] | words.is_letter[right]
        initial = (grades == DIFFERENT) & letter & (words.initials[left] == words.initials[right])
        grades[initial] = INITIAL
        rest = np.flatnonzero((grades == DIFFERENT) & ~letter)
        grades[rest] = _spelled(words, left[rest], right[rest])
    return grades


def _share_meaning(words: Words, left: Ints, right: Ints) -> NDArray[np.bool_]:
    """Say which words may stand for one name; only nicknames are looked up, the others stand for themselves."""
    shared = np.zeros(len(left), bool)
    short = np.flatnonzero(words.is_short[left] | words.is_short[right])
    one, other = words.meanings[left[short]], words.meanings[right[short]]
    for at in range(one.shape[1]):
        for to in range(other.shape[1]):
            shared[short] |= (one[:, at] > 0) & (one[:, at] == other[:, to])
    return shared


def _spelled(words: Words, left: Ints, right: Ints) -> Grades:
    """Grade words that are not the same by spelling and sound; of two common names neither is a typing error."""
    likeness = compare_unique(left, right, words.values, JaroWinkler.normalized_similarity, ALIKE_FROM)
    grades = np.where(likeness >= ALIKE_FROM, ALIKE, DIFFERENT).astype(np.int8)
    near = np.flatnonzero(likeness >= ALIKE_FROM)
    edits = compare_unique(left[near], right[near], words.values, OSA.distance)
    lengths = np.array([len(value) for value in words.values], np.int64)
    long = np.minimum(lengths[left[near]], lengths[right[near]]) >= SHORTEST_WITH_TYPO
    grades[near[(long & (edits <= 1)) | (likeness[near] >= CLOSE_FROM)]] = CLOSE
    heard = (words.sounds[left] == words.sounds[right]) & (words.sounds[left] > 0)
    grades[heard & (grades == ALIKE)] = CLOSE
    # Jiménez and Giménez are one name, Mario and María are not: their endings tell them apart
    same_end = words.endings[left] == words.endings[right]
    both = words.is_common[left] & words.is_common[right] & ~(heard & same_end)
    demoted = np.where((grades == CLOSE) & same_end, ALIKE, DIFFERENT).astype(np.int8)
    return np.where(both, demoted, grades).astype(np.int8)
