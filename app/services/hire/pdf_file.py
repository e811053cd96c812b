"""A hire report on paper: head, totals against the rule, lines by department, corrections, signature, digest."""

import io
from collections.abc import Sequence

from app.messages import mark, translate
from app.models.hire import HireLine
from app.services.crewlist.pdf_page import (
    HEAD,
    INK,
    MARGIN,
    NARROW,
    PAGED,
    QUIET,
    SHADE,
    SIGNAL,
    SIZE,
    STRONG,
    WHITE,
    WIDTH,
    NumberedCanvas,
    Paper,
    Style,
    Text,
    draw_foot,
    height,
    register_fonts,
    wrap,
)
from app.services.hire.document import Cell, ReportView, evidence_word, inclusion_rows, say_verdict, total_tables
from app.services.hire.reading import Reading
from app.services.moments import say_moment, say_span
from app.services.place_choices import place_name
from app.services.role_choices import department_name, role_name

_WIDTHS = (176.0, 146.0, 96.0, 34.0, 118.0, 154.0)
_PAD, _BAND = 3.0, 15.0
_BOLD, _SMALL, _LABEL = Style(STRONG, 8.5), Style(size=7, colour=QUIET), Style(HEAD, 7, QUIET)
_TABLES_ACROSS = 3


def write_pdf(view: ReportView, *, locale: str) -> bytes:
    """Return the file, letter size lying; every page carries the code, the digest's beginning and page x of y."""
    register_fonts()
    file = io.BytesIO()
    pages = _Pages(view, locale)
    canvas = NumberedCanvas(file, pagesize=SIZE, foot=pages.draw_foot)
    canvas.setTitle(f"{pages.say(mark('Hire report'))} {view.code}")
    canvas.setAuthor(view.commission)
    paper = Paper(canvas, pages.draw_head)
    pages.draw(paper)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


