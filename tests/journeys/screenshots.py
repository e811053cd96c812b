"""Take the pictures of the README anew: `python -m tests.journeys.screenshots ADDRESS STAFF_LINK CREW_LINK`.

ADDRESS is a running demo (`make run`); the two links are those that it printed for staff and crew.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.conftest import _FLAGS, _browser_path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}

EXAMPLES = ("La Sombra del Agave", "Bahía Norte", "Agua mineral")


def _open(browser: Browser, link: str, *, phone: bool, spanish: bool, dark: bool = False) -> Page:
    context = browser.new_context(
        viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
        locale="es-MX" if spanish else "en-US",
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.goto(link)
    page.click("main button")
    return page


def _shoot(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


def _shoot_plan(staff: Page, address: str) -> None:
    """Plan the three examples together, the unknown too; take the board, a slot with its prices, the what-ifs."""
    staff.goto(f"{address}/plans/new")
    for box in staff.locator("label:has(input[name=needs])").all():
        box.locator("input").set_checked(any(name in box.inner_text() for name in EXAMPLES))
    staff.check("input[name=view][value=if_confirmed]")
    staff.click("main form[method=post] button.main")
    staff.wait_for_selector("table.board", timeout=120_000)
    plan = staff.url.partition("?")[0]
    _shoot(staff, plan, "plan")
    staff.get_by_role("button", name=EXAMPLES[0]).evaluate("it => it.scrollIntoView()")
    staff.screenshot(path=FOLDER / "plan-board.png")
    staff.goto(f"{plan}?toggle=all")
    slot = staff.get_attribute("tr.slot.sure a.person", "href")
    _shoot(staff, f"{address}{slot}", "plan-slot")
    _shoot(staff, f"{plan}/what-if", "plan-what-if")


def _shoot_first(page: Page, address: str, links: str, name: str) -> None:
    """Take the page that the first of a list's links leads to."""
    page.goto(address)
    there = page.locator(links).first.get_attribute("href") or ""
    _shoot(page, f"{address.split('/', 3)[0]}//{address.split('/')[2]}{there}", name)


def _shoot_trust(staff: Page, address: str) -> None:
    """Take what makes a registry one that can be trusted: who comes in, who is double, who changed what, what left."""
    _shoot_first(staff, f"{address}/reviews", "main a[href^='/reviews/']", "review")
    _shoot_first(
        staff,
        f"{address}/duplicates",
        "main article a[href^='/duplicates/'], main tbody a[href^='/duplicates/']",
        "duplicates",
    )
    _shoot_first(staff, f"{address}/imports/", "main tbody a[href^='/imports/']", "import")
    for name in ("rights", "audit", "neutrality"):
        _shoot(staff, f"{address}/{name}", name)
    _shoot(staff, f"{address}/reports/1", "hire-report")
    staff.goto(f"{address}/reports/1")
    there = staff.locator("main a[href^='/productions/']").first.get_attribute("href") or ""
    _shoot(staff, f"{address}/productions/{there.split('/')[2]}/contacts", "contacts")


def _shoot_joining(browser: Browser, address: str) -> None:
    """Take the form by which anybody joins, on a phone."""
    context = browser.new_context(viewport=PHONE, locale="es-MX")  # type: ignore[arg-type]
    _shoot(context.new_page(), f"{address}/join", "join-phone")


def main(address: str, staff_link: str, crew_link: str) -> None:
    """Match the first need that staff accepted, and take each picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser_path(), args=_FLAGS)
        staff = _open(browser, staff_link, phone=False, spanish=False)
        _shoot(staff, f"{address}/", "desk")
        _shoot(staff, f"{address}/needs/1", "need")
        staff.goto(f"{address}/needs/1/match")
        staff.click("main form[method=post] button >> nth=0")
        staff.wait_for_load_state("networkidle")
        _shoot(staff, f"{address}/needs/1/match", "match")
        _shoot(staff, f"{address}/needs/1/crew-list", "crew-list")
        _shoot(staff, f"{address}/positions/27/candidates", "candidates")
        _shoot(staff, f"{address}/crew?q=gafer", "crew")
        _shoot(staff, f"{address}/offers", "offers")
        staff.click("main a[href$='/asked'] >> nth=0")
        _shoot(staff, staff.url.split("#")[0], "asked")
        _shoot(staff, f"{address}/crew/to-call", "to-call")
        _shoot(staff, f"{address}/jobs/", "jobs")
        _shoot_plan(staff, address)
        for name in ("bench", "capacity?size=small", "capacity/seats", "training", "director"):
            _shoot(staff, f"{address}/{name}", name.partition("?")[0].replace("/", "-"))
        _shoot_trust(staff, address)
        _shoot_joining(browser, address)
        staff.emulate_media(color_scheme="dark")
        _shoot(staff, f"{address}/crew/5", "profile-dark")
        crew = _open(browser, crew_link, phone=True, spanish=True)
        _shoot(crew, f"{address}/me", "my-offer-phone")
        crew.evaluate("document.querySelector('#days').scrollIntoView()")
        crew.screenshot(path=FOLDER / "my-days-phone.png")
        _shoot(crew, f"{address}/me/rights", "my-rights-phone")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
