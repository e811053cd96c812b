"""Integration tests run on both engines: ask for `engine`, `session`, `web` or `client`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import writing
from app.services.audit import Actor
from config import Settings, get_settings
from tests.engines import ENGINES, fresh_engine
from tests.webapp import lent_app


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine on an empty, migrated database."""
    yield from fresh_engine(request.param, tmp_path)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep keys and mail of each test in its own folder."""
    monkeypatch.setenv("LLAMADO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def settings(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings that point to this test's database."""
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    get_settings.cache_clear()
    return get_settings()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Yield a writing session; a test commits where others must see what it wrote."""
    with writing(engine) as opened:
        yield opened


@pytest.fixture
def actor(now: datetime) -> Actor:
    return Actor.command("test", now)


@pytest.fixture
def web(settings: Settings, engine: Engine) -> Iterator[Flask]:
    """Yield the whole application on this test's database, form tokens off."""
    with lent_app(settings, engine) as app:
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        yield app


@pytest.fixture
def client(web: Flask) -> FlaskClient:
    """Return a browser that speaks English."""
    browser = web.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser
