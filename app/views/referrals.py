"""The referral log: of a production and a person for staff, and a person's own."""

from typing import Any

from flask import Blueprint, Response, abort, render_template

from app import clock
from app.access import allow, require_account, staff_only
from app.i18n import locale
from app.limits import limited
from app.models.account import Role
from app.queries.crew import get_crew_member
from app.queries.production import get_production
from app.services.audit import Actor
from app.services.rate import Deed
from app.services.referral_log import export_referrals, tally, tell_own_referrals, tell_referrals
from app.unit import commits, session
from app.views.audit import MIMES
from app.views.downloads import download
from app.views.me import my_id

pages = Blueprint("referrals", __name__)


@pages.get("/productions/<id:production_id>/referrals")
@staff_only
def of_production(production_id: int) -> str:
    """Show who was shown to a production, line by line, and what became of it."""
    production = get_production(session(), production_id)
    lines = tell_referrals(session(), locale=locale(), production_id=production_id)
    return render_template("referrals/production.html", production=production, lines=lines, tally=tally(lines))


@pages.get("/crew/<id:crew_member_id>/referrals")
@staff_only
def of_person(crew_member_id: int) -> str:
    """Show where a person was shown, and what became of it."""
    member = get_crew_member(session(), crew_member_id)
    lines = tell_referrals(session(), locale=locale(), crew_member_id=crew_member_id)
    return render_template("referrals/person.html", member=member, lines=lines, tally=tally(lines))


@pages.get("/me/referrals")
@allow(Role.CREW)
def mine() -> str:
    """Show a person on which lists they stood, without naming what they may not know of."""
    lines = tell_own_referrals(session(), my_id(), locale=locale())
    return render_template("referrals/mine.html", lines=lines, tally=tally(lines))


@pages.post("/productions/<id:production_id>/referrals.<form>")
@staff_only
@limited(Deed.EXPORT)
@commits
def export_of_production(production_id: int, form: str) -> Response:
    """Give a production's log out as a file, and note that it went out."""
    get_production(session(), production_id)
    return _export(form, production_id=production_id)


@pages.post("/crew/<id:crew_member_id>/referrals.<form>")
@staff_only
@limited(Deed.EXPORT)
@commits
def export_of_person(crew_member_id: int, form: str) -> Response:
    """Give a person's log out as a file, and note that it went out."""
    get_crew_member(session(), crew_member_id)
    return _export(form, crew_member_id=crew_member_id)


def _export(form: str, **whose: Any) -> Response:
    if form not in MIMES:
        abort(404)
    actor = Actor.of(require_account(), clock.now())
    data = export_referrals(session(), actor, form=form, locale=locale(), **whose)
    return download(data, f"referrals-{clock.today()}.{form}", MIMES[form])
