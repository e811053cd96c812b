"""Marks of routes that may be used only so often; counted before the route's own transaction begins."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask import session as browser_session

from app.access import DEVICE_COOKIE
from app.db import reading
from app.queries.account import find_signed_in
from app.services.rate import LIMITS, Deed, count_deed
from app.unit import engine

View = TypeVar("View", bound=Callable[..., Any])
PENDING = "pending"
"""Key of the browser session: whose password was right and whose second factor is still to come."""


def limited(deed: Deed) -> Callable[[View], View]:
    """Let a route be used as often as LIMITS say of this deed; the 429 page says how long to wait."""

    def mark(view: View) -> View:
        view.limited = deed  # type: ignore[attr-defined]
        return view

    return mark


_BY_EMAIL = frozenset({Deed.PASSWORD, Deed.LINK, Deed.REGISTRATION})
"""Deeds that are counted for the address that was typed, whoever types it."""


def person_of_request(deed: Deed) -> str:
    """Return whom to count: a typed e-mail, the account that is half signed in or signed in, a secret address."""
    if deed in _BY_EMAIL:
        return request.form.get("email", "") or _account()
    pending = browser_session.get(PENDING)
    if deed is Deed.SECOND_FACTOR and isinstance(pending, dict):
        return f"account {pending.get('account')}"
    return _account() or str((request.view_args or {}).get("token", ""))


def _account() -> str:
    """Return who is signed in, read in a session of its own: the request's may hold SQLite's write lock already."""
    token = request.cookies.get(DEVICE_COOKIE, "")
    if token:
        with reading(engine()) as session:
            found = find_signed_in(session, token, now=datetime.now(UTC))
        if found is not None:
            return f"account {found[0].id}"
    return ""


def _count() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    deed: Deed | None = getattr(view, "limited", None)
    if deed is None or request.method == "OPTIONS":
        return
    person = person_of_request(deed)
    if LIMITS[deed].visitors_only and person.startswith("account "):
        return
    count_deed(
        engine(),
        deed,
        now=datetime.now(UTC),
        person=person,
        address=request.remote_addr or "",
        settings=current_app.config["SETTINGS"],
    )


def init(app: Flask) -> None:
    """Count marked requests; to be called before access is checked, whose session may be a writing one."""
    app.before_request(_count)
