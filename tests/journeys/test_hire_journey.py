"""A production's hire report: drafted from its bookings, put right, signed, corrected, and taken home as PDF."""

from datetime import UTC, datetime
from pathlib import Path

import pdfplumber
from sqlmodel import col, select

from app.db import reading, write_transaction
from app.models.account import Role
from app.models.hire import HireLine, HireReport, ReportStatus
from app.services.account import create_account
from app.services.audit import Actor
from tests.factories.hire import LAST, make_wrapped
from tests.journeys.visit import Site, Visitor

EMAIL = "line@example.org"
REASON = "Rain"


def _make_production(site: Site) -> tuple[int, str, int]:
    """Make a production of EMAIL with two people who worked; return its id and code, and Beto's id."""
    with write_transaction(site.engine) as session:
        command = Actor.command("journey", datetime.now(UTC))
        contact = create_account(session, command, email=EMAIL, role=Role.PRODUCTION, name="Eva Ríos")
        wrapped = make_wrapped(session, contact_account_id=contact.id)
        return wrapped.production.id or 0, wrapped.production.code, wrapped.beto.id or 0


def _line_id(site: Site, crew_member_id: int) -> int:
    with reading(site.engine) as session:
        return session.exec(select(HireLine.id).where(HireLine.crew_member_id == crew_member_id)).one() or 0


def _draft(visitor: Visitor, production_id: int) -> None:
    visitor.go(f"/productions/{production_id}")
    visitor.follow("Hire reports", "Reportes de contratación local")
    visitor.page.locator("input[name=ends_on]").fill(LAST.isoformat())
    visitor.press("Draft it from the bookings", "Preparar con los llamados confirmados")


def _put_right(visitor: Visitor, line_id: int) -> None:
    """Say that Beto worked on eight days, and that two people came from elsewhere."""
    visitor.page.locator(f"input[name=days-{line_id}]").fill("8")
    visitor.page.locator("#other-1").select_option("grip")
    visitor.page.locator("#other-people-1").fill("2")
    visitor.page.locator("#other-days-1").fill("6")
    visitor.press("Save the lines", "Guardar las líneas")
    visitor.sees("Saved.", "Guardado.")
    assert visitor.page.locator(f"input[name=days-{line_id}]").input_value() == "8"


def _sign(visitor: Visitor, code: str) -> None:
    visitor.fill("Signs as", "Firma como", "UPM")
    visitor.fill("Code of the report", "Clave del reporte", "another")
    main = visitor.page.locator("#sign")
    main.get_by_role("button").click()
    visitor.page.wait_for_load_state()
    visitor.sees(f"Type {code} to sign.", f"Escribe {code} para firmar.")
    visitor.wrong.clear()  # the browser's own word on a page of status 422
    visitor.look()
    visitor.fill("Code of the report", "Clave del reporte", code)
    visitor.press("Sign the report", "Firmar el reporte")
    visitor.sees("Signed. The report is locked", "Firmado. El reporte queda cerrado")


def _correct(visitor: Visitor, line_id: int) -> None:
    visitor.page.locator(f"#line-{line_id} a").click()
    visitor.page.wait_for_url(f"**/lines/{line_id}")
    visitor.look()
    visitor.page.locator("input[name=days]").fill("6")
    visitor.page.locator("input[name=reason]").fill(REASON)
    visitor.press("Add the correction", "Agregar la corrección")
    visitor.sees(f"correction: {REASON}", f"corrección: {REASON}")


def _print(visitor: Visitor, folder: Path) -> str:
    """Download the report as PDF and return its text."""
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name="PDF", exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    with pdfplumber.open(path) as printed:
        return "\n".join(page.extract_text() for page in printed.pages)


def test_a_production_drafts_signs_corrects_and_prints_a_hire_report(visitor: Visitor, tmp_path: Path) -> None:
    production_id, code, beto = _make_production(visitor.site)
    visitor.sign_in_by_mail(EMAIL)
    _draft(visitor, production_id)
    line_id = _line_id(visitor.site, beto)
    _put_right(visitor, line_id)
    _sign(visitor, f"{code}-R1")
    assert not visitor.page.locator("input[name^=days-]").count(), "what is signed has no fields"
    _correct(visitor, line_id)
    text = _print(visitor, tmp_path)
    assert f"{code}-R1" in text
    assert "Eva Ríos" in text
    assert REASON in text
    visitor.go(f"/productions/{production_id}/reports")
    with reading(visitor.site.engine) as session:
        report = session.exec(select(HireReport)).one()
        days = session.exec(select(HireLine.days).order_by(col(HireLine.id))).all()
    assert report.status is ReportStatus.SIGNED
    assert list(days) == [10, 8, 6], "Ana's line, Beto's as it was signed, and what corrects it"
