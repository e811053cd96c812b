"""The crew list as a workbook of two sheets, to be filtered, phoned from and printed."""

import io
from datetime import UTC, date, datetime
from math import ceil
from typing import Any

import xlsxwriter

from app.services.crewlist.document import CrewList
from app.services.crewlist.header import facts, notice, released, stamps
from app.services.crewlist.tables import Cell, CellKind, Row, Table, candidate_table, crew_table

INK, SHADE, LINE, SIGNAL, QUIET = "#1B1A17", "#F1EDE3", "#D9D3C5", "#B3320F", "#57534A"
_HEADING_ROW = 4
_FROZEN = {"crew": 6, "candidates": 5}
"""How many columns stay in sight when scrolling sideways: up to the name."""
_PAGES_WIDE = {"crew": 1, "candidates": 2}
"""How many pages lie side by side in print; the name repeats on each."""
_LINE_TALL, _WIDER = 12.0, 1.1
_LETTER = 1
"""Paper of Mexico and of most who come to shoot there; whoever prints on A4 loses no column: pages fit the width."""
_BAR_FULL = 100
_DAY_FORMAT = "yyyy-mm-dd"
"""Read alike in every country: Excel names months in the language of the machine, not of the list."""


def write_xlsx(document: CrewList) -> bytes:
    """Return the workbook. Texts stay texts: nothing typed by a person becomes a formula or a link."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    made = document.head.made_at.astimezone(UTC).replace(tzinfo=None)
    marked = " · ".join(filter(None, (*stamps(document), released(document))))
    book.set_properties({"title": document.head.code, "comments": marked, "created": made, "author": "Llamado"})
    if document.stamp is not None:
        book.set_custom_property("Release", document.stamp.code)
    looks = _Looks(book)
    for table in (crew_table(document), candidate_table(document)):
        _Sheet(book, looks, document, table).write()
    book.close()
    return file.getvalue()


class _Looks:
    """The workbook's cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **wanted: object) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            base = {"font_name": "Calibri", "font_size": 9, "valign": "top"}
            self._made[key] = self._book.add_format({**base, **wanted})
        return self._made[key]

    def cell(self, kind: CellKind, row: Row, *, first: bool) -> Any:
        """Return the look of a cell; the first row of a department begins under a thick line."""
        wanted: dict[str, object] = {"bottom": 1, "bottom_color": LINE, "text_wrap": kind is CellKind.TEXT}
        if first:
            wanted |= {"top": 2, "top_color": INK}
        if kind is CellKind.DAY:
            wanted |= {"num_format": _DAY_FORMAT, "align": "left"}
        if kind in {CellKind.PERCENT, CellKind.BAR}:
            wanted |= {"num_format": '0" %"' if kind is CellKind.PERCENT else "0"}
        if row.is_open:
            wanted |= {"bg_color": "#FBE9E2", "font_color": SIGNAL}
        elif row.trainee:
            wanted |= {"italic": True}
        return self.of(**wanted)


