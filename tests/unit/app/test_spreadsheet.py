"""Spreadsheets as people send them become tables; everything else is turned away with a remedy."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInputError
from app.services.columns import Vocabulary
from app.services.spreadsheet import MOST_COLUMNS, MOST_ROWS, Table, read_table
from tests.factories.spreadsheet import csv_bytes, part_of, with_part, xlsx_bytes

HEAD = ("Nombre", "Puesto", "Teléfono")
ANA = ("Ana Ríos Peña", "Gaffer", "3312345678")
SHEET = "xl/worksheets/sheet1.xml"


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "mac_roman", "cp850"]
)
def test_delimiter_and_encoding_are_found_out(delimiter: str, encoding: str) -> None:
    table = read_table(csv_bytes(HEAD, ANA, delimiter=delimiter, encoding=encoding), "crew.csv")
    assert table.header == HEAD
    assert cells(table) == [ANA]


def test_a_workbook_gives_days_numbers_and_text() -> None:
    moment = datetime.fromisoformat("2027-03-01T09:30")  # a workbook knows no zone
    row = ("  Ana \n Ríos ", 7, 2.5, moment, True, 3312345678.0)
    table = read_table(xlsx_bytes(("a", "b", "c", "d", "e", "f"), row), "x.xlsx")
    assert cells(table) == [("Ana\nRíos", 7, 2.5, date(2027, 3, 1), True, 3312345678)]
    assert table.sheet == "Crew"


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    data = xlsx_bytes((), ("Padrón 2027",), (), HEAD, ANA, (None, None, None), ("Beto", "Grip", ""))
    table = read_table(data, "x.xlsx")
    assert table.header_row == 4
    assert [row.number for row in table.rows] == [5, 7]
    quoted = 'Nombre,Puesto\r\n"Ana\nRíos",Gaffer\r\n\r\nBeto,Grip\r\n'
    assert [row.number for row in read_table(quoted.encode(), "x.csv").rows] == [2, 4]


def test_the_header_is_the_row_with_the_headings_that_are_known() -> None:
    vocabulary = Vocabulary({"name": ["nombre"], "phone": ["teléfono", "phone"]})
    data = csv_bytes(("Comisión", "de", "Filmaciones"), ("Padrón", "", ""), HEAD, ANA)
    assert read_table(data, "x.csv", vocabulary).header == HEAD


def test_a_caption_over_the_table_is_left_out_and_told() -> None:
    def merge(_book: Any, sheet: Any) -> None:
        sheet.merge_cells("A2:C2")

    table = read_table(xlsx_bytes(HEAD, ("ILUMINACIÓN",), ANA, change=merge), "x.xlsx")
    assert table.left_out == ((2, "ILUMINACIÓN"),)
    assert cells(table) == [ANA]


def test_cells_merged_downwards_count_for_every_row() -> None:
    def merge(_book: Any, sheet: Any) -> None:
        sheet.merge_cells("A2:A3")

    table = read_table(xlsx_bytes(("Área", "Nombre"), ("Luz", "Ana"), (None, "Beto"), change=merge), "x.xlsx")
    assert cells(table) == [("Luz", "Ana"), ("Luz", "Beto")]


def test_a_formula_gives_its_kept_value_and_without_one_a_problem() -> None:
    data = xlsx_bytes(HEAD, ("=1+1", "Gaffer", "1"), ("Beto", "=A1", "2"))
    sheet = (
        part_of(data, SHEET)
        .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
        .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    )
    table = read_table(with_part(data, SHEET, sheet), "x.xlsx")
    assert table.rows[0].cells[0] == 2
    assert [(p.row, p.column, p.values["cell"]) for p in table.problems] == [(3, "Puesto", "B3")]


def test_the_error_of_a_formula_is_a_problem_of_its_cell() -> None:
    table = read_table(csv_bytes(HEAD, ("Ana", "#N/A", "1")), "x.csv")
    assert [(p.row, p.column, p.values["error"]) for p in table.problems] == [(2, "Puesto", "#N/A")]


def test_a_column_without_heading_keeps_its_letter() -> None:
    table = read_table(csv_bytes(("Nombre", "", "Puesto"), ("Ana", "x", "Gaffer")), "x.csv")
    assert table.heading(1) == "B"


def test_hidden_and_empty_sheets_are_passed_over_and_others_named() -> None:
    def add(book: Any, sheet: Any) -> None:
        sheet.sheet_state = "hidden"
        book.create_sheet("Vacía")
        second = book.create_sheet("Padrón")
        second.append(HEAD)
        second.append(ANA)

    table = read_table(xlsx_bytes(("secret",), ("x",), change=add), "x.xlsx")
    assert (table.sheet, table.other_sheets) == ("Padrón", ("Vacía",))


def test_a_wrong_size_noted_in_the_file_cuts_nothing_off() -> None:
    data = xlsx_bytes(HEAD, ANA, ANA)
    sheet = part_of(data, SHEET).replace(b'ref="A1:C3"', b'ref="A1:A1"')
    assert len(read_table(with_part(data, SHEET, sheet), "x.xlsx").rows) == 2


def _old_workbook(content: str = "") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64 + content.encode("utf-16-le")


def _zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


_WORKBOOK = xlsx_bytes(HEAD, ANA)
_DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "bbbb">]>'
REFUSED = {
    "empty file": (b"", "empty"),
    "blank file": (b"\r\n ,,\r\n", "empty"),
    "old workbook": (_old_workbook(), ".xls"),
    "workbook with password": (_old_workbook("EncryptedPackage"), "password"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "web page": (b"\xef\xbb\xbf <!DOCTYPE html><table><tr><td>a</td></tr></table>", "web page"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture"),
    "binary": (bytes(range(1, 32)) * 40, "neither"),
    "half a workbook": (_WORKBOOK[: len(_WORKBOOK) // 2], "damaged"),
    "another archive": (_zip_of(a=b"a"), "no Excel workbook"),
    "empty workbook": (xlsx_bytes(), "empty"),
    "header alone": (csv_bytes(HEAD), "no row below"),
    "open quotation mark": (b'a,b\n1,"2\n3,4\n', "never closed"),
    "entities": (with_part(_WORKBOOK, "xl/sharedStrings.xml", _DOCTYPE + b"<sst/>"), "no Excel workbook"),
    "broken xml": (with_part(_WORKBOOK, SHEET, b"<worksheet><sheetData><row>"), "damaged"),
    "damaged utf-16": (b"\xff\xfea\x00\x00\xd8b\x00,", "damaged"),
    "too many rows": (b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1), "20000 rows"),
    "too many rows in a workbook": (
        xlsx_bytes(("a", "b"), *[("1", "2")] * (MOST_ROWS + 1)), "20000 rows"
    ),
    "ten thousand columns": (csv_bytes(["a"] * 10_000, ["b"] * 10_000), "200 columns"),
    "ten thousand columns in a workbook": (xlsx_bytes(["a"] * 10_000, ["b"] * 10_000), "200 columns"),
    "a cell like a book": (csv_bytes(HEAD, ("a" * 20_000, "", "")), "10000 letters"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_turned_away_with_a_remedy(name: str) -> None:
    data, words = REFUSED[name]
    with pytest.raises(InvalidInputError, match=words):
        read_table(data, "crew.csv")


def test_a_file_that_only_ends_like_a_workbook_is_named() -> None:
    with pytest.raises(InvalidInputError, match="ends in XLSX"):
        read_table(b"just text", "crew.xlsx")


def test_an_archive_that_unpacks_to_gigabytes_is_turned_away_before_it_is_unpacked() -> None:
    bomb = with_part(_WORKBOOK, SHEET, b"<worksheet><sheetData>" + b" " * 70_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidInputError, match="too big"):
            read_table(bomb, "x.xlsx")
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000, "seventy million bytes were never in memory"


def test_a_row_numbered_in_the_billions_does_not_hang() -> None:
    sheet = part_of(_WORKBOOK, SHEET).replace(b'<row r="2"', b'<row r="99999999999"')
    with pytest.raises(InvalidInputError, match="rows"):
        read_table(with_part(_WORKBOOK, SHEET, sheet), "x.xlsx")


def test_millions_of_empty_cells_are_too_many() -> None:
    row = b"<row>" + b"<c/>" * 100_000 + b"</row>"
    sheet = part_of(_WORKBOOK, SHEET).replace(b"<sheetData>", b"<sheetData>" + row * 52)
    with pytest.raises(InvalidInputError, match="too big"):
        read_table(with_part(_WORKBOOK, SHEET, sheet), "x.xlsx")


def _never_another_error(data: bytes, name: str) -> None:
    try:
        table = read_table(data, name)
    except InvalidInputError as error:
        assert error.message  # noqa: PT017 - an error or a table, both are right
    else:
        assert table.rows
        assert len(table.header) <= MOST_COLUMNS
        assert all(len(row.cells) == len(table.header) for row in table.rows)


@given(
    st.one_of(st.binary(max_size=600), st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
@settings(max_examples=300, deadline=2000)
def test_any_bytes_are_a_table_or_an_error_with_a_remedy(data: bytes) -> None:
    _never_another_error(data, "crew.csv")


@given(st.integers(0, len(_WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=150, deadline=2000)
def test_a_damaged_workbook_is_a_table_or_an_error_with_a_remedy(at: int, noise: bytes) -> None:
    _never_another_error(_WORKBOOK[:at] + noise + _WORKBOOK[at + len(noise) :], "crew.xlsx")


_SHEET_XML = part_of(_WORKBOOK, SHEET)


@given(
    st.integers(0, len(_SHEET_XML) - 1),
    st.sampled_from([b"", b"<", b"9", b'"', b"<c>", b"<v>", b'r="A0"', b"A1", b"&#0;"]),
)
@settings(max_examples=150, deadline=2000)
def test_a_workbook_with_a_damaged_sheet_is_a_table_or_an_error_with_a_remedy(at: int, noise: bytes) -> None:
    sheet = _SHEET_XML[:at] + noise + _SHEET_XML[at + 1 :]
    _never_another_error(with_part(_WORKBOOK, SHEET, sheet), "crew.xlsx")
