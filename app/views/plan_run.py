"""The work on a plan: how it goes, stopped, begun again, thrown away."""

from typing import Any

from flask import flash, jsonify, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import staff_only
from app.clock import now
from app.errors import LlamadoError
from app.models.plan import Plan
from app.pages import say
from app.plan_labels import PHASES
from app.services.plan.ask import PlanState, ask_for_plan, cancel_plan, plan_state
from app.services.plan.draft import discard_draft
from app.unit import commits, session
from app.views.plan_ground import actor, kept_plan, pages, start_worker_later
from app.views.plans import show_unfinished


@pages.get("/plans/<id:plan_id>/progress")
@staff_only
def progress(plan_id: int) -> Any:
    """Say how far the work on a plan is, for the page to follow it."""
    plan = kept_plan(plan_id)
    answer = jsonify(read_progress(plan))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.app_template_filter("plan_progress")
def read_progress(plan: Plan) -> dict[str, Any]:
    """Return state, words and figures of the work on a plan; `percent` is how much is filled."""
    state = plan_state(plan, now())
    told = plan.progress
    slots, filled, gap = int(told.get("slots", 0)), int(told.get("filled", 0)), told.get("gap")
    working = state in {PlanState.QUEUED, PlanState.RUNNING}
    began = plan.started_at or plan.asked_at
    seconds = int((now() - began).total_seconds()) if began and working else int(told.get("seconds", 0))
    return {
        "state": state.value,
        "working": working,
        "phase": _(PHASES.get(str(told.get("phase", "")).partition(":")[0], PHASES["search"])),
        "percent": round(100 * filled / slots) if slots else 0,
        "filled": _("%(filled)s of %(slots)s slots filled", filled=filled, slots=slots) if slots else "",
        "gap": _("proved to within %(percent)s %%", percent=f"{100 * gap:.2f}") if isinstance(gap, float) else "",
        "seconds": ngettext("%(num)s second", "%(num)s seconds", seconds),
    }


@pages.post("/plans/<id:plan_id>/cancel")
@staff_only
@commits
def cancel(plan_id: int) -> Any:
    """Stop the work on a plan."""
    try:
        cancel_plan(session(), actor(), kept_plan(plan_id))
    except LlamadoError as error:
        flash(say(error), "error")
    return redirect(url_for("plans.show", plan_id=plan_id))


@pages.post("/plans/<id:plan_id>/again")
@staff_only
@commits
def again(plan_id: int) -> Any:
    """Hand a draft, or a plan whose work stopped, to a worker."""
    plan = kept_plan(plan_id)
    if plan_state(plan, now()) in {PlanState.QUEUED, PlanState.RUNNING, PlanState.DONE}:
        return redirect(url_for("plans.show", plan_id=plan_id))  # sent twice: it is on its way
    try:
        ask_for_plan(session(), actor(), plan)
    except LlamadoError as error:
        return show_unfinished(plan, say(error))
    start_worker_later(plan)
    return redirect(url_for("plans.show", plan_id=plan_id))


@pages.post("/plans/<id:plan_id>/discard")
@staff_only
@commits
def discard(plan_id: int) -> Any:
    """Throw a draft away, with the changes in it."""
    plan = kept_plan(plan_id)
    before = plan.based_on_id
    try:
        discard_draft(session(), actor(), plan)
    except LlamadoError as error:
        flash(say(error), "error")
        return redirect(url_for("plans.show", plan_id=plan_id))
    flash(_("The changes are discarded."))
    return redirect(url_for("plans.show", plan_id=before) if before else url_for("plans.index"))
