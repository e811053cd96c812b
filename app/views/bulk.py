"""Deeds for many people of the crew list: choose, look at what would happen, do it, undo it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app import clock
from app.access import recently_proven, staff_only
from app.errors import LlamadoError
from app.i18n import locale
from app.limits import limited
from app.models.bulk import BulkDeed, BulkKind
from app.pages import say
from app.queries.bulk import get_deed, list_deeds
from app.queries.tag import name_tags
from app.services.audit import Actor
from app.services.bulk.edit import edit_people
from app.services.bulk.hand_out import write_file
from app.services.bulk.mail import ask_many, invite_many
from app.services.bulk.plan import BulkPlan
from app.services.bulk.tags import plan_tags, tag_people
from app.services.bulk.undo import can_undo, undo_deed, undo_until
from app.services.imports.shown import field_name, say_change
from app.services.rate import Deed
from app.services.tag import make_tags
from app.unit import commits, session
from app.views.bulk_ground import FILE, Page, acting, open_page
from app.views.crew_list import kept_filters
from app.views.downloads import download
from app.views.imports import XLSX
from app.views.profile import UNPROCESSABLE

pages = Blueprint("bulk", __name__, url_prefix="/crew/bulk")
_CONFLICT = 409
_SHOWN, _NAMED, _LOGGED = 50, 40, 30


def _render(page: Page, *, changed: bool = False) -> Any:
    wrong = bool(page.error or (page.form is not None and page.form.errors))
    status = _CONFLICT if changed else UNPROCESSABLE if wrong else 200
    body = render_template(
        "bulk/look.html",
        page=page,
        plan=page.plan,
        changed=changed,
        titles=titles(),
        on_page=request.form.get("on_page", ""),
        whom=request.form.get("whom", ""),
        most_shown=_SHOWN,
        most_named=_NAMED,
        say_field=say_field,
        say_values=say_values,
        args=kept_filters(),
    )
    return body, status


def titles() -> dict[str, str]:
    """Return what each deed is called."""
    return {
        BulkKind.EDIT: _("Edit many profiles"),
        BulkKind.TAG: _("Put tags on"),
        BulkKind.UNTAG: _("Take tags off"),
        BulkKind.ASK: _("Ask whether their days are right"),
        BulkKind.INVITE: _("Invite to sign in"),
        BulkKind.MERGE_TAGS: _("Merge two tags"),
        BulkKind.DELETE_TAG: _("Delete a tag"),
        FILE: _("Hand out as a list"),
    }


def say_field(name: str) -> str:
    """Return what a changed field is called."""
    return _("Tags") if name == "tags" else field_name(name, locale())


def say_values(name: str, before: Any, after: Any) -> tuple[str, str]:
    """Return a field's value before and after in words."""
    if name == "tags":
        return ", ".join(before) or "–", ", ".join(after) or "–"
    return say_change(name, before, after, locale())


@pages.get("")
@staff_only
def log() -> str:
    """List what was lately done to many people, each with its undo."""
    deeds = list_deeds(session(), limit=_LOGGED)
    names = name_tags(session(), (tag for deed, _who in deeds for tag in deed.detail.get("tags", ())))
    details = {deed.id: _detail(deed, names) for deed, _who in deeds}
    return render_template("bulk/log.html", deeds=deeds, details=details, titles=titles(), undoable=_undoable)


def _detail(deed: BulkDeed, names: Mapping[int, str]) -> str:
    """Return which tags or fields a deed was about."""
    tags = [names[tag] for tag in deed.detail.get("tags", ()) if tag in names]
    return ", ".join(tags or [say_field(name) for name in deed.detail.get("fields", ())])


def _undoable(deed: BulkDeed) -> bool:
    return can_undo(deed, clock.now())


