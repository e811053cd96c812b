"""Somebody at a browser: goes from page to page, and each page must be sound in light and in dark."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from sqlalchemy.engine import Engine

from app.db import write_transaction
from app.models.account import Role
from app.services.account import create_account
from app.services.audit import Actor
from app.services.demo.load import load_demo
from config import Settings
from jobs import outbox
from tests.journeys.eye import require_sound

PASSWORD = "a password of the commission's staff"


_SEEN_IN: set["Device"] = set()


@dataclass(frozen=True)
class Device:
    """What the visitor holds: a phone in Spanish or a desk's screen in English."""

    name: str
    width: int
    height: int
    locale: str
    engine: str
    touch: bool

    def words(self, english: str, spanish: str) -> str:
        """Return the words that stand on pages in the device's language."""
        return spanish if self.locale.startswith("es") else english


PHONE = Device("phone-es", 390, 844, "es-MX", "sqlite", touch=True)
DESK = Device("desk-en", 1280, 900, "en-US", "postgresql", touch=False)


@dataclass(frozen=True)
class Site:
    """The running application and what lies behind it."""

    settings: Settings
    engine: Engine
    codes: dict[str, list[str]] = field(default_factory=dict)
    """Recovery codes that staff were shown, by e-mail: as good as the phone, and no waiting for its next code."""

    def make_staff(self, email: str = "staff@example.org") -> str:
        """Make a staff account with PASSWORD and return its address."""
        with write_transaction(self.engine) as session:
            actor = Actor.command("journey", datetime.now(UTC))
            create_account(session, actor, email=email, role=Role.STAFF, name="Staff", password=PASSWORD)
        return email

    def fill(self, crew: int) -> None:
        """Fill the registry with that many fictional people."""
        today = datetime.now(UTC).date()
        with write_transaction(self.engine) as session:
            load_demo(session, crew=crew, seed=1, today=today, notice_version="2026-11")

    def deliver_mail(self) -> str:
        """Send what waits in the outbox, and return the text of the newest e-mail."""
        outbox.gather(self.engine, now=datetime.now(UTC))
        files = sorted((self.settings.data_dir / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        body = message_from_bytes(files[-1].read_bytes(), policy=default).get_body()
        return str(body.get_content()) if body else ""


class Visitor:
    """A browser window of its own on a device."""

    def __init__(self, browser: Browser, device: Device, site: Site, *, scripts: bool = True) -> None:
        self.device = device
        self.site = site
        self._scripts = scripts
        self._context = browser.new_context(
            base_url=site.settings.base_url,
            viewport={"width": device.width, "height": device.height},
            locale=device.locale,
            is_mobile=device.touch,
            has_touch=device.touch,
            accept_downloads=True,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            color_scheme="light",
        )
        self._context.set_default_timeout(45_000)  # machines that test are busy
        self.wrong: list[str] = []
        self._context.on("request", self._stay_home)
        self.page: Page = self._context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))

    def _stay_home(self, request: Request) -> None:
        """Note a call to elsewhere; it leads nowhere, as the browser knows no other host (conftest's flags)."""
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname != "127.0.0.1":
            self.wrong.append(f"left the house: {request.url}")

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"console: {message.text} ({self.page.url})")

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        self.look()

    def press(self, english: str, spanish: str, *, role: str = "button", look: bool = True) -> None:
        """Press a button, or follow a link, by the words on it; look at what comes."""
        name = self.device.words(english, spanish)
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]  # a role's name
        self.page.wait_for_load_state()
        if look:
            self.look()

    def follow(self, english: str, spanish: str) -> None:
        """Follow a link by its words."""
        self.press(english, spanish, role="link")

    def fill(self, english: str, spanish: str, value: str) -> None:
        """Type into a field by its label."""
        label = self.device.words(english, spanish)
        self.page.get_by_label(re.compile(rf"^{re.escape(label)}")).first.fill(value)

    def sees(self, english: str, spanish: str) -> None:
        """Require words on the page."""
        words = self.device.words(english, spanish)
        self.page.get_by_text(words).first.wait_for(state="visible")

    def look(self) -> None:
        """Require that the page holds on the device, in light and dark: axe finds nothing, nothing sticks out.

        Axe is a script itself: without scripts only the console is heard.
        """
        if not self._scripts:
            assert not self.wrong, "\n".join(self.wrong)
            return
        require_sound(self.page, self.device.name)
        assert not self.wrong, "\n".join(self.wrong)

    def sign_in_with_password(self, email: str) -> None:
        """Sign in as staff: by password and a code; the first time the second factor is set up on the way.

        What comes on the way is looked at once a device: each account has another key on it, so it is never the same.
        """
        look = self.look if self.device not in _SEEN_IN else lambda: None
        _SEEN_IN.add(self.device)
        self.page.goto("/sign-in")
        look()
        box = self.page.locator("form[action$='/password']")
        box.locator("input[name=email]").fill(email)
        box.locator("input[name=password]").fill(PASSWORD)
        box.get_by_role("button").click()
        self.page.wait_for_url(re.compile("/second-factor/set-up|/sign-in/code"))
        look()
        main = self.page.get_by_role("main")
        if email not in self.site.codes:
            key = self.page.locator(".key code").inner_text().replace(" ", "")
            main.locator("input[name=code]").fill(pyotp.TOTP(key).now())
            main.get_by_role("button").click()
            self.page.locator(".codes").wait_for()
            self.site.codes[email] = self.page.locator(".codes code").all_inner_texts()
            look()
            main.get_by_role("link").first.click()
        else:
            main.locator("input[name=code]").fill(self.site.codes[email].pop())
            main.get_by_role("button").click()
        self.page.wait_for_url("**/")
        look()

    def sign_in_by_mail(self, email: str) -> None:
        """Ask for a link, take it out of the e-mail, and sign in."""
        self.go("/sign-in")
        box = self.page.locator("form[action$='/link']")
        box.locator("input[name=email]").fill(email)
        box.get_by_role("button").click()
        self.page.wait_for_load_state()
        self.look()
        link = re.search(r"http://\S+/sign-in/\S+", self.site.deliver_mail())
        assert link
        self.go(link[0])
        self.page.get_by_role("main").get_by_role("button").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        self.look()

    def leave(self) -> None:
        """Close the window; nothing may have gone wrong."""
        self._context.close()
        assert not self.wrong, "\n".join(self.wrong)
