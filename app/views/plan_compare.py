"""Two plans side by side."""

from typing import Any

from flask import redirect, render_template, request, url_for

from app.access import staff_only
from app.i18n import locale
from app.queries.plan import list_done_plans
from app.services.plan.compare import Change
from app.services.plan_pages.versus import Only, set_side_by_side
from app.unit import session
from app.views.plan_ground import kept_plan, pages

MOST_OFFERED = 60


@pages.get("/plans/<id:plan_id>/compare")
@staff_only
def compare(plan_id: int) -> Any:
    """Lead to the comparison with the plan that was chosen, else with the one this plan is based on."""
    plan = kept_plan(plan_id)
    other = request.args.get("other", 0, type=int) or plan.based_on_id
    if other:
        return redirect(url_for("plans.versus", plan_id=plan_id, other_id=other))
    return render_template("plan/compare.html", plan=plan, against=None, choices=_choices(plan_id))


@pages.get("/plans/<id:plan_id>/compare/<id:other_id>")
@staff_only
def versus(plan_id: int, other_id: int) -> Any:
    """Show what a plan changes against another one."""
    plan, other = kept_plan(plan_id), kept_plan(other_id)
    only = Only(
        production=request.args.get("production", ""),
        department=request.args.get("department", ""),
        change=request.args.get("change", ""),
    )
    return render_template(
        "plan/compare.html",
        plan=plan,
        against=other,
        choices=_choices(plan_id),
        found=set_side_by_side(session(), other, plan, locale(), only),
        only=only,
        kinds=[each for each in Change if each is not Change.SAME],
    )


def _choices(plan_id: int) -> list[Any]:
    return [each for each in list_done_plans(session(), limit=MOST_OFFERED) if each.id != plan_id]
