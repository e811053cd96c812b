"""A typed title taken apart: what stands outside and inside brackets, and the pieces between slashes."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matching.text import fold
from matching.title_words import ARTICLES, concepts_of, join_phrases, stem_of

LONGEST_TITLE = 200
CACHED_TEXTS = 1 << 12
_POSSESSIVE = re.compile(r"['\u2019\u00b4`](?:s\b|(?=\s|$))")
_GENDER_MARK = re.compile(r"(?<=\w)\s?(?:/\s?(?:a|o|e|as|os|es)\b|\((?:a|o|e|as|os|es|s)\)|@)")
_INITIALS = re.compile(r"\b(?:[a-z]\.\s?){1,4}[a-z](?:\.?s)?\b\.?")
_LETTERS = re.compile(r"(?<!\w)(?:[a-z]\s?&\s?)+[a-z](?!\w)")
# what could separate pieces: any sign but those within words, or an "and"
_CUTS = re.compile(r"[^a-z0-9.'\"\s]|\b(?:y|e|and)\b")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]?")
_SEPARATORS = re.compile(r"\s*[/+,;|:]\s*|\s+[-\u2013\u2014]\s+|\s+(?:y|e|and|&)\s+")


def _plain(title: str) -> str:
    """Lower case without accents, punctuation kept: brackets and slashes still have a meaning here."""
    text = title[:LONGEST_TITLE].casefold()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    if text.replace(" ", "").isalnum():  # no sign that could mean anything
        return text
    text = _GENDER_MARK.sub("", _POSSESSIVE.sub("", text))
    text = _LETTERS.sub(lambda found: re.sub(r"[^a-z]", "", found.group()), text)
    return _INITIALS.sub(lambda found: re.sub(r"[^a-z]", "", found.group()) + " ", text)


@dataclass(frozen=True, slots=True)
class TitleForm:
    """One title, taken apart; every part is folded.

    `folded` is the title as the taxonomy compares aliases, `whole` the same after initials were joined and gender
    marks dropped, `outside` what stands outside brackets (the whole title where nothing does), `aside` what stands
    inside, `parts` the pieces between slashes, commas, dashes, "y" and "and" (one piece when there are none).
    """

    folded: str
    whole: str
    outside: str
    aside: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> "TitleForm":
        """Take a typed title apart; what lies beyond LONGEST_TITLE characters is not looked at."""
        folded, text = fold(typed[:LONGEST_TITLE]), _plain(typed)
        whole = fold(text)
        if not _CUTS.search(text):
            return cls(folded, whole, whole, "", (whole,) if whole else ())
        bare = _BRACKETS.sub(" ", text)
        parts = tuple(part for piece in _SEPARATORS.split(bare) if (part := fold(piece)))
        return cls(folded, whole, fold(bare) or whole, fold(" ".join(_BRACKETS.findall(text))), parts)


@lru_cache(maxsize=CACHED_TEXTS)
def concepts(folded: str) -> tuple[str, ...]:
    """Return the concepts of a folded text, in order."""
    return tuple(concepts_of(folded))


@lru_cache(maxsize=CACHED_TEXTS)
def stems(folded: str) -> tuple[str, ...]:
    """Return the words of a folded text without articles, plural and gendered endings; phrases joined."""
    return tuple(stem_of(w) for w in join_phrases(folded).split() if w not in ARTICLES)
