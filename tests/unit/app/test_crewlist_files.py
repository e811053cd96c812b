"""The files that a crew list goes out in: nothing lost, nothing disclosed, nothing executed."""

import csv
import io
import json
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.shortlist import Decision, ProposalStatus, UnfilledReason
from app.services.crewlist.csv_file import BOM, safe, write_csv
from app.services.crewlist.document import CrewList, Days, DayState, Group, Person, Slot
from app.services.crewlist.header import file_name
from app.services.crewlist.json_file import write_json
from app.services.crewlist.pdf_file import write_pdf
from app.services.crewlist.xlsx_file import write_xlsx
from tests.factories.crewlist import EMAIL, PHONE, crew_list, line, person

Write = Callable[[CrewList], bytes]


def _xlsx_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels")))


def _workbook(data: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns that it leaves out what newer spreadsheets know of bars
        return openpyxl.load_workbook(io.BytesIO(data))


def _pdf_text(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


TEXT: dict[str, Callable[[CrewList], str]] = {
    "xlsx": lambda document: _xlsx_text(write_xlsx(document)),
    "csv": lambda document: write_csv(document).decode("utf-8-sig"),
    "json": lambda document: write_json(document).decode(),
    "pdf": lambda document: _pdf_text(write_pdf(document)),
}
FORMATS = pytest.mark.parametrize("form", list(TEXT))


def _without_contacts(document: CrewList) -> CrewList:
    """Return the list with everyone's consent gone, the silent ones' details nowhere in it."""

    def silent(someone: Person) -> Person:
        return replace(someone, contact_allowed=False, phone="", email="")

    groups = []
    for group in document.groups:
        lines = []
        for each in group.lines:
            slots = tuple(replace(s, person=silent(s.person)) if s.person else s for s in each.slots)
            candidates = tuple(replace(c, person=silent(c.person)) for c in each.candidates)
            lines.append(replace(each, slots=slots, candidates=candidates))
        groups.append(replace(group, lines=tuple(lines)))
    return replace(document, groups=tuple(groups))


@FORMATS
def test_every_position_stands_in_every_format_with_its_people_and_reasons(form: str) -> None:
    text = TEXT[form](crew_list())
    for each in crew_list().lines:
        assert each.code in text
    assert "María Inés Núñez Ávila" in text
    assert "Zoë Łuczak" in text
    assert "Sentence about role_fit" in text or "Sentence about" in text.replace("\n", " ")


@FORMATS
def test_an_open_place_keeps_its_reason(form: str) -> None:
    text = " ".join(TEXT[form](crew_list()).split())
    assert "Nobody in the registry" in text
    assert "C1-004" in text


@FORMATS
def test_contact_details_stand_only_where_they_may_go_out(form: str) -> None:
    digits = PHONE[-8:]
    allowed = TEXT[form](crew_list()).replace(" ", "")
    assert digits in allowed
    assert EMAIL in allowed
    silent = TEXT[form](_without_contacts(crew_list())).replace(" ", "")
    assert digits not in silent
    assert EMAIL not in silent


@pytest.mark.parametrize("form", ["xlsx", "csv", "pdf"])
def test_who_may_not_be_phoned_is_asked_for_at_the_commission(form: str) -> None:
    assert "ask the commission" in TEXT[form](crew_list())
    assert "preguntar a la comisión" in TEXT[form](crew_list("es_MX"))


def test_a_document_refuses_contact_details_that_may_not_go_out() -> None:
    with pytest.raises(ValueError, match="may not stand"):
        person(contact=False, phone=PHONE)


@FORMATS
def test_every_file_says_whose_it_is_and_that_it_is_confidential(form: str) -> None:
    text = TEXT[form](crew_list())
    assert "GDL-COM-2027-03" in text
    assert "confidential" in text.lower()
    assert "2026-11-23" in text or "23 Nov 2026" in text


def test_every_page_of_the_pdf_carries_code_number_and_confidential() -> None:
    document = crew_list()
    document = replace(document, groups=document.groups * 8)
    with pdfplumber.open(io.BytesIO(write_pdf(document))) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
    assert len(texts) > 4
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "CONFIDENTIAL" in text
        assert "GDL-COM-2027-03" in text


def test_a_department_that_breaks_over_a_page_says_so_again() -> None:
    document = crew_list()
    group = document.groups[0]
    document = replace(document, groups=(replace(group, lines=group.lines * 12),))
    assert "Lighting / Electric (continued)" in _pdf_text(write_pdf(document))


def test_letters_that_the_fonts_lack_become_their_nearest() -> None:
    text = _pdf_text(write_pdf(_named("Łucja Ǿ ﬁlm 北")))
    assert "Łucja" in text
    assert "film ?" in text


def _named(name: str) -> CrewList:
    document = crew_list()
    slot = Slot(1, 1, ProposalStatus.PROPOSED, person=person(name))
    return replace(document, groups=(Group("grip", "Grip", (line("G-1", "Grip", (slot,)),)),))


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("https://x.example","a")', "@SUM(A1)", "+1+1", "-2+3", "http://x.example"]
)
def test_a_name_that_looks_like_a_formula_or_link_stays_text(name: str) -> None:
    document = _named(name)
    book = _workbook(write_xlsx(document))
    cells = [cell for row in book["Crew list"].iter_rows() for cell in row if cell.value == name]
    assert [cell.data_type for cell in cells] == ["s"]
    assert all(cell.hyperlink is None for cell in cells)
    told = [value for row in csv.reader(io.StringIO(write_csv(document).decode("utf-8-sig"))) for value in row]
    assert name.startswith("http") or f"'{name}" in told


@given(st.text(max_size=30))
def test_no_csv_cell_begins_like_a_formula(text: str) -> None:
    kept = safe(text)
    assert not kept.startswith(("=", "-", "@", "\t", "\r"))
    assert kept.removeprefix("'") == text.removeprefix("'")


def test_a_phone_number_stays_as_it_is_in_csv() -> None:
    assert safe("+52 33 1234 5678") == "+52 33 1234 5678"
    assert safe("+1+cmd|' /C calc'!A0").startswith("'")


def test_csv_is_one_table_with_a_byte_order_mark() -> None:
    data = write_csv(crew_list())
    assert data.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["List"] for row in rows].count("Crew list") == 5
    assert {row["Version"] for row in rows} == {"3"}
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("locale", ["en", "es_MX"])
def test_no_two_columns_have_the_same_heading(locale: str) -> None:
    headings = next(csv.reader(io.StringIO(write_csv(crew_list(locale)).decode("utf-8-sig"))))
    assert len(headings) == len(set(headings))


