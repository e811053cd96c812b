"""A person's data on paper: everything of the copy, section by section, in their language."""

import io
from collections.abc import Mapping
from typing import Any

from app.messages import mark, translate
from app.services.crewlist.pdf_page import (
    HEAD,
    INK,
    MARGIN,
    NARROW,
    PAGED,
    QUIET,
    SIZE,
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
from app.services.my_data import section_titles
from app.services.my_data_words import say_column, say_value

TITLE = mark("Everything that the registry holds of you")
_MACHINE = frozenset({"id", "revision", "reminders", "live", "subject_id", "subject_kind", "actor_kind"})


def write_pdf(data: Mapping[str, Any], *, locale: str) -> bytes:
    """Return the copy as PDF, letter size lying, with page x of y."""
    register_fonts()
    file = io.BytesIO()
    name = f"{data['profile']['given_name']} {data['profile']['surname']}".strip()
    title = translate(locale, TITLE)

    def head(paper: Paper) -> None:
        paper.text(title, MARGIN, SIZE[1] - 32, Style(HEAD, 12))
        paper.text(name, MARGIN + WIDTH, SIZE[1] - 32, Style(NARROW, 10, QUIET), right=True)
        paper.rule(SIZE[1] - 38, colour=INK, thick=1.6)

    def foot(canvas: NumberedCanvas, number: int, total: int) -> None:
        made = say_value(locale, "made_at", data["made_at"])
        whose = " · ".join(filter(None, (data["controller"], made)))
        draw_foot(canvas, whose, translate(locale, PAGED, page=number, pages=total))

    canvas = NumberedCanvas(file, pagesize=SIZE, foot=foot)
    canvas.setTitle(title)
    paper = Paper(canvas, head)
    _section(paper, translate(locale, mark("Profile")), [data["profile"]], locale)
    for section, words in section_titles(data["sections"]).items():
        _section(paper, translate(locale, words), data["sections"][section], locale)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _section(paper: Paper, title: str, rows: list[dict[str, Any]], locale: str) -> None:
    """Draw a section's title and its rows, each a paragraph; that there are none is said too."""
    heading = wrap([Text(f"{title} ({len(rows)})", Style(HEAD, 12))], WIDTH)
    if not paper.fits(height(heading) + 30):
        paper.new_page()
    paper.y -= 8
    paper.draw(heading, MARGIN, paper.y)
    paper.y -= height(heading) + 2
    for row in rows or [{}]:
        told = (
            (say_column(locale, key), say_value(locale, key, value))
            for key, value in row.items()
            if (key not in _MACHINE and not key.endswith("_id")) or key == "role_id"
        )
        text = " · ".join(f"{label}: {value}" for label, value in told if value)
        _paragraph(paper, text or translate(locale, mark("Nothing")))


def _paragraph(paper: Paper, text: str) -> None:
    for line in wrap([Text(text, Style(size=8.5))], WIDTH):
        if not paper.fits(height([line])):
            paper.new_page()
        paper.draw([line], MARGIN, paper.y)
        paper.y -= height([line])
    paper.y -= 3
    paper.rule(paper.y)
    paper.y -= 2
