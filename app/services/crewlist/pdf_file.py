"""The crew list on paper: the list by department, then the candidates with their reasons."""

import io

from reportlab.pdfbase import pdfmetrics

from app.messages import mark
from app.services.crewlist.document import CrewList
from app.services.crewlist.header import facts, notice, released, stamps
from app.services.crewlist.pdf_candidates import CandidatePages
from app.services.crewlist.pdf_crew import CrewPages
from app.services.crewlist.pdf_page import (
    HEAD,
    INK,
    MARGIN,
    NARROW,
    PAGED,
    PALE,
    QUIET,
    SIGNAL,
    SIZE,
    WIDTH,
    NumberedCanvas,
    Paper,
    Style,
    Text,
    draw_foot,
    height,
    printable,
    register_fonts,
    wrap,
)
from app.services.crewlist.words import Words

_FACT_COLUMNS = 5
_WATERMARK = 60.0
_SLANT = 24


def write_pdf(document: CrewList) -> bytes:
    """Return the file, letter size lying; every page carries code, version, page x of y and "confidential"."""
    register_fonts()
    file = io.BytesIO()
    page = _Page(document)
    canvas = NumberedCanvas(file, pagesize=SIZE, foot=page.draw_foot)
    canvas.setTitle(f"{document.head.code} · {page.words(mark('Crew list'))}")
    canvas.setSubject(", ".join(stamps(document)))
    canvas.setKeywords(document.stamp.code if document.stamp else "")
    canvas.setAuthor(document.head.commission)
    paper = Paper(canvas, page.draw_head)
    page.draw_title(paper)
    CrewPages(paper, document).draw()
    page.section = page.words(mark("Candidates"))
    paper.new_page()
    CandidatePages(paper, document).draw()
    canvas.showPage()
    canvas.save()
    return file.getvalue()


class _Page:
    """What every page carries, and the title of the first."""

    def __init__(self, document: CrewList) -> None:
        self._document = document
        self.words = Words(document.locale)
        self.section = self.words(mark("Crew list"))

    def draw_head(self, paper: Paper) -> None:
        self._draw_watermark(paper.canvas)
        head, y = self._document.head, SIZE[1] - 32
        used = paper.text(head.code, MARGIN, y, Style(HEAD, 12))
        paper.text(f"{head.title} · {self.section}", MARGIN + used + 10, y, Style(NARROW, 10, QUIET))
        paper.text(self._stamp(), MARGIN + WIDTH, y, Style(HEAD, 10, SIGNAL), right=True)
        paper.rule(y - 6, colour=INK, thick=1.6)

    def _draw_watermark(self, canvas: NumberedCanvas) -> None:
        """Draw whom the file was given to across the page, pale and under everything else."""
        stamp = self._document.stamp
        if stamp is None:
            return
        text = printable(f"{stamp.code} · {stamp.given_to}", HEAD)
        size = min(_WATERMARK, _WATERMARK * WIDTH / max(pdfmetrics.stringWidth(text, HEAD, _WATERMARK), 1))
        canvas.saveState()
        canvas.setFont(HEAD, size)
        canvas.setFillColor(PALE)
        canvas.translate(SIZE[0] / 2, SIZE[1] / 2)
        canvas.rotate(_SLANT)
        canvas.drawCentredString(0, -size / 3, text)
        canvas.restoreState()

    def draw_foot(self, canvas: NumberedCanvas, number: int, total: int) -> None:
        head = self._document.head
        made = f"{head.commission} · v{head.need_version} · {self.words.day(head.made_on)}".removeprefix(" · ")
        draw_foot(canvas, f"{head.code} · {made}", self.words(PAGED, page=number, pages=total))
        canvas.setFillColor(SIGNAL)
        canvas.drawCentredString(SIZE[0] / 2, 22, self._stamp())
        self._draw_release(canvas)

    def _draw_release(self, canvas: NumberedCanvas) -> None:
        """Write under the foot whom the file was given to and its code, as wide as the page lets it."""
        stamp = self._document.stamp
        if stamp is None:
            return
        code = pdfmetrics.stringWidth(stamp.code, HEAD, 8) + 8
        lines = wrap([Text(released(self._document), Style(NARROW, 6.5, QUIET))], WIDTH - code)
        canvas.setFont(NARROW, 6.5)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 12, lines[0].text + (" …" if len(lines) > 1 else ""))
        canvas.setFont(HEAD, 8)
        canvas.setFillColor(SIGNAL)
        canvas.drawRightString(MARGIN + WIDTH, 12, stamp.code)

    def draw_title(self, paper: Paper) -> None:
        title = wrap([Text(self._document.head.title or self._document.head.code, Style(HEAD, 22))], WIDTH)
        paper.y -= 4
        paper.draw(title, MARGIN, paper.y)
        paper.y -= height(title) + 4
        self._draw_facts(paper)
        told = wrap([Text(notice(self._document), Style(size=7.5, colour=QUIET))], WIDTH)
        paper.draw(told, MARGIN, paper.y)
        paper.y -= height(told) + 8

    def _draw_facts(self, paper: Paper) -> None:
        told = facts(self._document)
        width = WIDTH / _FACT_COLUMNS
        for start in range(0, len(told), _FACT_COLUMNS):
            cells = [
                wrap([Text(label.upper(), Style(HEAD, 6.5, QUIET)), Text(value, Style(size=8.5))], width - 8)
                for label, value in told[start : start + _FACT_COLUMNS]
            ]
            for number, cell in enumerate(cells):
                paper.draw(cell, MARGIN + number * width, paper.y)
            paper.y -= max(map(height, cells)) + 5

    def _stamp(self) -> str:
        return " · ".join(stamps(self._document)).upper()
