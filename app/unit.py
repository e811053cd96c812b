"""One database session a request: reading by default, writing where the view is marked `@commits`."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask, Response, current_app, g, make_response, request
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.db import reading, writing
from app.origin import Origin, say_origin

P = ParamSpec("P")
_FIRST_ERROR = 400
_PAUSES = (0.05, 0.2, 0.8)
"""Seconds before a request whose transaction met another one is run again."""


def engine() -> Engine:
    """Return the engine of the running application."""
    found: Engine = current_app.extensions["llamado.engine"]
    return found


def _writes() -> bool:
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.endpoint is None:
        return False
    return bool(getattr(current_app.view_functions[request.endpoint], "commits", False))


def session() -> Session:
    """Return this request's session; nothing it changed outlives the request unless the view is `@commits`."""
    if "session" not in g:
        g.session = writing(engine()) if _writes() else reading(engine())
    found: Session = g.session
    return found


def commits(view: Callable[P, Any]) -> Callable[P, Response]:
    """Commit what the view's use case flushed, once its answer is known to be no error."""

    def once(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        if response.status_code < _FIRST_ERROR:
            session().commit()
        else:
            session().rollback()
        return response

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        for pause in () if request.files else _PAUSES:  # a stream that was read can't be read again
            try:
                return once(*args, **kwargs)
            except OperationalError as error:
                if not is_passing(error):
                    raise
                _begin_anew()
                time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - so that two writers part, nothing secret
        return once(*args, **kwargs)

    run.commits = True  # type: ignore[attr-defined]
    return run


def is_passing(error: OperationalError) -> bool:
    """Tell whether a transaction failed only because of another one, so that it may be run again as it was.

    PostgreSQL: deadlock (40P01) and serialization failure (40001); SQLite: the write lock was not free in time.
    """
    state = getattr(error.orig, "sqlstate", None)
    return state in {"40P01", "40001"} or "database is locked" in str(error.orig)


def _begin_anew() -> None:
    """Undo what the request did and let it begin again, with who is signed in read anew."""
    session().rollback()
    _close(None)
    g.pop("account", None)


def commits_always(view: Callable[P, Any]) -> Callable[P, Response]:
    """Commit whatever the view answers; for the few whose failures must be remembered (a wrong password)."""

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        session().commit()
        return response

    run.commits = True  # type: ignore[attr-defined]
    return run


def _close(_error: BaseException | None) -> None:
    opened: Session | None = g.pop("session", None)
    if opened is not None:
        opened.close()


def _say_origin() -> None:
    """Let the audit know where the request comes from: its address, and its route without the values in it."""
    route = f"{request.method} {request.url_rule.rule if request.url_rule else ''}"
    say_origin(Origin(request.remote_addr or "", route))


def _forget_origin(_error: BaseException | None) -> None:
    say_origin(None)


def init(app: Flask, bound: Engine) -> None:
    """Give the application its engine, tell the audit where requests come from, close each one's session at its end."""
    app.extensions["llamado.engine"] = bound
    app.before_request(_say_origin)
    app.teardown_request(_forget_origin)
    app.teardown_appcontext(_close)
