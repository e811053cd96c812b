"""A person takes a copy of their data, asks for what they may, leaves, comes back by the e-mail, and is erased."""

import io
import json
import re
from datetime import UTC, datetime, timedelta

import pdfplumber
from playwright.sync_api import Locator
from sqlmodel import select

from app.db import reading, write_transaction
from app.models.crew import CrewMember, CrewStatus
from app.models.privacy import ArcoKind, ArcoRequest
from app.views.my_rights import SURE
from jobs import erasure
from tests.factories.crew import make_crew_member
from tests.journeys.visit import Site, Visitor

EMAIL = "ana@example.org"


def _make_ana(site: Site) -> None:
    with write_transaction(site.engine) as session:
        make_crew_member(session, "gaffer", email=EMAIL, phone="+523312345678", status=CrewStatus.ACTIVE)


def _ana(site: Site) -> CrewMember:
    with reading(site.engine) as session:
        return session.exec(select(CrewMember)).one()


def _copy(visitor: Visitor, button: Locator) -> bytes:
    with visitor.page.expect_download() as coming:
        button.click()
    return coming.value.path().read_bytes()


def _take_copies(visitor: Visitor) -> None:
    visitor.follow("My data", "Mis datos")
    data = visitor.page.locator("#data")
    with pdfplumber.open(io.BytesIO(_copy(visitor, data.locator("form[action$='.pdf'] button")))) as paper:
        assert EMAIL in "".join(page.extract_text() for page in paper.pages)
    copy = json.loads(_copy(visitor, data.locator("form[action$='.json'] button")))
    assert EMAIL in json.dumps(copy)


def _ask(visitor: Visitor) -> None:
    visitor.page.locator("#requests summary").click()
    visitor.look()
    visitor.press("Send the request", "Enviar la solicitud", look=False)  # nothing said yet
    _is_told_off(visitor)
    visitor.page.locator("#kind-rectification").check()
    visitor.page.locator("#asked").fill("Mi segundo apellido lleva acento.")
    visitor.press("Send the request", "Enviar la solicitud")
    visitor.sees("Mi segundo apellido lleva acento.", "Mi segundo apellido lleva acento.")
    with reading(visitor.site.engine) as session:
        assert session.exec(select(ArcoRequest.kind)).one() is ArcoKind.RECTIFICATION


def _is_told_off(visitor: Visitor) -> None:
    """Require the page that says what is missing; the browser notes its status 422, and nothing else."""
    visitor.page.locator(".flash, .error, [role=alert]").first.wait_for(state="visible")
    noted = [each for each in visitor.wrong if "status of 422" in each]
    assert noted == visitor.wrong
    visitor.wrong.clear()
    visitor.look()


def _leave(visitor: Visitor) -> None:
    visitor.go("/me/leave")
    visitor.page.locator("#erase summary").click()
    visitor.look()
    box = visitor.page.locator("#erase form")
    box.get_by_role("button").click()  # without the word nothing happens
    _is_told_off(visitor)
    assert _ana(visitor.site).email == EMAIL
    if not box.locator("#sure").is_visible():
        visitor.page.locator("#erase summary").click()
    box.locator("#sure").fill(visitor.device.words(SURE["en"], SURE["es_MX"]))
    box.get_by_role("button").click()
    visitor.sees("Your profile is blocked", "Tu perfil está bloqueado")
    visitor.look()


def _come_back(visitor: Visitor) -> None:
    link = re.search(r"http://\S+/undo-erasure/\S+", visitor.site.deliver_mail())
    assert link
    visitor.go(link[0])
    visitor.page.get_by_role("main").get_by_role("button").click()
    visitor.sees("Your profile is back", "Tu perfil regresó")
    visitor.look()


def _erase_and_look(visitor: Visitor, colleague: Visitor, who: int) -> None:
    """Leave once more, let the time of grace pass and the job run: the person's page says that they were erased."""
    _leave(visitor)
    with write_transaction(visitor.site.engine) as session:
        summary = erasure.run(session, now=datetime.now(UTC) + timedelta(days=60))
    assert summary["erased"] == 1
    gone = _ana(visitor.site)
    assert (gone.status, gone.name) == (CrewStatus.ERASED, f"Persona suprimida {who} (erased person)")
    colleague.sign_in_with_password(colleague.site.make_staff())
    colleague.page.goto(f"/crew/{who}")
    colleague.sees("This person was erased", "Esta persona se suprimió")
    noted = [each for each in colleague.wrong if f"/crew/{who}" in each and "status of 410" in each]
    assert noted == colleague.wrong, "the browser notes that the page is of what is gone, and nothing else"
    colleague.wrong.clear()
    colleague.look()
    colleague.go("/rights")
    assert EMAIL not in colleague.page.content()


def test_a_person_takes_their_data_deletes_themselves_comes_back_and_is_erased(
    visitor: Visitor, colleague: Visitor
) -> None:
    _make_ana(visitor.site)
    visitor.sign_in_by_mail(EMAIL)
    _take_copies(visitor)
    _ask(visitor)
    _leave(visitor)
    gone = _ana(visitor.site)
    assert (gone.status, gone.email, gone.phone) == (CrewStatus.BLOCKED, None, None)
    _come_back(visitor)
    back = _ana(visitor.site)
    assert (back.status, back.email, back.phone) == (CrewStatus.PAUSED, EMAIL, "+523312345678")
    visitor.sign_in_by_mail(EMAIL)
    visitor.go("/me/rights")
    visitor.go("/me/leave")
    visitor.sees("Paused", "En pausa")
    _erase_and_look(visitor, colleague, back.id or 0)
