"""The web application as tests use it: put together once, then lent to each test with its own database and keys.

Most of what a test of a page costs is routes and templates being compiled again for each application.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, g, has_request_context, request, request_finished
from sqlalchemy import event
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
    with silent_changes(app, engine) as silent:
        yield app
    app.config.clear()
    app.config.update(kept)
    assert not silent, f"changes without an audit event: {sorted(silent)}"


UNTOLD = frozenset({"rate_count"})
"""Tables whose rows tell of no change: counts of requests."""
DRAFTS = frozenset({"upload"})
"""Tables of what somebody is still typing: nobody's record until it is handed in, and that is told."""
UNPROVEN = frozenset({"join.ask"})
"""Routes that only send a link to an address: nobody is known until it is used, and that is told."""
_REFUSED = 400
_WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


@contextmanager
def silent_changes(app: Flask, engine: Engine) -> Iterator[set[str]]:
    """Yield what is filled with every request that was sent something, changed a table and left no audit event.

    So each test that posts to a page, form by form, is also a test that the audit tells of it.
    """
    silent: set[str] = set()

    def note(*said: Any) -> None:
        found = _WRITES.match(str(said[2]))
        if found and has_request_context():
            g.setdefault("written", set()).add(found[1])

    def judge(_sender: Flask, response: Response, **_more: Any) -> None:
        written = g.get("written", set()) - UNTOLD
        done = request.method == "POST" and response.status_code < _REFUSED
        if done and request.endpoint not in UNPROVEN and "audit_event" not in written and not written <= DRAFTS:
            silent.add(f"{request.endpoint} writes {', '.join(sorted(written))}")

    def forget(_connection: object) -> None:
        if has_request_context():
            g.pop("written", None)

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "rollback", forget)
    request_finished.connect(judge, app)
    yield silent
    request_finished.disconnect(judge, app)
    event.remove(engine, "rollback", forget)
    event.remove(engine, "before_cursor_execute", note)
