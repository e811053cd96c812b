"""The crew list as CSV: one table that a double click opens in a spreadsheet.

Crew rows first, then candidates; the first column says which, so that a filter parts them. The columns of both
stand in every row, and so do code, version, date and release: rows stay theirs when they are pasted elsewhere.
"""

import csv
import io
from datetime import date

from app.messages import mark
from app.services.crewlist.document import CrewList
from app.services.crewlist.header import released, stamps
from app.services.crewlist.tables import Cell, Column, Table, candidate_table, crew_table
from app.services.crewlist.words import Words

BOM = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def write_csv(document: CrewList) -> bytes:
    """Return the file: UTF-8 with a byte order mark, so that spreadsheets read the accents."""
    words = Words(document.locale)
    tables = (crew_table(document), candidate_table(document))
    columns = _all_columns(tables)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    always = [
        (words(mark("Production code")), document.head.code),
        (words(mark("Version")), str(document.head.need_version)),
        (words(mark("Date")), document.head.made_on.isoformat()),
        (words(mark("Marked")), ", ".join(stamps(document))),
    ]
    if document.stamp is not None:
        always += [(words(mark("Release")), document.stamp.code), (words(mark("Given out")), released(document))]
    writer.writerow([words(mark("List")), *(column.heading for column in columns), *(label for label, _ in always)])
    for table in tables:
        at = {column.key: number for number, column in enumerate(table.columns)}
        for row in table.rows:
            cells = [row.cells[at[column.key]] if column.key in at else None for column in columns]
            told = [table.title, *map(_text, cells), *(value for _, value in always)]
            writer.writerow([safe(each) for each in told])
    return BOM + text.getvalue().encode()


def safe(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula; a phone number stays as it is."""
    if text.startswith(_FORMULA) and not _is_phone(text):
        return f"'{text}"
    return text


def _is_phone(text: str) -> bool:
    digits = text[1:].replace(" ", "")
    return text.startswith("+") and digits.isascii() and digits.isdigit()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _all_columns(tables: tuple[Table, ...]) -> tuple[Column, ...]:
    """Return the columns of all tables, each key once, in order of first appearance."""
    found: dict[str, Column] = {}
    for table in tables:
        for column in table.columns:
            found.setdefault(column.key, column)
    return tuple(found.values())
