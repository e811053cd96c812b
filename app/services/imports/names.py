"""Full names to given names and surnames, with two surnames as in Spanish."""

from app.services.imports.words import second_given_names
from matching.text import fold

_GLUE = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "da", "das", "do", "dos", "di", "van", "von", "der", "den", "mc", "mac",
     "san", "santa", "st"}
)  # fmt: skip
_SURNAMES = 2
_ONE_OF_EACH = 2
_ONE_MORE = 3


def split_name(full: str) -> tuple[str, str, bool]:
    """Return given names, surnames, and whether that was sure.

    "Ríos Peña, Ana" says it itself. Else the last two words are the surnames ("de la", "San" and the like belong to
    the word after them); of three words the second counts as a given name where it is a usual one (José *Luis* Pérez).
    """
    before, comma, after = (part.strip() for part in full.partition(","))
    if comma and before and after:
        return after, before, True
    units = _units(full.replace(",", " ").split())
    if len(units) <= _ONE_OF_EACH:
        return units[0] if units else "", " ".join(units[1:]), len(units) == _ONE_OF_EACH
    surnames = _SURNAMES
    if len(units) == _ONE_MORE and fold(units[1]).rpartition(" ")[2] in second_given_names():
        surnames = 1
    return " ".join(units[:-surnames]), " ".join(units[-surnames:]), len(units) > _ONE_MORE


def _units(words: list[str]) -> list[str]:
    """Join particles to the word after them; a particle at the end stands alone."""
    units: list[str] = []
    held: list[str] = []
    for at, word in enumerate(words):
        if at and fold(word) in _GLUE:
            held.append(word)
        else:
            units.append(" ".join([*held, word]))
            held = []
    return units + ([" ".join(held)] if held else [])
