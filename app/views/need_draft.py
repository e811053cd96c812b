"""Drafts of needs: edit, review what was understood, hand in or drop."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_account, public
from app.errors import LlamadoError
from app.forms.need import HandInForm, NeedForm
from app.i18n import locale
from app.limits import limited
from app.models.account import Account
from app.models.intake import Upload, UploadStatus
from app.models.need import Need
from app.models.production import Production
from app.pages import say, status_of
from app.services.audit import Actor
from app.services.need_contact import find_or_make_contact, tell_received
from app.services.need_draft import (
    DraftReading,
    door_of,
    draft_raw,
    drop_draft,
    find_changed_need,
    hand_in_draft,
    preview_changes,
    read_draft,
    save_draft,
)
from app.services.need_page import name_role_whole
from app.services.need_plan import count_need
from app.services.need_version import say_change
from app.services.problem import Problem
from app.services.rate import Deed
from app.unit import commits, session
from app.views.need_ground import draw_form, form_values, is_staff, now, own_draft, render_form

pages = Blueprint("need_drafts", __name__)


@pages.get("/needs/drafts/<id:draft_id>/edit")
@public
def edit(draft_id: int) -> Any:
    """Show a draft in the form; `check` shows what is to be put right."""
    draft = own_draft(draft_id)
    if draft.status is not UploadStatus.PREVIEW:
        return redirect(url_for("need_drafts.review", draft_id=draft_id))
    raw = draft_raw(draft)
    reading = read_draft(draft) if "check" in request.args else None
    address = url_for("need_drafts.save", draft_id=draft_id)
    return render_form(draw_form(raw), raw, address=address, draft=draft, reading=reading)


@pages.post("/needs/drafts/<id:draft_id>/edit")
@public
@commits
def save(draft_id: int) -> Any:
    """Keep the draft as typed, then do what the button says: add or remove a line, or go on to the review."""
    draft = own_draft(draft_id)
    form = NeedForm()
    raw = form_values(form, draft_raw(draft))
    if raw is None:
        return render_form(form, draft_raw(draft), address=request.path, draft=draft), 422
    action, _dash, which = request.form.get("action", "save").partition(":")
    place = _act(raw, action, which)
    save_draft(session(), draft, raw)
    if action == "review":
        return redirect(url_for("need_drafts.review", draft_id=draft_id))
    if action == "save":
        flash(_("The draft is kept. Come back to it at this address."))
    return redirect(url_for("need_drafts.edit", draft_id=draft_id) + place)


def _act(raw: dict[str, Any], action: str, which: str) -> str:
    """Change the draft as a button says; return where on the page to go on."""
    lines = raw["lines"]
    if action == "add":
        lines.append({})
        return f"#lines-{len(lines) - 1}-asked_as"
    if action == "add-block":
        raw["production"]["blocks"].append({"name": "", "base": "", "starts_on": "", "ends_on": ""})
        return "#blocks"
    if action == "remove" and which.isdigit() and int(which) < len(lines):
        del lines[int(which)]
        return "#lines"
    if action == "confirm-all":
        raw["lines"] = [{**line, "_confirmed": True} for line in lines]
        return "#lines"
    return ""


@pages.get("/needs/drafts/<id:draft_id>")
@public
def review(draft_id: int) -> Any:
    """Show every line as asked and as understood, before anything is handed in."""
    draft = own_draft(draft_id)
    if draft.status is UploadStatus.DONE:
        return render_template("need/handed_in.html", draft=draft, account=current_account())
    if draft.status is UploadStatus.DROPPED:
        return redirect(url_for("need_doors.doors"))
    reading = read_draft(draft)
    if not reading.ready:
        return redirect(url_for("need_drafts.edit", draft_id=draft_id, check=1))
    return _review(draft, reading, _hand_in_form(reading))


def _hand_in_form(reading: DraftReading) -> HandInForm:
    account, content = current_account(), reading.content
    assert content is not None  # noqa: S101 - a ready reading has content
    known = content.production
    own = account.email if account and not is_staff(account) else ""
    return HandInForm(
        formdata=None,
        contact_name=known.contact_name or (account.name if account and own else ""),
        contact_email=known.contact_email or own,
        contact_phone=known.contact_phone,
    )


def _review(draft: Upload, reading: DraftReading, form: HandInForm, status: int = 200, error: str = "") -> Any:
    account, content = current_account(), reading.content
    assert content is not None  # noqa: S101 - a ready reading has content
    need = find_changed_need(session(), draft, account, content.production.code)
    changes = preview_changes(session(), need, content) if need is not None else []
    page = render_template(
        "need/review.html",
        draft=draft,
        content=content,
        plan=reading.plan,
        count=count_need(reading.plan),
        form=form,
        door=door_of(draft),
        need=need,
        changes=[say_change(change, locale()) for change in changes],
        whole=lambda role_id: name_role_whole(role_id, locale()),
        chosen={name: value for name, value in request.form.items() if name.startswith("role-")},
        notes=[Problem.from_json(note).text(locale()) for note in draft.problems],
        staff=is_staff(account),
        error=error,
    )
    return page, status


@pages.post("/needs/drafts/<id:draft_id>/hand-in")
@public
@limited(Deed.HAND_IN)
@commits
def hand_in(draft_id: int) -> Any:
    """Hand the need in; its contact gets a link to follow it."""
    draft = own_draft(draft_id)
    reading = read_draft(draft)
    if draft.status is not UploadStatus.PREVIEW or not reading.ready:
        return redirect(url_for("need_drafts.review", draft_id=draft_id))
    form = HandInForm()
    account = current_account()
    if is_staff(account):
        form.contact_email.validators = form.contact_email.validators[1:]  # staff may take a need in by phone
    if not form.validate_on_submit():
        return _review(draft, reading, form, 422)
    try:
        need = _hand_in(draft, reading, form, account)
    except LlamadoError as error:
        session().rollback()
        return _review(own_draft(draft_id), reading, form, status_of(error), say(error))
    if account is None:
        return redirect(url_for("need_drafts.review", draft_id=draft_id))
    flash(_("The need is handed in."))
    return redirect(url_for("needs.page", need_id=need.id))


def _hand_in(draft: Upload, reading: DraftReading, form: HandInForm, account: Account | None) -> Need:
    actor = Actor.of(account, now())
    email, name = (form.contact_email.data or "").lower(), form.contact_name.data or ""
    contact = account if account is not None and account.role == "production" else None
    if contact is None and email:
        contact = find_or_make_contact(session(), actor, email=email, name=name, locale=locale())
    codes = {each.line.code for each in reading.plan}
    need = hand_in_draft(
        session(),
        actor,
        draft,
        account=account,
        roles={code: request.form.get(f"role-{code}", "") for code in codes},
        contact={"contact_name": name, "contact_email": email, "contact_phone": form.contact_phone.data or ""},
        contact_account_id=contact.id if contact else None,
    )
    if email and need.version == 1:
        production = session().get_one(Production, need.production_id)
        base_url = current_app.config["SETTINGS"].base_url
        tell_received(
            session(), actor, need, production, email=email, account=contact, base_url=base_url, locale=locale()
        )
    return need


@pages.post("/needs/drafts/<id:draft_id>/drop")
@public
@commits
def drop(draft_id: int) -> Any:
    """Drop a draft."""
    drop_draft(session(), Actor.of(current_account(), now()), own_draft(draft_id))
    flash(_("The draft is dropped. Nothing was handed in."))
    return redirect(url_for("need_doors.doors"))
