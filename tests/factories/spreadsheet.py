"""Spreadsheet files for tests, made in memory."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl


def csv_bytes(*rows: Sequence[object], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Return rows as a CSV file; cells with the delimiter in them are quoted."""
    lines = []
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in row]
        quoted = [f'"{cell}"' if delimiter in cell or "\n" in cell else cell for cell in cells]
        lines.append(delimiter.join(quoted))
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_bytes(*rows: Sequence[Any], change: Callable[[Any, Any], None] | None = None) -> bytes:
    """Return rows as an XLSX file; `change(book, sheet)` may do more to it before it is saved."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Crew"
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return an archive with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry.filename))
        new.writestr(name, content)
    return out.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    """Return one part of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
