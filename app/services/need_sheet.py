"""The door for spreadsheets: rows of a CSV or XLSX file to the lines of a draft, headings in English or Spanish."""

import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import xlsxwriter
import yaml

from app.errors import InvalidInputError
from app.messages import LOCALES, mark, translate
from app.services.cells import Cell, cell_day, cell_text
from app.services.columns import Columns, Vocabulary, recognise_columns
from app.services.need_content import MOST_LINES
from app.services.need_text import Raw
from app.services.problem import FIELD_NAMES, Problem
from app.services.spreadsheet import Row, Table, read_table
from app.services.taxonomy import get_taxonomy
from matching.text import fold

_DAYS = frozenset({"starts_on", "ends_on"})
_TOTALS = frozenset({"total", "totale", "suma", "gran total", "subtotal", "subtotale"})
_WIDTH = 20
_FEW = 2


@cache
def _columns() -> Mapping[str, Mapping[str, list[str]]]:
    text = files("app").joinpath("data", "need_columns.yaml").read_text(encoding="utf-8")
    columns: Mapping[str, Mapping[str, list[str]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return columns


def vocabulary() -> Vocabulary:
    """Return the headings that are known; the fields' labels in both languages are headings too."""
    return Vocabulary(
        {
            name: (*(translate(locale, FIELD_NAMES[name]) for locale in LOCALES), *column["headings"])
            for name, column in _columns().items()
        }
    )


def read_sheet(file: bytes, file_name: str) -> tuple[Raw, list[Problem]]:
    """Return the draft that a spreadsheet says and the notes on it: columns not known, rows read as headings.

    Every other filled row is a line, whatever is wrong with it. Raises InvalidInputError where the file is no table,
    has no column of positions or more lines than a need may have.
    """
    table = read_table(file, file_name, vocabulary())
    columns = recognise_columns(table.header, vocabulary())
    if not columns.of("asked_as"):
        raise InvalidInputError(
            mark("No column of positions was found. Name one “Position” or “Puesto”. Columns here: %(columns)s"),
            columns=", ".join(heading for heading in table.header if heading)[:300],
        )
    sheet = _Sheet(table, columns)
    if len(sheet.lines) > MOST_LINES:
        raise InvalidInputError(mark("There are too many lines. Hand in at most 1,000 at once."))
    return {"production": {"working_title": "", "kind": "", "bases": []}, "lines": sheet.lines}, sheet.notes


class _Sheet:
    """The rows of a table as lines, with what is to be said about them."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self._table, self._columns = table, columns
        self._strange = [at for at, heading in enumerate(table.header) if heading and at not in columns.fields]
        self._department = ""
        self.lines: list[Raw] = []
        self.notes = [Problem(p.message, dict(p.values), row=p.row, value=p.column) for p in table.problems]
        if self._strange:
            names = ", ".join(table.heading(at) for at in self._strange)
            self.notes.append(
                Problem(mark("Columns that are not known go to the note of each line: %(columns)s"), {"columns": names})
            )
        if table.other_sheets:
            others = ", ".join(table.other_sheets)
            self.notes.append(
                Problem(
                    mark("Only the sheet %(sheet)s was read, not: %(others)s"), {"sheet": table.sheet, "others": others}
                )
            )
        banners = dict(table.left_out)
        rows = {row.number: row for row in table.rows}
        for number in sorted(banners | rows):
            if number in banners:
                self._head(number, banners[number])
            else:
                self._read(rows[number])

    def _head(self, number: int, caption: str) -> None:
        found = get_taxonomy().find_department(caption)
        self._department = found.id if found else ""
        self.notes.append(Problem(mark("Read as a heading, not as a line: %(text)s"), {"text": caption}, row=number))

    def _read(self, row: Row) -> None:
        if self._is_heading(row):
            self._head(row.number, next(cell_text(cell) for cell in row.cells if cell is not None))
            return
        line: Raw = {name: self._value(name, row) for name in _columns() if self._columns.of(name)}
        strange = [at for at in self._strange if row.cells[at] is not None]
        more = [f"{self._table.heading(at)}: {cell_text(row.cells[at])}" for at in strange]
        line["note"] = "; ".join(text for text in (line.get("note", ""), *more) if text)
        # a department is often written once, above or beside the first of its rows
        self._department = line["department"] = line.get("department") or self._department
        self.lines.append(line | {"_sheet_row": row.number})

    def _is_heading(self, row: Row) -> bool:
        """Tell rows that ask for nobody: totals, and a department's name alone where lines say more than a title."""
        filled = [at for at, cell in enumerate(row.cells) if cell is not None]
        first = cell_text(row.cells[filled[0]])
        if fold(first).rstrip("s") in _TOTALS and len(filled) <= _FEW:
            return True
        if len(filled) > 1 or get_taxonomy().find_department(first) is None:
            return False
        return filled[0] in self._columns.of("department") or bool(self._columns.of("quantity"))

    def _value(self, name: str, row: Row) -> str:
        cell = row.cells[self._columns.of(name)[0]]
        return _day_text(cell) if name in _DAYS else cell_text(cell)


def _day_text(cell: Cell) -> str:
    """Return a day in ISO form where the cell can be one, else its text, to be put right."""
    try:
        found = cell_day(cell)
    except InvalidInputError:
        return cell_text(cell)
    return found.isoformat() if found else ""


def template_sheet(locale: str) -> bytes:
    """Return a workbook to fill in: headings in a language, and on a second sheet what each column takes."""
    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 2})
    sheet = book.add_worksheet(translate(locale, mark("Crew needed"))[:31])
    known = book.add_worksheet(translate(locale, mark("Columns"))[:31])
    for column, heading in enumerate((mark("Column"), mark("Example"), mark("Other headings that are understood"))):
        known.write_string(0, column, translate(locale, heading), bold)
    for at, (name, entry) in enumerate(_columns().items()):
        label = translate(locale, FIELD_NAMES[name])
        sheet.write_string(0, at, label, bold)
        known.write_string(at + 1, 0, label)
        known.write_string(at + 1, 1, entry["example"][locale.startswith("es")])
        known.write_string(at + 1, 2, ", ".join(entry["headings"]))
    sheet.set_column(0, len(_columns()) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    known.set_column(0, 1, _WIDTH)
    known.set_column(2, 2, 4 * _WIDTH)
    book.close()
    return out.getvalue()
