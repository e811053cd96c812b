"""Spreadsheets of crew needed: every filled row is a line, a heading that is told, or an error with its row."""

import io

import openpyxl
import pytest

from app.errors import InvalidInputError
from app.services.need_content import read_content
from app.services.need_sheet import read_sheet, template_sheet
from app.services.need_text import to_content

PRODUCTION = {
    "working_title": "Film",
    "kind": "feature",
    "shoot_starts_on": "2027-03-01",
    "shoot_ends_on": "2027-04-10",
}


def lines(text: str) -> list[dict[str, object]]:
    return list(read_sheet(text.encode(), "need.csv")[0]["lines"])


def notes(text: str) -> list[str]:
    return [note.text("en") for note in read_sheet(text.encode(), "need.csv")[1]]


def test_columns_are_known_in_either_language() -> None:
    english = lines("Position,Qty,Start date,End date,Local\nGaffer,2,2027-03-01,2027-04-10,required\n")
    spanish = lines("Puesto;Cantidad;Fecha inicio;Fecha fin;Local\nGaffer;2;01/03/2027;10-abr-2027;obligatorio\n")
    for found in (english, spanish):
        content, problems = read_content(to_content({"production": PRODUCTION, "lines": found}))
        assert problems == []
        assert content is not None
        line = content.lines[0]
        assert (line.asked_as, line.quantity, line.local.value) == ("Gaffer", 2, "required")
        assert (str(line.starts_on), str(line.ends_on)) == ("2027-03-01", "2027-04-10")


def test_departments_stand_above_their_rows_or_beside_the_first() -> None:
    above = lines("Position,Qty\nCAMERA,\n1st AC,1\nLIGHTING,\nGaffer,1\nBest boy,1\n")
    beside = lines("Depto,Puesto,Cant\nCámara,Foquista,1\n,2do AC,1\nEléctricos,Gaffer,1\n")
    assert [line["department"] for line in above] == ["camera", "lighting", "lighting"]
    assert [line["department"] for line in beside] == ["Cámara", "Cámara", "Eléctricos"]


def test_a_department_s_name_is_a_line_where_lines_are_only_titles() -> None:
    assert [line["asked_as"] for line in lines("Puesto\nGaffer\nCatering\nExtras\n")] == [
        "Gaffer",
        "Catering",
        "Extras",
    ]


def test_rows_read_as_headings_are_told() -> None:
    assert notes("Position,Qty\nCAMERA,\n1st AC,1\nTotal,1\n") == [
        "File line 2: Read as a heading, not as a line: CAMERA",
        "File line 4: Read as a heading, not as a line: Total",
    ]


def test_what_stands_in_unknown_columns_goes_to_the_note() -> None:
    text = "Position,Qty,Rate,Notes\nGaffer,1,2500,bring kit\n"
    assert lines(text)[0]["note"] == "bring kit; Rate: 2500"
    assert notes(text) == ["Columns that are not known go to the note of each line: Rate"]


def test_a_wrong_cell_stays_as_typed_with_its_row() -> None:
    found = lines("Position,Qty,From\nGaffer,some,31/02/2027\n")[0]
    assert (found["quantity"], found["starts_on"], found["_sheet_row"]) == ("some", "31/02/2027", 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nombre,Teléfono\nAna,33\n", "No column of positions"),
        ("Position,Qty\n" + "Grip,1\n" * 1001, "too many lines"),
        ("Position,Qty\n", "no row below"),
        ("", "empty"),
        ("\0\1\2", "neither CSV nor XLSX"),
    ],
)
def test_a_file_that_can_t_be_a_need_is_refused_with_a_remedy(text: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        read_sheet(text.encode(), "need.csv")


@pytest.mark.parametrize("locale", ["en", "es_MX"])
def test_the_template_filled_in_is_read_back(locale: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_sheet(locale)))
    sheet, known = book.worksheets
    for column in range(1, sheet.max_column + 1):
        sheet.cell(row=2, column=column, value=known.cell(row=column + 1, column=2).value)
    out = io.BytesIO()
    book.save(out)
    raw, _ = read_sheet(out.getvalue(), "template.xlsx")
    content, problems = read_content(to_content({"production": PRODUCTION, "lines": raw["lines"]}))
    assert problems == []
    assert content is not None
    line = content.lines[0]
    assert (line.asked_as, line.quantity, line.min_credits, line.trainee_slots) == ("Gaffer", 2, 3, 1)
    assert (line.accept_step_up, line.local.value, line.credentials) == (True, "preferred", ["first_aid"])
    assert len(line.dates) == 2


def test_a_department_is_one_however_it_is_named() -> None:
    for name in ("lighting", "Lighting / Electric", "Eléctricos / Iluminación"):
        content, _ = read_content({"production": PRODUCTION, "lines": [{"asked_as": "Gaffer", "department": name}]})
        assert content is not None
        assert content.lines[0].department == "lighting"
