"""The crew list of a need: the page, one line with its candidates, what is decided of them, the files."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import allow, require_account
from app.clock import now
from app.errors import ConflictError, InvalidInputError, LlamadoError
from app.forms.crewlist import CandidateForm, FileForm, FilterForm
from app.i18n import locale
from app.limits import limited
from app.models.account import Role
from app.models.need import Need
from app.models.production import Production
from app.pages import say
from app.paths import safe_path
from app.queries.crewlist import get_need_with_production
from app.queries.need import get_need
from app.services.audit import Actor
from app.services.candidate import decide_on_candidate
from app.services.crewlist.build import Asked, build_crew_list
from app.services.crewlist.document import CrewList, Reason
from app.services.crewlist.header import facts, notice
from app.services.crewlist.people import count_undisclosed
from app.services.crewlist.release import (
    may_be_shown,
    open_contacts,
    preview_crew_list,
    release_crew_list,
)
from app.services.crewlist.terms import Contacts
from app.services.crewlist.words import Words
from app.services.rate import Deed
from app.unit import commits, session

pages = Blueprint("crewlist", __name__)
production_or_staff = allow(Role.PRODUCTION, Role.STAFF)


def _is_staff() -> bool:
    return require_account().role in {Role.STAFF, Role.ADMIN}


def _actor() -> Actor:
    return Actor.of(require_account(), now())


def _own(need_id: int, *, lock: bool = False) -> tuple[Need, Production]:
    """Return the need for staff, or once accepted for the production that handed it in; for others there is none."""
    account = require_account()
    need, production = get_need_with_production(
        session(), need_id, contact_account_id=None if _is_staff() else account.id
    )
    if not (_is_staff() or may_be_shown(need)):
        abort(404)
    if lock:
        get_need(session(), need_id, lock=True)
    return need, production


def _contacts(need: Need) -> Contacts:
    """Return whose details the page shows: what would go out for staff, what went out for the production."""
    if not may_be_shown(need):
        return Contacts.NONE
    return Contacts.CONSENTED if _is_staff() else Contacts.DISCLOSED


def _build(need: Need, production: Production, **asked: Any) -> CrewList:
    return build_crew_list(session(), need, production, Asked(locale(), now(), _contacts(need), **asked))


def _crew_addresses() -> Callable[[int], str]:
    """Return the address of each person's page, for staff; made from one, as a long list asks for hundreds."""
    if not _is_staff():
        return lambda _person: ""
    pattern = url_for("crew.show", crew_member_id=1)
    return lambda person: f"{pattern[:-1]}{person}"


@pages.get("/needs/<id:need_id>/crew-list")
@production_or_staff
def page(need_id: int) -> str:
    """Show the list by department: who is proposed, how they stand, why; open places with their reason."""
    need, production = _own(need_id)
    document = _build(need, production, candidates=False)
    form = FilterForm(request.args, meta={"csrf": False})
    form.offer((group.department_id, group.name) for group in document.groups)
    wanted, only_open = form.department.data or "", bool(form.open.data)
    groups = [group for group in document.groups if not wanted or group.department_id == wanted]
    return render_template(
        "crewlist/page.html",
        list=document,
        need=need,
        groups=groups,
        only_open=only_open,
        form=form,
        file_form=FileForm(formdata=None, language=locale()),
        words=Words(locale()),
        facts=facts(document)[1:],  # the code stands above
        notice=notice(document),
        staff=_is_staff(),
        shown=may_be_shown(need),
        matched=any(slot.person or slot.open_reason for slot in document.slots),
        closed=count_undisclosed(session(), production, document, now=now()) if not _is_staff() else 0,
        crew_address=_crew_addresses(),
        address=_line_addresses(need_id),
    )


def _line_addresses(need_id: int) -> Callable[[int], str]:
    """Return the address of each line's page; made from one, as a long list asks for hundreds."""
    pattern = url_for("crewlist.line", need_id=need_id, position_id=1)
    return lambda position_id: f"{pattern[:-1]}{position_id}"


@pages.get("/needs/<id:need_id>/crew-list/<id:position_id>")
@production_or_staff
def line(need_id: int, position_id: int) -> Any:
    """Show one line with its candidates, and let them be picked, dropped, moved, noted."""
    return _line(need_id, position_id)


