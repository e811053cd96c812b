"""Files that people hand in as evidence: told apart by what is in them, never by their name, and made harmless.

Pictures are drawn anew; PDFs are kept as they came, looked through for what could act. Everything else is refused
with words that name the remedy.
"""

import hashlib
from dataclasses import dataclass

from app.errors import InvalidInputError
from app.messages import mark
from app.services.evidence_image import redraw
from app.services.evidence_pdf import check_pdf

DOCUMENT_SIDE = 2400
"""Pixels of the longer side that a page of small print can be read in."""
PHOTO_SIDE = 900
PDF, JPEG = "application/pdf", "image/jpeg"
_ISO_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})
_MARKUP = (b"<svg", b"<html", b"<!doctype", b"<?xml", b"<script", b"<body", b"<head")


@dataclass(frozen=True)
class CleanFile:
    """What is kept of a file: its kind as served, its bytes, and the hash of the file as it was handed in."""

    media_type: str
    content: bytes
    sha256: str


def clean_file(data: bytes, *, photo: bool, most_bytes: int, most_pages: int) -> CleanFile:
    """Return what may be kept of a file; InvalidInputError, with the remedy, where nothing may.

    A photo must be a picture; other evidence may be a PDF too.
    """
    if not data:
        raise InvalidInputError(mark("The file is empty. Choose it again."))
    if len(data) > most_bytes:
        raise InvalidInputError(
            mark("The file is larger than %(most)s MB. Send a photo of less quality, or fewer pages."),
            most=most_bytes // 2**20,
        )
    kind = tell_kind(data)
    if kind == "pdf" and photo:
        raise InvalidInputError(mark("A photo is a picture: send it as JPEG, PNG or WebP."))
    if kind == "pdf":
        check_pdf(data, most_pages=most_pages)
        return CleanFile(PDF, data, hashlib.sha256(data).hexdigest())
    if kind not in {"JPEG", "PNG", "WEBP"}:
        raise InvalidInputError(_REFUSALS[kind])
    content = redraw(data, kind, side=PHOTO_SIDE if photo else DOCUMENT_SIDE)
    return CleanFile(JPEG, content, hashlib.sha256(data).hexdigest())


_REFUSALS = {
    "heic": mark("This picture is in the iPhone's own format. Send a screenshot of it, or save it as JPEG first."),
    "markup": mark(
        "This is a web page or drawing (HTML, SVG), which can carry programs. Send a photo of it, or a PDF."
    ),
    "other": mark("This file is no picture or PDF. Send a photo (JPEG, PNG, WebP) or a PDF."),
}


def tell_kind(data: bytes) -> str:
    """Return what a file is by its first bytes: JPEG, PNG, WEBP, pdf, heic, markup or other."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data[4:8] == b"ftyp" and data[8:12] in _ISO_BRANDS:
        return "heic"
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "markup" if any(word in head for word in _MARKUP) else "other"
