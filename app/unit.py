"""One database session a request: reading by default, writing where the view is marked `@commits`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask, Response, current_app, g, make_response, request
from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import reading, writing

P = ParamSpec("P")
_FIRST_ERROR = 400


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

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        if response.status_code < _FIRST_ERROR:
            session().commit()
        else:
            session().rollback()
        return response

    run.commits = True  # type: ignore[attr-defined]
    return run


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


def init(app: Flask, bound: Engine) -> None:
    """Give the application its engine and close each request's session at its end."""
    app.extensions["llamado.engine"] = bound
    app.teardown_appcontext(_close)