@pages.post("")
@staff_only
def look() -> Any:
    """Show whom a deed would reach, what it would change, and who is left out and why."""
    page = open_page()
    if not page.people:
        flash(_("Nobody is ticked. Tick people in the list, or choose all of them."), "error")
        return redirect(url_for("crew.browse", **kept_filters()))
    return _render(page)


def _looked_at(kinds: frozenset[str]) -> tuple[Page, BulkPlan | None]:
    """Return the deed as it is now, with its plan only where that is the one that was looked at."""
    page = open_page(lock=True)
    if page.deed not in kinds:
        abort(400)
    same = page.plan is not None and page.plan.reached and page.plan.seal == request.form.get("seen", "")
    return page, page.plan if same else None


_WRITES: Mapping[str, Callable[[Session, Actor, BulkPlan], BulkDeed]] = {
    BulkKind.EDIT: edit_people,
    BulkKind.TAG: lambda opened, actor, plan: tag_people(opened, actor, _with_new_tags(opened, actor, plan)),
    BulkKind.UNTAG: tag_people,
}
_MAILS: Mapping[str, Callable[[Session, Actor, BulkPlan], BulkDeed]] = {
    BulkKind.ASK: ask_many,
    BulkKind.INVITE: invite_many,
}


def _with_new_tags(opened: Session, actor: Actor, plan: BulkPlan) -> BulkPlan:
    """Make the tags that were typed, and plan with them."""
    if not plan.values["new"]:
        return plan
    made = make_tags(opened, actor, plan.values["new"])
    people = [*plan.reached, *(member for left in plan.left_out.values() for member in left)]
    return plan_tags(opened, people, kind=BulkKind.TAG, add=sorted({*plan.values["add"], *made}))


def _do(deeds: Mapping[str, Callable[[Session, Actor, BulkPlan], BulkDeed]]) -> Any:
    page, plan = _looked_at(frozenset(deeds))
    if plan is None:
        return _render(page, changed=page.plan is not None)
    try:
        deed = deeds[page.deed](session(), acting(), plan)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return redirect(url_for("crew.browse", **kept_filters()))
    return redirect(url_for("bulk.done", bulk_id=deed.id, **kept_filters()))


@pages.post("/do")
@staff_only
@commits
def do() -> Any:
    """Edit, tag or untag whom the page that was looked at named; where that has changed meanwhile, show it anew."""
    return _do(_WRITES)


@pages.post("/mail")
@staff_only
@limited(Deed.MAILING)
@commits
def mail() -> Any:
    """Ask or invite whom the page that was looked at named; where that has changed meanwhile, show it anew."""
    return _do(_MAILS)


@pages.post("/file")
@staff_only
@recently_proven
@limited(Deed.EXPORT)
@commits
def hand_out() -> Any:
    """Hand out whom the page named as a list that an import takes."""
    page = open_page()
    if page.deed != FILE:
        abort(400)
    if page.plan is None or not page.plan.reached:
        return _render(page)
    data = write_file(session(), acting(), page.plan, locale=locale())
    form = page.plan.values["form"]
    return download(data, f"{_('llamado-crew')}-{clock.today()}.{form}", XLSX if form == "xlsx" else "text/csv")


@pages.get("/<id:bulk_id>")
@staff_only
def done(bulk_id: int) -> str:
    """Say what a deed came to, and offer its undo."""
    deed = get_deed(session(), bulk_id)
    until = undo_until(deed) if _undoable(deed) else None
    return render_template(
        "bulk/done.html", deed=deed, title=titles()[deed.kind], undo_until=until, args=kept_filters()
    )


@pages.post("/<id:bulk_id>/undo")
@staff_only
@commits
def undo(bulk_id: int) -> Any:
    """Put back what a deed changed, as one step."""
    try:
        deed = undo_deed(session(), acting(), deed_id=bulk_id)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
    else:
        flash(ngettext("One person is as before.", "%(num)s people are as before.", deed.put_back))
    return redirect(url_for("bulk.done", bulk_id=bulk_id, **kept_filters()))
