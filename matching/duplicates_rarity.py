"""How rare a value is: the share of people who have it, so that a rare one in common says more than a usual one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.duplicates_table import Ints, Table, sum_by_word

Floats = NDArray[np.float64]

IMAGINED = 1000
"""People imagined besides those of the data, with values as common as is usual, so that few rows are no proof."""
COMMON_WORD, RARE_WORD = 0.01, 0.0005
USUAL_SHARE = {
    "email": 1e-6,
    "local": 1e-5,
    "phone": 1e-6,
    "street": 1e-5,
    "place": 0.03,
    "postcode": 0.002,
    "both": 0.001,
    "occupation": 0.03,
    "birth_date": 7e-5,
    "birth_year": 0.025,
}
"""How many people share a value where nothing else is known; a birth date is one of about 15,000 days."""
LEAST_OTHERS = 0.1
"""Others who may have a value that nobody else is known to have: none is so rare that sharing it is proof."""
DAYS, MONTHS = 100, 100


@dataclass(slots=True)
class Shares:
    """Word -> log2 of the share of people who have it as a given name, and as a surname."""

    given: Floats
    surname: Floats


class Rarity:
    """Counts people, not rows, by value: `people` is how many people each row stands for, below 1 for doubles."""

    def __init__(self, table: Table, people: NDArray[np.float64] | Ints) -> None:
        self.people = float(people.sum())
        self._by_row = {name: _counts(column.codes, people) for name, column in table.texts.items()}
        place, postcode = table.texts["place"].codes, table.texts["postcode"].codes
        self._by_row["both"] = _counts(postcode * (int(place.max(initial=0)) + 1) + place, people)
        year, month, day = table.birth.T
        self._by_row["birth_date"] = _counts((year * MONTHS + month) * DAYS + day, people)
        self._by_row["birth_year"] = _counts(year, people)
        self.words = self._words(table, people)

    def share(self, kind: str, rows: Ints) -> Floats:
        """Return log2 of the share of other people who have the value that these rows share with another."""
        return self._log_share(self._by_row[kind][rows], USUAL_SHARE[kind])

    def _log_share(self, counts: Floats, usual: float | Floats) -> Floats:
        # the two who share it are no evidence of how many others do
        others = np.maximum(counts, 2.0) - 2.0 + LEAST_OTHERS + IMAGINED * usual
        return np.log2(others / (self.people + IMAGINED))

    def _words(self, table: Table, people: NDArray[np.float64] | Ints) -> Shares:
        words, own = table.words, slice(0, len(people))
        size = len(words.values)
        given = sum_by_word(table.names.given[own], people, size)
        meant = np.zeros(size)
        for column in words.meanings.T:
            meant += np.bincount(column, weights=given, minlength=size)
        usual = np.where(words.is_common, COMMON_WORD, RARE_WORD)
        surname = sum_by_word(table.names.surnames[own], people, size)
        return Shares(self._log_share(meant, usual), self._log_share(surname, usual))


def _counts(values: Ints, people: NDArray[np.float64] | Ints) -> Floats:
    """Return for each row how many people have its value."""
    _, back = np.unique(values, return_inverse=True)
    counts: Floats = np.bincount(back, weights=people).astype(np.float64)[back]
    return counts
