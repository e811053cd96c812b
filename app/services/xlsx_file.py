"""XLSX files, read within bounds: their size is known before anything is unpacked, no formula is evaluated."""

import io
import logging
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import openpyxl
from openpyxl.utils import range_boundaries

from app.errors import InvalidInputError
from app.messages import mark
from app.services.cells import Problem, is_excel_error
from app.services.guard import OUTSIDE

_LOG = logging.getLogger(__name__)
MOST_ENTRIES = 1_000
MOST_BYTES = 64 * 1024 * 1024
MOST_RATIO = 250
_RATIO_COUNTS_FROM = 1024 * 1024
_SHEET_ROWS = 1_048_576
MOST_CELLS = 1_000_000
_MOST_TAGS = 5_000_000
_MOST_MERGED = 2_000
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPES = tuple("<!DOCTYPE".encode(coding) for coding in ("ascii", "utf-16-le", "utf-16-be"))
_MERGE = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,80}ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s>/]")

NO_WORKBOOK = mark("This is no Excel workbook. Save it as XLSX (Excel workbook) or as CSV and upload it again.")


@dataclass(slots=True)
class Sheet:
    """A sheet as read: its values by row from 1, merged ranges, problems of single cells, names of other sheets."""

    name: str
    rows: list[tuple[object, ...]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def looks_like_workbook(data: bytes) -> bool:
    """Tell by its first bytes whether a file is a zip archive or one of Excel's old kind."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def read_workbook(data: bytes, most_rows: int) -> Sheet:
    """Return the first visible sheet that holds anything; InvalidInputError with the remedy for all else."""
    if data.startswith(_OLE):
        raise _old_kind(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            marks = _check_archive(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: drawings, validations, styles
            return _read(data, marks, most_rows)
    except InvalidInputError:
        raise
    except Exception as error:  # zip, XML and openpyxl each fail in their own ways on damaged files
        _LOG.info("a workbook could not be read", exc_info=True)
        raise InvalidInputError(
            mark("This file is damaged or not finished. Open it in Excel, save it again as XLSX and upload that.")
        ) from error


def _old_kind(data: bytes) -> InvalidInputError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return InvalidInputError(
            mark("This workbook is protected by a password. Save it without one and upload it again.")
        )
    return InvalidInputError(
        mark("This is a workbook of the old kind (.xls). In Excel, save it as XLSX and upload that.")
    )


def _check_archive(archive: zipfile.ZipFile) -> tuple[bool, dict[str, list[tuple[int, int, int, int]]]]:
    """Refuse what is no workbook or unpacks to too much; return whether it has formulas, and merged ranges by part.

    The sizes come from the archive's directory; `zipfile` never hands out more than they say.
    """
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_BYTES:
        raise _too_big()
    if unpacked > _RATIO_COUNTS_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise _too_big()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise InvalidInputError(
            mark("This workbook holds macros, which are programs. Save it as XLSX (Excel workbook) and upload that.")
        )
    if "[Content_Types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise InvalidInputError(NO_WORKBOOK)
    return _scan(archive, [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))])


def _too_big() -> InvalidInputError:
    return InvalidInputError(
        mark("This workbook is too big once unpacked. Delete pictures and empty formatted rows, or split it.")
    )


def _scan(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]
) -> tuple[bool, dict[str, list[tuple[int, int, int, int]]]]:
    formulas, tags = False, 0
    merged: dict[str, list[tuple[int, int, int, int]]] = {}
    for part in parts:
        with archive.open(part) as stream:
            text = _read_part(stream)
        if any(doctype in text for doctype in _DOCTYPES):  # no workbook has one; entities grow without bound
            raise InvalidInputError(NO_WORKBOOK)
        tags += text.count(b"<")
        if tags > _MOST_TAGS:
            raise _too_big()
        if "worksheets/" in part.filename:
            formulas = formulas or _FORMULA.search(text) is not None
            found = [range_boundaries(ref.decode()) for ref in _MERGE.findall(text)[:_MOST_MERGED]]
            merged[part.filename] = [tuple(map(int, box)) for box in found if None not in box]  # type: ignore[misc, arg-type]
    return formulas, merged


def _read_part(stream: IO[bytes]) -> bytes:
    chunks = []
    while chunk := stream.read(_CHUNK):
        chunks.append(chunk)
    return b"".join(chunks)


def _read(data: bytes, marks: tuple[bool, dict[str, list[tuple[int, int, int, int]]]], most_rows: int) -> Sheet:
    formulas, merged = marks
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for number, sheet in enumerate(book.worksheets):
            if sheet.sheet_state != "visible":
                continue
            rows = list(_rows(sheet, most_rows))
            if not any(value is not None for row in rows for value in row):
                continue
            others = [other.title for other in book.worksheets if other is not sheet and other.sheet_state == "visible"]
            found = Sheet(sheet.title, rows, merged.get(_part(sheet), []), others=others)
            if formulas:
                found.problems += _formula_problems(data, number, rows)
            return found
    finally:
        book.close()
    raise InvalidInputError(
        mark("This file is empty. Put the column headings in the first row and one entry a row below.")
    )


def _part(sheet: Any) -> str:
    return str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001 - read-only sheets tell their merged cells nowhere


def _rows(sheet: Any, most_rows: int) -> Iterator[tuple[object, ...]]:
    """Yield rows of values; InvalidInputError where filled rows or cells pass the bounds."""
    sheet.reset_dimensions()  # a wrong size noted in the file would cut rows off
    filled = cells = 0
    for seen, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells += len(row)
        filled += any(value is not None for value in row)
        if filled > most_rows + 1 or seen > _SHEET_ROWS:
            raise too_many_rows(most_rows)
        if cells > MOST_CELLS:
            raise _too_big()
        yield tuple(row)


def too_many_rows(most_rows: int) -> InvalidInputError:
    """Return the error for more rows than are taken at once."""
    return InvalidInputError(mark("More than %(rows)s rows. Split the file and upload it in parts."), rows=most_rows)


def _formula_problems(data: bytes, number: int, rows: list[tuple[object, ...]]) -> list[Problem]:
    """Return the cells whose formula has no value to take, and those whose formula reaches beyond the workbook.

    The value that such a formula left behind is whatever another file, program or address said: nobody typed it.
    """
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    found: list[Problem] = []
    try:
        sheet: Any = book.worksheets[number]
        sheet.reset_dimensions()
        for number_of_row, (row, values) in enumerate(zip(sheet.iter_rows(), rows, strict=False), 1):
            for column, (cell, value) in enumerate(zip(row, values, strict=False)):
                if cell.data_type == "f" and (value is None or OUTSIDE.search(str(cell.value))):
                    found.append(_formula_problem(number_of_row, column, value, str(cell.value)))
    finally:
        book.close()
    return found


def _formula_problem(row: int, column: int, value: object, formula: str) -> Problem:
    cell = f"{letter(column)}{row}"
    if value is None:
        message = mark("The formula in cell %(cell)s has no value. Open the file in Excel, save it, or type the value.")
        return Problem(row, letter(column), message, {"cell": cell})
    message = mark("Cell %(cell)s holds the formula %(formula)s. Type the value instead.")
    return Problem(row, letter(column), message, {"cell": cell, "formula": formula[:60]})


def excel_errors(rows: list[tuple[object, ...]]) -> list[Problem]:
    """Return the cells that hold what a broken formula leaves behind."""
    message = mark("Cell %(cell)s holds the error %(error)s. Correct the formula or type the value.")
    return [
        Problem(number, letter(column), message, {"cell": f"{letter(column)}{number}", "error": str(value)})
        for number, row in enumerate(rows, start=1)
        for column, value in enumerate(row)
        if is_excel_error(value)
    ]


def letter(column: int) -> str:
    """Return the letters of a column counted from 0: A, B … Z, AA and so on."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
