"""Access marks: every route says who may come; a route without a mark stops the application from starting."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for

from app.models.account import Account, Role
from app.queries.account import find_account_by_device, is_registry_fictional
from app.unit import session

View = TypeVar("View", bound=Callable[..., Any])
DEVICE_COOKIE = "llamado_device"
PUBLIC: frozenset[Role] = frozenset()


def public(view: View) -> View:
    """Let anyone in, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def allow(*roles: Role) -> Callable[[View], View]:
    """Let accounts of these roles in; admins come wherever staff may."""
    who = set(roles)
    if Role.STAFF in who:
        who.add(Role.ADMIN)

    def mark(view: View) -> View:
        view.access = frozenset(who)  # type: ignore[attr-defined]
        return view

    return mark


signed_in = allow(*Role)
staff_only = allow(Role.STAFF)


def current_account() -> Account | None:
    """Return who is signed in on this device, or None."""
    if "account" not in g:
        g.account = None  # the language of an error page must not ask again
        token = request.cookies.get(DEVICE_COOKIE, "")
        if token:
            g.account = find_account_by_device(session(), token, now=datetime.now(UTC))
    found: Account | None = g.account
    return found


def require_account() -> Account:
    """Return who is signed in; a view behind `allow` can rely on it."""
    account = current_account()
    if account is None:
        abort(401)
    return account


def _check() -> Any:
    if request.endpoint is None:
        return None
    who: frozenset[Role] = getattr(current_app.view_functions[request.endpoint], "access", frozenset({Role.ADMIN}))
    account = current_account()
    if not who or (account is not None and account.role in who):
        return None
    if account is not None:
        abort(403)
    if request.method == "GET":
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    return abort(401)


def init(app: Flask) -> None:
    """Check every request against its route's mark."""
    app.before_request(_check)
    app.context_processor(lambda: {"account": current_account(), "fictional": is_registry_fictional(session())})


def check_marks(app: Flask) -> None:
    """Raise where a route has no access mark. Static files are public."""
    public(app.view_functions["static"])
    bare = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "access"))
    if bare:
        raise RuntimeError(f"routes without an access mark: {', '.join(bare)}")
