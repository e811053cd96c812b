"""A person and their data: what they may do, a copy of all of it, a pause, leaving."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, rights_labels
from app.access import public, recently_proven, require_account
from app.errors import LlamadoError
from app.i18n import locale
from app.limits import limited
from app.models.ask import ActionLink, ActionPurpose
from app.models.crew import CrewStatus
from app.models.privacy import ArcoKind
from app.models.trust import ConsentPurpose
from app.pages import say
from app.queries.crew import get_crew_member
from app.services.action_link import find_action_link, use_action_link
from app.services.anew import agree_anew as renew_consents
from app.services.anew import list_older
from app.services.arco import file_request, list_requests, read_asked
from app.services.audit import Actor
from app.services.blocking import block_person, erasure_day, unblock_person
from app.services.crew import change_crew_member
from app.services.my_data import collect_my_data, write_json
from app.services.my_data_file import write_pdf
from app.services.notices import current_notice
from app.services.pause import come_back, pause_person
from app.services.rate import Deed
from app.unit import commits, session
from app.views.downloads import download
from app.views.me import mine_only, my_id
from config import get_settings

pages = Blueprint("my_rights", __name__)
UNPROCESSABLE, GONE = 422, 410
SURE = {"en": "DELETE", "es_MX": "BORRAR"}
"""What is typed to be sure, in the page's language."""


def today_here() -> date:
    """Return the day it is at the commission."""
    return clock.now().astimezone(ZoneInfo(get_settings().commission_zone)).date()


def _actor() -> Actor:
    return Actor.of(require_account(), clock.now())


@pages.get("/me/rights")
@mine_only
def show() -> str:
    """Show what a person may do with their data, and how their requests stand."""
    return _page()


def _page(**values: Any) -> str:
    who = my_id()
    requests = [(row, read_asked(session(), row)) for row in list_requests(session(), crew_member_id=who)]
    return render_template(
        "rights/mine.html",
        member=get_crew_member(session(), who),
        requests=requests,
        labels=rights_labels,
        kinds=list(ArcoKind),
        purposes=list(ConsentPurpose),
        notice=current_notice(session(), today_here()),
        anew=list_older(session(), who, on=today_here()),
        **{"kind": "", "purpose": "", "typed": "", "refused": False, **values},
    )


@pages.post("/me/rights")
@mine_only
@commits
def ask() -> Any:
    """File an ARCO request."""
    kind, typed = request.form.get("kind", ""), request.form.get("asked", "").replace("\x00", "")
    purpose = request.form.get("purpose", "")
    try:
        row = file_request(
            session(),
            _actor(),
            crew_member_id=my_id(),
            kind=kind,
            asked=typed,
            purpose=purpose,
            source="self",
            identity_proof="signed in",
        )
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return _page(kind=kind, purpose=purpose, typed=typed, refused=True), UNPROCESSABLE
    flash(_("Your request is filed under number %(number)s. You get an answer by e-mail.", number=row.id))
    return redirect(url_for("my_rights.show", _anchor="requests"))


@pages.post("/me/agree-anew")
@mine_only
@commits
def agree_anew() -> Any:
    """Renew the consents that the person still gives under the version in force."""
    renew_consents(session(), _actor(), crew_member_id=my_id(), on=today_here())
    flash(_("Thank you. Your consents are renewed."))
    return redirect(url_for("me.show"))


@pages.post("/me/data.<form>")
@mine_only
@recently_proven
@limited(Deed.EXPORT)
@commits
def data(form: str) -> Response:
    """Hand out a copy of everything, as data or on paper; by POST, for the copy is noted in the log."""
    return make_copy(_actor(), my_id(), form)


def make_copy(actor: Actor, crew_member_id: int, form: str) -> Response:
    """Return the copy of a person's data as the file asked for; NotFound for another form than data or paper."""
    if form not in {"json", "pdf"}:
        abort(404)
    copy = collect_my_data(session(), actor, crew_member_id=crew_member_id)
    if form == "json":
        return download(write_json(copy), "llamado-my-data.json", "application/json")
    return download(write_pdf(copy, locale=locale()), "llamado-my-data.pdf", "application/pdf")


@pages.get("/me/leave")
@mine_only
def leave() -> str:
    """Show the ways out: a pause, leaving matching, deleting everything."""
    return _leave_page()


def _leave_page() -> str:
    grace, until = erasure_day(session(), my_id(), now=clock.now())
    return render_template(
        "rights/leave.html",
        member=get_crew_member(session(), my_id()),
        grace=grace,
        until=until,
        sure=SURE[locale()],
        today=today_here(),
    )


@pages.post("/me/pause")
@mine_only
@commits
def pause() -> Any:
    """Pause until a day, or come back now."""
    typed = request.form.get("until", "")
    try:
        if request.form.get("do") == "back":
            come_back(session(), _actor(), crew_member_id=my_id())
            flash(_("You are proposed to productions again."))
        else:
            until = date.fromisoformat(typed) if _is_day(typed) else date.min
            pause_person(session(), _actor(), crew_member_id=my_id(), until=until, today=today_here())
            flash(_("Your profile is paused. You come back by yourself on that day; we write before."))
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return _leave_page(), UNPROCESSABLE
    return redirect(url_for("my_rights.leave"))


def _is_day(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 - only whether it reads as a day
    except ValueError:
        return False
    return True


@pages.post("/me/withdraw")
@mine_only
@commits
def withdraw_me() -> Any:
    """Leave matching; the profile stays and can come back."""
    change_crew_member(session(), _actor(), crew_member_id=my_id(), status=CrewStatus.WITHDRAWN)
    flash(_("You are out of matching. Your profile stays, and you can come back at any time."))
    return redirect(url_for("my_rights.leave"))


@pages.post("/me/erase")
@mine_only
@recently_proven
@commits
def erase_me() -> Any:
    """Block the profile, to be erased; asked twice: the word has to be typed."""
    if request.form.get("sure", "").strip().upper() not in SURE.values():
        flash(_("Type the word %(word)s to be sure.", word=SURE[locale()]), "error")
        return _leave_page(), UNPROCESSABLE
    who = my_id()
    grace, until = erasure_day(session(), who, now=clock.now())
    block_person(session(), _actor(), crew_member_id=who)
    return render_template("rights/left.html", grace=grace, until=until)


def _find(token: str) -> ActionLink | None:
    link = find_action_link(session(), token, ActionPurpose.UNDO_ERASURE, now=clock.now())
    return link if link is not None and link.crew_member_id is not None else None


@pages.get("/undo-erasure/<token>")
@public
def undo(token: str) -> Any:
    """Show the way back; nothing is written."""
    link = _find(token)
    return render_template("rights/undo.html", alive=link is not None, done=False), 200 if link else GONE


@pages.post("/undo-erasure/<token>")
@public
@commits
def undo_now(token: str) -> Any:
    """Bring the profile back, paused."""
    link = _find(token)
    if link is None:
        return render_template("rights/undo.html", alive=False, done=False), GONE
    if link.used_at is None:
        unblock_person(session(), Actor.by_link(clock.now()), crew_member_id=link.crew_member_id or 0)
        use_action_link(session(), link, now=clock.now())
        session().flush()
    return render_template("rights/undo.html", alive=True, done=True)
