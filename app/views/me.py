"""A crew member's own pages, one column for one thumb: their days first, and their profile, edited by sections."""

from typing import Any

from flask import Blueprint, abort, render_template

from app.access import allow, require_account
from app.models.account import Role
from app.models.trust import ConsentPurpose
from app.queries.crew import get_crew_member, get_profile
from app.unit import commits, session
from app.views import profile as profiles
from app.views.me_sections import SECTIONS
from app.views.profile import Desk
from config import get_settings

pages = Blueprint("me", __name__)
mine_only = allow(Role.CREW)


def my_id() -> int:
    """Return whose profile the account is; 404 where it has none, whatever the address."""
    crew_member_id = require_account().crew_member_id
    if crew_member_id is None:
        abort(404)
    return crew_member_id


def _desk() -> Desk:
    return Desk(my_id(), own=True)


@pages.get("/me")
@mine_only
def show() -> str:
    """Show what the person came for: what waits for an answer, their days, who keeps them."""
    if require_account().crew_member_id is None:
        return render_template("me/nobody.html")
    member = get_crew_member(session(), my_id())
    values: dict[str, Any] = {}
    for section in SECTIONS:
        values |= section(member)
    return render_template("me/page.html", member=member, **values)


@pages.get("/me/profile")
@mine_only
def profile() -> str:
    """Show what the registry knows of the person, section by section."""
    desk = _desk()
    found = get_profile(session(), desk.crew_member_id)
    return render_template(
        "me/profile.html",
        profile=found,
        member=found.member,
        desk=desk,
        purposes=list(ConsentPurpose),
        removed=profiles.removed_event(),
        limits=get_settings(),
    )


@pages.get("/me/part/<part>")
@mine_only
def part(part: str) -> Any:
    """Show one section's form."""
    return profiles.show_part(_desk(), part)


@pages.post("/me/part/<part>")
@mine_only
@commits
def save_part(part: str) -> Any:
    """Save one section."""
    return profiles.save_part(_desk(), part)


@pages.get("/me/<kind>/new")
@mine_only
def new_row(kind: str) -> Any:
    """Show the form of a new entry."""
    return profiles.show_row(_desk(), kind, None)


@pages.post("/me/<kind>/new")
@mine_only
@commits
def add(kind: str) -> Any:
    """Add an entry."""
    return profiles.save_row(_desk(), kind, None)


@pages.get("/me/<kind>/<id:row_id>")
@mine_only
def row(kind: str, row_id: int) -> Any:
    """Show an entry's form."""
    return profiles.show_row(_desk(), kind, row_id)


@pages.post("/me/<kind>/<id:row_id>")
@mine_only
@commits
def save_row(kind: str, row_id: int) -> Any:
    """Change an entry."""
    return profiles.save_row(_desk(), kind, row_id)


@pages.post("/me/<kind>/<id:row_id>/remove")
@mine_only
@commits
def remove(kind: str, row_id: int) -> Any:
    """Take an entry out."""
    return profiles.remove(_desk(), kind, row_id)


@pages.post("/me/undo/<id:event_id>")
@mine_only
@commits
def undo(event_id: int) -> Any:
    """Bring a removed entry back."""
    return profiles.undo(_desk(), event_id)


@pages.post("/me/consents")
@mine_only
@commits
def consents() -> Any:
    """Give or withdraw a consent."""
    return profiles.save_consent(_desk())
