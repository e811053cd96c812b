"""The bench as CSV and XLSX: every department and role by week; figures only, nobody's name."""

import io
from collections.abc import Iterator
from datetime import date

import xlsxwriter

from app.messages import mark, translate
from app.services.bench_page import BenchReader
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
_INK, _WIDTHS = "#1B1A17", (26, 30, 12, 9, 9, 9, 11, 13, 13, 13, 13)
_DAY_COLUMN, _RATIO_COLUMN = 2, 10


def write_bench_csv(reader: BenchReader, locale: str) -> str:
    """Return the bench as CSV text."""
    return BOM + write_rows([[translate(locale, each) for each in COLUMNS], *_lines(reader)])


def write_bench_xlsx(reader: BenchReader, locale: str) -> bytes:
    """Return the bench as a workbook of one sheet, to be filtered and charted."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(translate(locale, mark("Bench")))
    head = book.add_format({"bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "text_wrap": True})
    day, ratio = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0.0"})
    for number, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.write_string(0, number, translate(locale, name), head)
        sheet.set_column(number, number, width, {_DAY_COLUMN: day, _RATIO_COLUMN: ratio}.get(number))
    last = 0
    for last, line in enumerate(_lines(reader), start=1):
        for number, value in enumerate(line):
            if isinstance(value, date):
                sheet.write_datetime(last, number, value, day)
            elif value is not None:
                sheet.write(last, number, value)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 2)
    book.close()
    return file.getvalue()


def _lines(reader: BenchReader) -> Iterator[list[str | int | float | date | None]]:
    for row in reader.whole():
        name = reader.department_name(row.department_id)
        for cell in row.cells:
            ratio = cell.ratio()
            yield [
                name,
                row.name if row.role_id else "",
                cell.week_on,
                cell.free,
                cell.held,
                cell.booked,
                cell.unknown,
                cell.asked,
                cell.waiting,
                cell.kept,
                None if ratio is None else round(ratio, 2),
            ]
