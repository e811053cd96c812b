"""Plans: the list, a new one, its progress, the board when it is done."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import staff_only
from app.clock import now, today
from app.errors import LlamadoError
from app.forms.plan import NewPlanForm
from app.i18n import locale
from app.models.plan import Plan, PlanStatus, PlanView
from app.pages import day, say
from app.plan_labels import SLOT_WORDS
from app.queries.plan import (
    count_plans,
    find_draft_on,
    list_plan_productions,
    list_plannable_needs,
    list_plans,
    list_plans_after,
)
from app.services.plan.ask import ask_for_plan, plan_state
from app.services.plan.draft import draft_plan
from app.services.plan_pages.board import Board, build_board
from app.services.plan_pages.broken import list_broken
from app.services.plan_pages.changes import list_changes
from app.services.plan_pages.kept import open_kept
from app.services.plan_pages.people import build_years
from app.services.plan_pages.summary import sum_up
from app.unit import commits, session
from app.views.plan_ground import actor, filters, kept_plan, pages, start_worker_later, zoom

PER_PAGE = 40
_FEW = 40
"""So few slots are shown unfolded."""


@pages.get("/plans")
@staff_only
def index() -> str:
    """List the plans that were made, the newest first."""
    page = max(1, request.args.get("page", 1, type=int))
    rows = list_plans(session(), limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    return render_template(
        "plan/index.html",
        rows=[(row, plan_state(row.plan, now())) for row in rows],
        page=page,
        pages=-(-count_plans(session()) // PER_PAGE),
        plannable=len(list_plannable_needs(session())) if not rows else 0,
    )


@pages.get("/plans/new")
@staff_only
def new() -> Any:
    """Ask which productions are planned together; those of `need` in the address are ticked."""
    rows = list_plannable_needs(session())
    ticked = request.args.getlist("need", type=int) or [row.need.id or 0 for row in rows]
    name = _("Plan of %(day)s", day=day(today()))
    return _new(NewPlanForm(formdata=None, needs=ticked, name=name))


def _new(form: NewPlanForm, error: str = "") -> Any:
    body = render_template("plan/new.html", form=form, rows=list_plannable_needs(session()), error=error)
    return (body, 422) if error or form.errors else body


@pages.post("/plans/new")
@staff_only
@commits
def make() -> Any:
    """Begin the plan and hand it to a worker."""
    form = NewPlanForm()
    if not form.validate_on_submit():
        return _new(form)
    try:
        plan = draft_plan(
            session(),
            actor(),
            name=form.name.data or "",
            need_ids=form.needs.data or [],
            view=PlanView(form.view.data),
            may_move_holds=bool(form.may_move_holds.data),
            time_limit_seconds=form.time_limit_seconds.data or 0,
            today=today(),
        )
        ask_for_plan(session(), actor(), plan)
    except LlamadoError as error:
        return _new(form, say(error))
    start_worker_later(plan)
    return redirect(url_for("plans.show", plan_id=plan.id))


@pages.get("/plans/<id:plan_id>")
@staff_only
def show(plan_id: int) -> Any:
    """Show a plan as far as it is: what it will do, how it goes, why it failed, or the board."""
    plan = kept_plan(plan_id)
    return _board(plan) if plan.status is PlanStatus.DONE else show_unfinished(plan)


def show_unfinished(plan: Plan, error: str = "") -> Any:
    """Show a draft with its changes, or how the work on a plan goes."""
    body = render_template(
        "plan/unfinished.html",
        plan=plan,
        state=plan_state(plan, now()),
        productions=list_plan_productions(session(), plan.id or 0),
        changes=list_changes(session(), plan, locale()),
        back=url_for("plans.show", plan_id=plan.id),
        error=error,
    )
    return (body, 409) if error else body


def _board(plan: Plan) -> str:
    kept, wanted = open_kept(session(), plan), filters()
    board = build_board(kept, locale(), wanted, zoom())
    draft = find_draft_on(session(), plan.id or 0)
    every, opened = _unfolded(board)
    return render_template(
        "plan/board.html",
        plan=plan,
        board=board,
        summary=sum_up(kept),
        broken=list_broken(session(), kept, locale()),
        filters=wanted,
        states=SLOT_WORDS,
        zoom=zoom(),
        every=every or wanted.is_set or board.shown <= _FEW,
        opened=opened,
        draft=draft,
        changes=list_changes(session(), draft, locale()) if draft else [],
        back=url_for("plans.show", plan_id=plan.id),
        after=list_plans_after(session(), plan.id or 0),
        today_on=today(),
        args=_args(),
    )


def _unfolded(board: Board) -> tuple[bool, set[str]]:
    """Return whether all lines are unfolded, and which productions and departments are: at first all productions."""
    keys = {each.row.key for each in board.productions}
    opened = set(request.args.getlist("show")) - {"-"} if "show" in request.args else set(keys)
    toggle = request.args.get("toggle", "")
    if toggle in {"all", "none"}:
        groups = {group.key for each in board.productions for group in each.departments}
        return toggle == "all", keys | groups if toggle == "all" else keys
    return False, opened ^ {toggle} if toggle else opened


def _args() -> dict[str, str]:
    """Return the filters of the address, to be kept in links."""
    kept = ("state", "changed", "department", "person", "reason", "zoom")
    return {name: request.args[name] for name in kept if request.args.get(name)}


@pages.get("/plans/<id:plan_id>/people")
@staff_only
def people(plan_id: int) -> str:
    """Show the year of everyone whom the plan places, those who work twice first."""
    plan = kept_plan(plan_id)
    kept, wanted = open_kept(session(), plan), filters()
    return render_template(
        "plan/people.html",
        plan=plan,
        years=build_years(kept, locale(), wanted, zoom()),
        productions=kept.productions,
        filters=wanted,
        args=_args(),
        today_on=today(),
    )
