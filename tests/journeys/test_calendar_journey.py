"""A crew member takes their dates along: makes an address, reads it as their phone would, and ends it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import icalendar
import pytest

from app.db import write_transaction
from app.models.crew import CrewStatus
from tests.factories.booking import make_hold
from tests.factories.crew import make_crew_member
from tests.factories.production import make_production
from tests.journeys.visit import Site, Visitor

EMAIL = "ana@example.org"


def _hold_ana(site: Site) -> None:
    first = datetime.now(UTC).date() + timedelta(days=20)
    with write_transaction(site.engine) as session:
        ana = make_crew_member(session, "gaffer", email=EMAIL, status=CrewStatus.ACTIVE, locale="es_MX")
        make_hold(session, ana.id or 0, make_production(session).id or 0, (first, first + timedelta(days=3)))


def _summaries(address: str) -> list[str]:
    with urlopen(address) as answer:  # noqa: S310 - the application under test
        return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")]


def test_a_crew_member_takes_the_dates_along_and_ends_the_address(visitor: Visitor) -> None:
    _hold_ana(visitor.site)
    visitor.sign_in_by_mail(EMAIL)
    visitor.press("Make an address", "Hacer una dirección")
    visitor.sees("Your calendar address", "La dirección de tu calendario")
    address = visitor.page.get_by_role("textbox").input_value()
    subscribe = visitor.page.get_by_role("link", name=re.compile("Apple")).get_attribute("href")
    assert subscribe == address.replace("http://", "webcal://")
    visitor.press("Copy", "Copiar", look=False)
    visitor.sees("Copied", "Copiada")
    assert _summaries(address) == ["Apartado (1.º) · Gaffer · Largometraje"]
    visitor.page.reload()  # as a thumb does: the form is sent again
    assert visitor.page.get_by_role("textbox").input_value() == address
    visitor.follow("Done", "Listo")
    revoke = visitor.device.words("Revoke", "Anular")
    visitor.page.locator("#subscribe").get_by_role("button", name=re.compile(f"^{revoke}")).click()
    visitor.page.wait_for_load_state()
    visitor.look()
    with pytest.raises(HTTPError, match="410"):
        urlopen(address)  # noqa: S310 - the application under test
