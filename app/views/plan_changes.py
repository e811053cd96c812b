"""Changes to a plan, each gathered in a draft: pins, bars, days away, what-ifs; and taking them back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for

from app.access import staff_only
from app.db import MAX_ID
from app.errors import InvalidInputError, LlamadoError
from app.messages import mark
from app.models.plan import Plan, PlanView
from app.pages import say
from app.paths import safe_path
from app.services.plan import change as changing
from app.services.plan.pin import pin
from app.unit import commits, session
from app.views.plan_ground import actor, kept_plan, pages


def _number(name: str, *, least: int = 0, most: int = MAX_ID) -> int:
    """Return a whole number of the form; InvalidInputError where it is none, as only a forged form sends that."""
    typed = request.form.get(name, "")
    if not typed.lstrip("-").isdecimal() or not least <= int(typed[:12]) <= most:
        raise InvalidInputError(mark("Something in the request is not as it should be. Go back and try again."))
    return int(typed)


def _text(name: str) -> str:
    return request.form.get(name, "")[:200].replace("\x00", "")


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise InvalidInputError(mark("Give both days.")) from error


def _pin(plan: Plan) -> Plan:
    return pin(session(), actor(), plan, crew_member_id=_number("crew_member_id"), line_key=_text("line_key"))


def _forbid(plan: Plan) -> Plan:
    who = _number("crew_member_id")
    return changing.forbid(session(), actor(), plan, crew_member_id=who, line_key=_text("line_key"))


def _away(plan: Plan) -> Plan:
    days = {"starts_on": _day("starts_on"), "ends_on": _day("ends_on")}
    return changing.away(session(), actor(), plan, crew_member_id=_number("crew_member_id"), **days)


def _drop_rule(plan: Plan) -> Plan:
    return changing.drop_rule(session(), actor(), plan, rule_id=_number("rule_id"))


def _shift(plan: Plan) -> Plan:
    days = _number("days", least=-changing.MOST_SHIFT, most=changing.MOST_SHIFT)
    return changing.shift_production(session(), actor(), plan, key=_text("key"), days=days)


def _priority(plan: Plan) -> Plan:
    return changing.set_priority(session(), actor(), plan, key=_text("key"), priority=_number("priority"))


def _drop_production(plan: Plan) -> Plan:
    return changing.drop_production(session(), actor(), plan, key=_text("key"))


def _view(plan: Plan) -> Plan:
    asked = _text("view")
    return changing.set_view(session(), actor(), plan, view=PlanView(asked) if asked in set(PlanView) else None)


def _holds(plan: Plan) -> Plan:
    return changing.set_view(session(), actor(), plan, may_move_holds=bool(_text("may_move_holds")))


def _seconds(plan: Plan) -> Plan:
    return changing.set_view(session(), actor(), plan, time_limit_seconds=_number("time_limit_seconds"))


VERBS: dict[str, Callable[[Plan], Plan]] = {
    "pin": _pin,
    "forbid": _forbid,
    "away": _away,
    "drop_rule": _drop_rule,
    "shift": _shift,
    "priority": _priority,
    "drop_production": _drop_production,
    "view": _view,
    "holds": _holds,
    "seconds": _seconds,
}
"""What a button of the board, the panel or the bar of changes may ask for."""


@pages.post("/plans/<id:plan_id>/changes")
@staff_only
@commits
def change(plan_id: int) -> Any:
    """Make one change, or take one back; the plan itself stays as it was found."""
    plan = kept_plan(plan_id)
    back = safe_path(request.form.get("back", ""))
    verb = VERBS.get(request.form.get("do", ""))
    try:
        if verb is None:
            raise InvalidInputError(mark("Something in the request is not as it should be. Go back and try again."))
        draft = verb(plan)
    except LlamadoError as error:
        if not back:
            raise
        flash(say(error), "error")
        session().rollback()
        return redirect(back)
    return redirect(back or address_of(draft))


def address_of(draft: Plan) -> str:
    """Return where changes are seen: the board of the plan they are based on, else the draft."""
    return url_for("plans.show", plan_id=draft.based_on_id or draft.id)