def test_the_workbook_has_two_sheets_that_filter_freeze_and_print() -> None:
    book = _workbook(write_xlsx(crew_list("es_MX")))
    assert book.sheetnames == ["Lista de crew", "Candidatos"]
    for sheet in book:
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$5:$5"


def test_the_workbook_shows_features_as_bars() -> None:
    sheet = _workbook(write_xlsx(crew_list()))["Candidates"]
    assert len(sheet.conditional_formatting) == 11


def test_a_dropped_candidate_does_not_go_out() -> None:
    document = crew_list()
    group = document.groups[0]
    first = group.lines[0]
    dropped = tuple(replace(each, decision=Decision.DROPPED) for each in first.candidates)
    shown = replace(first, candidates=dropped, slots=())
    document = replace(document, groups=(replace(group, lines=(shown,)),))
    for form in TEXT.values():
        assert "María" not in form(document)


@FORMATS
def test_a_list_without_positions_is_still_a_file(form: str) -> None:
    assert "GDL-COM-2027-03" in TEXT[form](replace(crew_list(), groups=())) or form == "csv"


def test_json_has_codes_beside_texts() -> None:
    data: dict[str, Any] = json.loads(write_json(crew_list()))
    assert (data["format"], data["format_version"]) == ("llamado.crew-list", 1)
    assert data["totals"] == {"positions": 4, "places": 5, "filled": 3}
    opened = data["departments"][1]["positions"][0]["places"][0]
    assert (opened["status"], opened["open_reason"]) == ("open", "nobody_holds_role")


def test_the_file_is_named_after_production_version_and_day() -> None:
    assert file_name(crew_list(), "xlsx") == "GDL-COM-2027-03_crew-list_v3_2026-11-23.xlsx"
    odd = crew_list("es_MX", code="../Ñandú 7/..")
    assert file_name(odd, "pdf") == "and-7_lista-de-crew_v3_2026-11-23.pdf"


@pytest.mark.parametrize(
    ("days", "state", "covered", "gap"),
    [
        (Days(20, 20), DayState.FREE, 100, 0),
        (Days(20, 17, unknown=3), DayState.UNCONFIRMED, 85, 3),
        (Days(20, 17, unknown=1, soft=2), DayState.TENTATIVE, 85, 3),
        (Days(20, 17, soft=3, held=1), DayState.HELD, 85, 3),
        (Days(3, 9, unknown=4, soft=1, held=1), DayState.FREE, 100, 0),
        (Days(0, 0), DayState.FREE, 0, 0),
    ],
)
def test_days_are_free_only_where_all_of_them_are(days: Days, state: DayState, covered: int, gap: int) -> None:
    assert (days.state, days.covered_percent, days.gap_days) == (state, covered, gap)


CODES = st.lists(st.from_regex(r"[A-Z][0-9]{3,6}", fullmatch=True), min_size=1, max_size=25, unique=True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CODES, st.integers(1, 4), st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=80))
def test_no_position_is_lost_in_any_format(codes: list[str], places: int, words: str) -> None:
    slots = tuple(
        Slot(number, places, ProposalStatus.OPEN, open_reason=UnfilledReason.ALL_BOOKED, open_text=words)
        for number in range(1, places + 1)
    )
    lines = tuple(line(code, f"Role {code}", slots, asked_as=words) for code in codes)
    document = replace(crew_list(), groups=(Group("grip", "Grip", lines),))
    for form, text in TEXT.items():
        told = text(document)
        assert [code for code in codes if code not in told] == [], form
