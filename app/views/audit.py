"""Who did what, when and from where: the audit for staff, a person's history, and one's own."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import allow, require_account, staff_only
from app.audit_labels import thing_words
from app.forms.audit import AuditFilterForm
from app.forms.fields import options
from app.i18n import locale
from app.limits import limited
from app.messages import mark
from app.models.account import Role
from app.models.trust import ActorKind
from app.navigation import ENTRIES, OFFICE, Entry
from app.queries.audit import Search, list_known, list_office
from app.queries.crew import get_crew_member
from app.queries.job import find_last_run
from app.queries.production import get_production
from app.services.audit import Actor
from app.services.audit_export import export_events
from app.services.audit_page import is_told_to_person, note_reading, tell_events
from app.services.audit_search import (
    Asked,
    Found,
    find_events,
    find_events_of_production,
    find_page,
    read_place,
    read_search,
    written_place,
)
from app.services.audit_verify import FAULT_WORDS, FaultKind
from app.services.disclosure_page import tell_own_disclosures
from app.services.rate import Deed
from app.unit import commits, session
from app.views.downloads import download
from app.views.me import my_id

pages = Blueprint("audit", __name__)
ENTRIES.append(Entry("audit.index", mark("Audit"), OFFICE, 85))
MIMES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _form() -> AuditFilterForm:
    form = AuditFilterForm(request.args)
    office = [(str(account.id), account.name or account.email) for account in list_office(session())]
    named = [name for name in list_known(session(), "actor_name") if name not in {label for _id, label in office}]
    form.who.choices = options([
        ("", _("Anybody")),
        *office,
        (ActorKind.VISITOR.value, _("Without account")),
        *((f"{kind.value}:{name}", name) for kind in (ActorKind.JOB, ActorKind.COMMAND) for name in named),
    ])  # fmt: skip
    subjects = list_known(session(), "subject_kind")
    form.subject.choices = options([("", _("Any")), *((each, thing_words(each, locale())) for each in subjects)])
    return form


def _asked(form: AuditFilterForm) -> Asked:
    """Return what was asked; what is wrong in it shows beside its field and asks nothing."""
    form.validate()
    right = {field.name: field.data for field in form if not field.errors}
    return Asked(
        person=(right.get("person") or "").strip(),
        who=right.get("who") or "",
        what=(right.get("what") or "").strip(),
        subject=right.get("subject") or "",
        number=right.get("number"),
        since=right.get("since"),
        until=right.get("until"),
    )


@pages.get("/audit")
@staff_only
def index() -> str:
    """Show what happened, newest first; personal values stay sealed here."""
    form = _form()
    found = find_events(session(), _asked(form), before=read_place(request.args.get("before", "")), locale=locale())
    checked = find_last_run(session(), "audit-verify", done=True)
    return render_template(
        "audit/index.html",
        form=form,
        found=found,
        lines=tell_events(session(), found.events, locale=locale()),
        older=_older(found),
        filters={name: value for name, value in request.args.items() if value and name != "before"},
        checked=checked,
        faults=_fault_texts(checked.summary if checked else {}),
    )


def _older(found: Found, **route: Any) -> str:
    """Return the address of the next page; empty on the last one."""
    if found.after is None:
        return ""
    kept = {name: value for name, value in request.args.items() if value and name != "before"}
    endpoint = request.endpoint or ""
    return url_for(endpoint, **{**kept, **route, "before": written_place(found.after)})


def _fault_texts(summary: dict[str, Any]) -> list[str]:
    found = summary.get("found", [])
    return [_(FAULT_WORDS[FaultKind(each["kind"])], number=each["number"], event=each["event"]) for each in found]


@pages.post("/audit/export.<form>")
@staff_only
@limited(Deed.EXPORT)
@commits
def export(form: str) -> Response:
    """Give the search out as a file, and note that it went out."""
    if form not in MIMES:
        abort(404)
    search, _namesakes = read_search(session(), _asked(_form()), locale=locale())
    actor = Actor.of(require_account(), clock.now())
    data = export_events(session(), actor, search, form=form, locale=locale())
    return download(data, f"audit-{clock.today()}.{form}", MIMES[form])


@pages.get("/crew/<id:crew_member_id>/history")
@staff_only
def of_person(crew_member_id: int) -> str:
    """Show a person's history with its values sealed, and the button that opens them."""
    return _person_page(crew_member_id, opened=False)


@pages.post("/crew/<id:crew_member_id>/history")
@staff_only
@commits
def open_person(crew_member_id: int) -> str:
    """Open the values of a person's history; the reading is itself noted."""
    return _person_page(crew_member_id, opened=True)


def _person_page(crew_member_id: int, *, opened: bool) -> str:
    member = get_crew_member(session(), crew_member_id)
    before = read_place(request.values.get("before", ""))
    found = find_page(session(), Search(crew_member_id=crew_member_id), before=before)
    lines = tell_events(session(), found.events, locale=locale(), open_values=opened)
    if opened:
        note_reading(session(), Actor.of(require_account(), clock.now()), crew_member_id, events=len(lines))
    return render_template(
        "audit/person.html",
        member=member,
        lines=lines,
        opened=opened,
        before=written_place(before),
        after=written_place(found.after),
    )


@pages.get("/productions/<id:production_id>/history")
@staff_only
def of_production(production_id: int) -> str:
    """Show what happened to a production, its needs and its offers."""
    production = get_production(session(), production_id)
    before = read_place(request.args.get("before", ""))
    found = find_events_of_production(session(), production_id, before=before)
    return render_template(
        "audit/production.html",
        production=production,
        lines=tell_events(session(), found.events, locale=locale()),
        older=_older(found, production_id=production_id),
    )


@pages.get("/me/history")
@allow(Role.CREW)
def mine() -> str:
    """Show a person what was done to their profile and with them, in plain words."""
    own_id = my_id()
    before = read_place(request.args.get("before", ""))
    found = find_page(session(), Search(crew_member_id=own_id), before=before)
    told = [event for event in found.events if is_told_to_person(event)]
    lines = tell_events(session(), told, locale=locale(), open_values=True, own_id=own_id)
    given = tell_own_disclosures(session(), own_id, locale=locale(), now=clock.now())
    return render_template("audit/mine.html", lines=lines, given=given, older=_older(found))
