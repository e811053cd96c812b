"""A plan turned into offers, in one step: who is asked what is seen first."""

from secrets import token_urlsafe
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import staff_only
from app.clock import now
from app.errors import LlamadoError
from app.forms.plan import PlanOffersForm
from app.i18n import locale
from app.models.plan import Plan
from app.pages import say
from app.queries.plan import list_placed
from app.services.plan.offers import turn_into_offers
from app.services.plan_pages.asking import OffersPage, open_offers, preview_text, read_values
from app.unit import commits, session
from app.views.plan_ground import actor, kept_plan, pages
from config import get_settings

MOST_HOURS = 720


@pages.get("/plans/<id:plan_id>/offers")
@staff_only
def offers(plan_id: int) -> Any:
    """Show who would be asked, what they would read, and who would not be asked; afterwards what became of it."""
    plan = kept_plan(plan_id)
    page = open_offers(session(), plan, locale(), now=now())
    form = PlanOffersForm(
        formdata=None,
        data={"answer_hours": get_settings().offer_hours, "tells_title": False, "form_key": token_urlsafe(24)},
    )
    return _render(plan, page, form, set(page.values))


@pages.post("/plans/<id:plan_id>/offers")
@staff_only
@commits
def send(plan_id: int) -> Any:
    """Ask those who are ticked, all in one step, or show the text as typed; sent twice, it asks once."""
    plan, form, ticked = kept_plan(plan_id), PlanOffersForm(), set(request.form.getlist("who"))
    if request.form.get("do") != "send" or not form.validate_on_submit():
        form.validate()
        return _render(plan, open_offers(session(), plan, locale(), now=now()), form, ticked)
    try:
        rounds = _send(plan, form, ticked)
    except LlamadoError as error:
        text = say(error)
        session().rollback()
        return _render(plan, open_offers(session(), plan, locale(), now=now()), form, ticked, text)
    flash(
        ngettext("One line was asked for.", "%(num)s lines were asked for.", len(rounds))
        + " "
        + _("The offers go out now; answers stand on each production's board.")
    )
    return redirect(url_for("plans.offers", plan_id=plan_id))


def _send(plan: Plan, form: PlanOffersForm, ticked: set[str]) -> list[Any]:
    chosen = read_values(ticked)
    keys = {key for key, _person in chosen}
    everyone = {(key, person) for key, person in list_placed(session(), plan.id or 0) if key in keys}
    return turn_into_offers(
        session(),
        actor(),
        plan,
        line_keys=keys,
        answer_hours=form.answer_hours.data or 0,
        tells_title=bool(form.tells_title.data),
        note=form.note.data or "",
        form_key=form.form_key.data or "",
        leave_out=everyone - chosen,
    )


def _render(plan: Plan, page: OffersPage, form: PlanOffersForm, ticked: set[str], error: str = "") -> Any:
    hours = form.answer_hours.data
    whom, letters = preview_text(
        session(),
        page,
        read_values(ticked),
        locale(),
        tells_title=bool(form.tells_title.data),
        note=form.note.data or "",
        answer_hours=hours if isinstance(hours, int) and 0 < hours <= MOST_HOURS else get_settings().offer_hours,
        now=now(),
    )
    body = render_template(
        "plan/offers.html", plan=plan, page=page, form=form, ticked=ticked, whom=whom, letters=letters, error=error
    )
    return (body, 422) if error or form.errors else body
