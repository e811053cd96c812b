"""Needs handed in: the inbox, a need's page with its versions, and what staff decide of it."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import allow, require_account, staff_only
from app.errors import LlamadoError
from app.forms.need import DeclineForm
from app.i18n import locale
from app.models.account import Role
from app.models.need import Need, NeedDoor, NeedStatus
from app.models.production import Production
from app.need_labels import NEED_STATES, say_choice
from app.pages import say, status_of
from app.queries.need import count_needs, get_need, get_version, list_needs, list_positions, list_versions
from app.queries.production import list_bases, list_blocks
from app.services.audit import Actor
from app.services.need import accept_need, choose_roles, decline_need
from app.services.need_contact import tell_decided
from app.services.need_content import NeedContent
from app.services.need_draft import start_draft
from app.services.need_page import (
    group_positions,
    list_open_positions,
    list_role_names,
    name_department,
    name_place,
    name_role,
    name_role_whole,
)
from app.services.need_plan import plan_need
from app.services.need_version import read_version, say_change
from app.unit import commits, session
from app.views.need_ground import is_staff, now, only_contact

pages = Blueprint("needs", __name__)
production_or_staff = allow(Role.PRODUCTION, Role.STAFF)

pages.add_app_template_filter(lambda member: say_choice(member, locale()), "choice")
pages.add_app_template_filter(lambda role_id: name_role(role_id, locale()), "role_name")
pages.add_app_template_filter(lambda role_id: name_role_whole(role_id, locale()), "role_whole")
pages.add_app_template_filter(lambda department_id: name_department(department_id, locale()), "department_name")
pages.add_app_template_filter(name_place, "place_said")
pages.add_app_template_filter(lambda status: NEED_STATES[status], "need_state")


def _own(need_id: int, *, lock: bool = False) -> Need:
    return get_need(session(), need_id, contact_id=only_contact(require_account()), lock=lock)


@pages.get("/needs")
@production_or_staff
def inbox() -> str:
    """List needs: all for staff, a production's own for its contact."""
    contact_id = only_contact(require_account())
    wanted = request.args.get("status", "")
    status = NeedStatus(wanted) if wanted in set(NeedStatus) else None
    return render_template(
        "need/inbox.html",
        rows=list_needs(session(), contact_id=contact_id, status=status),
        counts=count_needs(session(), contact_id=contact_id),
        statuses=[each for each in NeedStatus if each is not NeedStatus.DRAFT],
        status=status,
        staff=is_staff(require_account()),
    )


@pages.get("/needs/<id:need_id>")
@production_or_staff
def page(need_id: int) -> str:
    """Show a need: how it stands, its positions by department, open questions, versions."""
    return _page(_own(need_id), DeclineForm(formdata=None))


def _page(need: Need, decline_form: DeclineForm, error: str = "") -> str:
    groups = group_positions(session(), need.id or 0)
    versions = list_versions(session(), need.id or 0)
    return render_template(
        "need/page.html",
        need=need,
        production=session().get_one(Production, need.production_id),
        bases=list_bases(session(), need.production_id),
        blocks=list_blocks(session(), need.production_id),
        groups=groups,
        open_positions=list_open_positions(groups),
        versions=[(each, [say_change(change, locale()) for change in each.changes]) for each in versions],
        roles=list_role_names(locale()),
        decline_form=decline_form,
        links=_links(need),
        staff=is_staff(require_account()),
        error=error,
    )


def _links(need: Need) -> dict[str, str]:
    """Return the addresses of the match and of the crew list, where those pages exist."""
    known = current_app.view_functions
    return {
        name: url_for(name, need_id=need.id) for name in ("match.run", "match.lines", "crewlist.page") if name in known
    }


@pages.get("/needs/<id:need_id>/versions/<id:version>")
@production_or_staff
def version(need_id: int, version: int) -> str:
    """Show a version whole, as it was handed in."""
    need = _own(need_id)
    found = get_version(session(), need_id, version)
    content = NeedContent.model_validate(found.content)
    return render_template(
        "need/version.html",
        need=need,
        found=found,
        content=content,
        plan=plan_need(content),
        changes=[say_change(change, locale()) for change in found.changes],
    )


@pages.post("/needs/<id:need_id>/accept")
@staff_only
@commits
def accept(need_id: int) -> Any:
    """Accept a need, so that it can be matched."""
    need = _own(need_id)
    actor = Actor.of(require_account(), now())
    accept_need(session(), actor, need)
    _tell(actor, need)
    flash(_("The need is accepted. Its crew can be looked for now."))
    return redirect(url_for("needs.page", need_id=need_id))


@pages.post("/needs/<id:need_id>/decline")
@staff_only
@commits
def decline(need_id: int) -> Any:
    """Decline a need, with the reason."""
    need = _own(need_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        return _page(need, form), 422
    actor = Actor.of(require_account(), now())
    decline_need(session(), actor, need, reason=form.reason.data or "")
    _tell(actor, need)
    flash(_("The need is declined. Its production was told why."))
    return redirect(url_for("needs.page", need_id=need_id))


def _tell(actor: Actor, need: Need) -> None:
    production = session().get_one(Production, need.production_id)
    tell_decided(session(), actor, need, production, base_url=current_app.config["SETTINGS"].base_url)


@pages.post("/needs/<id:need_id>/roles")
@production_or_staff
@commits
def roles(need_id: int) -> Any:
    """Settle what titles mean: by staff, or by the production's own word."""
    need = _own(need_id)
    chosen = {
        position.code: request.form.get(f"role-{position.code}", "")
        for position in list_positions(session(), need_id)
        if request.form.get(f"role-{position.code}")
    }
    if not chosen:
        flash(_("No role was chosen."), "error")
        return redirect(url_for("needs.page", need_id=need_id))
    try:
        choose_roles(session(), Actor.of(require_account(), now()), need, roles=chosen)
    except LlamadoError as error:
        session().rollback()
        return _page(_own(need_id), DeclineForm(formdata=None), say(error)), status_of(error)
    flash(_("The titles are settled."))
    return redirect(url_for("needs.page", need_id=need_id))


@pages.post("/needs/<id:need_id>/change")
@production_or_staff
@commits
def change(need_id: int) -> Any:
    """Take the present version as a draft to change."""
    need = _own(need_id)
    actor = Actor.of(require_account(), now())
    content = read_version(session(), need)
    draft = start_draft(session(), actor, door=NeedDoor.FORM, raw=content.to_json(), need=need)
    return redirect(url_for("need_drafts.edit", draft_id=draft.id))
