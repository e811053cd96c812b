"""Spreadsheets that people hand in: bytes of a CSV or XLSX file to a table, or an error that names the remedy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.errors import InvalidInputError
from app.messages import mark
from app.services.cells import Cell, Problem, cell_text, normal_cell
from app.services.columns import Vocabulary, count_recognised
from app.services.csv_file import decode, records
from app.services.guard import is_formula, unguard
from app.services.xlsx_file import excel_errors, letter, looks_like_workbook, read_workbook, too_many_rows

MOST_ROWS = 20_000
MOST_COLUMNS = 200
HEADER_WITHIN = 15
LONGEST_CELL = 10_000
_FEWEST_FOR_BANNER = 3
_TALLEST_MERGE = 200

_OTHER_KINDS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"%pdf",), mark("This is a PDF. Save it as XLSX (Excel workbook) or as CSV and upload it again.")),
    (
        (b"<!doctype", b"<html", b"<table", b"<?xml"),
        mark("This is a web page with another ending. Save it as XLSX (Excel workbook) or as CSV and upload it again."),
    ),
    ((b"{\\rtf",), mark("This is a text document. Save it as XLSX (Excel workbook) or as CSV and upload it again.")),
    (
        (b"\x89png", b"\xff\xd8\xff", b"gif8"),
        mark("This is a picture. Save it as XLSX (Excel workbook) or as CSV and upload it again."),
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: its number as the spreadsheet shows it, and as many cells as the header has."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """What a file holds: one header and the filled rows below it.

    `problems` are single cells that can't be taken (formulas without value, errors of formulas). `left_out` are rows
    that hold only a caption merged across the table. `encoding` is empty for XLSX, `sheet` for CSV.
    """

    header: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    sheet: str = ""
    encoding: str = ""
    other_sheets: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[tuple[int, str], ...] = field(default=())

    def heading(self, column: int) -> str:
        """Return a column's heading, or its letter where it has none."""
        return self.header[column] or letter(column)


@dataclass(slots=True)
class _Raw:
    rows: list[tuple[object, ...]]
    sheet: str = ""
    encoding: str = ""
    others: tuple[str, ...] = ()
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_table(data: bytes, file_name: str, vocabulary: Vocabulary | None = None) -> Table:
    """Return the table in a CSV or XLSX file; the file's content decides which, not its name.

    With a vocabulary the header is the row, within the first 15, that most of its headings stand in. At most 20,000
    rows and 200 columns. InvalidInputError with the remedy for anything else, never another error.
    """
    raw = _read_workbook(data) if looks_like_workbook(data) else _read_csv(data, file_name)
    rows = [tuple(map(_normal, row)) for row in raw.rows]
    _check_cells(rows)
    at = _header_at(rows, vocabulary)
    header_row = at + 1
    width = _width(rows[at:])
    banners = _spread_merged(rows, raw.merged, at, width)
    header = tuple(cell_text(cell) for cell in _padded(rows[at], width))
    body = [Row(number, _padded(row, width)) for number, row in enumerate(rows[at + 1 :], start=header_row + 1)]
    filled = tuple(row for row in body if row.number not in banners and any(cell is not None for cell in row.cells))
    if not filled:
        raise InvalidInputError(mark("There is a header and no row below it. Put one entry a row below the headings."))
    table = Table(header, header_row, filled, raw.sheet, raw.encoding, raw.others, (), tuple(sorted(banners.items())))
    problems = [p for p in raw.problems if p.row > header_row and p.row not in banners]
    named = tuple(Problem(p.row, _named(table, p.column), p.message, p.values) for p in problems)
    return Table(**{**table.__dict__, "problems": named})


def _normal(value: object) -> Cell:
    return normal_cell(unguard(value) if isinstance(value, str) else value)


def _formulas(rows: Sequence[Sequence[object]]) -> list[Problem]:
    """Return the cells of a CSV file that a spreadsheet program would run; here they are never run, nor taken."""
    message = mark("Cell %(cell)s holds the formula %(formula)s. Type the value instead.")
    return [
        Problem(number, letter(column), message, {"cell": f"{letter(column)}{number}", "formula": value.strip()[:60]})
        for number, row in enumerate(rows, start=1)
        for column, value in enumerate(row)
        if isinstance(value, str) and is_formula(value)
    ]


def _named(table: Table, letters: str) -> str:
    for column in range(len(table.header)):
        if letter(column) == letters:
            return table.heading(column)
    return letters


