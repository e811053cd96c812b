"""Names of two people compared: which words are put beside which, and what comes out."""

from dataclasses import dataclass

import numpy as np

from matching.duplicates_levels import FEATURES, POSITION
from matching.duplicates_rarity import Floats, Shares
from matching.duplicates_table import Ints, Table, Words
from matching.duplicates_words import ALIKE, CLOSE, DIFFERENT, INITIAL, NICKNAME, SAME, UNKNOWN, Grades, grade_words

GIVEN, SECOND_GIVEN = FEATURES[POSITION["given_name"]], FEATURES[POSITION["second_given_name"]]
SURNAME, SECOND_SURNAME = FEATURES[POSITION["surname"]], FEATURES[POSITION["second_surname"]]
NAME_FEATURES = (GIVEN, SECOND_GIVEN, SURNAME, SECOND_SURNAME)


@dataclass(slots=True)
class NamePairs:
    """Pairs of names: (pairs, 4) outcomes of NAME_FEATURES and log2 shares of the values that they have in common."""

    codes: Grades
    shares: Floats


def compare_names(table: Table, shares: Shares, left: Ints, right: Ints) -> NamePairs:
    """Compare names by their rows in `table.names`."""
    pairs = NamePairs(np.zeros((len(left), 4), np.int8), np.zeros((len(left), 4)))
    _given(table, shares, left, right, pairs)
    _surnames(table, shares, left, right, pairs)
    _swapped(table, shares, left, right, pairs)
    return pairs


def _by_grade(feature_at: int, **outcomes: int) -> Grades:
    """Return grade -> outcome; a grade that the feature doesn't tell apart falls to the next worse."""
    feature = NAME_FEATURES[feature_at]
    told = {grade: feature.code(outcome) for outcome, grade in outcomes.items()}
    table = np.zeros(DIFFERENT + 1, np.int8)
    worst = feature.code("differs")
    for grade in range(DIFFERENT, UNKNOWN, -1):
        worst = told.get(grade, worst)
        table[grade] = worst
    return table


_GIVEN_OUTCOME = _by_grade(0, same=SAME, nickname=NICKNAME, initial=INITIAL, close=CLOSE, alike=ALIKE)
_SECOND_OUTCOME = _by_grade(1, same=NICKNAME, initial=INITIAL, close=CLOSE)
_SURNAME_OUTCOME = _by_grade(2, same=NICKNAME, close=CLOSE, alike=ALIKE)
_MOTHER_OUTCOME = _by_grade(3, same=NICKNAME, close=CLOSE)


def _given(table: Table, shares: Shares, left: Ints, right: Ints, pairs: NamePairs) -> None:
    """Put first names side by side; then any word of one that the other has elsewhere (María Guadalupe, Guadalupe)."""
    names, words = table.names, table.words
    one, other = names.given[left], names.given[right]
    first = grade_words(words, one[:, 0], other[:, 0])
    joined = grade_words(words, names.joined[left], names.joined[right])
    first = np.where((first > CLOSE) & (joined <= CLOSE) & (joined > UNKNOWN), CLOSE, first).astype(np.int8)
    pairs.codes[:, 0] = _GIVEN_OUTCOME[first]
    pairs.shares[:, 0] = _shared(words, shares.given, one[:, 0], other[:, 0])
    apart = first > NICKNAME
    for at, to in ((0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)):
        grade = grade_words(words, one[:, at], other[:, to], spelling=False)
        found = apart & ((grade == SAME) | (grade == NICKNAME))
        pairs.codes[found, 0] = GIVEN.code("part")
        pairs.shares[found, 0] = _shared(words, shares.given, one[found, at], other[found, to])
        apart &= ~found
    seconds = grade_words(words, one[:, 1], other[:, 1])
    pairs.codes[:, 1] = np.where(pairs.codes[:, 0] == GIVEN.code("part"), 0, _SECOND_OUTCOME[seconds])
    pairs.shares[:, 1] = _shared(words, shares.given, one[:, 1], other[:, 1])


def _shared(words: Words, shares: Floats, one: Ints, other: Ints) -> Floats:
    """Return the log2 share of what two words mean: of a nickname, that of the name it stands for."""
    larger: Floats = np.maximum(shares[words.meanings[one, 0]], shares[words.meanings[other, 0]])
    return larger


def _surnames(table: Table, shares: Shares, left: Ints, right: Ints, pairs: NamePairs) -> None:
    """Put father's beside father's, mother's beside mother's; or crossed, or one against the other's second."""
    words = table.words
    one, other = table.names.surnames[left], table.names.surnames[right]
    father = grade_words(words, one[:, 0], other[:, 0])
    mother = grade_words(words, one[:, 1], other[:, 1])
    pairs.codes[:, 2], pairs.codes[:, 3] = _SURNAME_OUTCOME[father], _MOTHER_OUTCOME[mother]
    pairs.shares[:, 2] = np.maximum(shares.surname[one[:, 0]], shares.surname[other[:, 0]])
    pairs.shares[:, 3] = np.maximum(shares.surname[one[:, 1]], shares.surname[other[:, 1]])
    apart = np.flatnonzero(father > CLOSE)
    if not len(apart):
        return
    cross = grade_words(words, one[apart, 0], other[apart, 1])
    back = grade_words(words, one[apart, 1], other[apart, 0])
    crossed = (cross > UNKNOWN) & (back > UNKNOWN) & (cross <= CLOSE) & (back <= CLOSE)
    both = shares.surname[one[apart, 0]] + shares.surname[one[apart, 1]]
    _put(pairs, apart[crossed], SURNAME.code("crossed"), both[crossed])
    alone = (mother[apart] == UNKNOWN) & ((cross == SAME) | (back == SAME))
    kept = np.where(cross == SAME, shares.surname[one[apart, 0]], shares.surname[other[apart, 0]])
    _put(pairs, apart[alone], SURNAME.code("second"), kept[alone])


def _put(pairs: NamePairs, rows: Ints, code: int, share: Floats) -> None:
    """Set the outcome of the surnames as a whole."""
    pairs.codes[rows, 2], pairs.codes[rows, 3] = code, 0
    pairs.shares[rows, 2] = share


def _swapped(table: Table, shares: Shares, left: Ints, right: Ints, pairs: NamePairs) -> None:
    """Find given name and surname in each other's field."""
    apart = np.flatnonzero((pairs.codes[:, 0] >= GIVEN.code("alike")) & (pairs.codes[:, 2] >= SURNAME.code("alike")))
    names, words = table.names, table.words
    given, surname = names.given[left[apart], 0], names.surnames[left[apart], 0]
    there = grade_words(words, given, names.surnames[right[apart], 0])
    back = grade_words(words, surname, names.given[right[apart], 0])
    found = (there > UNKNOWN) & (back > UNKNOWN) & (there <= CLOSE) & (back <= CLOSE)
    rows = apart[found]
    pairs.codes[rows] = (GIVEN.code("swapped"), 0, 0, 0)
    pairs.shares[rows, 0] = (
        np.maximum(shares.given[given], shares.surname[given])
        + np.maximum(shares.surname[surname], shares.given[surname])
    )[found]
