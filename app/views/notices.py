"""Versions of the privacy notice: public pages, and the page on which staff write the next one."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import public, require_account, staff_only
from app.errors import LlamadoError
from app.i18n import locale
from app.models.privacy import PrivacyNotice
from app.pages import say
from app.services.audit import Actor
from app.services.notices import (
    PLACES,
    blocks_of,
    current_notice,
    diff_of,
    find_notice,
    list_notices,
    text_of,
    write_notice,
)
from app.unit import commits, session
from app.views.my_rights import today_here

pages = Blueprint("notices", __name__)
UNPROCESSABLE = 422
TEXTS = ("short_es", "text_es", "short_en", "text_en")


@pages.get("/privacy/<version>")
@public
def version(version: str) -> str:
    """Show a version of the notice, also one that is past or still to come."""
    notice = find_notice(session(), version)
    if notice is None:
        abort(404)
    return notice_page(notice)


def notice_page(notice: PrivacyNotice) -> str:
    """Return the public page of a version."""
    return render_template(
        "rights/notice.html",
        notice=notice,
        short=text_of(notice, locale(), short=True),
        blocks=blocks_of(text_of(notice, locale())),
        current=current_notice(session(), today_here()),
        notices=list_notices(session()),
        today=today_here(),
    )


@pages.get("/notices")
@staff_only
def index() -> str:
    """Show every version."""
    return render_template(
        "rights/notices.html", notices=list_notices(session()), current=current_notice(session(), today_here())
    )


@pages.get("/notices/new")
@staff_only
def new() -> str:
    """Show the form of the next version, filled with the latest."""
    newest = list_notices(session())[0]
    return _form({name: getattr(newest, name) for name in TEXTS})


@pages.post("/notices/new")
@staff_only
@commits
def write() -> Any:
    """Show how the next version reads and what differs; or put it into force from its day."""
    typed = {name: request.form.get(name, "").replace("\x00", "") for name in TEXTS}
    if request.form.get("do") != "publish":
        return _form(typed, preview=True)
    try:
        day = date.fromisoformat(request.form.get("in_force_from", ""))
    except ValueError:
        day = None
    try:
        notice = write_notice(
            session(),
            Actor.of(require_account(), clock.now()),
            version=request.form.get("version", ""),
            in_force_from=day,
            asks_anew=request.form.get("asks_anew") == "yes",
            today=today_here(),
            **typed,
        )
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return _form(typed, preview=True), UNPROCESSABLE
    flash(_("Version %(version)s is written.", version=notice.version))
    return redirect(url_for("notices.index"))


def _form(typed: dict[str, str], *, preview: bool = False) -> str:
    newest = list_notices(session())[0]
    shown = PrivacyNotice(
        version="", in_force_from=today_here(), asks_anew=False, made_by_id=None, made_at=clock.now(), **typed
    )
    return render_template(
        "rights/notice_form.html",
        typed=typed,
        newest=newest,
        places=PLACES,
        preview=preview,
        read={each: blocks_of(text_of(shown, each)) for each in ("es_MX", "en")} if preview else {},
        diff=[line for name in TEXTS for line in diff_of(getattr(newest, name), typed[name].replace("\r\n", "\n"))],
        version=request.form.get("version", ""),
        in_force_from=request.form.get("in_force_from", ""),
        asks_anew=request.form.get("asks_anew") == "yes",
    )
