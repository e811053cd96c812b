"""Folding of typed text, so that case, accents and punctuation never decide."""

import re
import unicodedata

_NOT_ASCII_WORDS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Casefold, strip accents and turn every run of non-alphanumerics into one space.

    This is the form in which the taxonomy's aliases are compared. Idempotent: `fold(fold(x)) == fold(x)`.
    """
    if text.isascii():
        return " ".join(_NOT_ASCII_WORDS.sub(" ", text.lower()).split())
    plain = _decomposed(_decomposed(text).casefold())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def _decomposed(text: str) -> str:
    """Compatibility decomposition: casefolding can compose anew, so callers decompose on both sides of it."""
    return unicodedata.normalize("NFKD", text)
