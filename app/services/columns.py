"""What the columns of a spreadsheet are: headings in English or Spanish, abbreviated or mistyped, to fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from matching.text import fold

SURE = 87.0
"""Least likeness (0..100) at which a mistyped heading is taken for a known one; short words must be exact."""
_SHORT = 5


@dataclass(frozen=True)
class Vocabulary:
    """The fields that a kind of file has, each with the headings that people give it, in any language.

    `repeatable` fields may stand in several columns (role 1, role 2).
    """

    headings: Mapping[str, Sequence[str]]
    repeatable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Columns:
    """How each column was understood.

    `fields` maps a column's number, from 0, to its field; `likeness` tells how sure (100 = the very heading).
    `unknown` are columns with a heading that means nothing here, `duplicates` those whose field another column has.
    """

    fields: dict[int, str]
    likeness: dict[int, int] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()
    duplicates: tuple[int, ...] = ()

    def of(self, name: str) -> list[int]:
        """Return the columns that hold a field, left to right."""
        return sorted(column for column, found in self.fields.items() if found == name)


def recognise_columns(header: Sequence[str], vocabulary: Vocabulary) -> Columns:
    """Give each column the field that its heading is most like; a field goes to its best column only."""
    known = _known(vocabulary)
    likest = {column: _likest(heading, known) for column, heading in enumerate(header) if heading}
    fields: dict[int, str] = {}
    duplicates: list[int] = []
    for column in sorted(likest, key=lambda column: (-likest[column][1], column)):
        name, likeness = likest[column]
        if likeness < SURE:
            continue
        if name in vocabulary.repeatable or name not in fields.values():
            fields[column] = name
        else:
            duplicates.append(column)
    return Columns(
        fields=dict(sorted(fields.items())),
        likeness={column: round(likest[column][1]) for column in fields},
        unknown=tuple(column for column in likest if likest[column][1] < SURE),
        duplicates=tuple(sorted(duplicates)),
    )


def count_recognised(header: Sequence[str], vocabulary: Vocabulary) -> int:
    """Return how many headings of a row are known word for word: tells the header from the rows around it."""
    known = _known(vocabulary)
    found = {name for heading in header if heading and (name := _exact(heading, known))}
    return len(found)


def _known(vocabulary: Vocabulary) -> dict[str, str]:
    """Return folded heading -> field; a field's own name is a heading too."""
    known = {fold(name): name for name in vocabulary.headings}
    for name, headings in vocabulary.headings.items():
        known.update({fold(heading): name for heading in headings})
    return known


def _spellings(heading: str) -> list[str]:
    """Return the forms of a heading to look up: whole, without notes in brackets, each part of "Nombre / Name"."""
    bare = re.sub(r"\(.*?\)|\[.*?\]|\*", " ", heading)
    parts = re.split(r"[/|\n]", bare)
    forms = [heading, bare, *parts, *(re.sub(r"\s*(no\.?\s*)?#?\d+\s*$", "", part) for part in parts)]
    return list(dict.fromkeys(form for text in forms if (form := fold(text))))


def _exact(heading: str, known: Mapping[str, str]) -> str | None:
    return next((known[form] for form in _spellings(heading) if form in known), None)


def _likest(heading: str, known: Mapping[str, str]) -> tuple[str, float]:
    exact = _exact(heading, known)
    if exact is not None:
        return exact, 100.0
    best, likeness = "", 0.0
    for form in _spellings(heading):
        for word, name in known.items():
            if min(len(form), len(word)) <= _SHORT:
                continue
            score = max(fuzz.ratio(form, word), fuzz.token_sort_ratio(form, word))
            if score > likeness:
                best, likeness = name, score
    return best, min(likeness, 99.0)
