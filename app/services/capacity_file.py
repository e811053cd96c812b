"""Capacity as CSV and XLSX: a line a week, three views, what breaks first."""

import io
from collections.abc import Iterator
from datetime import date

import xlsxwriter

from app.messages import mark, translate
from app.services.capacity import BenchView, CapacityReport
from app.services.csv_out import BOM, write_rows
from app.services.role_choices import role_name

COLUMNS = (
    mark("Week of"),
    mark("Confirmed"),
    mark("If the unknown confirm"),
    mark("With step-ups"),
    mark("Goal"),
    mark("People short"),
    mark("What breaks first"),
)
_INK, _WIDTHS = "#1B1A17", (12, 12, 16, 16, 8, 12, 60)


def write_capacity_csv(report: CapacityReport, locale: str) -> str:
    """Return the report as CSV text."""
    return BOM + write_rows([[translate(locale, each) for each in COLUMNS], *_lines(report, locale)])


def write_capacity_xlsx(report: CapacityReport, locale: str) -> bytes:
    """Return the report as a workbook of one sheet."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(translate(locale, mark("Capacity")))
    head = book.add_format({"bold": True, "bg_color": _INK, "font_color": "#FFFFFF"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.write_string(0, number, translate(locale, name), head)
        sheet.set_column(number, number, width)
    for at, (week_on, *figures, breaks) in enumerate(_lines(report, locale), start=1):
        sheet.write_datetime(at, 0, week_on, day)
        for number, figure in enumerate(figures, start=1):
            sheet.write(at, number, figure)
        sheet.write_string(at, len(COLUMNS) - 1, str(breaks))
    sheet.freeze_panes(1, 1)
    book.close()
    return file.getvalue()


def _lines(report: CapacityReport, locale: str) -> Iterator[list[date | int | str]]:
    for number, week in enumerate(report.views[BenchView.CONFIRMED]):
        fits = [report.views[view][number].fits for view in BenchView]
        roles = [role_name(role, locale) for each in week.breaks for role in each.roles]
        yield [week.week_on, *fits, report.goal, week.short, ", ".join(roles)]
