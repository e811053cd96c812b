"""What every page may use: filters, error pages, and a stamp on static files so that they are cached for long."""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, render_template, request, url_for
from flask_babel import format_date, format_datetime, format_timedelta, gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.errors import (
    ConflictError,
    InvalidInputError,
    LlamadoError,
    NotAllowedError,
    NotFoundError,
    TooOftenError,
)
from app.i18n import locale
from app.messages import translate
from config import Settings

STATUS: dict[type[LlamadoError], int] = {
    NotFoundError: 404,
    TooOftenError: 429,
    NotAllowedError: 403,
    ConflictError: 409,
    InvalidInputError: 422,
}


def status_of(error: LlamadoError) -> int:
    """Return the HTTP status of an error of the trade, or of the kind that it is one of."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def say(error: LlamadoError) -> str:
    """Return an error of the trade in the page's language."""
    return translate(locale(), error.message, **error.values)


def day(value: date | None, pattern: str = "d MMM y") -> str:
    """Return a day as people of the page's language write it; a dash where there is none."""
    return format_date(value, pattern) if value else "–"


def moment(value: datetime | None) -> str:
    """Return an instant in the commission's zone."""
    return format_datetime(value, "d MMM y, HH:mm") if value else "–"


def span(first: date, last: date) -> str:
    """Return a span of days, as short as it stays clear."""
    if first == last:
        return day(first)
    if first.year == last.year:
        return f"{day(first, 'd MMM')} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def duration(value: timedelta) -> str:
    """Return a length of time in its largest unit, as people say it."""
    return str(format_timedelta(value, threshold=1.5))


def _error_page(status: int, text: str) -> tuple[str, int]:
    return render_template("error.html", status=status, text=text), status


def _http_error(error: HTTPException) -> Any:
    texts = {
        400: gettext("Something in the request is not as it should be. Go back and try again."),
        401: gettext("Sign in first."),
        403: gettext("This page is not for your account."),
        404: gettext("There is no such page, or no longer."),
        405: gettext("This address only takes a form."),
        413: gettext("The file is too large."),
        429: gettext("Too many tries. Wait a quarter of an hour and try again."),
        500: gettext("Something went wrong on our side. Nothing was saved; try again."),
    }
    status = error.code or 500
    if isinstance(error, SecurityError):
        return error  # an untrusted host: no address of ours can be built for it
    if isinstance(error, CSRFError):
        text = gettext("This form was open for too long. Go back, reload the page and send it again.")
        return _error_page(400, text)
    if status < 400:  # noqa: PLR2004 - redirects are raised as exceptions too
        return error
    return _error_page(status, texts.get(status, error.name))


def _trade_error(error: LlamadoError) -> Any:
    page = make_response(_error_page(status_of(error), say(error)))
    if isinstance(error, TooOftenError):
        page.headers["Retry-After"] = str(error.seconds)
    return page


class _Stamps:
    """Static addresses carry a hash of the file, so that a browser keeps each version for a year."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[float, str]] = {}

    def of(self, name: str) -> str:
        path = self._folder / name
        changed = path.stat().st_mtime
        known = self._known.get(name)
        if known is None or known[0] != changed:
            known = (changed, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
            self._known[name] = known
        return known[1]


def init(app: Flask, settings: Settings) -> None:
    """Register filters, globals and error pages."""
    stamps = _Stamps(Path(app.static_folder or "static"))

    def static(name: str) -> str:
        return url_for("static", filename=name, v=stamps.of(name))

    @app.after_request
    def keep_static(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:  # noqa: PLR2004
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    app.jinja_env.filters.update(day=day, moment=moment, span=span, duration=duration)
    app.jinja_env.globals.update(static=static)
    app.context_processor(lambda: {"commission": settings.commission_name or gettext("Film commission")})
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(LlamadoError, _trade_error)
