"""Productions: the list by whose turn it is, and a production's page with workspace, schedule, bases and needs."""

from typing import Any

from flask import Blueprint, render_template, request

from app.access import allow, require_account
from app.clock import now, today
from app.forms.workspace import AnswerForm, FollowUpForm, QuestionForm
from app.models.account import Role
from app.queries.need import list_needs
from app.queries.production import get_production, list_bases, list_blocks, list_productions
from app.queries.subscription import list_live_subscriptions
from app.queries.workspace import list_office
from app.services.workspace_page import open_workspace, order_productions, time_first_lists
from app.unit import session
from app.views.need_ground import is_staff, only_contact

pages = Blueprint("productions", __name__)
production_or_staff = allow(Role.PRODUCTION, Role.STAFF)
LONGEST = 80


@pages.get("/productions")
@production_or_staff
def index() -> str:
    """List productions: all for staff, their own for a contact."""
    words = request.args.get("q", "")[:LONGEST].replace("\0", "")
    rows = list_productions(session(), contact_id=only_contact(require_account()), words=words)
    return render_template(
        "production/index.html",
        rows=order_productions(session(), rows),
        words=words,
        staff=is_staff(require_account()),
        today=today(),
        first_lists=time_first_lists(session(), now=now()),
    )


@pages.get("/productions/<id:production_id>")
@production_or_staff
def page(production_id: int) -> str:
    """Show a production: its workspace, schedule, bases and needs."""
    return show_production(production_id)


def show_production(production_id: int, **shown: Any) -> str:
    """Draw a production's page; `shown` may be a form with errors, as it was typed."""
    account = require_account()
    contact_id, staff = only_contact(account), is_staff(account)
    production = get_production(session(), production_id, contact_id=contact_id)
    needs = [row for row in list_needs(session(), contact_id=contact_id) if row.production.id == production_id]
    workspace = open_workspace(session(), production_id)
    forms: dict[str, Any] = {"question_form": QuestionForm(formdata=None).offer(workspace.lines)}
    if staff:
        step = FollowUpForm(formdata=None, owner_id=account.id)
        forms["step_form"] = step.offer(list_office(session()), workspace.lines)
    return render_template(
        "production/page.html",
        production=production,
        bases=list_bases(session(), production_id),
        blocks=list_blocks(session(), production_id),
        rows=needs,
        addresses_out=list_live_subscriptions(session(), production_id=production_id),
        staff=staff,
        workspace=workspace,
        today=today(),
        **{"answer_form": AnswerForm(formdata=None), "answered_id": 0, "error": ""} | forms | shown,
    )
