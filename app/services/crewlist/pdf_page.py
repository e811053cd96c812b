"""The paper that a crew list is printed on: fonts, colours, a page with head and foot, a cursor going down."""

import io
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.messages import mark

TEXT, STRONG, NARROW, HEAD = "Plex", "Plex-SemiBold", "PlexCondensed-Medium", "PlexCondensed-Bold"
_FILES = {
    TEXT: "plex-sans-400",
    STRONG: "plex-sans-600",
    NARROW: "plex-condensed-500",
    HEAD: "plex-condensed-700",
}
INK, QUIET, LINE, SHADE, SIGNAL = map(HexColor, ("#1b1a17", "#57534a", "#d9d3c5", "#f1ede3", "#b3320f"))
PALE = HexColor("#f4e9e4")
FREE, HELD, WHITE = map(HexColor, ("#1e6b3c", "#7a4d00", "#ffffff"))
SIZE = landscape(letter)
MARGIN = 34.0
WIDTH = SIZE[0] - 2 * MARGIN
_TOP = SIZE[1] - 50.0
_BOTTOM = 40.0
LEADING = 1.24


class Style(NamedTuple):
    """How a text is set: font, size in points, colour."""

    font: str = TEXT
    size: float = 8.0
    colour: Color = INK


class Text(NamedTuple):
    """A paragraph of a cell."""

    text: str
    style: Style = Style()


@cache
def register_fonts() -> None:
    """Give reportlab the fonts, once a process."""
    folder = files("app").joinpath("data", "fonts")
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(folder.joinpath(f"{file}.ttf").read_bytes())))


@cache
def _glyphs(font: str) -> frozenset[int]:
    face: Any = pdfmetrics.getFont(font)
    return frozenset(face.face.charToGlyph)


def printable(text: str, font: str) -> str:
    """Return the text in letters that the font has: else without its marks, else a question mark."""
    known = _glyphs(font)
    if all(ord(letter_) in known for letter_ in text):
        return text
    return "".join(_nearest(letter_, known) for letter_ in text)


def _nearest(sign: str, known: frozenset[int]) -> str:
    if ord(sign) in known:
        return sign
    bare = "".join(each for each in unicodedata.normalize("NFKD", sign) if ord(each) in known)
    return bare or ("" if unicodedata.category(sign).startswith(("C", "M")) else "?")


def wrap(cell: Sequence[Text], width: float) -> list[Text]:
    """Return the cell's paragraphs broken into lines that fit the width (points)."""
    lines = []
    for text, style in cell:
        if text:
            fitted = simpleSplit(printable(text, style.font), style.font, style.size, width)
            lines += [Text(part, style) for line in fitted for part in _cut(line, style, width)]
    return lines


def _cut(line: str, style: Style, width: float) -> list[str]:
    """Break a word that is wider than the column (an e-mail) where it has to."""
    parts: list[str] = []
    while line and pdfmetrics.stringWidth(line, style.font, style.size) > width:
        end = len(line) - 1
        while end > 1 and pdfmetrics.stringWidth(line[:end], style.font, style.size) > width:
            end -= 1
        parts.append(line[:end])
        line = line[end:]
    return [*parts, line]


def height(lines: Sequence[Text]) -> float:
    """Return how high the lines stand, in points."""
    return sum(line.style.size * LEADING for line in lines)


class NumberedCanvas(Canvas):
    """A canvas that knows, when it is saved, how many pages there are."""

    def __init__(self, *args: object, foot: Callable[["NumberedCanvas", int, int], None], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # handed through to reportlab as they are
        self._foot = foot
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the page until the number of all is known."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # reportlab's way to begin without ending; the stubs leave it out

    def save(self) -> None:
        """Write every page with its foot, then the file."""
        kept = list(self._pages)
        for number, state in enumerate(kept, start=1):
            self.__dict__.update(state)
            self._foot(self, number, len(kept))
            super().showPage()
        super().save()


def draw_foot(canvas: NumberedCanvas, text: str, paged: str) -> None:
    """Write the foot of a page: what it belongs to at the left, page x of y at the right."""
    canvas.setFont(NARROW, 7.5)
    canvas.setFillColor(QUIET)
    canvas.drawString(MARGIN, 22, text)
    canvas.drawRightString(MARGIN + WIDTH, 22, paged)


PAGED = mark("Page %(page)s of %(pages)s")


class Paper:
    """Pages from top to bottom. `on_page` draws what repeats at the top of each and returns nothing."""

    def __init__(self, canvas: NumberedCanvas, on_page: Callable[["Paper"], None]) -> None:
        self.canvas = canvas
        self.y = _TOP
        self._on_page = on_page
        on_page(self)

    def new_page(self) -> None:
        """End the page and begin the next."""
        self.canvas.showPage()
        self.y = _TOP
        self._on_page(self)

    def fits(self, points: float) -> bool:
        """Return whether so much room is left on the page."""
        return self.y - points >= _BOTTOM

    def draw(self, lines: Sequence[Text], x: float, y: float) -> None:
        """Draw lines downwards from `y`, the top of the first."""
        for text, style in lines:
            self.canvas.setFont(style.font, style.size)
            self.canvas.setFillColor(style.colour)
            self.canvas.drawString(x, y - style.size, text)
            y -= style.size * LEADING

    def text(self, text: str, x: float, y: float, style: Style, *, right: bool = False) -> float:
        """Draw one line with its baseline at `y`; return its width."""
        shown = printable(text, style.font)
        self.canvas.setFont(style.font, style.size)
        self.canvas.setFillColor(style.colour)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, y, shown)
        return float(pdfmetrics.stringWidth(shown, style.font, style.size))

    def rule(self, y: float, *, colour: Color = LINE, thick: float = 0.5) -> None:
        """Draw a line over the whole width."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(thick)
        self.canvas.line(MARGIN, y, MARGIN + WIDTH, y)

    def box(self, x: float, y: float, width: float, tall: float, colour: Color) -> None:
        """Fill a rectangle whose upper left corner is at (x, y)."""
        self.canvas.setFillColor(colour)
        self.canvas.rect(x, y - tall, width, tall, stroke=0, fill=1)
