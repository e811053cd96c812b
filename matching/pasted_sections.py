"""Where in a message a list of crew begins and ends: after "Necesito", under "Cámara:", behind bullets."""

import re
from dataclasses import dataclass, replace

from matching.pasted_items import comma_items
from matching.pasted_reader import ItemReader
from matching.pasted_text import Piece, depths_of

_REQUEST = re.compile(
    r"\b(?:necesit(?:o|amos|ar[ií]a(?:mos)?|aremos)|requ(?:iero|erimos)|busc(?:o|amos|ando)|ocup(?:o|amos)|quer(?:emos|r[ií]a(?:mos)?)"
    r"|(?:me|nos)\s+(?:urgen?|faltan?)|(?:we|i)(?:\s+will|'ll)?\s+need|(?:we(?:'re|\s+are)\s+)?looking\s+for|seeking|requiring|(?:please\s+|could\s+you\s+)?send(?:\s+(?:us|me))|m[aá]nda(?:me|nos)|m[aá]nde(?:me|nos)|env[ií]a(?:me|nos)|p[aá]sa(?:me|nos)"
    r"|lista\s+de\s+crew|crew\s+list)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(?:crew|equipo|personal|lista|posiciones|puestos|positions|staff|needs?)\s*:", re.IGNORECASE)
_COLON = re.compile(r":(?!\d)")
_BULLET = re.compile(r"^(?:[-*•·–—]|\d{1,2}[.)]\s)")
_CLOSING = re.compile(
    r"^(?:(?:muchas\s+|mil\s+)?gracias|saludos?|abrazos?|un\s+abrazo|atte|atentamente|cordialmente|quedo\s+atent[oa]"
    r"|best|regards|kind\s+regards|thanks|thank\s+you|cheers|sincerely)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A sentence within its list: the heading it opens with and its items, each with whether it stands in a list."""

    listing: bool = False
    department: str | None = None
    heading: Piece | None = None
    items: tuple[tuple[Piece, bool], ...] = ()
    closed: bool = False
    """Behind the closing words stand the names and posts of those who write."""

    def at(self, sentence: Piece, text: str, reader: ItemReader) -> "Section":
        """Return the section of the next sentence: a list goes on over lines, but not over a full stop."""
        breaks = _between(text, sentence).count("\n")
        # a heading may stand apart from its list, but a blank line ends a list that has begun
        goes_on = self.listing and (breaks == 1 or (breaks > 1 and not self.items))
        department = self.department if goes_on else None
        opened = _REQUEST.search(sentence.text)
        depths = depths_of(sentence.text)
        colon = next((c for c in _COLON.finditer(sentence.text) if depths[c.start()] == 0), None)
        if opened:
            end = colon.end() if colon and colon.start() >= opened.end() else opened.end()
            before = tuple((item, False) for item in comma_items(sentence.sub(0, opened.start())))
            return Section(
                listing=True,
                heading=sentence.sub(opened.start(), end),
                items=(*before, *_listed(sentence.sub(end, len(sentence.text)))),
            )
        if colon:
            named = reader.department_of(sentence.text[: colon.start()].lstrip("-*•· "))
            if named or _TITLE.match(sentence.text):
                rest = sentence.sub(colon.end(), len(sentence.text))
                return Section(True, named, sentence.sub(0, colon.end()), _listed(rest))
        if _CLOSING.match(sentence.text) or (self.closed and not _BULLET.match(sentence.text)):
            return Section(closed=True)
        listed = goes_on or _BULLET.match(sentence.text) is not None
        return Section(listed, department, None, tuple((item, listed) for item in comma_items(sentence)))

    def after(self, *, made_lines: bool) -> "Section":
        """Return the section once read: lines start or continue a list, a sentence without any ends it."""
        return replace(self, listing=made_lines or (self.listing and not self.items))


def _listed(piece: Piece) -> tuple[tuple[Piece, bool], ...]:
    return tuple((item, True) for item in comma_items(piece))


def _between(text: str, sentence: Piece) -> str:
    """Return the white space before a sentence."""
    before = text[: sentence.start]
    return before[len(before.rstrip()) :]
