"""A hire report as a workbook: the lines with every column, every row of a corrected line, and the totals."""

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from app.messages import mark, translate
from app.services.hire.document import (
    COLUMNS,
    Cell,
    ReportView,
    inclusion_rows,
    line_cells,
    say_verdict,
    total_tables,
)
from app.services.moments import say_moment, say_span
from app.services.role_choices import department_name

_HEADING_ROW = 5
_WIDTHS = (18, 24, 24, 26, 6, 11, 11, 6, 16, 18, 12, 18, 11, 9, 9, 8, 20, 14, 8, 30)
_SUPPRESSED = "< 5"


def write_xlsx(view: ReportView, *, locale: str) -> bytes:
    """Return the workbook. Texts stay texts: nothing typed becomes a formula or a link."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": view.code, "comments": view.report.digest, "author": view.commission})
    looks = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format({"bold": True, "bg_color": "#1B1A17", "font_color": "#FFFFFF", "text_wrap": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "old": book.add_format({"font_strikeout": True, "font_color": "#57534A", "valign": "top"}),
        "old_day": book.add_format({"font_strikeout": True, "num_format": "yyyy-mm-dd", "align": "left"}),
    }
    _write_lines(book, looks, view, locale)
    _write_totals(book, looks, view, locale)
    book.close()
    return file.getvalue()


def head_lines(view: ReportView, locale: str) -> list[str]:
    """Return what stands above the lines: whose report, of which days, signed by whom."""
    report = view.report
    head = [
        f"{translate(locale, mark('Hire report'))} {view.code} · {view.production.working_title}",
        f"{view.commission} · {say_span(locale, report.starts_on, report.ends_on)}",
    ]
    if report.signed_at is None:
        return [*head, translate(locale, mark("Draft: not signed")), ""]
    signed = translate(
        locale,
        mark("Signed by %(name)s, %(office)s, on %(moment)s"),
        name=report.signer_name,
        office=report.signer_office,
        moment=say_moment(locale, report.signed_at),
    )
    return [*head, signed, f"SHA-256 {report.digest}"]


def _write_lines(book: Any, looks: dict[str, Any], view: ReportView, locale: str) -> None:
    sheet = book.add_worksheet(translate(locale, mark("Lines"))[:31])
    for row, text in enumerate(head_lines(view, locale)):
        sheet.write_string(row, 0, text, looks["title"] if row == 0 else None)
    for number, (heading, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.write_string(_HEADING_ROW, number, translate(locale, heading), looks["head"])
        sheet.set_column(number, number, width)
    at = _HEADING_ROW
    for _, readings in view.groups:
        for reading in readings:
            for line in reading.rows:
                at += 1
                old = line is not reading.now
                for number, cell in enumerate(line_cells(view, line, locale)):
                    _write(sheet, at, number, cell, looks, old=old)
    sheet.autofilter(_HEADING_ROW, 0, max(at, _HEADING_ROW + 1), len(COLUMNS) - 1)
    sheet.freeze_panes(_HEADING_ROW + 1, 4)
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADING_ROW)
    sheet.set_footer(f"&L{view.code.replace('&', '&&')} · {view.report.digest[:16]}&R&P / &N")


def _write(sheet: Any, row: int, column: int, cell: Cell, looks: dict[str, Any], *, old: bool = False) -> None:
    look = looks["old" if old else "text"]
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(cell, date):
        day = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day, no instant
        sheet.write_datetime(row, column, day, looks["old_day" if old else "day"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, look)
    else:
        sheet.write_string(row, column, cell, look)


def _write_totals(book: Any, looks: dict[str, Any], view: ReportView, locale: str) -> None:
    sheet = book.add_worksheet(translate(locale, mark("Totals"))[:31])
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 6, 12)
    rows: list[list[Cell]] = [[say_verdict(name, verdict, locale)] for name, verdict in view.shares.items()]
    marks = (mark("Department"), mark("People"), mark("Days"), mark("Resident people"), mark("Resident days"))
    rows += [[], [translate(locale, each) for each in marks]]
    headings = {len(rows) - 1}
    for department, counts in view.totals["departments"].items():
        names = ("people", "days", "local_people", "local_days")
        rows.append([department_name(department, locale), *(counts[name] for name in names)])
    for heading, table in total_tables(view.totals, locale):
        rows += [[], [heading, translate(locale, mark("People")), translate(locale, mark("Days"))]]
        headings.add(len(rows) - 1)
        rows += [list(each) for each in table]
    for question, answers in inclusion_rows(view.totals, locale):
        rows += [[], [question, translate(locale, mark("People"))]]
        headings.add(len(rows) - 1)
        rows += [[answer, _SUPPRESSED if count is None else count] for answer, count in answers]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if number in headings:
                sheet.write_string(number, column, str(cell), looks["head"])
            else:
                _write(sheet, number, column, cell, looks)
