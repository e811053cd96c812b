"""Files that imports hand out: templates to fill in, and the list of what is wrong with a file."""

import csv
import io
from typing import Any

import xlsxwriter

from app.messages import mark, translate
from app.models.intake import Upload, UploadKind
from app.services.guard import guard
from app.services.imports.columns import import_fields

_NAMES = {UploadKind.CREW: mark("Crew"), UploadKind.CREDITS: mark("Credits")}
_WIDTH = 22


def template_file(kind: UploadKind, locale: str) -> bytes:
    """Return a workbook with the column headings in a language, and on a second sheet what each takes."""
    out = io.BytesIO()
    fields = import_fields(kind)
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 2})
    sheet = book.add_worksheet(translate(locale, _NAMES[kind])[:31])
    for column, field in enumerate(fields):
        sheet.write_string(0, column, translate(locale, field.label), bold)
    sheet.set_column(0, len(fields) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    help_sheet = book.add_worksheet(translate(locale, mark("Columns")))
    for column, heading in enumerate((mark("Column"), mark("Example"), mark("Other headings that are understood"))):
        help_sheet.write_string(0, column, translate(locale, heading), bold)
    for row, field in enumerate(fields, start=1):
        help_sheet.write_string(row, 0, translate(locale, field.label))
        help_sheet.write_string(row, 1, field.example[locale.startswith("es")])
        help_sheet.write_string(row, 2, ", ".join(field.headings))
    help_sheet.set_column(0, 1, 2 * _WIDTH)
    help_sheet.set_column(2, 2, 4 * _WIDTH)
    book.close()
    return out.getvalue()


def errors_file(upload: Upload, locale: str, form: str) -> bytes:
    """Return the rows with errors as a file ("csv", "xlsx") under their own headings, with what is wrong behind them.

    Corrected and handed in again it is read like the file it came from; the last column is not read.
    """
    problems: dict[int, list[str]] = {}
    for one in upload.problems:
        if one["kind"] == "error":
            text = translate(locale, one["message"], **one["values"])
            problems.setdefault(one["row"], []).append(f"{translate(locale, one['column'])}: {text}")
    header = [*upload.columns["header"], translate(locale, mark("Problem"))]
    rows = [
        [*(_said(cell) for cell in row["cells"]), " ".join(problems[row["row"]])]
        for row in upload.rows
        if row["row"] in problems
    ]
    cells = [[guard(cell) for cell in row] for row in (header, *rows)]
    if form == "csv":
        out = io.StringIO(newline="")
        csv.writer(out).writerows(cells)
        return out.getvalue().encode("utf-8-sig")
    book_out = io.BytesIO()
    book = xlsxwriter.Workbook(book_out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(translate(locale, _NAMES[upload.kind])[:31])
    bold, wrong = book.add_format({"bold": True, "bottom": 2}), book.add_format({"bg_color": "#F4D9C6"})
    for number, row in enumerate(cells):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, bold if number == 0 else wrong if column == len(row) - 1 else None)
    sheet.set_column(0, len(header) - 1, _WIDTH)
    sheet.set_column(len(header) - 1, len(header) - 1, 4 * _WIDTH)
    sheet.freeze_panes(1, 0)
    book.close()
    return book_out.getvalue()


def _said(cell: Any) -> str:
    """Return a kept cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell[0] if isinstance(cell, list) else cell)


def problems_file(upload: Upload, locale: str) -> bytes:
    """Return the problems of a file as CSV in a language: row, column, kind, what to do."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    headings = (mark("Row"), mark("Column"), mark("Kind"), mark("What to do"))
    writer.writerow([translate(locale, heading) for heading in headings])
    kinds = {"error": translate(locale, mark("Error")), "warning": translate(locale, mark("Warning"))}
    for problem in upload.problems:
        text = translate(locale, problem["message"], **problem["values"])
        column = translate(locale, problem["column"])
        writer.writerow([problem["row"], _harmless(column), kinds[problem["kind"]], _harmless(text)])
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """Keep a spreadsheet program from taking text of the file for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
