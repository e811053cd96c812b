"""A typed title taken apart: what stands outside and inside brackets, and the pieces between slashes."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from matching.text import fold
from matching.title_words import ARTICLES, concepts_of, join_phrases, stem_of

LONGEST_TITLE = 200
CACHED_TEXTS = 1 << 12
_POSSESSIVE = re.compile(r"['\u2019\u00b4`](?:s\b|(?=\s|$))")
_GENDER_MARK = re.compile(r"(?<=\w)\s?(?:/\s?(?:a|o|e|as|os|es)\b|\((?:a|o|e|as|os|es|s)\)|@)")
_INITIALS = re.compile(r"\b(?:[a-z]\.\s?){1,4}[a-z](?:\.?s)?\b\.?")
_LETTERS = re.compile(r"(?<!\w)(?:[a-z]\s?&\s?)+[a-z](?!\w)")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]?")
_SEPARATORS = re.compile(r"\s*[/+,;|:]\s*|\s+[-\u2013\u2014]\s+|\s+(?:y|e|and|&)\s+")


def _plain(title: str) -> str:
    """Lower case without accents, punctuation kept: brackets and slashes still have a meaning here."""
    text = title[:LONGEST_TITLE].casefold()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    text = _GENDER_MARK.sub("", _POSSESSIVE.sub("", text))
    text = _LETTERS.sub(lambda found: re.sub(r"[^a-z]", "", found.group()), text)
    return _INITIALS.sub(lambda found: re.sub(r"[^a-z]", "", found.group()) + " ", text)


@dataclass(frozen=True)
class TitleForm:
    """One title, taken apart; every view of it is a tuple of concepts in the order typed."""

    typed: str

    @cached_property
    def _text(self) -> str:
        return _plain(self.typed)

    @cached_property
    def folded(self) -> str:
        """The whole title as the taxonomy compares aliases."""
        return fold(self.typed[:LONGEST_TITLE])

    @cached_property
    def outside(self) -> str:
        """What stands outside brackets, folded; the whole title where nothing does."""
        return fold(_BRACKETS.sub(" ", self._text)) or self.whole

    @cached_property
    def whole(self) -> str:
        """The title folded after initials were joined and gender marks dropped."""
        return fold(self._text)

    @cached_property
    def aside(self) -> str:
        """What stands inside brackets, folded."""
        return fold(" ".join(_BRACKETS.findall(self._text)))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The folded pieces between slashes, commas, dashes, "y" and "and"; one piece when there are none."""
        pieces = (fold(p) for p in _SEPARATORS.split(_BRACKETS.sub(" ", self._text)))
        return tuple(p for p in pieces if p)


@lru_cache(maxsize=CACHED_TEXTS)
def concepts(folded: str) -> tuple[str, ...]:
    """Return the concepts of a folded text, in order."""
    return tuple(concepts_of(folded))


def stems(folded: str) -> tuple[str, ...]:
    """Return the words of a folded text without articles, plural and gendered endings; phrases joined."""
    return tuple(stem_of(w) for w in join_phrases(folded).split() if w not in ARTICLES)
