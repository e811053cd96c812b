"""How alike a title and a known spelling look: edit ratios and the cosine of letter 2- and 3-grams."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTLIST = 24
_GRAM_LENGTHS = (2, 3)
_CHUNK = 2048


class SpellingScores:
    """Scores queries against a fixed list of spellings.

    The score is the mean of two likenesses in 0..1: max(ratio, token_sort_ratio) of rapidfuzz, and the cosine
    of TF-IDF weighted letter 2- and 3-grams. Only the spellings nearest by cosine are compared by letters.
    """

    def __init__(self, spellings: Sequence[str]) -> None:
        self._spellings = list(spellings)
        counts = [_grams(s) for s in self._spellings]
        self._columns = {gram: i for i, gram in enumerate(sorted(set().union(*counts)))}
        holders = np.zeros(len(self._columns))
        for count in counts:
            for gram in count:
                holders[self._columns[gram]] += 1
        self._idf: NDArray[np.float64] = np.log((1 + len(counts)) / (1 + holders)) + 1
        self._by_gram = self._matrix(counts).T.tocsr()

    def best(self, queries: Sequence[str]) -> list[list[tuple[int, float]]]:
        """Return for each query its nearest spellings as (row, score), best first."""
        answers: list[list[tuple[int, float]]] = []
        for start in range(0, len(queries), _CHUNK):
            chunk = queries[start : start + _CHUNK]
            cosines = (self._matrix([_grams(q) for q in chunk]) @ self._by_gram).tocsr()
            answers += [self._row(q, cosines, i) for i, q in enumerate(chunk)]
        return answers

    def _row(self, query: str, cosines: csr_matrix, i: int) -> list[tuple[int, float]]:
        span = slice(cosines.indptr[i], cosines.indptr[i + 1])
        columns, values = cosines.indices[span], cosines.data[span]
        if len(values) > SHORTLIST:
            nearest = np.argpartition(-values, SHORTLIST)[:SHORTLIST]
            columns, values = columns[nearest], values[nearest]
        scored = [
            (int(c), (float(v) + self._letters(query, self._spellings[c])) / 2)
            for c, v in zip(columns, values, strict=True)
        ]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    @staticmethod
    def _letters(query: str, spelling: str) -> float:
        return max(fuzz.ratio(query, spelling), fuzz.token_sort_ratio(query, spelling)) / 100

    def _matrix(self, counts: Sequence[Counter[str]]) -> csr_matrix:
        """TF-IDF rows of unit length; grams that no spelling holds count for nothing."""
        indptr, indices, data = [0], [], []
        for count in counts:
            known = [(self._columns[g], n) for g, n in count.items() if g in self._columns]
            weights = np.array([n * self._idf[c] for c, n in known])
            length = float(np.sqrt((weights**2).sum())) or 1.0
            indices += [c for c, _ in known]
            data += [float(w) / length for w in weights]
            indptr.append(len(indices))
        return csr_matrix((data, indices, indptr), shape=(len(counts), len(self._columns)))


def _grams(text: str) -> Counter[str]:
    padded = f" {text} "
    return Counter([padded[i : i + n] for n in _GRAM_LENGTHS for i in range(len(padded) - n + 1)])
