"""A certificate on paper: one page, with its number and the address that proves it."""

import io
from dataclasses import dataclass
from datetime import date

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.renderPDF import draw
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfgen.canvas import Canvas

from app.messages import mark, translate
from app.models.credit import TrainingResult
from app.services.crewlist.pdf_page import (
    HEAD,
    INK,
    LINE,
    NARROW,
    QUIET,
    SIGNAL,
    STRONG,
    TEXT,
    printable,
    register_fonts,
)
from app.services.moments import say_span

SIZE = landscape(letter)
_MARGIN, _QR = 54.0, 84.0
_WIDEST = SIZE[0] - 2 * _MARGIN
_COLUMNS, _ROW, _SMALLEST = 3, 42.0, 7.0
COMPLETED = mark("completed the course")
APPROVED = mark("completed and passed the course")


@dataclass(frozen=True)
class Certificate:
    """What a certificate says; `address` is where it can be checked."""

    number: str
    name: str
    course: str
    programme: str
    provider: str
    hours: int | None
    starts_on: date
    ends_on: date
    issued_on: date
    result: TrainingResult
    commission: str
    address: str


def facts(certificate: Certificate, locale: str) -> list[tuple[str, str]]:
    """Return the lines under the course as (label, value)."""
    told = [
        (mark("Programme"), certificate.programme),
        (mark("Taught by"), certificate.provider),
        (mark("Days"), say_span(locale, certificate.starts_on, certificate.ends_on)),
        (mark("Hours"), str(certificate.hours or "")),
        (mark("Issued on"), say_span(locale, certificate.issued_on, certificate.issued_on)),
        (mark("Number"), certificate.number),
    ]
    return [(translate(locale, label), value) for label, value in told if value]


def done(certificate: Certificate, locale: str) -> str:
    """Return what the person did, as the page says it."""
    return translate(locale, APPROVED if certificate.result is TrainingResult.APPROVED else COMPLETED)


def write_certificate(certificate: Certificate, *, locale: str) -> bytes:
    """Return the certificate as PDF, letter size lying."""
    register_fonts()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=SIZE)
    canvas.setTitle(f"{translate(locale, mark('Certificate'))} {certificate.number}")
    canvas.setAuthor(certificate.commission)
    _draw(canvas, certificate, locale)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, certificate: Certificate, locale: str) -> None:
    width, height = SIZE
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(2)
    canvas.rect(28, 28, width - 56, height - 56)
    canvas.setFillColor(SIGNAL)
    canvas.rect(28, height - 40, width - 56, 12, stroke=0, fill=1)
    y = _line(canvas, certificate.commission.upper(), height - 88, HEAD, 13)
    y = _line(canvas, translate(locale, mark("Certificate")).upper(), y - 36, HEAD, 42)
    y = _line(canvas, translate(locale, mark("is given to")), y - 14, TEXT, 13)
    y = _line(canvas, certificate.name, y - 24, STRONG, 30)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(1)
    canvas.line(_MARGIN + 90, y + 20, width - _MARGIN - 90, y + 20)
    y = _line(canvas, f"{translate(locale, mark('who'))} {done(certificate, locale)}", y - 2, TEXT, 13)
    y = _line(canvas, certificate.course, y - 16, HEAD, 22)
    _draw_facts(canvas, certificate, locale, y - 28)
    _draw_signature(canvas, certificate)
    _draw_proof(canvas, certificate, locale)


def _line(canvas: Canvas, text: str, y: float, font: str, size: float) -> float:
    """Draw a line in the middle of the page, smaller where it is too long; return the baseline of the next."""
    shown = printable(text, font)
    while size > _SMALLEST and canvas.stringWidth(shown, font, size) > _WIDEST:
        size -= 1
    canvas.setFont(font, size)
    canvas.setFillColor(INK)
    canvas.drawCentredString(SIZE[0] / 2, y, shown)
    return y - size


def _draw_facts(canvas: Canvas, certificate: Certificate, locale: str, y: float) -> None:
    """Draw the facts three in a row."""
    wide = _WIDEST / _COLUMNS
    for at, (label, value) in enumerate(facts(certificate, locale)):
        middle, top = _MARGIN + wide * (at % _COLUMNS + 0.5), y - (at // _COLUMNS) * _ROW
        canvas.setFillColor(QUIET)
        canvas.setFont(NARROW, 8)
        canvas.drawCentredString(middle, top, printable(label.upper(), NARROW))
        shown, size = printable(value, TEXT), 12.0
        while size > _SMALLEST and canvas.stringWidth(shown, TEXT, size) > wide - 12:
            size -= 0.5
        canvas.setFillColor(INK)
        canvas.setFont(TEXT, size)
        canvas.drawCentredString(middle, top - 16, shown)


def _draw_proof(canvas: Canvas, certificate: Certificate, locale: str) -> None:
    code = QrCodeWidget(certificate.address, barLevel="M")
    left, bottom, right, top = code.getBounds()
    drawing = Drawing(_QR, _QR, transform=[_QR / (right - left), 0, 0, _QR / (top - bottom), 0, 0])
    drawing.add(code)
    draw(drawing, canvas, SIZE[0] - _MARGIN - _QR, 44)
    canvas.setFillColor(QUIET)
    canvas.setFont(TEXT, 9)
    canvas.drawString(
        _MARGIN, 74, printable(translate(locale, mark("Whether this certificate is genuine is told at")), TEXT)
    )
    canvas.setFillColor(INK)
    canvas.setFont(STRONG, 10)
    canvas.drawString(_MARGIN, 60, printable(certificate.address, STRONG))


def _draw_signature(canvas: Canvas, certificate: Certificate) -> None:
    """Leave room to sign above the commission's name."""
    middle = SIZE[0] / 2
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.75)
    canvas.line(middle - 100, 128, middle + 100, 128)
    canvas.setFillColor(QUIET)
    canvas.setFont(TEXT, 9)
    canvas.drawCentredString(middle, 115, printable(certificate.commission, TEXT))