def _read_workbook(data: bytes) -> _Raw:
    sheet = read_workbook(data, MOST_ROWS)
    problems = [*sheet.problems, *excel_errors(sheet.rows)]
    return _Raw(sheet.rows, sheet.name, "", tuple(sheet.others), sheet.merged, problems)


def _read_csv(data: bytes, file_name: str) -> _Raw:
    if not data.strip(b"\x00 \r\n\t"):
        raise InvalidInputError(
            mark("This file is empty. Put the column headings in the first row and one entry a row below.")
        )
    _refuse_other_kinds(data, file_name)
    text, encoding = decode(data)
    controls = sum(1 for char in text[:4000] if char < " " and char not in "\t\r\n\f\v")
    if "\x00" in text or controls > len(text[:4000]) // 50:
        raise InvalidInputError(
            mark("This is neither CSV nor XLSX. Save it as XLSX (Excel workbook) or as CSV and upload it again.")
        )
    rows: list[tuple[object, ...]] = []
    filled = 0
    for record in records(text):
        filled += any(field.strip() for field in record)
        if filled > MOST_ROWS + 1:
            raise too_many_rows(MOST_ROWS)
        rows.append(tuple(record))
    return _Raw(rows, encoding=encoding, problems=[*_formulas(rows), *excel_errors(rows)])


def _refuse_other_kinds(data: bytes, file_name: str) -> None:
    head = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for signatures, message in _OTHER_KINDS:
        if head.startswith(signatures):
            raise InvalidInputError(message)
    if file_name.lower().endswith((".xlsx", ".xlsm")):
        raise InvalidInputError(
            mark("This file ends in XLSX and is none. Save it as XLSX (Excel workbook) or as CSV and upload it again.")
        )


def _check_cells(rows: Sequence[Sequence[Cell]]) -> None:
    """Refuse a table without anything in it, one wider than taken, and cells that hold a whole document."""
    if not any(cell is not None for row in rows for cell in row):
        raise InvalidInputError(
            mark("This file is empty. Put the column headings in the first row and one entry a row below.")
        )
    for number, row in enumerate(rows, start=1):
        if any(cell is not None for cell in row[MOST_COLUMNS:]):
            raise InvalidInputError(
                mark("Row %(row)s has more than %(columns)s columns. Keep only the columns that are to be read."),
                row=number,
                columns=MOST_COLUMNS,
            )
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
            raise InvalidInputError(
                mark("Row %(row)s has a cell of more than %(letters)s letters. Shorten it."),
                row=number,
                letters=LONGEST_CELL,
            )


def _header_at(rows: Sequence[Sequence[Cell]], vocabulary: Vocabulary | None) -> int:
    """Return where the header is, from 0."""
    first = [at for at, row in enumerate(rows) if any(cell is not None for cell in row)][:HEADER_WITHIN]
    first = [at for at in first if at < HEADER_WITHIN] or first[:1]
    if vocabulary is not None:
        known = {at: count_recognised([cell_text(cell) for cell in rows[at]], vocabulary) for at in first}
        best = max(first, key=lambda at: (known[at], -at))
        if known[best]:
            return best
    widest = max(_filled(rows[at]) for at in first)
    texts = {at: sum(isinstance(cell, str) for cell in rows[at]) for at in first}
    return next((at for at in first if texts[at] == _filled(rows[at]) and 2 * texts[at] > widest), first[0])


def _filled(row: Sequence[Cell]) -> int:
    return sum(cell is not None for cell in row)


def _width(rows: Sequence[Sequence[Cell]]) -> int:
    """Return up to which column anything is filled."""
    return max(max((at + 1 for at, cell in enumerate(row) if cell is not None), default=0) for row in rows)


def _padded(row: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    return tuple(row[:width]) + (None,) * (width - len(row))


def _spread_merged(
    rows: list[tuple[Cell, ...]], merged: Sequence[tuple[int, int, int, int]], header_at: int, width: int
) -> dict[int, str]:
    """Give cells merged downwards their value in every row; return the captions merged across the table, by row."""
    banners: dict[int, str] = {}
    for left, top, right, bottom in merged:
        if top <= header_at + 1 or top > len(rows) or left > width:
            continue
        row = _padded(rows[top - 1], width)
        value = row[left - 1]
        if 2 * (min(right, width) - left + 1) > width >= _FEWEST_FOR_BANNER and _filled(row) == 1:
            banners[top] = cell_text(value)
        for below in range(top, min(bottom, len(rows), top + _TALLEST_MERGE)):
            lower = list(_padded(rows[below], width))
            if lower[left - 1] is None and any(cell is not None for cell in lower):
                lower[left - 1] = value
                rows[below] = tuple(lower)
    return banners