class _Pages:
    """What the report's pages carry, from title to signature."""

    def __init__(self, view: ReportView, locale: str) -> None:
        self._view, self._locale = view, locale

    def say(self, message: str, **values: object) -> str:
        return translate(self._locale, message, **values)

    def draw_head(self, paper: Paper) -> None:
        y = SIZE[1] - 32
        used = paper.text(self._view.code, MARGIN, y, Style(HEAD, 12))
        title = f"{self._view.production.working_title} · {self.say(mark('Hire report'))}"
        paper.text(title, MARGIN + used + 10, y, Style(NARROW, 10, QUIET))
        paper.text(self._stamp(), MARGIN + WIDTH, y, Style(HEAD, 10, SIGNAL), right=True)
        paper.rule(y - 6, colour=INK, thick=1.6)

    def draw_foot(self, canvas: NumberedCanvas, number: int, total: int) -> None:
        digest = f" · SHA-256 {self._view.report.digest[:16]}…" if self._view.signed else ""
        whose = f"{self._view.commission} · {self._view.code}{digest}"
        draw_foot(canvas, whose, self.say(PAGED, page=number, pages=total))

    def draw(self, paper: Paper) -> None:
        self._draw_title(paper)
        self._draw_totals(paper)
        self._draw_headings(paper)
        for department, readings in self._view.groups:
            self._draw_department(paper, department, readings)
        self._draw_others(paper)
        self._draw_signature(paper)

    def _stamp(self) -> str:
        if not self._view.signed:
            return self.say(mark("Draft")).upper()
        return self.say(mark("Confidential")).upper() if self._view.production.confidential else ""

    def _draw_title(self, paper: Paper) -> None:
        view, report = self._view, self._view.report
        lines = wrap([Text(view.production.working_title, Style(HEAD, 22))], WIDTH)
        paper.y -= 4
        paper.draw(lines, MARGIN, paper.y)
        paper.y -= height(lines) + 2
        people = self.say(mark("people: %(people)s · days: %(days)s"), **view.totals["all"])
        told = f"{view.production.company} · {say_span(self._locale, report.starts_on, report.ends_on)} · {people}"
        self._paragraphs(paper, [Text(told.removeprefix(" · "), Style(size=9))], WIDTH)
        resident = mark("Resident: lives in %(state)s by a proof that was valid on the first day of work.")
        self._paragraphs(paper, [Text(self.say(resident, state=view.state), _SMALL)], WIDTH, after=6)

    def _paragraphs(self, paper: Paper, cell: Sequence[Text], width: float, *, after: float = 2) -> None:
        lines = wrap(cell, width)
        if not paper.fits(height(lines)):
            paper.new_page()
        paper.draw(lines, MARGIN, paper.y)
        paper.y -= height(lines) + after

    def _draw_totals(self, paper: Paper) -> None:
        view = self._view
        for name, verdict in view.shares.items():
            missed = verdict.met is False
            text = say_verdict(name, verdict, self._locale)
            self._paragraphs(paper, [Text(text, Style(STRONG, 10, SIGNAL if missed else INK))], WIDTH)
        proofless = view.totals["without_proof"]["people"]
        if proofless:
            text = self.say(mark("Without a proof of residence valid on the first day: %(people)s"), people=proofless)
            self._paragraphs(paper, [Text(text, Style(size=8, colour=SIGNAL))], WIDTH)
        paper.y -= 4
        tables: list[tuple[str, list[tuple[str, str]]]] = [
            (heading, [(name, f"{people} / {days}") for name, people, days in rows])
            for heading, rows in (self._departments(), *total_tables(view.totals, self._locale))
        ]
        for question, answers in inclusion_rows(view.totals, self._locale):
            tables.append((question, [(name, "< 5" if count is None else str(count)) for name, count in answers]))
        for start in range(0, len(tables), _TABLES_ACROSS):
            self._draw_tables(paper, tables[start : start + _TABLES_ACROSS])
        paper.y -= 6

    def _departments(self) -> tuple[str, list[tuple[str, Cell, Cell]]]:
        rows = self._view.totals["departments"].items()
        heading = self.say(mark("By department (people / days)"))
        return heading, [(department_name(key, self._locale), row["people"], row["days"]) for key, row in rows]

    def _draw_tables(self, paper: Paper, tables: Sequence[tuple[str, list[tuple[str, str]]]]) -> None:
        width = WIDTH / _TABLES_ACROSS
        tall = 13 + 10.5 * max(len(rows) for _, rows in tables) + 6
        if not paper.fits(tall):
            paper.new_page()
        for number, (heading, rows) in enumerate(tables):
            x, y = MARGIN + number * width, paper.y
            paper.text(heading.upper(), x, y - 8, _LABEL)
            for row, (name, value) in enumerate(rows, 1):
                paper.text(wrap([Text(name, Style(size=8))], width - 70)[0].text, x, y - 8 - row * 10.5, Style(size=8))
                paper.text(value, x + width - 16, y - 8 - row * 10.5, Style(NARROW, 8), right=True)
        paper.y -= tall

    def _draw_headings(self, paper: Paper) -> None:
        marks = (mark("Role"), mark("Person"), mark("Days"), "", mark("Residence"), mark("Proof, programme, notes"))
        x = MARGIN
        for heading, width in zip(marks, _WIDTHS, strict=True):
            paper.text(self.say(heading).upper(), x + _PAD, paper.y - 8, _LABEL)
            x += width
        paper.y -= 12

    def _band(self, paper: Paper, department: str, *, more: bool = False) -> None:
        paper.box(MARGIN, paper.y, WIDTH, _BAND, INK)
        name = department_name(department, self._locale) + (f" ({self.say(mark('continued'))})" if more else "")
        paper.text(name, MARGIN + 5, paper.y - 11, Style(HEAD, 10, WHITE))
        paper.y -= _BAND + 2

    def _draw_department(self, paper: Paper, department: str, readings: Sequence[Reading]) -> None:
        for number, reading in enumerate(readings):
            cells = [wrap(c, w - 2 * _PAD) for c, w in zip(self._cells(reading), _WIDTHS, strict=True)]
            tall = max(map(height, cells)) + 2 * _PAD
            if not paper.fits(tall + (0 if number else _BAND + 2)):
                paper.new_page()
                self._draw_headings(paper)
                if number:
                    self._band(paper, department, more=True)
            if not number:
                self._band(paper, department)
            x = MARGIN
            for cell, width in zip(cells, _WIDTHS, strict=True):
                paper.draw(cell, x + _PAD, paper.y - _PAD)
                x += width
            paper.y -= tall
            paper.rule(paper.y)

    def _cells(self, reading: Reading) -> list[list[Text]]:
        line = reading.now
        role = role_name(line.role_id, self._locale)
        worked = Text(str(line.days), _BOLD) if line.confirmed else Text("0", Style(STRONG, 8.5, SIGNAL))
        lives = ", ".join(filter(None, (place_name(line.residence_place), line.residence_state)))
        return [
            [Text(line.title_as_credited, _BOLD), Text(role if role != line.title_as_credited else "", _SMALL)],
            [Text(self._view.names.get(line.crew_member_id, ""), Style(size=8.5))],
            [Text(say_span(self._locale, line.starts_on, line.ends_on), Style(size=8))],
            [worked],
            [Text(lives or self.say(mark("not known")), Style(size=8)), Text(self._local(line), _SMALL)],
            self._notes(reading),
        ]

    def _local(self, line: HireLine) -> str:
        resident = mark("resident") if line.is_local else mark("not counted as resident")
        near = mark("local to the base") if line.is_local_to_base else mark("not local to the base")
        return f"{self.say(resident)} · {self.say(near)}"

    def _notes(self, reading: Reading) -> list[Text]:
        line = reading.now
        proof = evidence_word(line, self._locale) or self.say(mark("no valid proof"))
        until = line.residence_valid_until_on.isoformat() if line.residence_valid_until_on else ""
        notes = [Text(f"{proof} {until}".strip(), _SMALL)]
        if line.is_trainee:
            notes.append(Text(f"{self.say(mark('Trainee'))} {line.programme}".strip(), _SMALL))
        if not line.confirmed:
            notes.append(Text(self.say(mark("Booked, but did not work")), Style(size=7, colour=SIGNAL)))
        for old, new in zip(reading.rows, reading.corrections, strict=False):
            corrected = mark("Corrected from %(before)s to %(after)s days: %(why)s")
            said = self.say(corrected, before=old.days, after=new.days, why=new.reason)
            notes.append(Text(said, Style(size=7, colour=SIGNAL)))
        return notes

    def _draw_others(self, paper: Paper) -> None:
        for other in self._view.report.others:
            text = self.say(
                mark("%(department)s, hired outside of the registry: %(people)s people, %(days)s days"),
                department=department_name(other["department"], self._locale),
                people=other["people"],
                days=other["days"],
            )
            self._paragraphs(paper, [Text(text, Style(size=8))], WIDTH)

    def _draw_signature(self, paper: Paper) -> None:
        report = self._view.report
        if not paper.fits(92):
            paper.new_page()
        paper.y -= 10
        paper.box(MARGIN, paper.y, WIDTH, 76, SHADE)
        y = paper.y - 14
        if report.signed_at is None:
            paper.text(self.say(mark("Draft: not signed")), MARGIN + 8, y, Style(HEAD, 11, SIGNAL))
            return
        paper.text(self.say(mark("Signed")).upper(), MARGIN + 8, y, _LABEL)
        paper.text(report.signer_name, MARGIN + 8, y - 17, Style(HEAD, 14))
        office = f"{report.signer_office} · {say_moment(self._locale, report.signed_at)} {report.signed_at.year}"
        paper.text(office, MARGIN + 8, y - 30, Style(size=8.5))
        paper.text(f"SHA-256  {report.digest}", MARGIN + 8, y - 44, Style(NARROW, 8.5))
        how = mark(
            "The digest covers lines and totals as signed, without names; `llamado hire-report verify` proves it."
        )
        paper.text(self.say(how), MARGIN + 8, y - 56, _SMALL)
        paper.y -= 82
