"""Staff plan three productions together, pin somebody, plan again, compare, move the series, and ask the people."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect
from sqlmodel import col, select

from app.db import reading, write_transaction
from app.models.account import Role
from app.models.need import Need, NeedStatus
from app.models.offer import Offer
from app.models.plan import Plan, PlanStatus
from app.models.production import ProductionKind
from app.services.account import create_account
from app.services.audit import Actor
from tests.factories.plans import make_line, make_people
from tests.factories.production import make_production
from tests.journeys.visit import PASSWORD, Site, Visitor

STAFF = "planner@example.org"
SERIES = "Bahía Norte"
PHONE_WIDE, PHONE_TALL = 390, 844


def _furnish(site: Site) -> None:
    """Make three productions that want two gaffers each at the same time, and five who are free."""
    with write_transaction(site.engine) as session:
        command = Actor.command("journey", datetime.now(UTC))
        create_account(session, command, email=STAFF, role=Role.STAFF, name="Staff", password=PASSWORD)
        make_people(session, 5)
        for title, kind, first, last in (
            ("La sombra", ProductionKind.FEATURE, 30, 72),
            (SERIES, ProductionKind.SERIES, 37, 110),
            ("Agua mineral", ProductionKind.COMMERCIAL, 40, 45),
        ):
            production = make_production(session, working_title=title, kind=kind, contact_email="office@example.org")
            make_line(session, first, last, production=production, quantity=2)


def _wait_for_the_plan(staff: Visitor) -> str:
    """Wait until the worker is done and the board is there; return the plan's address."""
    words = staff.device.words("The board", "El tablero")
    expect(staff.page.get_by_role("heading", name=words)).to_be_visible(timeout=60_000)
    return staff.page.url.partition("#")[0]


def _plan_all_three(staff: Visitor) -> str:
    staff.go("/plans")
    staff.follow("Plan productions", "Planear producciones")
    assert staff.page.locator("input[name=needs]:checked").count() == 3
    staff.page.locator("details.more-settings > summary").click()
    staff.fill("Seconds at most", "Segundos como máximo", "10")
    staff.press("Work out the plan", "Calcular el plan", look=False)
    return _wait_for_the_plan(staff)


def _pin_somebody(staff: Visitor) -> str:
    """Open a department, then a slot beside the board, and keep its person there; return their name."""
    staff.page.locator(".department button.fold").first.click()
    person = staff.page.locator("tr.slot.sure a.person:visible").first
    name = person.inner_text()
    person.click()
    panel = staff.page.locator("dialog.panel")
    expect(panel).to_be_visible()
    staff.look()
    panel.get_by_role("button", name=re.compile(staff.device.words("^Keep here", "^Se queda aquí"))).click()
    staff.sees("One change waits", "Un cambio en espera")
    return name


def _plan_again(staff: Visitor) -> str:
    staff.press("Plan again", "Planear de nuevo", look=False)
    return _wait_for_the_plan(staff)


def _move_the_series(staff: Visitor) -> None:
    staff.follow("What if …", "Qué pasa si …")
    tile = staff.page.locator("#shift")
    tile.locator("select[name=shift-key]").select_option(label=SERIES)
    tile.locator("input[name=shift-amount]").fill("2")
    tile.get_by_role("button").click()
    staff.sees("14 days later", "14 días después")


def _turn_into_offers(staff: Visitor) -> None:
    """Ask only two people: tick nobody, then the first two."""
    staff.follow("Turn into offers …", "Convertir en ofertas …")
    for each in staff.page.get_by_role("button", name=staff.device.words("Untick all", "Desmarcar a todos")).all():
        each.click()
    boxes = staff.page.locator("input[name=who]:enabled")
    for box in boxes.all():
        box.uncheck()
    boxes.nth(0).check()
    boxes.nth(1).check()
    staff.press("Show it as typed", "Ver cómo queda", look=False)
    assert staff.page.locator("input[name=who]:checked").count() == 2
    assert staff.page.locator("article.letter").count() == 2, "one in each language"
    staff.press("Ask those who are ticked", "Preguntar a los marcados")
    staff.sees("Asked from this plan", "Preguntados desde este plan")


def test_three_productions_are_planned_changed_compared_and_turned_into_offers(visitor: Visitor) -> None:
    _furnish(visitor.site)
    visitor.sign_in_with_password(STAFF)
    first = _plan_all_three(visitor)
    visitor.look()
    name = _pin_somebody(visitor)
    second = _plan_again(visitor)
    assert second != first
    visitor.page.goto(f"{second}?person={name}")
    visitor.sees("Pinned", "Fijado")
    visitor.page.set_viewport_size({"width": PHONE_WIDE, "height": PHONE_TALL})
    visitor.look()
    visitor.page.set_viewport_size({"width": visitor.device.width, "height": visitor.device.height})
    visitor.page.goto(second)
    visitor.press("Compare", "Comparar", role="link", look=False)
    visitor.sees("Filled by production", "Cubiertos por producción")

    visitor.page.goto(second)
    _move_the_series(visitor)
    third = _plan_again(visitor)
    visitor.follow("Compare", "Comparar")
    visitor.sees("Who must agree to other days", "Quién tiene que aceptar otros días")
    visitor.go(f"{third}/people")

    visitor.page.goto(second)
    _turn_into_offers(visitor)
    with reading(visitor.site.engine) as session:
        assert len(session.exec(select(Offer)).all()) == 2
        plans = session.exec(select(Plan).order_by(col(Plan.id))).all()
        assert [plan.status for plan in plans] == [PlanStatus.DONE] * 3
        assert {need.status for need in session.exec(select(Need))} == {NeedStatus.ACCEPTED}
