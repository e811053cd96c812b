"""A crew member signs in by the link in their e-mail and puts their profile right."""

from sqlmodel import select

from app.db import reading, write_transaction
from app.models.crew import CrewMember, CrewStatus
from tests.factories.crew import make_crew_member
from tests.journeys.visit import Site, Visitor

EMAIL = "ana@example.org"


def _make_ana(site: Site) -> None:
    with write_transaction(site.engine) as session:
        make_crew_member(session, "gaffer", email=EMAIL, phone="+523312345678", status=CrewStatus.ACTIVE)


def _ana(site: Site) -> CrewMember:
    with reading(site.engine) as session:
        return session.exec(select(CrewMember)).one()


def test_a_crew_member_signs_in_by_mail_and_edits_the_profile(visitor: Visitor) -> None:
    _make_ana(visitor.site)
    visitor.sign_in_by_mail(EMAIL)
    assert visitor.page.url.endswith("/me")
    visitor.follow("My profile", "Mi perfil")
    visitor.page.locator("#contact a.edit").click()
    visitor.look()
    phone = visitor.page.locator("input[name=phone]")
    phone.fill("33 8765 4321")
    visitor.press("Save", "Guardar")
    visitor.sees("Saved.", "Guardado.")
    assert _ana(visitor.site).phone == "+523387654321"

    visitor.page.locator("#language a.edit").first.click()
    visitor.look()