def _line(need_id: int, position_id: int, error: str = "") -> Any:
    need, production = _own(need_id)
    document = _build(need, production, position_id=position_id, everyone=True)
    if not document.lines:
        abort(404)
    done = request.args.get("done", "")
    who = request.args.get("who", "")
    body = render_template(
        "crewlist/line.html",
        list=document,
        need=need,
        line=document.lines[0],
        group=document.groups[0],
        words=Words(locale()),
        error=error,
        done=done if done in {"picked", "dropped"} else "",
        who=next((each for each in document.lines[0].candidates if str(each.person.id) == who), None),
        back=safe_path(request.args.get("next", "")),
        crew_address=_crew_addresses(),
    )
    return (body, 422) if error else body


@pages.post("/needs/<id:need_id>/crew-list/<id:position_id>/<id:crew_member_id>")
@production_or_staff
@commits
def decide(need_id: int, position_id: int, crew_member_id: int) -> Any:
    """Pick, drop, take back, move or note a candidate; the list follows."""
    need, _production = _own(need_id, lock=True)
    form = CandidateForm()
    if not form.validate_on_submit():
        return _line(need_id, position_id, _("Choose what to do, and keep the reason short."))
    try:
        decide_on_candidate(
            session(),
            _actor(),
            need,
            position_id,
            crew_member_id,
            choice=form.decision.data or "",
            reason=form.reason.data or "",
            note=form.note.data or "",
        )
    except (InvalidInputError, ConflictError) as error:
        return _line(need_id, position_id, say(error))
    back = safe_path(form.next.data or "")
    done = {"done": form.decision.data or "", "who": str(crew_member_id)}
    here = url_for("crewlist.line", need_id=need_id, position_id=position_id, _anchor=f"c{crew_member_id}", **done)  # type: ignore[arg-type]  # the stubs take the values for options of url_for
    return redirect(back or here)


@pages.post("/needs/<id:need_id>/crew-list/files")
@production_or_staff
@limited(Deed.EXPORT)
@commits
def download(need_id: int) -> Any:
    """Hand the list over as a file, and write down that it went out; before acceptance staff get a preview."""
    need, production = _own(need_id, lock=True)
    form = FileForm()
    if not form.validate_on_submit():
        flash(_("Choose a format and a language."), "error")
        return redirect(url_for("crewlist.page", need_id=need_id))
    make = release_crew_list if may_be_shown(need) else preview_crew_list
    try:
        file = make(session(), _actor(), need, production, form=form.format.data or "", locale=form.language.data)
    except ConflictError as error:
        flash(say(error), "error")
        return redirect(url_for("crewlist.page", need_id=need_id))
    response = Response(file.data, mimetype=file.media_type.split(";")[0], content_type=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/needs/<id:need_id>/crew-list/contacts")
@allow(Role.PRODUCTION)
@commits
def contacts(need_id: int) -> Any:
    """Open phone numbers and e-mails on the production's page, and write down that they were handed over."""
    need, production = _own(need_id, lock=True)
    try:
        release = open_contacts(session(), _actor(), need, production, locale=locale())
    except LlamadoError as error:
        flash(say(error), "error")
    else:
        flash(
            ngettext(
                "One person's contact is open to you.", "%(num)s people's contacts are open to you.", release.contacts
            )
        )
    return redirect(url_for("crewlist.page", need_id=need_id))


@pages.app_template_filter("bar_ground")
@cache
def bar_ground(count: int) -> str:
    """Return the ground that so many bars stand on: full ones."""
    return "".join(f"M{7 * n} 20V0h5v20z" for n in range(count))


@pages.app_template_filter("bar_path")
def bar_path(reasons: Sequence[Reason]) -> str:
    """Return the reasons as the path of small upright bars, 7 units apart, 20 high."""
    return "".join(f"M{7 * n} 20v-{reason.percent / 5:g}h5V20z" for n, reason in enumerate(reasons))


@pages.app_template_filter("bar_label")
def bar_label(reasons: Sequence[Reason]) -> str:
    """Return what the bars say, for those who don't see them."""
    return ", ".join(f"{reason.name} {reason.percent}" for reason in reasons)
