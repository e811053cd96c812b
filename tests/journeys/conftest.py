"""Journeys: the real application on a loopback port, in a real browser, on a phone in Spanish and a desk in English."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import waitress
from playwright.sync_api import Browser, sync_playwright
from waitress import wasyncore

from config import get_settings
from tests.engines import fresh_engine
from tests.journeys.visit import DESK, PHONE, Device, Site, Visitor
from tests.webapp import lent_app

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no page can call elsewhere
]


def _browser_path() -> str | None:
    """Return a Chromium of this machine: the one that is named by CHROMIUM, else the system's."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = _browser_path()
    if path is None:
        pytest.skip("no Chromium on this machine (CHROMIUM may name one): journeys need a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[PHONE, DESK], ids=lambda device: device.name)
def device(request: pytest.FixtureRequest) -> Device:
    found: Device = request.param
    return found


@pytest.fixture
def site(device: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Serve the application on an empty database: SQLite for the phone, PostgreSQL for the desk."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))  # kept, so that nobody else takes the port until the server listens at it
    engines = fresh_engine(device.engine, tmp_path)
    engine = next(engines)
    monkeypatch.setenv("LLAMADO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LLAMADO_PORT", str(door.getsockname()[1]))
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    get_settings.cache_clear()
    with lent_app(get_settings(), engine) as app:
        server = waitress.create_server(app, sockets=[door], threads=4)
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        yield Site(get_settings(), engine)
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
    next(engines, None)
    get_settings.cache_clear()


@pytest.fixture
def visitor(site: Site, chromium: Browser, device: Device) -> Iterator[Visitor]:
    """Yield somebody at the device; at the end nothing may have gone wrong behind the pages."""
    visit = Visitor(chromium, device, site)
    yield visit
    visit.leave()


@pytest.fixture
def colleague(site: Site, chromium: Browser, device: Device) -> Iterator[Visitor]:
    """Yield somebody else at a device of the same kind, with a window of their own."""
    visit = Visitor(chromium, device, site)
    yield visit
    visit.leave()
