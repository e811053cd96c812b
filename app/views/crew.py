"""The registry for staff: a person's profile, and its editing."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import current_account, require_account, staff_only
from app.errors import LlamadoError
from app.forms.crew import NewMemberForm
from app.forms.fields import role_options
from app.i18n import locale
from app.models.account import Role
from app.models.crew import OUT_OF_SIGHT, CrewMember, CrewStatus
from app.models.trust import ConsentPurpose
from app.pages import say
from app.queries.crew import find_crew_member_by_email, find_crew_member_by_phone, get_profile
from app.queries.subscription import list_live_subscriptions
from app.services.audit import Actor
from app.services.call_text import confirm_text
from app.services.consent import give_consent
from app.services.crew import create_crew_member
from app.services.crew_account import open_crew_account
from app.services.crew_rows import RowKind, add_row
from app.services.duplicates import doubles_of
from app.services.person_days import get_next_days
from app.services.role_choices import role_choices
from app.unit import commits, session
from app.views import profile
from app.views.feeds import feed_values
from app.views.profile import Desk
from config import get_settings

pages = Blueprint("crew", __name__)
WEEKS = 10
GONE = 410
OFFICE = (Role.STAFF, Role.ADMIN)


@pages.before_request
def _keep_blocked_out() -> Any:
    """Show of who is blocked or erased that they are, and nothing else."""
    who = (request.view_args or {}).get("crew_member_id")
    member = session().get(CrewMember, who) if who is not None else None
    account = current_account()
    if member is None or member.status not in OUT_OF_SIGHT or account is None or account.role not in OFFICE:
        return None
    return render_template("rights/blocked.html", member=member), GONE


@pages.before_request
def lead_to_the_kept_profile() -> Any:
    """Lead from a profile that was merged to the one that was kept; a form sent to it writes nothing."""
    crew_member_id = (request.view_args or {}).get("crew_member_id")
    account = current_account()
    if crew_member_id is None or account is None or account.role not in {Role.STAFF, Role.ADMIN}:
        return None  # the route's own mark turns them away
    member = session().get(CrewMember, crew_member_id)
    if member is None or member.duplicate_of_id is None:
        return None
    flash(_("Profile %(number)s was merged into this one.", number=crew_member_id))
    return redirect(url_for("crew.show", crew_member_id=member.duplicate_of_id))


def _desk(crew_member_id: int) -> Desk:
    return Desk(crew_member_id, own=False)


@pages.get("/crew/<id:crew_member_id>")
@staff_only
def show(crew_member_id: int) -> str:
    """Show a person whole."""
    found = get_profile(session(), crew_member_id)
    return render_template(
        "crew/profile.html",
        profile=found,
        member=found.member,
        desk=_desk(crew_member_id),
        days=get_next_days(session(), found.member, today=clock.today(), weeks=WEEKS),
        purposes=list(ConsentPurpose),
        removed=profile.removed_event(),
        limits=get_settings(),
        call_text=confirm_text(found.member, on=clock.today()),
        **feed_values(crew_member_id),
        doubles=len(doubles_of(session(), crew_member_id)),
        addresses_out=list_live_subscriptions(session(), crew_member_id=crew_member_id),
    )


@pages.get("/crew/new")
@staff_only
def new() -> str:
    """Offer the short form; the rest is filled in on the profile."""
    return render_template("crew/new.html", form=_new_form())


def _new_form() -> NewMemberForm:
    form = NewMemberForm()
    form.role_id.choices = role_options(role_choices(locale()), _("Not known yet"), spelled=True)
    return form


@pages.post("/crew/new")
@staff_only
@commits
def create() -> Any:
    """Take a person in; say where somebody with the same phone or e-mail is there already."""
    form = _new_form()
    if not (form.validate_on_submit() and profile.settle_place(form.base)):
        return render_template("crew/new.html", form=form), profile.UNPROCESSABLE
    try:
        crew_member_id = _create(form)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return render_template("crew/new.html", form=form), profile.UNPROCESSABLE
    _tell_of_namesakes(crew_member_id, form.phone.data or "", form.email.data or "")
    flash(_("The profile is made. Fill in what you know."))
    return redirect(url_for("crew.show", crew_member_id=crew_member_id))


def _create(form: NewMemberForm) -> int:
    actor = Actor.of(require_account(), clock.now())
    agreed = bool(form.agreed.data)
    status = CrewStatus.ACTIVE if agreed else CrewStatus.DRAFT
    member = create_crew_member(session(), actor, **form.values(), base_place=form.base.place_id, status=status)
    crew_member_id = member.id or 0
    if form.role_id.data:
        add_row(session(), actor, crew_member_id=crew_member_id, listing=RowKind.ROLE, role_id=form.role_id.data)
    if agreed:
        purpose = ConsentPurpose.REGISTRY
        give_consent(session(), actor, crew_member_id=crew_member_id, purpose=purpose, source="paper")
    return crew_member_id


def _tell_of_namesakes(crew_member_id: int, phone: str, email: str) -> None:
    same_phone = find_crew_member_by_phone(session(), phone, other_than=crew_member_id) if phone else None
    same_email = find_crew_member_by_email(session(), email.lower(), other_than=crew_member_id) if email else None
    for other in {found.id: found for found in (same_phone, same_email) if found is not None}.values():
        text = _(
            "%(name)s (profile %(number)s) has the same phone or e-mail. Is it the same person?",
            name=other.name,
            number=other.id,
        )
        flash(text, "error")


@pages.get("/crew/<id:crew_member_id>/part/<part>")
@staff_only
def part(crew_member_id: int, part: str) -> Any:
    """Show one section's form."""
    return profile.show_part(_desk(crew_member_id), part)


