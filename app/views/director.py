"""The director's page for staff, and the lists behind its figures."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from app import clock
from app.access import overview, staff_only
from app.i18n import locale
from app.messages import mark
from app.models.shortlist import UnfilledReason
from app.navigation import ENTRIES, OVERVIEW, Entry
from app.queries.director import list_open_slots
from app.services.director.answers import PAST as YEAR
from app.services.director.answers import Pace, list_answers
from app.services.director.freshness import LIMITS, read_freshness
from app.services.director.hires import read_hires
from app.services.director.page import STEPS, read_director_page
from app.services.director.shortage import list_unfilled
from app.services.package import ShootSize
from app.services.pipeline import Step
from app.services.roster import get_roster
from app.unit import session
from config import get_settings

pages = Blueprint("director", __name__)
ENTRIES.append(Entry("director.page", mark("Director's page"), OVERVIEW, 70))
MOST_LINES = 300
HOURS_A_DAY = 24

REASONS: dict[UnfilledReason | None, str] = {
    None: mark("Not looked for yet"),
    UnfilledReason.ROLE_UNKNOWN: mark("Title not settled"),
    UnfilledReason.NOBODY_HOLDS_ROLE: mark("Too few in the registry"),
    UnfilledReason.ALL_BOOKED: mark("All booked or unavailable"),
    UnfilledReason.UNCONFIRMED: mark("Would fill if confirmed"),
    UnfilledReason.REQUIREMENT: mark("A requirement: language, licence, residence"),
    UnfilledReason.TAKEN_ELSEWHERE: mark("Needed on another line"),
    UnfilledReason.DROPPED: mark("Dropped from the line"),
}
STEP_WORDS: dict[Step, str] = {
    Step.ENROLLED: mark("Enrolled"),
    Step.COMPLETED: mark("Completed"),
    Step.REGISTERED: mark("In the registry"),
    Step.SHORTLISTED: mark("Shortlisted"),
    Step.HIRED: mark("First hire"),
    Step.HIRED_AGAIN: mark("Second hire"),
}
PACES: dict[Pace, str] = {
    Pace.COMMERCIAL: mark("Commercial"),
    Pace.FEATURE: mark("Feature"),
    Pace.SERIES: mark("Series"),
}
SIZES: dict[ShootSize, str] = {
    ShootSize.SMALL: mark("small shoot"),
    ShootSize.MEDIUM: mark("medium shoot"),
    ShootSize.LARGE: mark("large shoot"),
}


@pages.get("/director")
@overview
def page() -> str:
    """Show the one page."""
    wanted = request.args.get("size", "")
    size = ShootSize(wanted) if wanted in set(ShootSize) else ShootSize.MEDIUM
    shown = read_director_page(session(), now=clock.now(), size=size, locale=locale())
    return render_template(
        "director/page.html",
        page=shown,
        sizes=SIZES,
        steps={each: STEP_WORDS[each] for each in STEPS},
        limits=LIMITS,
        **_words(),
    )


@pages.get("/director/<block>")
@staff_only
def block(block: str) -> str:
    """Show the list behind a block, or what its figures mean."""
    if block not in BLOCKS:
        abort(404)
    return BLOCKS[block]()


def _words() -> dict[str, Any]:
    return {"reason_words": REASONS, "pace_words": PACES}


def _answers() -> str:
    rows = list_answers(session(), now=clock.now())
    return render_template("director/answers.html", rows=rows, **_words())


def _open() -> str:
    rows = list_open_slots(session(), since=clock.now() - YEAR, limit=MOST_LINES)
    return render_template("director/open.html", rows=rows, most=MOST_LINES, **_words())


def _unfilled() -> str:
    role_id = request.args.get("role", "")
    rows = [
        each for each in list_unfilled(session(), today=clock.today()) if not role_id or each.line.role_id == role_id
    ]
    return render_template("director/unfilled.html", rows=rows, role_id=role_id)


def _freshness() -> str:
    roster = get_roster(session(), today=clock.today())
    found = read_freshness(session(), roster, now=clock.now())
    return render_template("director/freshness.html", found=found, limits=LIMITS)


def _hires() -> str:
    roster = get_roster(session(), today=clock.today())
    return render_template("director/hires.html", hires=read_hires(session(), roster, today=clock.today()))


def _definitions() -> str:
    return render_template("director/definitions.html", goal=get_settings().parallel_goal, **_words())


BLOCKS: dict[str, Callable[[], str]] = {
    "answers": _answers,
    "open": _open,
    "unfilled": _unfilled,
    "freshness": _freshness,
    "hires": _hires,
    "definitions": _definitions,
}


@pages.app_template_filter()
def working_time(hours: float | None) -> str:
    """Return hours of working days as people say them: in hours up to two days, then in days."""
    if hours is None:
        return "–"
    if hours < 2 * HOURS_A_DAY:
        return str(_("%(count)s h", count=f"{hours:.0f}" if hours >= 1 else "<1"))
    return str(_("%(count)s d", count=f"{round(hours / HOURS_A_DAY, 1):g}"))
