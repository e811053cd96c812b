"""Access marks: every route says who may come; a route without a mark stops the application from starting.

Dangerous deeds carry a second mark: who comes must have proved who they are a short while ago.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext

from app.db import write_transaction
from app.models.account import Account, Device, Role
from app.paths import safe_path
from app.queries.account import find_signed_in, is_registry_fictional
from app.services.account import note_seen
from app.unit import engine, session

View = TypeVar("View", bound=Callable[..., Any])
DEVICE_COOKIE = "llamado_device"
PROOF_LIFE = timedelta(minutes=15)
SEEN_EVERY = timedelta(hours=1)
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
overview = allow(Role.STAFF, Role.READER)
"""Pages that count and explain, without anybody's contact details: for directors and auditors too."""
admin_only = allow(Role.ADMIN)


def recently_proven(view: View) -> View:
    """Ask for the second factor again (or what stands in for it) where it was given over 15 minutes ago.

    A GET comes back to its address afterwards. What was posted is not kept: the page that it came from is shown
    again, so mark that page too where a long form would be lost.
    """
    view.recently_proven = True  # type: ignore[attr-defined]
    return view


def current_account() -> Account | None:
    """Return who is signed in on this device, or None."""
    if "account" not in g:
        g.account = g.device = None  # the language of an error page must not ask again
        token = request.cookies.get(DEVICE_COOKIE, "")
        found = find_signed_in(session(), token, now=datetime.now(UTC)) if token else None
        if found is not None:
            g.account, g.device = found
    account: Account | None = g.account
    return account


def current_device() -> Device | None:
    """Return the device that somebody is signed in on, or None."""
    current_account()
    device: Device | None = g.device
    return device


def require_account() -> Account:
    """Return who is signed in; a view behind `allow` can rely on it."""
    account = current_account()
    if account is None:
        abort(401)
    return account


def _ask_proof(view: Callable[..., Any]) -> Any:
    """Lead to the page that asks for proof where a dangerous deed has none that is young enough."""
    device = current_device()
    if not getattr(view, "recently_proven", False) or device is None:
        return None
    if device.proven_at > datetime.now(UTC) - PROOF_LIFE:
        return None
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("proof.ask", next=request.full_path.rstrip("?")))
    flash(gettext("Nothing was done yet: show that it is you, then press once more."))
    came_from = urlsplit(request.referrer or "")
    back = safe_path(came_from.path) if came_from.netloc == request.host else ""
    return redirect(url_for("proof.ask", next=back), code=303)


def _note_seen() -> None:
    """Remember once an hour that a device is in use; in a transaction of its own, as the page writes nothing."""
    device = current_device()
    at = datetime.now(UTC)
    if device is not None and request.method == "GET" and device.last_seen_at < at - SEEN_EVERY:
        with write_transaction(engine()) as writing:
            note_seen(writing, device.id or 0, now=at)


def _check() -> Any:
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    who: frozenset[Role] = getattr(view, "access", frozenset({Role.ADMIN}))
    account = current_account()
    if not who or (account is not None and account.role in who):
        _note_seen()
        return _ask_proof(view)
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
