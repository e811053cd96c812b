"""The pages of hire reports through HTTP: a production closes its own, and nobody else's."""

import io

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from app.db import reading, write_transaction
from app.models.account import Role
from app.models.hire import HireLine, HireReport, ReportStatus
from app.services.hire.document import COLUMNS
from tests.factories.account import make_account, sign_in, signed_in_as
from tests.factories.hire import make_wrapped


@pytest.fixture
def contact(web: Flask) -> tuple[FlaskClient, int]:
    """Return the browser of a wrapped production's contact, and the production."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        account = make_account(session, Role.PRODUCTION)
        production = make_wrapped(session, code="NR-7", contact_account_id=account.id).production.id or 0
    return sign_in(web, account), production


def _report(web: Flask) -> tuple[HireReport, list[HireLine]]:
    with reading(web.extensions["llamado.engine"]) as session:
        return session.exec(select(HireReport)).one(), list(session.exec(select(HireLine).order_by(HireLine.id)))  # type: ignore[arg-type]  # a column


def test_a_production_drafts_reviews_signs_corrects_and_prints(web: Flask, contact: tuple[FlaskClient, int]) -> None:
    browser, production = contact
    period = {"starts_on": "2026-09-01", "ends_on": "2026-09-10"}
    assert browser.post(f"/productions/{production}/reports", data=period).status_code == 302
    report, (ana, beto) = _report(web)
    address = f"/reports/{report.id}"
    said = {f"worked-{ana.id}": "on", f"days-{ana.id}": "8", f"title-{ana.id}": "=1+1", f"title-{beto.id}": "Gaffer"}
    others = {"other-department": ["grip", ""], "other-people": ["1", ""], "other-days": ["4", ""]}
    assert browser.post(f"{address}/lines", data={**said, **others}).status_code == 302
    page = browser.get(address).get_data(as_text=True)
    assert "50.0 % of the people are residents (1 of 2): the rule of 80 % is not met, 1 more" in page
    signed = {"name": "Eva Ríos", "office": "UPM", "typed": "NR-7-R1"}
    assert browser.post(f"{address}/sign", data=signed | {"typed": "x"}).status_code == 422
    assert browser.post(f"{address}/sign", data=signed).status_code == 302
    correction = {"days": "9", "title": "Gaffer", "confirmed": "on", "reason": "worked a Sunday"}
    assert browser.post(f"{address}/lines/{ana.id}", data=correction).status_code == 302
    page = browser.get(address).get_data(as_text=True)
    assert "worked a Sunday" in page
    assert "it matches" in page
    pdf = browser.post(f"{address}/file", data={"kind": "pdf"})
    assert pdf.data.startswith(b"%PDF")
    sheet = openpyxl.load_workbook(io.BytesIO(browser.post(f"{address}/file", data={"kind": "xlsx"}).data)).worksheets[
        0
    ]
    assert [cell.value for cell in sheet[6]] == list(COLUMNS)
    assert [(row[2].value, row[7].value) for row in sheet.iter_rows(min_row=7)] == [
        ("=1+1", 8),
        ("Gaffer", 9),
        ("Gaffer", 0),
    ]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_another_production_neither_sees_nor_signs_it(web: Flask, contact: tuple[FlaskClient, int]) -> None:
    browser, production = contact
    browser.post(f"/productions/{production}/reports", data={"starts_on": "2026-09-01", "ends_on": "2026-09-10"})
    report, (ana, _beto) = _report(web)
    stranger = signed_in_as(web, Role.PRODUCTION)
    address = f"/reports/{report.id}"
    for path in (f"/productions/{production}/reports", address, f"{address}/lines/{ana.id}"):
        assert stranger.get(path).status_code == 404
    for deed in ("lines", "fill", "discard", "sign", "file"):
        data = {"kind": "pdf", "name": "X", "office": "X", "typed": "NR-7-R1"}
        assert stranger.post(f"{address}/{deed}", data=data).status_code == 404
    assert _report(web)[0].status is ReportStatus.DRAFT


def test_a_bad_number_changes_nothing_and_is_told(web: Flask, contact: tuple[FlaskClient, int]) -> None:
    browser, production = contact
    browser.post(f"/productions/{production}/reports", data={"starts_on": "2026-09-01", "ends_on": "2026-09-10"})
    report, (ana, beto) = _report(web)
    said = {f"worked-{each.id}": "on" for each in (ana, beto)} | {f"title-{each.id}": "Gaffer" for each in (ana, beto)}
    wrong = {f"days-{ana.id}": "3", f"days-{beto.id}": "-4"}
    answer = browser.post(f"/reports/{report.id}/lines", data={**said, **wrong}, follow_redirects=True)
    assert "is no number of days or people" in answer.get_data(as_text=True)
    assert [line.days for line in _report(web)[1]] == [10, 10]


def test_staff_see_every_productions_reports(web: Flask, contact: tuple[FlaskClient, int]) -> None:
    _browser, production = contact
    staff = signed_in_as(web, Role.STAFF)
    assert "Draft the next report" in staff.get(f"/productions/{production}/reports").get_data(as_text=True)
