"""The printed candidates: best first under each position, with reasons and bars."""

from collections.abc import Sequence

from app.messages import mark
from app.services.crewlist.document import Candidate, CrewList, Fit, Group, Line
from app.services.crewlist.pdf_page import (
    HEAD,
    INK,
    LINE,
    MARGIN,
    NARROW,
    QUIET,
    SHADE,
    SIGNAL,
    WIDTH,
    Paper,
    Style,
    Text,
    height,
    wrap,
)
from app.services.crewlist.pdf_table import BOLD, LABEL, SMALL, Pages, asked, base, contact, state_name, tall
from app.services.crewlist.words import FEATURE, NO_CANDIDATES

_REASONS_PRINTED = 4
"""The sentences that count most; the workbook has them all."""
_BAR, _STEP, _BAR_TALL = 4.5, 6.9, 17.0
_HEADINGS_TALL = 58.0
_STATUS = 2


class CandidatePages(Pages):
    """A strip a position, a row a candidate."""

    widths = (21, 108, 84, 62, 58, 88, 116, 115, 72)

    def __init__(self, paper: Paper, document: CrewList) -> None:
        super().__init__(paper, document)
        used = {reason.feature for line in document.lines for each in line.alternatives for reason in each.fit.reasons}
        self._features = [key for key in FEATURE if key in used]

    def headings(self) -> tuple[str, ...]:
        """Return rank, name, status, base, credits, languages, contact, reasons, bars."""
        marks = (
            mark("Name"),
            mark("Status"),
            mark("Base"),
            mark("Credits"),
            mark("Languages"),
            mark("Contact"),
            mark("Reasons"),
        )
        return ("", *map(self.words, marks), "")

    def draw_headings(self) -> None:
        """Draw the headings; those of the bars stand upright over them."""
        paper, canvas = self.paper, self.paper.canvas
        paper.y -= _HEADINGS_TALL - 12 if self._features else 0
        low = paper.y - 10
        left = MARGIN + sum(self.widths[:-1]) + 2
        for number, key in enumerate(self._features):
            canvas.saveState()
            canvas.translate(left + number * _STEP + _BAR, low)
            canvas.rotate(90)
            paper.text(self.words(FEATURE[key]), 0, 0, Style(NARROW, 6, QUIET))
            canvas.restoreState()
        super().draw_headings()

    def draw(self) -> None:
        """Draw all departments."""
        self.draw_headings()
        for group in self.document.groups:
            for number, line in enumerate(group.lines):
                self._draw_line(group, line, first=number == 0)
            self.paper.y -= 5

    def _draw_line(self, group: Group, line: Line, *, first: bool) -> None:
        strip = wrap(self._strip(line), WIDTH - 8)
        rows = [(self.wrapped(self._cells(each)), each) for each in line.alternatives]
        need = height(strip) + 5 + (tall(rows[0][0], _BAR_TALL) if rows else 16)
        if first:
            self.start(group, need)
        self.room(need, group)
        self._draw_strip(strip)
        for cells, each in rows:
            if self.room(tall(cells, _BAR_TALL), group):
                self._draw_strip(strip[:1])
            top = self.paper.y
            if each.on_list:
                self.margin_mark(tall(cells, _BAR_TALL), INK)
            days = each.fit.days
            self.row(cells, state=(_STATUS, days.state) if days else None, least=_BAR_TALL)
            self._draw_bars(each.fit, top)
        if not rows:
            self._draw_nobody(line)

    def _strip(self, line: Line) -> list[Text]:
        words = self.words
        told = [
            f"{line.code}   {line.title}",
            words.span(line.starts_on, line.ends_on),
            line.days_text,
            words(mark("places: %(count)s"), count=len(line.slots)),
        ]
        asks = [*(text for text, _ in asked(words, line)), *line.requirements]
        return [Text(" · ".join(text for text in told if text), Style(HEAD, 9)), Text(" · ".join(asks), SMALL)]

    def _draw_strip(self, strip: Sequence[Text]) -> None:
        paper = self.paper
        paper.box(MARGIN, paper.y, WIDTH, height(strip) + 4, SHADE)
        paper.draw(strip, MARGIN + 5, paper.y - 2)
        paper.y -= height(strip) + 5

    def _draw_nobody(self, line: Line) -> None:
        why = next((slot.open_text for slot in line.slots if slot.is_open), "")
        told = self.words(NO_CANDIDATES) + (f": {why}" if why else "")
        lines = wrap([Text(told, Style(size=8, colour=SIGNAL))], WIDTH - 26)
        self.paper.draw(lines, MARGIN + 19, self.paper.y - 3)
        self.paper.y -= height(lines) + 8

    def _draw_bars(self, fit: Fit, top: float) -> None:
        values = {reason.feature: reason.percent for reason in fit.reasons}
        left, low = MARGIN + sum(self.widths[:-1]) + 2, top - 3 - _BAR_TALL
        for number, key in enumerate(self._features):
            x = left + number * _STEP
            self.paper.box(x, low + _BAR_TALL, _BAR, _BAR_TALL, LINE if key in values else SHADE)
            filled = _BAR_TALL * values.get(key, 0) / 100
            if filled:
                self.paper.box(x, low + filled, _BAR, filled, INK)

    def _cells(self, each: Candidate) -> Sequence[Sequence[Text]]:
        words, person, fit = self.words, each.person, each.fit
        name = [
            Text(person.name, BOLD),
            Text(fit.kind_text, SMALL),
            Text(words(mark("on the list")) if each.on_list else "", LABEL),
        ]
        speaks = [words.languages(person), words.credentials(person), ", ".join(person.kit)]
        reasons = ". ".join(reason.sentence for reason in fit.best_reasons[:_REASONS_PRINTED])
        told = [Text(reasons, Style(size=7)), Text(words.remarks(fit, each.note), Style(size=7, colour=SIGNAL))]
        return (
            [Text(str(each.place), BOLD)],
            name,
            self._status(each),
            base(words, person),
            self._credits(each),
            [Text(text, SMALL) for text in speaks],
            contact(words, person),
            told,
            [],
        )

    def _status(self, each: Candidate) -> list[Text]:
        words, days = self.words, each.fit.days
        confirmed = words.day(each.person.confirmed_on)
        last = words(mark("confirmed %(day)s"), day=confirmed) if confirmed else words(mark("never confirmed"))
        if days is None:
            return [Text(last, SMALL)]
        values = {"percent": days.covered_percent, "gap": days.gap_days}
        covered = words(mark("%(percent)s %% · gap days: %(gap)s"), **values) if days.gap_days else ""
        return [state_name(words, days.state), Text(covered, SMALL), Text(last, SMALL)]

    def _credits(self, each: Candidate) -> list[Text]:
        words, person = self.words, each.person
        last = words(mark("last %(year)s"), year=person.last_credit_year) if person.last_credit_year else ""
        similar = words(mark("similar: %(count)s"), count=person.similar_credits) if person.credits else ""
        return [Text(str(person.credits)), Text(last, SMALL), Text(similar, SMALL)]
