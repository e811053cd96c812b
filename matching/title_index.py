"""The taxonomy's titles, indexed as written, by stems, by concepts in order and in any order."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from matching.roles import Taxonomy
from matching.text import fold
from matching.title_forms import TitleForm, concepts, stems
from matching.title_trades import BENIGN, OTHER_TRADES, REAL_WORDS
from matching.title_words import LEXICON_WORDS, STOP_WORDS, concept_of, levels_among, stem_of

SHORTEST_CORRECTED = 5
LEAST_LIKENESS = 0.79
MOST_LETTERS_OFF = 2
CLEARLY_COMMONER = 5
MOST_REMEMBERED = 50_000
# how sure a match of each kind is
EXACT, STEMMED, CONCEPTUAL, REORDERED, CORRECTED = 1.0, 0.98, 0.95, 0.92, 0.88


@dataclass(frozen=True, slots=True)
class Found:
    """Roles that a spelling names; `prefer` is the one to assume if they are several."""

    role_ids: tuple[str, ...]
    prefer: str | None
    confidence: float
    asks: bool = False

    @property
    def answer(self) -> str | None:
        """Return the role to assume, or None where a person has to choose."""
        if self.prefer or self.asks:
            return self.prefer
        return self.role_ids[0] if len(self.role_ids) == 1 else None

    def within(self, role_ids: frozenset[str]) -> "Found | None":
        """Return what remains inside a department's roles; None if nothing does."""
        kept = tuple(r for r in self.role_ids if r in role_ids)
        if not kept:
            return None
        prefer = self.prefer if self.prefer in kept else None
        # the department says which of them is meant, so one left needs no asking
        return Found(kept, prefer, self.confidence)

    def at(self, confidence: float) -> "Found":
        """Return the same find with a confidence of at most so much."""
        if self.confidence <= confidence:
            return self
        return Found(self.role_ids, self.prefer, confidence, self.asks)


class TitleIndex:
    """Looks up what a spelling names, from the most exact reading to the loosest that is still no guess."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        titles = [(fold(title), TitleForm.of(title).whole, found) for title, found in _titles(taxonomy)]
        self.spellings = _spellings(titles)
        self._exact = _table((folded, found) for folded, _, found in titles)
        self._joined = _table((folded.replace(" ", ""), found) for folded, _, found in titles)
        self._stemmed = _table((" ".join(stems(whole)), found) for _, whole, found in titles)
        self._ordered = _table((" ".join(concepts(whole)), found) for _, whole, found in titles)
        self._bags = _table((" ".join(sorted(concepts(whole))), found) for _, whole, found in titles)
        self.concepts: frozenset[str] = frozenset(c for spelling, _ in self.spellings for c in spelling)
        self._uses = Counter(w for _, whole, _ in titles for w in whole.split())
        words = set(self._uses) | LEXICON_WORDS
        self._known = words | BENIGN | OTHER_TRADES | REAL_WORDS | STOP_WORDS
        self._known_stems = frozenset(map(stem_of, self._known))
        self._corrections: dict[str, str] = {}
        self._by_initial = _by_initial(words)

    def find(self, folded: str) -> Found | None:
        """Look up a folded title: exactly, then without gender and number, then joined into one word."""
        found = self._exact.get(folded) or self._exact.get(folded.removesuffix("s"))
        if found:
            return found
        found = self.find_stems(stems(folded)) or self._joined.get(folded.replace(" ", ""))
        return found.at(STEMMED) if found else None

    def find_stems(self, sequence: Sequence[str]) -> Found | None:
        """Look up stems in the order typed."""
        found = self._stemmed.get(" ".join(sequence))
        return found.at(STEMMED) if found else None

    def find_concepts(self, sequence: Sequence[str]) -> Found | None:
        """Look up concepts in the order typed, then in any order."""
        found = self._ordered.get(" ".join(sequence))
        if found:
            return found.at(CONCEPTUAL)
        found = self._bags.get(" ".join(sorted(sequence)))
        return found.at(REORDERED) if found else None

    def correct(self, folded: str) -> str:
        """Replace unknown words by the title word they misspell, where just one is near enough."""
        return " ".join(self._correct(word) for word in folded.split())

    def _correct(self, word: str) -> str:
        known = self._corrections.get(word)
        if known is None:
            if len(self._corrections) >= MOST_REMEMBERED:
                self._corrections.clear()
            is_word = word in self._known or stem_of(word) in self._known_stems
            known = self._corrections[word] = word if is_word else self._nearest(word)
        return known

    def _nearest(self, word: str) -> str:
        if len(word) < SHORTEST_CORRECTED or any(c.isdigit() for c in word):
            return word
        near: dict[str, float] = {}
        for candidate in self._by_initial.get(word[0], ()):
            if abs(len(candidate) - len(word)) <= MOST_LETTERS_OFF:
                likeness = OSA.normalized_similarity(word, candidate, score_cutoff=LEAST_LIKENESS)
                near[candidate] = max(likeness, near.get(candidate, 0.0))
        best = max(near.values(), default=0.0)
        uses: Counter[str] = Counter()
        for candidate, likeness in near.items():
            if best and likeness == best:
                uses[concept_of(candidate)] += 1 + self._uses[candidate]
        ranked = uses.most_common(2)
        # of two words equally near, one is meant only if it is written far more often
        if not ranked or (len(ranked) > 1 and ranked[0][1] < CLEARLY_COMMONER * ranked[1][1]):
            return word
        return next(w for w, likeness in near.items() if likeness == best and concept_of(w) == ranked[0][0])


def _titles(taxonomy: Taxonomy) -> Iterator[tuple[str, Found]]:
    """Every title of the taxonomy with what it names; shared titles come as their ambiguous entry only."""
    shared = taxonomy.ambiguous_by_title
    for role in taxonomy.roles:
        for title in role.titles:
            if fold(title) not in shared:
                yield title, Found((role.id,), role.id, EXACT)
    for entry in taxonomy.ambiguous:
        yield entry.alias, Found(entry.role_ids, entry.prefer, EXACT, asks=entry.prefer is None)


def _spellings(titles: Iterable[tuple[str, str, Found]]) -> list[tuple[tuple[str, ...], str]]:
    """Every (concepts, role) pair once; titles that roles share count for each of them."""
    pairs = ((concepts(whole), role_id) for _, whole, found in titles for role_id in found.role_ids)
    return [pair for pair in dict.fromkeys(pairs) if pair[0]]


def _table(keyed: Iterable[tuple[str, Found]]) -> dict[str, Found]:
    """Index finds by key; where several meet, a preferred role stays only if all agree on it."""
    table: dict[str, Found] = {}
    for key, found in keyed:
        before = table.get(key, found)
        role_ids = tuple(dict.fromkeys((*before.role_ids, *found.role_ids)))
        prefer = found.prefer if found.prefer == before.prefer else None
        table[key] = Found(role_ids, prefer, EXACT, asks=prefer is None)
    table.pop("", None)
    return table


def _by_initial(words: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if len(word) >= SHORTEST_CORRECTED - 1:
            grouped[word[0]].append(word)
    return grouped


def same_levels(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether two readings hold the same level words, so that no assistant is read as a head."""
    return levels_among(one) == levels_among(other)
