"""Contact details given to productions: grants made, renewed, revoked; and whom a file was given to, by its code."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import require_account, staff_only
from app.clock import day_of, now, today
from app.errors import LlamadoError
from app.forms.disclosure import CodeForm, GrantForm, RenewForm, RevokeForm
from app.messages import mark
from app.models.production import Production
from app.models.trust import DisclosureGrant
from app.navigation import ENTRIES, OFFICE, Entry
from app.pages import say
from app.queries.disclosure import find_release, get_grant
from app.queries.production import get_production
from app.services.audit import Actor
from app.services.crewlist.stamp import read_code
from app.services.crewlist.terms import first_term
from app.services.disclosure import grant_contacts, renew_grant, restore_grant, revoke_grant
from app.services.disclosure_page import open_contacts_page
from app.unit import commits, session

pages = Blueprint("disclosures", __name__)
ENTRIES.append(Entry("disclosures.find", mark("Released files"), OFFICE, 87))
UNPROCESSABLE = 422


def _actor() -> Actor:
    return Actor.of(require_account(), now())


@pages.get("/productions/<id:production_id>/contacts")
@staff_only
def page(production_id: int) -> Any:
    """Show who has whose contact details, why, until when, and what went out."""
    return _page(get_production(session(), production_id))


def _page(
    production: Production, form: GrantForm | None = None, *, error: str = "", opened: tuple[str, int] = ("", 0)
) -> Any:
    """Draw the page; `opened` is the form of a grant that was refused, with its word."""
    at = now()
    found = open_contacts_page(session(), production, now=at)
    if form is None:
        form = GrantForm(formdata=None, until_on=first_term(production, day_of(at)) or day_of(at))
    body = render_template(
        "disclosure/production.html",
        production=production,
        found=found,
        form=form.offer((line.member.id or 0, line.member.name) for line in found.closed),
        error=error,
        opened=opened,
        typed=request.form,
        today=today(),
    )
    return (body, UNPROCESSABLE) if error or form.errors else body


@pages.post("/productions/<id:production_id>/contacts")
@staff_only
@commits
def grant(production_id: int) -> Any:
    """Let the production have people's contact details without consent, on a ground."""
    production = get_production(session(), production_id)
    found = open_contacts_page(session(), production, now=now())
    form = GrantForm().offer((line.member.id or 0, line.member.name) for line in found.closed)
    if not form.validate_on_submit():
        return _page(production, form)
    try:
        grant_contacts(
            session(),
            _actor(),
            production=production,
            people=set(form.people.data or ()),
            purpose=form.purpose.data or "",
            ground=form.ground.data or "",
            until_on=form.until_on.data or today(),
        )
    except LlamadoError as error:
        return _page(production, form, error=say(error))
    flash(_("Granted. The people read it in their history."))
    return redirect(url_for("disclosures.page", production_id=production_id))


@pages.post("/productions/<id:production_id>/contacts/<id:grant_id>/renew")
@staff_only
@commits
def renew(production_id: int, grant_id: int) -> Any:
    """Set another last day."""
    form = RenewForm()
    production, found = _find(production_id, grant_id)
    if not form.validate_on_submit():
        return _page(production, error=_("Choose a last day and write why."), opened=("renew", grant_id))
    try:
        renew_grant(session(), _actor(), found, until_on=form.until_on.data or today(), reason=form.reason.data or "")
    except LlamadoError as error:
        session().rollback()
        return _page(get_production(session(), production_id), error=say(error), opened=("renew", grant_id))
    return redirect(url_for("disclosures.page", production_id=production_id, _anchor=f"g{grant_id}"))


@pages.post("/productions/<id:production_id>/contacts/<id:grant_id>/revoke")
@staff_only
@commits
def revoke(production_id: int, grant_id: int) -> Any:
    """End a grant now; within an hour it can be taken back."""
    form = RevokeForm()
    production, found = _find(production_id, grant_id)
    if not form.validate_on_submit():
        return _page(production, error=_("Write why the grant ends."), opened=("revoke", grant_id))
    revoke_grant(session(), _actor(), found, reason=form.reason.data or "")
    return redirect(url_for("disclosures.page", production_id=production_id, _anchor=f"g{grant_id}"))


@pages.post("/productions/<id:production_id>/contacts/<id:grant_id>/restore")
@staff_only
@commits
def restore(production_id: int, grant_id: int) -> Any:
    """Take a revocation back."""
    _production, found = _find(production_id, grant_id)
    try:
        restore_grant(session(), _actor(), found)
    except LlamadoError as error:
        flash(say(error), "error")
    return redirect(url_for("disclosures.page", production_id=production_id, _anchor=f"g{grant_id}"))


def _find(production_id: int, grant_id: int) -> tuple[Production, DisclosureGrant]:
    production = get_production(session(), production_id)
    return production, get_grant(session(), grant_id, production_id=production_id)


@pages.get("/releases")
@staff_only
def find() -> Any:
    """Say whom a released file was given to, by the code that stands on it."""
    form = CodeForm(request.args, meta={"csrf": False})
    typed = (form.code.data or "").strip() if form.validate() else ""
    found = find_release(session(), read_code(typed)) if typed else None
    return render_template("disclosure/find.html", form=form, typed=typed, found=found)
