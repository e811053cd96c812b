"""The web application as tests use it: put together once, then lent to each test with its own database and keys.

Most of what a test of a page costs is routes and templates being compiled again for each application.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.engine import Engine

from app import create_app, keys
from config import Settings

_OF_A_TEST = {"data_dir", "database_url", "port", "secret_key", "data_key"}
"""Settings that the application asks for at each request: they may differ from test to test."""

_WIRED: dict[str, Flask] = {}


@contextmanager
def lent_app(settings: Settings, engine: Engine) -> Iterator[Flask]:
    """Yield the application on `engine`, with the keys of `settings`; what a test changes in its config is undone.

    Whoever adds a route or changes more than the config makes an application of its own by `create_app`.
    """
    alike = settings.model_dump_json(exclude=_OF_A_TEST)
    if alike not in _WIRED:
        _WIRED[alike] = create_app(settings)
    app = _WIRED[alike]
    kept = dict(app.config)
    app.config.update(SETTINGS=settings, SECRET_KEY=keys.secret_key(settings))
    app.extensions["llamado.engine"] = engine
    yield app
    app.config.clear()
    app.config.update(kept)
