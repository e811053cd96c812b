"""Asked, accepted by e-mail, second in line, a decision asked, the clock runs out, booked: both calendars show it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import icalendar
from playwright.sync_api import Browser

from app.db import write_transaction
from app.models.account import Role
from app.services.account import create_account
from app.services.audit import Actor
from app.services.challenge import run_challenges
from tests.factories.asked import RIVAL_TITLE, TITLE, Side, make_side
from tests.factories.offer import make_gaffer
from tests.journeys.visit import Site, Visitor

PERSON = "gaffer@example.org"


def _furnish(site: Site) -> tuple[Side, Side]:
    """Make two productions that both put the same gaffer on their crew list."""
    with write_transaction(site.engine) as session:
        person = make_gaffer(session, given_name="Jimena", surname="Robles", email=PERSON, locale="es_MX")
        actor = Actor.command("journey", datetime.now(UTC))
        create_account(session, actor, email=PERSON, role=Role.CREW, crew_member_id=person.id)
        return make_side(session, TITLE, (person,)), make_side(session, RIVAL_TITLE, (person,))


def _ask(office: Visitor, side: Side) -> None:
    """Sign in, see that nobody was asked yet, look at what the person would read, and ask."""
    office.sign_in_by_mail(side.account.email)
    office.go(f"/productions/{side.production.id}/asked")
    office.sees("Nobody was asked yet", "Todavía no se le ha preguntado a nadie")
    office.go(f"/positions/{side.position.id}/ask")
    office.press("Show it as typed", "Ver cómo queda")
    assert side.production.working_title not in office.page.locator(".letter").all_inner_texts()[0]
    office.press("Ask this person", "Preguntar a esta persona")
    office.sees("One person is asked.", "Se le preguntó a una persona.")


def _accept(person: Visitor, *, second: bool) -> None:
    """Follow the link of the newest e-mail, and say yes with one tap."""
    mail = person.site.deliver_mail()
    assert TITLE not in mail
    assert RIVAL_TITLE not in mail
    link = re.search(r"http://\S+/answer/offer/\S+", mail)
    assert link
    person.go(link[0])
    if second:
        person.sees("You would be second hold", "Serías segundo apartado")
    button = person.page.get_by_role("button", name=person.device.words("Yes, hold my days", "Sí, aparto mis días"))
    box = button.bounding_box()
    assert box
    assert box["height"] >= 44, "a thumb must hit it"
    person.press("Yes, hold my days", "Sí, aparto mis días")
    person.sees("You said yes", "Dijiste que sí")
    person.site.deliver_mail()


def _subscribe(visitor: Visitor, page: str) -> str:
    """Make a calendar address on the page and return it."""
    visitor.go(page)
    visitor.press("Make an address", "Hacer una dirección")
    address = visitor.page.get_by_role("textbox").input_value()
    assert "/calendar/" in address
    return address


def _events(address: str) -> list[tuple[str, str]]:
    """Read an address as a calendar program does: the state and the summary of each event."""
    with urlopen(address) as answer:  # noqa: S310 - the application under test
        found = icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")
    return sorted((str(event["STATUS"]), str(event["SUMMARY"])) for event in found)


def _let_the_clock_run_out(site: Site) -> None:
    with write_transaction(site.engine) as session:
        later = datetime.now(UTC) + timedelta(hours=25)
        assert run_challenges(session, Actor.job("challenges", later))["released"] == 1


def test_a_second_hold_asks_for_a_decision_and_is_booked_when_the_clock_runs_out(
    visitor: Visitor, colleague: Visitor, chromium: Browser
) -> None:
    site = visitor.site
    mine, rival = _furnish(site)
    person = Visitor(chromium, visitor.device, site)
    _ask(colleague, rival)
    _accept(person, second=False)
    _ask(visitor, mine)
    _accept(person, second=True)

    person.sign_in_by_mail(PERSON)
    own_calendar = _subscribe(person, "/me")
    office_calendar = _subscribe(visitor, f"/productions/{mine.production.id}/calendar-addresses")
    assert [state for state, _ in _events(own_calendar)] == ["TENTATIVE", "TENTATIVE"]
    assert all(TITLE not in summary and RIVAL_TITLE not in summary for _, summary in _events(own_calendar))
    assert [state for state, _ in _events(office_calendar)] == ["TENTATIVE"]

    board = f"/productions/{mine.production.id}/asked"
    visitor.go(board)
    visitor.sees("Second hold", "Segundo apartado")
    assert RIVAL_TITLE not in visitor.page.content()
    visitor.page.get_by_role("link", name=visitor.device.words("Book: ", "Confirmar: ")).first.click()
    visitor.sees("Not possible now.", "Por ahora no se puede.")
    visitor.follow("Ask for a decision", "Pedir definición")
    visitor.press("Ask for a decision", "Pedir definición")
    visitor.sees("They answer by", "Contestan a más tardar:")
    colleague.go(f"/productions/{rival.production.id}/asked")
    colleague.sees("Another production asks for a decision", "Otra producción pide definición")
    assert TITLE not in colleague.page.content()

    _let_the_clock_run_out(site)
    visitor.go(board)
    visitor.sees("First hold", "Primer apartado")
    visitor.page.get_by_role("link", name=visitor.device.words("Book: ", "Confirmar: ")).first.click()
    visitor.look()
    visitor.press("Book", "Confirmar")
    visitor.sees("Booked.", "Llamado confirmado.")

    events = _events(office_calendar)
    assert [state for state, _ in events] == ["CONFIRMED"]
    assert "Jimena Robles" in events[0][1]
    own = dict(_events(own_calendar))
    assert TITLE in own["CONFIRMED"]
    assert own.keys() == {"CONFIRMED", "CANCELLED"}, "what was released is taken out of the phone's calendar"
    person.go("/me")
    person.sees("Booked", "En llamado")
    assert TITLE in person.page.content(), "who is booked may know"
    assert RIVAL_TITLE not in person.page.content()
    person.leave()
