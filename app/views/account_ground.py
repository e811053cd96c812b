"""What the pages of accounts share: who has shown a password and still owes a code, and letting a browser in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, redirect, request, url_for
from flask import session as browser_session

from app.access import DEVICE_COOKIE
from app.limits import PENDING
from app.models.account import Account
from app.paths import safe_path
from app.services.account import open_device
from app.services.audit import Actor
from app.services.second_factor import has_factor, is_asked_of
from app.unit import session
from config import Settings

PENDING_LIFE = timedelta(minutes=15)


def settings() -> Settings:
    """Return the settings of the running application."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def go_on(account: Account, next_path: str) -> Any:
    """Let somebody in whose password or link was right; where a second factor is asked, that comes first."""
    if has_factor(account):
        _remember(account, next_path)
        return redirect(url_for("second_factor.ask"))
    if is_asked_of(account, settings().second_factor):
        _remember(account, next_path)
        return redirect(url_for("second_factor.set_up"))
    return let_in(account, next_path)


def _remember(account: Account, next_path: str) -> None:
    browser_session.clear()
    browser_session[PENDING] = {"account": account.id, "at": now().isoformat(), "next": safe_path(next_path)}


def find_pending() -> tuple[Account, str] | None:
    """Return whose password was right in this browser a short while ago, and where they wanted to go."""
    kept = browser_session.get(PENDING)
    if not isinstance(kept, dict) or datetime.fromisoformat(kept["at"]) < now() - PENDING_LIFE:
        return None
    account = session().get(Account, int(kept["account"]))
    return (account, str(kept["next"])) if account is not None and account.active else None


def let_in(account: Account, next_path: str) -> Any:
    """Sign this browser in and go on."""
    return go_in_quietly(account, redirect(safe_path(next_path) or url_for("home.front")))


def go_in_quietly(account: Account, response: Any) -> Any:
    """Sign this browser in with an answer; the old browser session is dropped, so that none can be fixed beforehand."""
    token, until = open_device(
        session(),
        Actor.of(account, now()),
        account,
        browser=request.user_agent.string,
        address=request.remote_addr or "",
        base_url=settings().base_url,
    )
    browser_session.clear()
    response.set_cookie(DEVICE_COOKIE, token, expires=until, httponly=True, samesite="Lax", secure=settings().https)
    return response
