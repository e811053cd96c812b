"""Files that imports hand out: templates to fill in, and the list of what is wrong with a file."""

import csv
import io

import xlsxwriter

from app.messages import mark, translate
from app.models.intake import Upload, UploadKind
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
