"""Spreadsheets and pasted messages through the pages: looked at first, put right, nothing half-written."""

import html
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import col, func, select

from app.db import reading
from app.models.intake import Upload
from app.models.need import Need, NeedDoor, Position

MESSAGE = (Path(__file__).parents[1] / "data" / "messages" / "commercial_es.txt").read_text(encoding="utf-8")
FACTS = {
    "working_title": "Spot",
    "kind": "commercial",
    "bases": "Guadalajara",
    "shoot_starts_on": "2027-03-01",
    "shoot_ends_on": "2027-03-03",
    "action": "review",
}
CONTACT = {"contact_name": "Ana Ruiz", "contact_email": "ana@example.org"}
CSV = b"Position,Qty,From,To\nGaffer,1,2027-03-01,2027-03-03\nGrip,3,,\nDentist,1,,\n"


def send(client: FlaskClient, file: bytes, name: str = "need.csv") -> Any:
    data = {"file": (io.BytesIO(file), name)}
    return client.post("/needs/sheet", data=data, content_type="multipart/form-data")


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would send back from a form as it is shown."""
    page = re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        named = re.search(r'name="([^"]+)"', tag)
        box = 'type="checkbox"' in tag
        if named and not (box and " checked" not in tag):
            value = re.search(r'value="([^"]*)"', tag)
            fields[named[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        fields[name] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def edit_of(client: FlaskClient, answer: Any) -> str:
    """Follow an upload to the form that shows what was read and what is to be put right."""
    assert answer.status_code == 302
    address = str(client.get(answer.headers["Location"]).headers["Location"])
    assert address.endswith("/edit?check=1")
    return address


def count(web: Flask, table: Any) -> int:
    with reading(web.extensions["llamado.engine"]) as session:
        return int(session.exec(select(func.count()).select_from(table)).one())


def rows(web: Flask, statement: Any) -> list[Any]:
    with reading(web.extensions["llamado.engine"]) as session:
        return list(session.exec(statement))


def as_xlsx(text: bytes) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.decode().splitlines():
        sheet.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("file", "name"), [(CSV, "need.csv"), (as_xlsx(CSV), "need.xlsx")], ids=["csv", "xlsx"])
def test_a_spreadsheet_becomes_a_need_once_its_production_is_told(
    web: Flask, client: FlaskClient, file: bytes, name: str
) -> None:
    address = edit_of(client, send(client, file, name))
    page = client.get(address).text
    assert "Working title: This is missing" in page
    assert 'value="Dentist"' in page
    answer = client.post(address.split("?")[0], data=fields_of(page) | FACTS)
    draft = answer.headers["Location"]
    assert "<dd>3</dd>" in client.get(draft).text
    assert count(web, Need) == 0
    assert client.post(f"{draft}/hand-in", data=CONTACT).status_code == 302
    positions = rows(web, select(Position).order_by(col(Position.ordinal)))
    assert [(p.asked_as, p.quantity, p.role_id) for p in positions] == [
        ("Gaffer", 1, "gaffer"),
        ("Grip", 3, "grip"),
        ("Dentist", 1, None),
    ]
    assert rows(web, select(Need.door)) == [NeedDoor.SPREADSHEET]


def test_errors_of_a_spreadsheet_are_told_row_by_row_and_nothing_is_imported(web: Flask, client: FlaskClient) -> None:
    file = b"Position,Qty,From,To\nGaffer,-1,,\nGrip,3,31/02/2027,\nBest boy,1,2027-03-09,2027-03-01\nDriver,1,,\n"
    address = edit_of(client, send(client, file))
    page = client.get(address).text
    for said in (
        "File line 2 · Position 1 Gaffer · How many: This is too small",
        "File line 3 · Position 2 Grip · From: This is no date",
        "File line 4 · Position 3 Best boy: The end lies before the start",
    ):
        assert said in page
    answer = client.post(address.split("?")[0], data=fields_of(page) | FACTS, follow_redirects=True)
    assert "3 things to put right" in answer.text
    assert 'value="31/02/2027"' in answer.text
    assert count(web, Need) == 0


def test_a_file_that_is_no_table_is_refused(web: Flask, client: FlaskClient) -> None:
    for file in (b"%PDF-1.7", b"", b"\0" * 50, b"Nombre,Correo\nAna,a@b\n"):
        answer = send(client, file)
        assert answer.status_code == 422
        assert "Nothing was saved" in answer.text
    assert client.post("/needs/sheet").status_code == 422
    assert count(web, Upload) == 0


def test_the_template_is_offered_in_the_page_s_language(client: FlaskClient) -> None:
    assert 'href="/needs/template.xlsx"' in client.get("/needs/new").text
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/needs/template.xlsx").data)).worksheets[0]
    assert [cell.value for cell in sheet[1]][:2] == ["Position", "How many"]
    spanish = client.get("/needs/template.xlsx", headers={"Accept-Language": "es-MX"})
    sheet = openpyxl.load_workbook(io.BytesIO(spanish.data)).worksheets[0]
    assert sheet["A1"].value == "Puesto"


def test_each_line_of_a_pasted_message_is_confirmed_before_it_becomes_a_need(web: Flask, client: FlaskClient) -> None:
    address = edit_of(client, client.post("/needs/pasted", data={"message": MESSAGE}))
    page = client.get(address).text
    assert "<q>3 staff</q>" in page
    assert "look whether something is missing: “foro+loc”" in page
    fields = fields_of(page) | FACTS | {"shoot_starts_on": "2027-02-09", "shoot_ends_on": "2027-02-11"}
    save = address.split("?")[0]
    answer = client.post(save, data=fields, follow_redirects=True)
    assert "29 lines wait for your word" in answer.text
    client.post(save, data=fields | {"action": "confirm-all"})
    dropped = client.post(save, data=fields_of(client.get(save).text) | fields | {"action": "remove:0"})
    assert dropped.status_code == 302
    confirmed = fields_of(client.get(save).text)
    answer = client.post(save, data=confirmed | {"kind": "commercial", "action": "review"})
    draft = answer.headers["Location"]
    assert client.get(draft).status_code == 200
    client.post(f"{draft}/hand-in", data=CONTACT)
    positions = rows(web, select(Position).order_by(col(Position.ordinal)))
    titles = [position.asked_as for position in positions]
    assert "productor de línea" not in titles
    assert len(titles) >= 27
    assert {p.asked_as: p.quantity for p in positions}["vans"] == 4
    assert {position.local.value for position in positions} == {"preferred"}
    assert rows(web, select(Need.message))[0].split() == MESSAGE.split()


def test_a_message_without_positions_stays_in_its_box(web: Flask, client: FlaskClient) -> None:
    answer = client.post("/needs/pasted", data={"message": "Hola, ¿cómo estás?"})
    assert answer.status_code == 422
    assert "No position was found" in answer.text
    assert "Hola, ¿cómo estás?" in answer.text
    assert client.post("/needs/pasted", data={"message": "x\0"}).status_code == 422
    assert client.post("/needs/pasted", data={"message": "x" * 20_001}).status_code == 422
    assert count(web, Upload) == 0