@pages.post("/crew/<id:crew_member_id>/part/<part>")
@staff_only
@commits
def save_part(crew_member_id: int, part: str) -> Any:
    """Save one section."""
    return profile.save_part(_desk(crew_member_id), part)


@pages.get("/crew/<id:crew_member_id>/<kind>/new")
@staff_only
def new_row(crew_member_id: int, kind: str) -> Any:
    """Show the form of a new entry."""
    return profile.show_row(_desk(crew_member_id), kind, None)


@pages.post("/crew/<id:crew_member_id>/<kind>/new")
@staff_only
@commits
def add(crew_member_id: int, kind: str) -> Any:
    """Add an entry."""
    return profile.save_row(_desk(crew_member_id), kind, None)


@pages.get("/crew/<id:crew_member_id>/<kind>/<id:row_id>")
@staff_only
def row(crew_member_id: int, kind: str, row_id: int) -> Any:
    """Show an entry's form."""
    return profile.show_row(_desk(crew_member_id), kind, row_id)


@pages.post("/crew/<id:crew_member_id>/<kind>/<id:row_id>")
@staff_only
@commits
def save_row(crew_member_id: int, kind: str, row_id: int) -> Any:
    """Change an entry."""
    return profile.save_row(_desk(crew_member_id), kind, row_id)


@pages.post("/crew/<id:crew_member_id>/<kind>/<id:row_id>/remove")
@staff_only
@commits
def remove(crew_member_id: int, kind: str, row_id: int) -> Any:
    """Take an entry out."""
    return profile.remove(_desk(crew_member_id), kind, row_id)


@pages.post("/crew/<id:crew_member_id>/undo/<id:event_id>")
@staff_only
@commits
def undo(crew_member_id: int, event_id: int) -> Any:
    """Bring a removed entry back."""
    return profile.undo(_desk(crew_member_id), event_id)


@pages.post("/crew/<id:crew_member_id>/consents")
@staff_only
@commits
def consents(crew_member_id: int) -> Any:
    """Record what the person told staff about a consent."""
    return profile.save_consent(_desk(crew_member_id))


@pages.post("/crew/<id:crew_member_id>/account")
@staff_only
@commits
def open_account(crew_member_id: int) -> Any:
    """Let the person sign in with the e-mail of their profile."""
    actor = Actor.of(require_account(), clock.now())
    try:
        account = open_crew_account(session(), actor, crew_member_id=crew_member_id)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
    else:
        flash(_("%(email)s can sign in now, by a link that the sign-in page sends.", email=account.email))
    return redirect(url_for("crew.show", crew_member_id=crew_member_id, _anchor="contact"))
