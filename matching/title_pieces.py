"""Reading one piece of a title: as typed, with its slips corrected, without what only qualifies it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from matching.title_forms import concepts, stems
from matching.title_index import CORRECTED, Found, TitleIndex
from matching.title_trades import EVERYDAY, NAMING_SOFT, SOFT
from matching.title_words import CACHED_WORDS, ORDINALS, concept_of, stem_of

_COUNT = re.compile(r"x?\d+x?")
_CAMERA_LETTER = re.compile(r"\b(?:(?:cam|camera|camara)s? [a-e]|[a-e] (?:cam|camera|camara))\b")
_LIKEWISE = {"set": "onset", "hairstylist": "hair", "makeupartist": "makeup"}
_HELPERS = ("ayudante", "auxiliar", "apoyo")
_PLACING = frozenset(f(w) for w in SOFT - NAMING_SOFT for f in (concept_of, stem_of))
_SOFT = frozenset(f(w) for w in SOFT for f in (concept_of, stem_of))
_EVERYDAY = EVERYDAY | frozenset(map(concept_of, EVERYDAY))


@lru_cache(maxsize=CACHED_WORDS)
def is_soft(concept: str) -> bool:
    """Tell whether a word only qualifies a title: a place, a kind of hire, a union, a count."""
    return concept in _SOFT or _is_count(concept)


@lru_cache(maxsize=CACHED_WORDS)
def _is_count(concept: str) -> bool:
    """Tell whether a word counts or letters the unit: "3", "x2", "B"."""
    return len(concept) == 1 or _COUNT.fullmatch(concept) is not None


def is_everyday(sequence: Iterable[str]) -> bool:
    """Tell whether every word belongs to trades that exist everywhere, so that none is film's own."""
    return all(c in _EVERYDAY for c in sequence)


def bare_of(sequence: Iterable[str]) -> tuple[str, ...]:
    """Return concepts without places, kinds of hire and counts."""
    return tuple(c for c in sequence if not is_soft(c))


def with_assistant(sequence: tuple[str, ...]) -> tuple[str, ...]:
    """Put in the word that "2do de dirección" leaves out; nothing where there is no number."""
    if sequence and sequence[0] in ORDINALS and "assistant" not in sequence:
        return (sequence[0], "assistant", *sequence[1:])
    return ()


# What is stripped from a title, step by step, until the rest is known.
_STRIPPED: tuple[Callable[[str], bool], ...] = (
    lambda _: False,
    _is_count,
    lambda c: _is_count(c) or c == "unit2",
    lambda c: _is_count(c) or c in _PLACING,
    lambda c: _is_count(c) or c in _PLACING or c == "unit2",
    is_soft,
    lambda c: is_soft(c) or c == "unit2",
    lambda c: is_soft(c) or c in {"unit2", "onset", "set"},
)


@lru_cache(maxsize=CACHED_WORDS)
def _steps_without(concept: str) -> int:
    """Return the steps of _STRIPPED that take a word out, one bit each."""
    return sum(1 << step for step, strips in enumerate(_STRIPPED) if strips(concept))


def _strip(sequence: tuple[str, ...], gone: list[int], step: int) -> tuple[str, ...]:
    """Return the words that a step leaves; `gone` has the steps that take each of them out."""
    return tuple(word for word, steps in zip(sequence, gone, strict=True) if not steps >> step & 1)


class PieceReader:
    """Finds what one piece of a title names."""

    def __init__(self, index: TitleIndex) -> None:
        self._index = index

    def read(self, folded: str) -> Found | None:
        """Look a piece up as typed, then step by step without what only qualifies it."""
        found = self._index.find(folded)
        if found or "prod" not in folded.split():
            return found or self.variants(folded)
        return self._read_prod(folded)

    def _read_prod(self, folded: str) -> Found | None:
        """Read "prod." as production, unless the title is better known of a producer ("Exec. Prod.")."""
        finds = [self.variants(re.sub(r"\bprod\b", word, folded)) for word in ("produccion", "productor")]
        answered = [f for f in finds if f and f.answer]
        return max(answered, key=lambda f: f.confidence) if answered else next(filter(None, finds), None)

    def variants(self, folded: str) -> Found | None:
        """Look concepts up as typed, then with slips corrected, then without qualifiers and unit."""
        found = self._index.find_concepts(concepts(folded)) if folded else None
        if found or not folded:
            return found
        corrected = self._index.correct(folded)
        limit = 1.0 if corrected == folded else CORRECTED
        words, fixed = stems(corrected), concepts(corrected)
        gone, gone_words = [_steps_without(c) for c in fixed], [_steps_without(w) for w in words]
        tried: set[tuple[str, ...]] = set()
        for step in range(len(_STRIPPED) if any(gone) else 1):
            sequence = _strip(fixed, gone, step)
            if sequence in tried:
                continue
            tried.add(sequence)
            found = self._index.find_stems(_strip(words, gone_words, step))
            found = found or (self._index.find_concepts(sequence) if sequence else None)
            found = found or self._index.find_concepts(with_assistant(sequence))
            if found:
                return found.at(limit)
        return self._as_assistant(bare_of(fixed)) or self._elsewhere(corrected, fixed)

    def _elsewhere(self, corrected: str, fixed: tuple[str, ...]) -> Found | None:
        """Read "set" as on set, artists as their craft, a title without its camera ("Dolly grip B cam")."""
        found = self._index.find_concepts(tuple(_LIKEWISE.get(c, c) for c in fixed))
        unlettered = _CAMERA_LETTER.sub(" ", corrected).strip()
        if found or unlettered in ("", corrected):
            return found
        return self.read(" ".join(unlettered.split()))

    def _as_assistant(self, bare: tuple[str, ...]) -> Found | None:
        """Read "ayudante" and "auxiliar" as assistant; "apoyo" can be less, so it is asked about."""
        helper = next((c for c in bare if c in _HELPERS), None)
        if helper is None:
            return None
        found = self._index.find_concepts(tuple("assistant" if c == helper else c for c in bare))
        return replace(found.at(CORRECTED), prefer=None, asks=True) if found and helper == "apoyo" else found
