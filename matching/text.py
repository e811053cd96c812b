"""Folding of typed text, so that case, accents and punctuation never decide."""

import unicodedata

_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


def fold(text: str) -> str:
    """Casefold, strip accents and turn every run of non-alphanumerics into one space.

    This is the form in which the taxonomy's aliases are compared. Idempotent: `fold(fold(x)) == fold(x)`.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    plain = _decomposed(_decomposed(text).casefold())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def _decomposed(text: str) -> str:
    """Compatibility decomposition: casefolding can compose anew, so callers decompose on both sides of it."""
    return unicodedata.normalize("NFKD", text)
