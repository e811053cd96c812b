"""The bench as CSV (a line a week) and XLSX (a column a week): every department and role; figures only, no names."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import xlsxwriter

from app.messages import mark, translate
from app.services.bench_page import BenchReader, BenchRow, Cell
from app.services.csv_out import BOM, write_rows

COLUMNS = (
    mark("Department"),
    mark("Role"),
    mark("Week of"),
    mark("Free"),
    mark("Held"),
    mark("Booked"),
    mark("Unknown"),
    mark("Heads asked"),
    mark("Of them not accepted yet"),
    mark("Of them held for"),
    mark("Supply per head asked"),
)
SHEETS: tuple[tuple[str, Callable[[Cell], float | None]], ...] = (
    (mark("Free"), lambda cell: cell.free),
    (mark("Held"), lambda cell: cell.held),
    (mark("Booked"), lambda cell: cell.booked),
    (mark("Unknown"), lambda cell: cell.unknown),
    (mark("Heads asked"), lambda cell: cell.asked or None),
    (mark("Supply per head asked"), lambda cell: cell.ratio()),
)
_INK, _NAMES_WIDE, _WEEK_WIDE = "#1B1A17", 28, 10
_FIRST_WEEK = 2


def write_bench_csv(reader: BenchReader, locale: str) -> str:
    """Return the bench as CSV text."""
    return BOM + write_rows([[translate(locale, each) for each in COLUMNS], *_lines(reader)])


def _lines(reader: BenchReader) -> Iterator[list[str | int | float | date | None]]:
    for row in reader.whole():
        names = [reader.department_name(row.department_id), row.name if row.role_id else ""]
        for cell in row.cells:
            ratio = cell.ratio()
            people = (cell.free, cell.held, cell.booked, cell.unknown)
            heads = (cell.asked, cell.waiting, cell.kept)
            yield [*names, cell.week_on, *people, *heads, None if ratio is None else round(ratio, 2)]


def write_bench_xlsx(reader: BenchReader, locale: str) -> bytes:
    """Return the bench as a workbook: a sheet a state, a line a role, a column a week."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    look = {
        "head": book.add_format({"bold": True, "bg_color": _INK, "font_color": "#FFFFFF"}),
        "week": book.add_format({"bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "num_format": "yyyy-mm-dd"}),
        "department": book.add_format({"bold": True}),
        "figure": book.add_format({"num_format": "0.##"}),
    }
    rows = [(reader.department_name(row.department_id), row) for row in reader.whole()]
    for name, figure in SHEETS:
        sheet = book.add_worksheet(translate(locale, name)[:31])
        for number, heading in enumerate(COLUMNS[:_FIRST_WEEK]):
            sheet.write_string(0, number, translate(locale, heading), look["head"])
        for number, week_on in enumerate(reader.sheet.weeks, start=_FIRST_WEEK):
            sheet.write_datetime(0, number, week_on, look["week"])
        sheet.set_column(0, _FIRST_WEEK - 1, _NAMES_WIDE)
        sheet.set_column(_FIRST_WEEK, _FIRST_WEEK + len(reader.sheet.weeks) - 1, _WEEK_WIDE)
        for at, (department, row) in enumerate(rows, start=1):
            _write_row(sheet, at, department, row, figure, look)
        sheet.autofilter(0, 0, len(rows), _FIRST_WEEK - 1)
        sheet.freeze_panes(1, _FIRST_WEEK)
    book.close()
    return file.getvalue()


def _write_row(  # noqa: PLR0917 - a line of a sheet
    sheet: Any, at: int, department: str, row: BenchRow, figure: Callable[[Cell], float | None], look: dict[str, Any]
) -> None:
    sheet.write_string(at, 0, department, None if row.role_id else look["department"])
    sheet.write_string(at, 1, row.name if row.role_id else "")
    for number, cell in enumerate(row.cells, start=_FIRST_WEEK):
        value = figure(cell)
        if value is not None:
            sheet.write_number(at, number, value, look["figure"])
