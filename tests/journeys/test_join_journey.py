"""A gaffer joins on her phone in Spanish, hands her profile in with a bill, and staff approve it at their desk."""

import re

import pytest
from playwright.sync_api import Browser, FilePayload
from sqlmodel import select

from app.db import reading
from app.models.crew import CrewMember, CrewStatus, ResidenceEvidence
from tests.factories.files import picture
from tests.journeys.visit import DESK, PHONE, Device, Site, Visitor

EMAIL = "itzel@example.org"


@pytest.fixture(params=[PHONE], ids=lambda device: device.name)
def device(request: pytest.FixtureRequest) -> Device:
    """Begin on the phone; the desk comes in below."""
    found: Device = request.param
    return found


def _join(visitor: Visitor) -> None:
    visitor.go("/join")
    page = visitor.page
    for name, value in {"given_name": "Itzel", "surname": "Camarena", "phone": "33 1234 5678", "email": EMAIL}.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("input[name=title]").fill("Jefa de eléctricos")
    page.locator("input[name=base]").fill("Tlaquepaque")
    page.locator("input[name=is_adult]").check()
    page.locator("input[name=registry]").check()
    visitor.press("Send me the link", "Mándenme el enlace")
    visitor.sees("Which one do you mean?", "¿Cuál es el tuyo?")  # gaffer, or best boy
    page.locator("select[name=role_id]").select_option("gaffer")
    visitor.press("Send me the link", "Mándenme el enlace")
    visitor.sees("Look into your e-mail", "Revisa tu correo")
    link = re.search(r"http://\S+/join/\S+", visitor.site.deliver_mail())
    assert link
    visitor.go(link[0])
    visitor.press("Yes, that is me: make my profile", "Sí, soy yo: crear mi perfil")
    visitor.sees("Complete your profile", "Completa tu perfil")


def _hand_in(visitor: Visitor) -> None:
    visitor.follow("Files that prove it", "Archivos que lo comprueban")
    bill = FilePayload(name="recibo.jpg", mimeType="image/jpeg", buffer=picture())
    visitor.page.locator("input[name=file]").set_input_files(bill)
    visitor.press("Add the file", "Subir el archivo")
    visitor.sees("The file is here.", "El archivo ya está aquí.")
    visitor.go("/me/complete")
    visitor.press("Hand in to the commission", "Entregar a la comisión")
    visitor.sees("With the commission", "En la comisión")


def _approve(office: Visitor) -> None:
    office.sign_in_with_password(office.site.make_staff())
    office.go("/reviews")
    office.follow("Begin with the oldest", "")
    office.page.locator("#files").get_by_role("button", name=re.compile("^Open")).click()
    office.page.locator("img.seen-file").wait_for(state="visible")
    office.look()
    office.page.locator("#files input[name=issued_on]").fill("2026-11-02")
    office.page.locator("#files").get_by_role("button", name=re.compile("^Accept")).click()
    office.sees("Accepted.", "")
    office.press("Approve", "")
    office.sees("Itzel Camarena is approved.", "")
    office.sees("No profile waits", "")


def test_a_gaffer_joins_by_phone_and_is_approved_at_the_desk(visitor: Visitor, site: Site, chromium: Browser) -> None:
    _join(visitor)
    _hand_in(visitor)
    office = Visitor(chromium, DESK, site)
    _approve(office)
    office.leave()
    with reading(site.engine) as session:
        assert session.exec(select(CrewMember.status)).one() is CrewStatus.ACTIVE
        assert session.exec(select(ResidenceEvidence.seen_by)).one() == "Staff"
    assert "revisó tu perfil y lo aprobó" in site.deliver_mail()
    visitor.go("/me/complete")
    visitor.sees("Approved", "Aprobado")
