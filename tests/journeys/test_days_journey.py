"""A crew member keeps a true calendar: on the phone, by keys, without scripts, and where the connection is lost."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import select

from app.db import reading, write_transaction
from app.models.availability import Statement, StatementKind
from app.models.crew import CrewMember
from app.services.asking_days import list_people_to_write_to
from jobs import ask_confirmation
from tests.factories.crew import make_crew_member
from tests.factories.statement import say_days
from tests.journeys.visit import DESK, PHONE, Device, Site, Visitor

EMAIL = "ana@example.org"
ENGLISH_PHONE = Device("phone-en", 390, 844, "en-US", "postgresql", touch=True)
NARROW_PHONE = Device("narrow-es", 320, 640, "es-MX", "sqlite", touch=True)
both_phones = pytest.mark.parametrize("device", [PHONE, ENGLISH_PHONE], indirect=True, ids=lambda device: device.name)
Said = list[tuple[str, date, date]]


def _make_ana(site: Site) -> int:
    with write_transaction(site.engine) as session:
        return make_crew_member(session, "gaffer", given_name="Ana", email=EMAIL).id or 0


def _said(site: Site) -> Said:
    with reading(site.engine) as session:
        rows = session.exec(select(Statement)).all()
        return sorted((row.kind.value, row.starts_on, row.ends_on) for row in rows)


def _today() -> date:
    return (datetime.now(UTC) - timedelta(hours=6)).date()


def _tap(visitor: Visitor, day: date) -> None:
    cell = visitor.page.locator(f"a[data-day='{day}']")
    cell.tap() if visitor.device.touch else cell.click()


def _ready(visitor: Visitor) -> None:
    """Wait until the page has answered an act."""
    expect(visitor.page.locator(".said, main > .flash").first).to_be_visible()
    expect(visitor.page.locator("[data-days][aria-busy]")).to_have_count(0)


def _three_weeks() -> tuple[date, date]:
    first = _today() + timedelta(days=2)
    return first, first + timedelta(days=20)


@both_phones
def test_three_weeks_are_said_in_three_taps_undone_said_again_and_confirmed_from_an_e_mail(visitor: Visitor) -> None:
    site = visitor.site
    ana = _make_ana(site)
    visitor.sign_in_by_mail(EMAIL)
    first, last = _three_weeks()
    _tap(visitor, first)
    _tap(visitor, last)
    expect(visitor.page.locator("#days-sheet")).to_have_class(re.compile("raised"))
    visitor.look()
    visitor.press("Available", "Disponible", look=False)
    _ready(visitor)
    visitor.look()
    assert _said(site) == [("available", first, last)]

    visitor.press("Undo", "Deshacer", look=False)
    visitor.sees("Undone", "Deshecho")
    visitor.look()
    assert _said(site) == []

    visitor.press("Next three weeks free", "Tres semanas disponible", look=False)
    _ready(visitor)
    assert _said(site) == [("available", _today(), _today() + timedelta(days=20))]
    _confirm_from_the_e_mail(visitor, ana)


def _confirm_from_the_e_mail(visitor: Visitor, ana: int) -> None:
    """Let a month pass for what was said, ask, and answer from the message in the folder."""
    site = visitor.site
    noon = datetime.now(UTC).replace(hour=18, minute=0) - timedelta(days=1)  # an hour to write, and it is over
    with write_transaction(site.engine) as session:
        session.get_one(CrewMember, ana).confirmed_at = noon - timedelta(days=40)
        session.exec(select(Statement)).one().valid_until_on = _today() - timedelta(days=2)
        session.flush()
        assert (
            ask_confirmation.run(session, now=noon, material=list_people_to_write_to(session, now=noon))["asked"] == 1
        )
    link = re.search(r"http://\S+/answer/days/\S+", site.deliver_mail())
    assert link
    visitor.go(link[0])
    visitor.sees("lapsed 2 days ago", "caducó hace 2 días")
    visitor.press("All still right", "Todo sigue igual")
    visitor.sees("All that was said counts anew", "Todo lo que dijiste vuelve a contar")
    with reading(site.engine) as session:
        assert session.exec(select(Statement)).one().valid_until_on == _today() + timedelta(days=30)


@both_phones
def test_a_lost_connection_keeps_what_was_chosen_and_one_tap_sends_it_once(visitor: Visitor) -> None:
    _make_ana(visitor.site)
    visitor.sign_in_by_mail(EMAIL)
    first, last = _three_weeks()
    visitor.page.context.set_offline(True)
    _tap(visitor, last)
    _tap(visitor, first)
    visitor.press("Tentative", "Tentativo", look=False)
    visitor.sees("No connection. What you chose is kept", "Sin conexión. Lo que elegiste queda guardado")
    visitor.wrong = [text for text in visitor.wrong if "ERR_INTERNET_DISCONNECTED" not in text]
    visitor.page.context.set_offline(False)
    visitor.look()
    visitor.page.reload()
    visitor.sees("Not sent yet", "Aún sin enviar")
    assert _said(visitor.site) == []
    visitor.press("Send it again", "Enviar de nuevo", look=False)
    _ready(visitor)
    assert _said(visitor.site) == [("tentative", first, last)]
    visitor.page.reload()
    expect(visitor.page.locator("[data-kept]")).to_be_hidden()


def test_an_answer_that_was_lost_on_the_way_back_has_no_second_effect(visitor: Visitor) -> None:
    _make_ana(visitor.site)
    visitor.sign_in_by_mail(EMAIL)
    first, last = _three_weeks()
    pattern = "**/me/days"

    def lose_the_answer(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]  # a route of the browser; it arrives, the answer does not
        route.abort("connectionreset")  # type: ignore[attr-defined]  # as above

    visitor.page.route(pattern, lose_the_answer)
    _tap(visitor, first)
    _tap(visitor, last)
    visitor.press("Not available", "No disponible", look=False)
    visitor.sees("No connection.", "Sin conexión.")
    assert _said(visitor.site) == [("unavailable", first, last)]
    visitor.page.unroute(pattern)
    visitor.wrong = [text for text in visitor.wrong if "ERR_CONNECTION_RESET" not in text]
    visitor.press("Send it again", "Enviar de nuevo", look=False)
    _ready(visitor)
    visitor.look()
    assert _said(visitor.site) == [("unavailable", first, last)]


@pytest.mark.parametrize("device", [DESK], indirect=True, ids=lambda device: device.name)
def test_keys_do_what_thumbs_do_and_say_so(visitor: Visitor) -> None:
    _make_ana(visitor.site)
    visitor.sign_in_by_mail(EMAIL)
    page, today = visitor.page, _today()
    live = page.locator("[data-live]")
    expect(page.locator("a[data-day][tabindex='0']")).to_have_count(1)
    page.locator(f"a[data-day='{today}']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(live).to_contain_text("15 days")
    expect(page.locator("[aria-selected='true']")).to_have_count(15)
    visitor.look()
    page.keyboard.press("Enter")
    expect(page.locator(".answer.available")).to_be_focused()
    page.keyboard.press("Escape")
    expect(live).to_have_text("Nothing is chosen.")
    expect(page.locator("[aria-selected='true']")).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    page.keyboard.press("Tab")
    page.locator(".answer.unavailable").focus()
    page.keyboard.press("Enter")
    _ready(visitor)
    expect(page.locator(".said")).to_be_focused()
    expect(live).to_contain_text("not available. Saved.")
    first = today + timedelta(days=14)
    assert _said(visitor.site) == [("unavailable", first, first + timedelta(days=1))]


@pytest.mark.parametrize("device", [NARROW_PHONE], indirect=True, ids=lambda device: device.name)
def test_every_day_and_button_of_the_grid_is_large_enough_for_a_thumb(visitor: Visitor) -> None:
    _make_ana(visitor.site)
    visitor.sign_in_by_mail(EMAIL)
    first, last = _three_weeks()
    _tap(visitor, first)
    _tap(visitor, last)
    small = visitor.page.eval_on_selector_all(
        "#days a[data-day], #days .turn a, #days button:not([hidden]), #days summary",
        """all => all.map(each => each.getBoundingClientRect()).filter(box => box.width)
            .filter(box => box.width < 44 || box.height < 44).map(box => `${box.width} x ${box.height}`)""",
    )
    assert small == []
    visitor.look()


def test_without_scripts_the_same_grid_is_a_form(site: Site, chromium: Browser, device: Device) -> None:
    visitor = Visitor(chromium, device, site, scripts=False)
    ana = _make_ana(site)
    with write_transaction(site.engine) as session:
        member = session.get_one(CrewMember, ana)
        say_days(session, member, StatementKind.TENTATIVE, *_three_weeks(), now=datetime.now(UTC))
    visitor.sign_in_by_mail(EMAIL)
    first, last = _three_weeks()
    _tap(visitor, first)
    visitor.sees("Now tap the last day", "Ahora toca el último día")
    _tap(visitor, last)
    visitor.press("Available", "Disponible", look=False)
    visitor.sees("Saved.", "Guardado.")
    assert len(_said(site)) == 2
    visitor.press("Undo", "Deshacer", look=False)
    visitor.sees("Undone", "Deshecho")
    assert _said(site) == [("tentative", first, last)]
    visitor.press("All still right", "Todo sigue igual", look=False)
    visitor.sees("counts anew", "vuelve a contar")
    visitor.leave()