class _Sheet:
    """One sheet: the header's facts, the column headings, the rows with a band a department."""

    def __init__(self, book: Any, looks: _Looks, document: CrewList, table: Table) -> None:
        self._looks, self._document, self._table = looks, document, table
        self._sheet = book.add_worksheet(table.title)
        self._last_column = len(table.columns) - 1

    def write(self) -> None:
        self._write_head()
        for number, column in enumerate(self._table.columns):
            self._sheet.set_column(number, number, column.width)
        last_row = self._write_rows()
        self._bars(last_row)
        self._sheet.autofilter(_HEADING_ROW, 0, last_row, self._last_column)
        self._sheet.freeze_panes(_HEADING_ROW + 1, _FROZEN[self._table.key])
        self._set_up_print(last_row)

    def _write_head(self) -> None:
        sheet, head, of = self._sheet, self._document.head, self._looks.of
        sheet.write_string(0, 0, head.title or head.code, of(bold=True, font_size=16))
        told = " · ".join(f"{label}: {value}" for label, value in facts(self._document))
        stamped = " · ".join(filter(None, (_stamped(self._document), released(self._document))))
        sheet.write_string(1, 0, told, of(font_color=QUIET))
        sheet.write_string(2, 0, stamped, of(bold=True, font_color=SIGNAL))
        sheet.write_string(3, 0, notice(self._document), of(italic=True, font_color=QUIET))
        sheet.set_row(0, 24)
        look = of(bold=True, bg_color=INK, font_color="#FFFFFF", text_wrap=True, valign="vcenter")
        for number, column in enumerate(self._table.columns):
            sheet.write_string(_HEADING_ROW, number, column.heading, look)
        sheet.set_row(_HEADING_ROW, 30)

    def _write_rows(self) -> int:
        at, department = _HEADING_ROW, ""
        band = self._looks.of(bold=True, bg_color=SHADE, top=2, top_color=INK, text_wrap=True)
        for row in self._table.rows:
            at += 1
            first = row.department != department
            department = row.department
            for number, (column, cell) in enumerate(zip(self._table.columns, row.cells, strict=True)):
                self._write_cell(at, number, cell, self._looks.cell(column.kind, row, first=first))
            if first:
                self._sheet.write_string(at, 1, department, band)
            self._sheet.set_row(at, self._row_height(row))
        return at

    def _row_height(self, row: Row) -> float:
        """Return how high the wrapped texts stand: not every program works it out when it opens a file."""
        lines = max(
            sum(ceil(len(part) * _WIDER / column.width) for part in cell.split("\n"))
            for column, cell in zip(self._table.columns, row.cells, strict=True)
            if isinstance(cell, str)
        )
        return _LINE_TALL * max(lines, 1) + 3

    def _write_cell(self, at: int, number: int, cell: Cell, look: Any) -> None:
        if cell is None or cell == "":
            self._sheet.write_blank(at, number, None, look)
        elif isinstance(cell, date):
            self._sheet.write_datetime(at, number, datetime(cell.year, cell.month, cell.day), look)  # noqa: DTZ001 - a day, no instant
        elif isinstance(cell, int):
            self._sheet.write_number(at, number, cell, look)
        else:
            self._sheet.write_string(at, number, cell, look)

    def _bars(self, last_row: int) -> None:
        for number, column in enumerate(self._table.columns):
            if column.kind in {CellKind.BAR, CellKind.PERCENT} and last_row > _HEADING_ROW:
                self._sheet.conditional_format(
                    _HEADING_ROW + 1,
                    number,
                    last_row,
                    number,
                    {
                        "type": "data_bar",
                        "bar_color": "#B5AE9F",
                        "bar_solid": True,
                        "min_type": "num",
                        "max_type": "num",
                        "min_value": 0,
                        "max_value": _BAR_FULL,
                    },
                )

    def _set_up_print(self, last_row: int) -> None:
        sheet, head = self._sheet, self._document.head
        stamped = _plain(_stamped(self._document))
        sheet.set_landscape()
        sheet.set_paper(_LETTER)
        sheet.fit_to_pages(_PAGES_WIDE[self._table.key], 0)
        sheet.repeat_columns(0, _FROZEN[self._table.key] - 1)
        sheet.repeat_rows(_HEADING_ROW)
        sheet.print_area(0, 0, last_row, self._printed_columns())
        sheet.set_margins(left=0.3, right=0.3, top=0.7, bottom=0.6)
        sheet.set_header(f"&L&B{_plain(head.code)}&C{stamped}&Rv{head.need_version} · {head.made_on.isoformat()}")
        sheet.set_footer(f"&L{_plain(head.commission)}&C{stamped}&R&P / &N")

    def _printed_columns(self) -> int:
        """Return the last column that is printed: bars stay on the screen."""
        return max(n for n, column in enumerate(self._table.columns) if column.kind is not CellKind.BAR)


def _stamped(document: CrewList) -> str:
    """Return the stamps as one line, with the release's code."""
    code = (document.stamp.code,) if document.stamp else ()
    return " · ".join((*stamps(document), *code)).upper()


def _plain(text: str) -> str:
    """Return the text with the signs doubled that a sheet's header takes for commands."""
    return text.replace("&", "&&")
