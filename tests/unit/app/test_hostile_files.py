"""Hostile and broken files, one by one: each is a clear error with its remedy, or is read as what it says."""

import io
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from app.errors import InvalidInputError
from app.services.guard import guard, unguard
from app.services.spreadsheet import Table, read_table
from tests.factories.spreadsheet import csv_bytes, part_of, with_part, xlsx_bytes

HEAD, ANA = ("Nombre", "Puesto", "Teléfono"), ("Ana Ríos", "Gaffer", "3312345678")
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
)


def workbook(**how: Any) -> bytes:
    return xlsx_bytes(HEAD, ANA, **how)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def repeated(part: str, before: bytes, piece: bytes, after: bytes, times: int) -> bytes:
    """Return a workbook with a part that unpacks to a lot: a zip bomb."""
    return with_part(workbook(), part, before + piece * times + after)


def sheet_with(change: Callable[[Any], None]) -> bytes:
    return workbook(change=lambda _book, sheet: change(sheet))


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "no bytes": (lambda: b"", "a.csv", "empty"),
    "only line ends": (lambda: b"\r\n\r\n", "a.csv", "empty"),
    "only a header": (lambda: csv_bytes(HEAD), "a.csv", "no row below"),
    "a picture named csv": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a.csv", "picture"),
    "a photo named xlsx": (lambda: b"\xff\xd8\xff\xe0" + bytes(2000), "a.xlsx", "picture"),
    "a PDF": (lambda: b"%PDF-1.7\n" + bytes(500), "a.csv", "PDF"),
    "HTML saved as xls": (lambda: b"<html><table><tr><td>Ana</td></tr></table></html>", "a.xls", "web page"),
    "XML of 2003": (lambda: b'<?xml version="1.0"?><Workbook></Workbook>', "a.xls", "web page"),
    "old xls (BIFF)": (lambda: OLE + bytes(3000), "a.xls", "old kind"),
    "encrypted xlsx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(900), "a.xlsx", "password"),
    "macros (xlsm)": (lambda: with_part(workbook(), "xl/vbaProject.bin", b"\0" * 99), "a.xlsm", "macros"),
    "macros named xlsx": (lambda: with_part(workbook(), "xl/VBAProject.bin", b"\0" * 99), "a.xlsx", "macros"),
    "OpenDocument (ods)": (lambda: archive(mimetype=b"oasis", content_dot_xml=b"<x/>"), "a.ods", "no Excel"),
    "Numbers": (lambda: archive(Index__Document_dot_iwa=b"iwa", preview_dot_jpg=b"x"), "a.numbers", "no Excel"),
    "some other archive": (lambda: archive(a=b"1"), "a.xlsx", "no Excel"),
    "archive cut off": (lambda: workbook()[:-300], "a.xlsx", "damaged"),
    "archive of the first bytes only": (lambda: workbook()[:40], "a.xlsx", "damaged"),
    "an empty sheet": (xlsx_bytes, "a.xlsx", "empty"),
    "billion laughs": (lambda: with_part(workbook(), SHEET, LAUGHS), "a.xlsx", "no Excel"),
    "entities in UTF-16": (lambda: with_part(workbook(), SHEET, LAUGHS.decode().encode("utf-16")),
                           "a.xlsx", "no Excel"),
    "quadratic entities": (lambda: with_part(workbook(), STRINGS, b'<!DOCTYPE s [<!ENTITY x "' + b"x" * 9999 + b'">]>'
                                             + b"<s>" + b"&x;" * 999 + b"</s>"), "a.xlsx", "no Excel"),
    "zip bomb: shared strings": (lambda: repeated(STRINGS, b"<sst>", b"<si><t>a</t></si>", b"</sst>", 1_000_000),
                                 "a.xlsx", "too big"),
    "zip bomb: one cell": (lambda: repeated(SHEET, b"<worksheet><c>", b"a", b"</c></worksheet>", 70_000_000),
                           "a.xlsx", "too big"),
    "a thousand and one parts": (lambda: archive(**{f"p{number}": b"" for number in range(1001)}),
                                 "a.xlsx", "too big"),
    "10,000 columns, CSV": (lambda: csv_bytes(["x"] * 10_000, ["y"] * 10_000), "a.csv", "more than 200 columns"),
    "10,000 columns, XLSX": (lambda: xlsx_bytes(["x"] * 10_000, ["y"] * 10_000), "a.xlsx", "more than 200 columns"),
    "1,048,576 rows, CSV": (lambda: b"Nombre\n" + b"Ana\n" * 1_048_575, "a.csv", "More than 20000 rows"),
    "1,048,576 rows, XLSX": (lambda: repeated(SHEET, b"<worksheet><sheetData>", b"<row><c><v>1</v></c></row>",
                                              b"</sheetData></worksheet>", 1_048_576), "a.xlsx", "too big"),
    "a cell of 32,767 letters": (lambda: csv_bytes(HEAD, ("a" * 32_767, "", "")), "a.csv", "10000 letters"),
    "zero bytes in text": (lambda: b"Nombre,Puesto\nAna\x00,Gaffer\n", "a.csv", "neither CSV nor XLSX"),
    "control characters": (lambda: b"Nombre\n" + bytes(range(1, 9)) * 50, "a.csv", "neither CSV nor XLSX"),
    "a quotation mark never closed": (lambda: b'Nombre,Puesto\n"Ana,Gaffer\nBeto,Grip\n', "a.csv", "never closed"),
    "half of a surrogate pair, CSV": (lambda: "Nombre\nAna\ud800\n".encode("utf-16", "surrogatepass"), "a.csv",
                                       "damaged"),
    "half of a surrogate pair, XLSX": (lambda: with_part(workbook(), SHEET, part_of(workbook(), SHEET).replace(
        b"<c r=", b"<c>&#xD800;</c><c r=", 1)), "a.xlsx", "damaged"),
    "half of a UTF-16 letter": (lambda: b"\xff\xfeN\x00o\x00m", "a.csv", "damaged"),
}  # fmt: skip
"""Name -> the file, what it is called, and words of the remedy."""


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_turned_away_with_what_to_do(name: str) -> None:
    make, file_name, words = REFUSED[name]
    data = make()
    with pytest.raises(InvalidInputError) as told:
        read_table(data, file_name)
    message = told.value.message % {key: str(value) for key, value in told.value.values.items()}
    assert words in message


