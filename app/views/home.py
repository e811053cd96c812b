"""The front page and the choice of language."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_account, public
from app.i18n import COOKIE
from app.messages import LOCALES
from app.models.account import Role
from app.paths import safe_path
from app.queries.desk import count_desk, list_open_needs
from app.queries.review import count_waiting
from app.queries.running import count_running
from app.queries.workspace import count_unanswered
from app.services.notices import current_notice
from app.unit import session
from app.views.my_rights import today_here
from app.views.notices import notice_page

pages = Blueprint("home", __name__)
_YEAR = 365 * 24 * 3600


@pages.get("/")
@public
def front() -> Any:
    """Say what this is and lead each kind of user to their work: staff to their desk, crew to their profile."""
    account = current_account()
    if account is not None and account.role is Role.CREW:
        return redirect(url_for("me.show"))
    if account is not None and account.role in {Role.STAFF, Role.ADMIN}:
        return _desk()
    return render_template("home/front.html")


def _desk() -> str:
    now = datetime.now(UTC)
    desk, running = count_desk(session(), now=now), count_running(session(), now=now)
    questions = count_unanswered(session(), by_production=True)
    productions = [
        (_("Needs to accept"), desk.received, url_for("needs.inbox", status="received")),
        (_("Accepted, to match"), desk.accepted, url_for("needs.inbox", status="accepted")),
        (_("Titles to settle"), desk.asked_back, url_for("needs.inbox")),
        (_("Questions of productions"), questions, url_for("productions.index")),
    ]
    people = [
        (_("Profiles to look at"), count_waiting(session()), url_for("reviews.index")),
        (_("Imports under review"), desk.uploads, url_for("imports.index")),
        (_("Active crew"), desk.active, url_for("crew.browse")),
        (_("Confirmed within 30 days"), desk.confirmed, url_for("crew.browse", sort="confirmed")),
    ]
    clocks = [
        (_("Decisions asked"), running.challenges, url_for("running.page", _anchor="challenges")),
        (_("Holds that end within a day"), running.ending, url_for("running.page", _anchor="holds")),
        (_("Dates moved, to reconfirm"), running.reconfirm, url_for("running.page", _anchor="reconfirm")),
        (_("Offers without an answer"), running.offers, url_for("running.page", _anchor="offers")),
    ]
    return render_template(
        "home/desk.html",
        groups=[
            [{"label": label, "count": count, "address": address} for label, count, address in group]
            for group in (productions, clocks, people)
        ],
        needs=list_open_needs(session()),
    )


@pages.get("/privacy")
@public
def privacy() -> str:
    """Say what is kept of people, what for, and who sees it."""
    return notice_page(current_notice(session(), today_here()))


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
