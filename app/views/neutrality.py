"""The neutrality page: figures that a director can read and show to anybody."""

from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from app import clock
from app.access import require_account, staff_only
from app.i18n import locale
from app.limits import limited
from app.messages import mark
from app.navigation import ENTRIES, OFFICE, Entry
from app.pages import day
from app.rights_labels import ANSWERS
from app.services.audit import Actor
from app.services.neutrality import FEW, YEAR, Neutrality, read_neutrality
from app.services.neutrality_export import export_neutrality, key_words
from app.services.rate import Deed
from app.unit import commits, session
from app.views.audit import MIMES
from app.views.downloads import download

pages = Blueprint("neutrality", __name__)
ENTRIES.append(Entry("neutrality.page", mark("Neutrality"), OFFICE, 72))
PERIODS = (90, YEAR)


def _days() -> int:
    wanted = request.args.get("days", PERIODS[0], type=int)
    return wanted if wanted in PERIODS else PERIODS[0]


@pages.get("/neutrality")
@staff_only
def page() -> str:
    """Show who is shown, asked and hired, how evenly, and what rotation changes."""
    found = read_neutrality(session(), now=clock.now(), days=_days())

    def words(block: str, key: str) -> str:
        if block == "months":
            return day(date.fromisoformat(f"{key}-01"), "MMMM y")
        return key_words(found, block, key, locale())

    curve = " ".join(f"{x:.1f},{100 - y:.1f}" for x, y in found.lorenz)
    return render_template(
        "neutrality/page.html",
        found=found,
        words=words,
        curve=curve,
        days=_days(),
        periods=PERIODS,
        few=FEW,
        answers=ANSWERS,
    )


@pages.post("/neutrality.<form>")
@staff_only
@limited(Deed.EXPORT)
@commits
def export(form: str) -> Response:
    """Give the figures out as a file, and note that they went out."""
    if form not in MIMES:
        abort(404)
    found: Neutrality = read_neutrality(session(), now=clock.now(), days=_days())
    actor = Actor.of(require_account(), clock.now())
    data = export_neutrality(session(), actor, found, form=form, locale=locale())
    return download(data, f"neutrality-{clock.today()}.{form}", MIMES[form])
