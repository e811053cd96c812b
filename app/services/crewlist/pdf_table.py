"""A printed table: rows of cells under a band a department, which comes again where a page breaks."""

from collections.abc import Sequence

from reportlab.lib.colors import Color

from app.messages import mark
from app.services.crewlist.document import CrewList, DayState, Group, Line, Person
from app.services.crewlist.pdf_page import (
    FREE,
    HEAD,
    HELD,
    INK,
    MARGIN,
    NARROW,
    QUIET,
    SIGNAL,
    STRONG,
    WHITE,
    WIDTH,
    Paper,
    Style,
    Text,
    height,
    wrap,
)
from app.services.crewlist.words import DAY_STATE, Words

_BAND = 15.0
PAD = 3.0
BOLD, SMALL, OPEN = Style(STRONG, 8.5), Style(size=7, colour=QUIET), Style(STRONG, 8.5, SIGNAL)
LABEL = Style(HEAD, 7, QUIET)
_STATE_COLOUR: dict[DayState, Color] = {
    DayState.FREE: FREE,
    DayState.UNCONFIRMED: QUIET,
    DayState.TENTATIVE: HELD,
    DayState.HELD: HELD,
}
Cells = Sequence[Sequence[Text]]


class Pages:
    """Rows of cells in columns; a department's band and the headings come again where a page breaks."""

    widths: tuple[float, ...] = ()

    def __init__(self, paper: Paper, document: CrewList) -> None:
        self.paper, self.document = paper, document
        self.words = Words(document.locale)

    def headings(self) -> tuple[str, ...]:
        """Return a heading a column, in the reader's language."""
        raise NotImplementedError

    def draw_headings(self) -> None:
        """Draw the headings of the columns."""
        x = MARGIN
        for heading, width in zip(self.headings(), self.widths, strict=True):
            self.paper.text(heading.upper(), x + PAD, self.paper.y - 8, LABEL)
            x += width
        self.paper.y -= 12

    def band(self, group: Group, *, more: bool = False) -> None:
        """Draw a department's band; `more` where it goes on from the page before."""
        paper = self.paper
        paper.box(MARGIN, paper.y, WIDTH, _BAND, INK)
        name = group.name + (f" ({self.words(mark('continued'))})" if more else "")
        paper.text(name, MARGIN + 5, paper.y - 11, Style(HEAD, 10, WHITE))
        count = self.words(mark("%(filled)s of %(slots)s"), filled=group.filled, slots=len(group.slots))
        paper.text(count, MARGIN + WIDTH - 5, paper.y - 11, Style(NARROW, 9, WHITE), right=True)
        paper.y -= _BAND + 2

    def room(self, points: float, group: Group) -> bool:
        """Turn the page where so much does not fit, and repeat headings and band; return whether it turned."""
        if self.paper.fits(points):
            return False
        self.paper.new_page()
        self.draw_headings()
        self.band(group, more=True)
        return True

    def start(self, group: Group, points: float) -> None:
        """Begin a department, on the next page where not even its first row fits below the band."""
        if not self.paper.fits(_BAND + 2 + points):
            self.paper.new_page()
            self.draw_headings()
        self.band(group)

    def wrapped(self, cells: Cells) -> list[list[Text]]:
        """Return the cells broken into lines of their columns' widths."""
        return [wrap(cell, width - 2 * PAD) for cell, width in zip(cells, self.widths, strict=True)]

    def row(self, cells: list[list[Text]], *, state: tuple[int, DayState] | None = None, least: float = 0) -> float:
        """Draw a row and return its height; `state` names the column that gets a shape before its first line."""
        paper = self.paper
        points = tall(cells, least)
        x = MARGIN
        for number, (cell, width) in enumerate(zip(cells, self.widths, strict=True)):
            shift = 0.0
            if state and number == state[0] and cell:
                shift = 9.0
                draw_state(paper, state[1], x + PAD + 3, paper.y - PAD - 4.4)
                paper.draw(cell[:1], x + PAD + shift, paper.y - PAD)
                paper.draw(cell[1:], x + PAD, paper.y - PAD - height(cell[:1]))
            else:
                paper.draw(cell, x + PAD, paper.y - PAD)
            x += width
        paper.y -= points
        paper.rule(paper.y)
        return points

    def margin_mark(self, points: float, colour: Color) -> None:
        """Draw a mark at the left edge of the next `points`."""
        self.paper.box(MARGIN - 4, self.paper.y, 2.5, points, colour)


def draw_state(paper: Paper, state: DayState, x: float, y: float) -> None:
    """Draw the shape of a state around (x, y): states differ by shape as well as colour."""
    canvas, colour = paper.canvas, _STATE_COLOUR[state]
    canvas.setFillColor(colour)
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(0.8)
    if state is DayState.HELD:
        path = canvas.beginPath()
        path.moveTo(x - 2.8, y - 2.4)
        path.lineTo(x + 2.8, y - 2.4)
        path.lineTo(x, y + 2.8)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
        return
    canvas.circle(x, y, 2.4, stroke=1, fill=int(state is DayState.FREE))
    if state is DayState.TENTATIVE:
        canvas.wedge(x - 2.4, y - 2.4, x + 2.4, y + 2.4, 90, 180, stroke=0, fill=1)


def tall(cells: list[list[Text]], least: float = 0) -> float:
    """Return how high a row of such cells is."""
    return max(least, *map(height, cells)) + 2 * PAD


def asked(words: Words, line: Line) -> list[Text]:
    """Return what the production typed, where the title says something else."""
    if not line.asked_as or line.asked_as == line.title:
        return []
    return [Text(words(mark("asked as “%(title)s”"), title=line.asked_as), SMALL)]


def contact(words: Words, person: Person) -> list[Text]:
    """Return phone and e-mail, or whom to ask for them."""
    if not person.contact_allowed:
        return [Text(words.phone(person), SMALL)]
    return [Text(words.phone(person), Style(size=8.5)), Text(person.email, Style(NARROW, 7.5, QUIET))]


def base(words: Words, person: Person) -> list[Text]:
    """Return where the person lives and whether that is local to the line's base."""
    told = {True: mark("local"), False: mark("not local")}
    local = words(told[person.local]) if person.local is not None else ""
    return [Text(person.base), Text(local, SMALL)]


def state_name(words: Words, state: DayState) -> Text:
    """Return the word of a state in its colour."""
    return Text(words(DAY_STATE[state]), Style(STRONG, 7.5, _STATE_COLOUR[state]))
