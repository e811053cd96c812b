"""What-ifs: a production moves, joins, is left out or weighed otherwise; somebody is away; another view."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.access import staff_only
from app.errors import InvalidInputError, LlamadoError
from app.forms.plan import AwayForm, BriefForm, PackageForm, PriorityForm, ShiftForm, ViewForm
from app.i18n import locale
from app.messages import mark
from app.models.crew import CrewMember
from app.models.plan import Plan, PlanStatus, PlanView
from app.pages import day, say
from app.queries.plan import find_draft_on, list_plan_productions
from app.services.package import ShootSize
from app.services.place_choices import read_place
from app.services.plan import change as changing
from app.services.plan import what_if as what_ifs
from app.services.plan_pages.changes import list_changes
from app.services.plan_pages.somebody import look_up
from app.services.problem import ProblemsError
from app.unit import commits, session
from app.views.plan_changes import address_of
from app.views.plan_ground import actor, kept_plan, pages

MOST_SHOWN = 8
SHOOTS = {
    "small": mark("Small shoot from %(day)s"),
    "medium": mark("Medium shoot from %(day)s"),
    "large": mark("Large shoot from %(day)s"),
}
"""Size -> what a package of it is called in the plan."""


class UnsureError(Exception):
    """What was typed means nobody or several: the form shows whom it may mean."""

    def __init__(self, people: Sequence[CrewMember]) -> None:
        super().__init__()
        self.people = people


def _given(day_on: date | None) -> date:
    """Return a day that the form has required."""
    if day_on is None:
        raise InvalidInputError(mark("Give a day."))
    return day_on


def _shift(plan: Plan, form: ShiftForm) -> Plan:
    return changing.shift_production(session(), actor(), plan, key=form.key.data, days=form.days)


def _priority(plan: Plan, form: PriorityForm) -> Plan:
    return changing.set_priority(session(), actor(), plan, key=form.key.data, priority=form.priority.data)


def _away(plan: Plan, form: AwayForm) -> Plan:
    chosen = request.form.get("crew_member_id", 0, type=int)
    people = look_up(session(), form.person.data or "")
    ids = [each.id or 0 for each in people]
    if chosen not in ids and len(ids) != 1:
        raise UnsureError(people)
    who = chosen if chosen in ids else ids[0]
    first, last = _given(form.starts_on.data), _given(form.ends_on.data)
    return changing.away(session(), actor(), plan, crew_member_id=who, starts_on=first, ends_on=last)


def _brief(plan: Plan, form: BriefForm) -> Plan:
    return what_ifs.add_brief(session(), actor(), plan, content=form.brief.data.stream.read())


def _package(plan: Plan, form: PackageForm) -> Plan:
    place_id = _read_base(form) if (form.base.data or "").strip() else ""
    return what_ifs.add_package(
        session(),
        actor(),
        plan,
        size=ShootSize(form.size.data),
        shoot_starts_on=_given(form.shoot_starts_on.data),
        base_place=place_id,
        title=_(SHOOTS[form.size.data], day=day(form.shoot_starts_on.data)),
    )


def _read_base(form: PackageForm) -> str:
    """Return the place that was typed; InvalidInputError where it is unknown or may mean several."""
    place = read_place(form.base.data or "")
    if place.place_id is not None:
        return place.place_id
    if place.suggestions:
        raise InvalidInputError(mark("Which one? %(names)s"), names="; ".join(place.suggestions[:MOST_SHOWN]))
    raise InvalidInputError(mark("No such place is known."))


def _settings(plan: Plan, form: ViewForm) -> Plan:
    return changing.set_view(
        session(),
        actor(),
        plan,
        view=PlanView(form.view.data),
        may_move_holds=bool(form.may_move_holds.data),
        time_limit_seconds=form.time_limit_seconds.data,
    )


WHAT_IFS: dict[str, tuple[type[FlaskForm], Callable[[Plan, Any], Plan]]] = {
    "shift": (ShiftForm, _shift),
    "package": (PackageForm, _package),
    "brief": (BriefForm, _brief),
    "away": (AwayForm, _away),
    "priority": (PriorityForm, _priority),
    "settings": (ViewForm, _settings),
}
"""By the word in its address: the form of a what-if, and what it asks for."""


@pages.get("/plans/<id:plan_id>/what-if")
@staff_only
def what_if(plan_id: int) -> Any:
    """Offer the what-ifs."""
    return _render(kept_plan(plan_id))


@pages.post("/plans/<id:plan_id>/what-if/<name>")
@staff_only
@commits
def try_out(plan_id: int, name: str) -> Any:
    """Put a what-if into the draft of a plan."""
    if name not in WHAT_IFS:
        abort(404)
    kind, ask = WHAT_IFS[name]
    plan = kept_plan(plan_id)
    form = kind(prefix=f"{name}-")
    _offer(form, _current(plan))
    if not form.validate_on_submit():
        return _render(plan, form, name)
    try:
        draft = ask(plan, form)
    except UnsureError as unsure:
        return _render(plan, form, name, _whom(unsure), unsure.people)
    except LlamadoError as error:
        texts = [each.text(locale()) for each in error.problems] if isinstance(error, ProblemsError) else [say(error)]
        return _render(plan, form, name, " ".join(texts[:MOST_SHOWN]))
    return redirect(f"{address_of(draft)}#changes")


def _whom(unsure: UnsureError) -> str:
    if unsure.people:
        return str(_("Several people are called that: choose one."))
    return str(_("Nobody in the registry is called that."))


def _current(plan: Plan) -> Plan:
    """Return the plan as the next change finds it: its draft where there is one."""
    return plan if plan.status is PlanStatus.DRAFT else find_draft_on(session(), plan.id or 0) or plan


def _render(
    plan: Plan, filled: FlaskForm | None = None, name: str = "", error: str = "", people: Sequence[CrewMember] = ()
) -> Any:
    """Show every what-if; the form called `name` as it was `filled` in."""
    current = _current(plan)
    forms = _make_forms(current)
    if filled is not None:
        forms[name] = filled
    draft = current if current.status is PlanStatus.DRAFT else None
    body = render_template(
        "plan/what_if.html",
        plan=plan,
        draft=draft,
        changes=list_changes(session(), draft, locale()) if draft else [],
        back=url_for("plans.what_if", plan_id=plan.id),
        productions=list_plan_productions(session(), current.id or 0),
        forms=forms,
        at=name,
        error=error,
        people=people,
    )
    return (body, 422) if filled is not None else body


def _make_forms(current: Plan) -> dict[str, FlaskForm]:
    """Return an empty form for each what-if, as the plan or its draft stands now."""
    view = {
        "view": current.view.value,
        "may_move_holds": current.may_move_holds,
        "time_limit_seconds": current.time_limit_seconds,
    }
    made = {name: kind(formdata=None, prefix=f"{name}-", data=view) for name, (kind, _ask) in WHAT_IFS.items()}
    for form in made.values():
        _offer(form, current)
    return made


def _offer(form: FlaskForm, current: Plan) -> None:
    """Offer the plan's productions in a form that chooses one."""
    if isinstance(form, ShiftForm | PriorityForm):
        form.offer((each.key, each.title) for each in list_plan_productions(session(), current.id or 0))
