"""A production hands in what it needs, staff accept and match it, the production takes the crew list home."""

import re
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from tests.journeys.visit import Visitor

EMAIL = "line.producer@example.org"
LINES = (("Gaffer", "1"), ("Foquista", "2"))
CREW = 1200


def _hand_in(production: Visitor) -> None:
    """Say in the form what is needed, look at how it was understood, and hand it in."""
    first = datetime.now(UTC).date() + timedelta(days=40)
    page = production.page
    production.go("/needs/new")
    production.follow("Open the form", "Abrir el formulario")
    page.locator("[name=working_title]").fill("La otra orilla")
    page.locator("[name=kind]").select_option("feature")
    page.locator("[name=bases]").fill("Guadalajara")
    page.locator("[name=shoot_starts_on]").fill(first.isoformat())
    page.locator("[name=shoot_ends_on]").fill((first + timedelta(days=9)).isoformat())
    for number, (title, quantity) in enumerate(LINES):
        page.locator(f"[name=lines-{number}-asked_as]").fill(title)
        page.locator(f"[name=lines-{number}-quantity]").fill(quantity)
    production.press("Go on to the review", "Continuar a la revisión")
    page.locator("[name=contact_name]").fill("Lucía Vega")
    page.locator("[name=contact_email]").fill(EMAIL)
    production.press("Hand in 2 lines", "Enviar 2 líneas")
    production.sees("Your need is handed in", "Tu necesidad está enviada")


def _accept_and_match(staff: Visitor) -> None:
    """Accept the need at the staff's desk, match it, and look at the candidates of its first line."""
    staff.sign_in_with_password(staff.site.make_staff())
    staff.go("/needs")
    staff.page.get_by_role("main").get_by_role("link", name="La otra orilla").first.click()
    staff.look()
    staff.press("Accept", "Aceptar")
    staff.press("Match", "Buscar crew")
    staff.page.get_by_role("main").get_by_role("link", name="Gaffer").first.click()
    staff.page.wait_for_load_state()
    staff.look()


def _download(production: Visitor, folder: Path) -> Any:
    with production.page.expect_download() as waiting:
        production.page.get_by_role("button", name="XLSX", exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl does not know the list's colours by rule
        return openpyxl.load_workbook(path)


def test_a_production_asks_for_crew_and_takes_the_list_home(
    visitor: Visitor, colleague: Visitor, tmp_path: Path
) -> None:
    visitor.site.fill(CREW)
    _hand_in(visitor)
    link = re.search(r"http://\S+/sign-in/\S+", visitor.site.deliver_mail())
    assert link
    visitor.go(link[0])
    visitor.page.get_by_role("main").get_by_role("button").click()
    visitor.page.wait_for_url("**/needs/*")
    visitor.look()
    need = visitor.page.url
    assert visitor.page.goto(f"{need}/crew-list").status == 404  # type: ignore[union-attr]  # nobody is shown before acceptance
    visitor.wrong.clear()

    _accept_and_match(colleague)
    assert "/needs/" in visitor.site.deliver_mail()

    visitor.page.goto(need)
    visitor.follow("Crew list", "Lista de crew")
    names = visitor.page.locator("#crewlist .slot .name").all_inner_texts()
    assert len(names) == 3
    assert visitor.device.words("Not filled", "Sin cubrir") not in names
    visitor.press("Show phone numbers and e-mails", "Ver teléfonos y correos")
    assert visitor.page.locator("#crewlist a[href^='tel:']").count()
    visitor.page.locator("#crewlist h3 a").first.click()
    visitor.page.wait_for_load_state()
    visitor.look()
    visitor.page.go_back()
    book = _download(visitor, tmp_path)
    cells = {str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell is not None}
    assert any(name.split("\n")[0].strip() in " ".join(cells) for name in names)
    assert len(book.worksheets) == 2
