"""The front page and the choice of language."""

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for

from app.access import current_account, public
from app.i18n import COOKIE
from app.messages import LOCALES
from app.paths import safe_path

pages = Blueprint("home", __name__)
_YEAR = 365 * 24 * 3600


@pages.get("/")
@public
def front() -> str:
    """Say what this is and lead each kind of user to their work."""
    return render_template("home/front.html", who=current_account())


@pages.get("/privacy")
@public
def privacy() -> str:
    """Say what is kept of people, what for, and who sees it."""
    return render_template("home/privacy.html", version=current_app.config["SETTINGS"].privacy_notice_version)


@pages.post("/language")
@public
def language() -> Any:
    """Keep the chosen language on this device."""
    chosen = request.form.get("locale", "")
    if chosen not in LOCALES:
        abort(400)
    response = redirect(safe_path(request.form.get("next", "")) or url_for("home.front"))
    response.set_cookie(COOKIE, chosen, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return response