def first_cell(data: bytes) -> object:
    return read_table(data, "a.csv").rows[0].cells[0]


def hidden_first(book: Any, sheet: Any) -> None:
    other = book.create_sheet("Secreto", 0)
    other.append(["x"])
    other.sheet_state = "hidden"
    assert sheet


def of_1904(book: Any, sheet: Any) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415 - only here

    book.epoch = CALENDAR_MAC_1904
    sheet["A2"] = 44_862  # 2026-10-29 counted from 1904
    sheet["A2"].number_format = "yyyy-mm-dd"


TAKEN: dict[str, tuple[Callable[[], bytes], object]] = {
    **{f"{coding}": (partial(csv_bytes, HEAD, ("Ángel Ñúñez", "Gaffer", "1"), encoding=coding),
                     "Ángel Ñúñez")
       for coding in ("latin-1", "cp1252", "utf-16", "utf-8-sig", "mac_roman")},
    **{f"divided by {mark!r}": (partial(csv_bytes, HEAD, ANA, delimiter=mark), "Ana Ríos") for mark in ";\t|"},
    "line ends of old Macs": (lambda: b"Nombre,Puesto\rAna,Gaffer\r", "Ana"),
    "header in row 5": (lambda: csv_bytes(("Padrón",), (), ("al día",), (), HEAD, ANA), "Ana Ríos"),
    "emoji and right-to-left text": (lambda: csv_bytes(HEAD, ("🎬 \u202bعلي\u202c", "", "")),
                                     "🎬 \u202bعلي\u202c"),
    "doubled headings": (lambda: csv_bytes(("Nombre", "Nombre"), ("Ana", "Beto")), "Ana"),
    "a hidden sheet in front": (lambda: workbook(change=hidden_first), "Ana Ríos"),
    "a header merged over two cells": (lambda: sheet_with(lambda sheet: sheet.merge_cells("B1:C1")), "Ana Ríos"),
    "days counted from 1904": (lambda: workbook(change=of_1904), "2026-10-29"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_it_is_read_as_what_it_says(name: str) -> None:
    make, cell = TAKEN[name]
    assert str(first_cell(make())) == cell


FORMULAS = (
    "=cmd|' /C calc'!A0", "=1+1", '=HYPERLINK("http://x.example";"Ana")', '=WEBSERVICE("http://x.example")',
    "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "  =1+1", "＝1+1",
)  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_csv_file_is_an_error_of_its_cell(formula: str) -> None:
    table = read_table(f'Nombre;Puesto\nAna;"{formula.replace(chr(34), chr(34) * 2)}"\n'.encode(), "a.csv")
    assert [(problem.row, problem.column) for problem in table.problems] == [(2, "Puesto")]
    assert not table.problems[0].warning


OUTSIDE = (
    'HYPERLINK("http://x.example","Ana")', 'WEBSERVICE("http://x.example")', "cmd|' /C calc'!A0", "[1]Hoja!A1",
    'IMPORTXML("http://x.example","//a")', 'DDE("cmd";"/C calc";"x")',
)  # fmt: skip


def with_formula(formula: str, kept: str) -> bytes:
    """Return a workbook with a formula in A2 and the value that Excel kept of it."""
    cell = f'<c r="A2" t="str"><f>{formula.replace("&", "&amp;")}</f><v>{kept}</v></c>'
    sheet = part_of(workbook(), SHEET).decode()
    at, end = sheet.index('<c r="A2"'), sheet.index("</c>", sheet.index('<c r="A2"')) + len("</c>")
    return with_part(workbook(), SHEET, (sheet[:at] + cell + sheet[end:]).encode())


@pytest.mark.parametrize("formula", OUTSIDE)
def test_what_a_formula_fetched_from_outside_is_not_taken(formula: str) -> None:
    table: Table = read_table(with_formula(formula, "Eva"), "a.xlsx")
    assert [(problem.row, problem.column) for problem in table.problems] == [(2, "Nombre")]


def test_what_a_plain_formula_worked_out_is_taken() -> None:
    table = read_table(with_formula('CONCATENATE("Ana"," Ríos")', "Ana Ríos"), "a.xlsx")
    assert (table.rows[0].cells[0], table.problems) == ("Ana Ríos", ())


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''+x", "+52 33", "-", "@ana", "'", "'Ana", "\t=x", "Ana", ""])
def test_a_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).lstrip().startswith(("=", "+", "-", "@"))
