"""Guessing by likeness what a title means that no rule could read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matching.title_index import TitleIndex, same_levels
from matching.title_scores import SpellingScores
from matching.title_trades import BENIGN, OTHER_TRADES
from matching.title_words import PLAIN_HEADS, concept_of

# Found on the tuning half of tests/data/titles.tsv: answer above the first, ask between the two.
LEAST_ANSWER = 0.84
LEAST_MARGIN = 0.05
LEAST_ASKED = 0.55
MOST_ASKED = 5

_BENIGN = frozenset(map(concept_of, BENIGN)) | {"unit2"}
_PLAIN = frozenset(map(concept_of, PLAIN_HEADS))
_OTHER = frozenset(map(concept_of, OTHER_TRADES))


@dataclass(frozen=True, slots=True)
class Guess:
    """Roles by falling likeness (0..1), and whether the first is near and lone enough to be the answer."""

    ranked: tuple[tuple[str, float], ...]
    sure: bool


class TitleGuesser:
    """Compares the concepts of a title with those of every known spelling."""

    def __init__(self, index: TitleIndex) -> None:
        self._index = index
        self._scores = SpellingScores([" ".join(spelling) for spelling, _ in index.spellings])

    def guess(self, queries: Sequence[tuple[tuple[str, ...], frozenset[str] | None]]) -> list[Guess]:
        """Guess each (concepts, roles of its department or None)."""
        texts = [" ".join(sequence) for sequence, _ in queries]
        return [
            self._judge(sequence, role_ids, near)
            for (sequence, role_ids), near in zip(queries, self._scores.best(texts), strict=True)
        ]

    def _judge(
        self, sequence: tuple[str, ...], role_ids: frozenset[str] | None, near: Iterable[tuple[int, float]]
    ) -> Guess:
        rows: dict[str, tuple[float, int]] = {}
        for row, score in near:
            if score >= LEAST_ASKED:
                rows.setdefault(self._index.spellings[row][1], (score, row))
        known = any(c in self._index.concepts for c in sequence)
        if not rows or not known or any(c in _OTHER for c in sequence):
            return Guess((), sure=False)
        spellings = {r: self._index.spellings[row][0] for r, (_, row) in rows.items()}

        def strange(role_id: str) -> tuple[bool, bool]:
            outside = role_ids is not None and role_id not in role_ids
            return (outside, not same_levels(spellings[role_id], sequence))

        # the department's roles of the same level first; the others are only ever asked about
        ranked = sorted(rows, key=lambda r: (strange(r), -rows[r][0]))
        first = ranked[0]
        margin = rows[first][0] - (rows[ranked[1]][0] if len(ranked) > 1 else 0.0)
        sure = (
            not any(strange(first))
            and rows[first][0] >= LEAST_ANSWER
            and margin >= LEAST_MARGIN
            and _same_meaning(sequence, spellings[first])
        )
        return Guess(tuple((r, rows[r][0]) for r in ranked[:MOST_ASKED]), sure)


def _same_meaning(title: Iterable[str], spelling: Iterable[str]) -> bool:
    """Tell whether the words that only one of them has can't make it another role."""
    left, lacking = set(title) - set(spelling), set(spelling) - set(title)
    return left <= _BENIGN and lacking <= _PLAIN and not (left and lacking)
