"""The match of a need: its lines, the candidates of each, why somebody is not among them."""

from functools import partial
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import require_account, staff_only
from app.clock import now, today
from app.errors import ConflictError, InvalidInputError
from app.forms.match import DecisionForm, WhyNotForm
from app.i18n import locale
from app.pages import say
from app.paths import safe_path
from app.queries.need import get_need
from app.queries.production import get_production
from app.queries.shortlist import get_position, list_positions
from app.services.audit import Actor
from app.services.call_text import confirm_text
from app.services.candidate import decide_on_candidate
from app.services.compare_candidates import compare_candidates
from app.services.match import match_need
from app.services.match_pages import answer_why_not, list_lines, open_candidates
from app.services.shortlist_changes import list_changes
from app.unit import commits, session

pages = Blueprint("match", __name__)
ID = "int(min=1, max=2147483647)"


def _actor() -> Actor:
    return Actor.of(require_account(), now())


def _crew_address(crew_member_id: int) -> str:
    """Return the address of a person's page, where the registry's pages are installed."""
    known = "crew.show" in current_app.view_functions
    return url_for("crew.show", crew_member_id=crew_member_id) if known else ""


@pages.get(f"/needs/<{ID}:need_id>/match")
@staff_only
def lines(need_id: int) -> str:
    """Show what was found for each line of the need."""
    need = get_need(session(), need_id)
    positions = list_positions(session(), need_id)
    return render_template(
        "match/lines.html",
        changes=list_changes(session(), need, positions, locale(), today=today()),
        need=need,
        production=get_production(session(), need.production_id),
        rows=list_lines(session(), need, locale()),
        crew_address=_crew_address,
    )


@pages.post(f"/needs/<{ID}:need_id>/match")
@staff_only
@commits
def run(need_id: int) -> Any:
    """Rank people for every line and propose one for each slot."""
    need = get_need(session(), need_id, lock=True)
    found = match_need(session(), _actor(), need, today=today())
    flash(
        ngettext("One person proposed.", "%(num)s people proposed.", found.proposed)
        + " "
        + ngettext("One slot stays open.", "%(num)s slots stay open.", found.unfilled)
    )
    back = safe_path(request.form.get("next", ""))
    return redirect(back or url_for("match.lines", need_id=need_id))


@pages.get(f"/positions/<{ID}:position_id>/candidates")
@staff_only
def candidates(position_id: int) -> Any:
    """Show the candidates of a position with reasons, and answer "why not?" for a name."""
    return _candidates(position_id)


def _candidates(position_id: int, error: str = "") -> Any:
    form = WhyNotForm(request.args, meta={"csrf": False})
    words = (form.q.data or "").strip() if form.validate() else ""
    page = open_candidates(session(), position_id, locale())
    answers = None
    if words and page.position.role_id:
        answers = answer_why_not(session(), position_id, words, locale(), today=today())
    body = render_template(
        "match/candidates.html",
        page=page,
        form=form,
        answers=answers,
        changes=list_changes(session(), page.need, [page.position], locale(), today=today()),
        error=error,
        crew_address=_crew_address,
        chat_text=partial(confirm_text, on=today()),
    )
    return (body, 422) if error else body


@pages.get(f"/positions/<{ID}:position_id>/compare")
@staff_only
def compare(position_id: int) -> str:
    """Show two candidates side by side: those named, else the first two of the list."""
    first, second = (request.args.get(name, type=int) for name in ("a", "b"))
    return render_template(
        "match/compare.html",
        comparison=compare_candidates(session(), position_id, first, second, locale()),
        crew_address=_crew_address,
        chat_text=partial(confirm_text, on=today()),
    )


@pages.post(f"/positions/<{ID}:position_id>/candidates/<{ID}:crew_member_id>")
@staff_only
@commits
def decide(position_id: int, crew_member_id: int) -> Any:
    """Pick or drop a candidate, take that back, or move them up or down."""
    _position, need, _production = get_position(session(), position_id)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _candidates(position_id, _("Choose what to do, and keep the reason short."))
    try:
        decide_on_candidate(
            session(),
            _actor(),
            need,
            position_id,
            crew_member_id,
            choice=form.decision.data or "",
            reason=form.reason.data or "",
            note=form.note.data or "",
        )
    except (InvalidInputError, ConflictError) as error:
        return _candidates(position_id, say(error))
    return redirect(url_for("match.candidates", position_id=position_id, _anchor=f"c{crew_member_id}"))
