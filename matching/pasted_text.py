"""Pieces of a pasted text that remember where they stood, so that nothing typed gets lost."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matching.title_words import LEXICON_WORDS, ORDINALS, STOP_WORDS, concept_of

_WORD = re.compile(r"\w+")
_LONGEST_ABBREVIATION = 6
_LOOK_BACK = 80
_MONTHS_AND_TIMES = frozenset(
    {"hrs", "hr", "etc", "tel", "cel", "aprox", "num", "no", "sr", "sra", "srta", "lic", "ing"}
)
OPENING, CLOSING = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the pasted text: `start..end` are character offsets, `end` exclusive."""

    start: int
    end: int
    text: str

    def sub(self, start: int, end: int) -> "Piece":
        """Return the part between two offsets of this piece's own text, trimmed of spaces."""
        part = self.text[start:end]
        start += len(part) - len(part.lstrip())
        stripped = part.strip()
        return Piece(self.start + start, self.start + start + len(stripped), stripped)

    @property
    def says_something(self) -> bool:
        """Tell whether there is a letter or digit in it."""
        return any(c.isalnum() for c in self.text)


def split(piece: Piece, separators: re.Pattern[str]) -> list[Piece]:
    """Split at separators that stand outside brackets; empty parts are dropped."""
    parts: list[Piece] = []
    begin = 0
    depths = depths_of(piece.text)
    for found in separators.finditer(piece.text):
        if found.start() >= begin and depths[found.start()] == 0:
            parts.append(piece.sub(begin, found.start()))
            begin = found.end()
    parts.append(piece.sub(begin, len(piece.text)))
    return [p for p in parts if p.says_something]


def sentences(text: str) -> Iterator[Piece]:
    """Cut a text into sentences and lines; a full stop after an abbreviation ("dir. arte") ends nothing."""
    whole = Piece(0, len(text), text)
    begin = 0
    depths = depths_of(text)
    for found in re.finditer(r"[\r\n]+|[!?]+|\.(?=\s|$)", text):
        inside = found.group()[0] not in "\r\n" and depths[found.start()] > depths[begin]
        if inside or (found.group() == "." and _abbreviates(text, begin, found.start())):
            continue
        yield whole.sub(begin, found.end())
        begin = found.end()
    yield whole.sub(begin, len(text))


def brackets(piece: Piece) -> list[Piece]:
    """Return what stands in the outermost brackets of a piece, without the brackets."""
    found: list[Piece] = []
    depth, begin = 0, 0
    for i, char in enumerate(piece.text):
        if char in OPENING:
            begin = i + 1 if depth == 0 else begin
            depth += 1
        elif char in CLOSING and depth:
            depth -= 1
            if depth == 0:
                found.append(piece.sub(begin, i))
    if depth:
        found.append(piece.sub(begin, len(piece.text)))
    return found


def without(piece: Piece, holes: Iterable[Piece]) -> Piece:
    """Blank out other pieces inside this one; offsets stay as they were."""
    text = piece.text
    for hole in holes:
        start, end = max(hole.start - piece.start, 0), min(hole.end - piece.start, len(text))
        if start < end:
            text = text[:start] + " " * (end - start) + text[end:]
    return Piece(piece.start, piece.end, text)


def as_typed(text: str, piece: Piece) -> Piece:
    """Return a piece with the words that were blanked out of it."""
    return Piece(piece.start, piece.end, text[piece.start : piece.end])


def leftovers(text: str, taken: Iterable[Piece]) -> list[Piece]:
    """Return the stretches of a text that no taken piece covers and that say something, in order."""
    rest = without(Piece(0, len(text), text), taken).text
    return [
        Piece(
            f.start() + len(f.group()) - len(f.group().lstrip()), f.start() + len(f.group().rstrip()), f.group().strip()
        )
        for f in re.finditer(r"(?:(?!\s\s\s|[\r\n]).)+", rest)
        if any(c.isalnum() for c in f.group())
    ]


def depths_of(text: str) -> list[int]:
    """Return for each offset how many brackets are open before it; one never closed on its line opens nothing."""
    depths, depth = [], 0
    closes = _closing_lines(text)
    for i, char in enumerate(text):
        depths.append(depth)
        if char in "\r\n":
            depth = 0
        elif char in OPENING and closes[i]:
            depth += 1
        elif char in CLOSING:
            depth = max(depth - 1, 0)
    return [*depths, depth]


def _closing_lines(text: str) -> list[bool]:
    """Return for each offset whether its line closes a bracket behind it."""
    closes, behind = [False] * len(text), False
    for i in range(len(text) - 1, -1, -1):
        behind = text[i] not in "\r\n" and (behind or text[i] in CLOSING)
        closes[i] = behind
    return closes


def _abbreviates(text: str, begin: int, stop: int) -> bool:
    """Tell whether the word before a full stop is a short form, as "asist." or "1er.", and not a sentence's end."""
    words = _WORD.findall(text[max(begin, stop - _LOOK_BACK) : stop].lower())
    if len(words) == 1 and words[0].isdigit():
        return True  # "1. Gaffer": the number of a list
    after = text[stop + 1 : stop + 1 + _LOOK_BACK].lstrip(" \t")[:1]
    if not words or not after or after in "\r\n":
        return False
    last = words[-1]
    short = len(last) <= _LONGEST_ABBREVIATION and last not in STOP_WORDS
    known = last in LEXICON_WORDS or concept_of(last) in ORDINALS or last in _MONTHS_AND_TIMES
    return short and known and (after.islower() or after.isdigit())
