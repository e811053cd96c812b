"""A slot of a plan: who stands there and why, what others would cost, or why it is open and what would help."""

from functools import partial
from typing import Any

from flask import current_app, render_template, request, url_for

from app.access import staff_only
from app.clock import today
from app.i18n import locale
from app.services.call_text import confirm_text
from app.services.plan_pages.priced import price_choices
from app.services.plan_pages.slot import open_slot
from app.services.plan_pages.somebody import look_up
from app.unit import session
from app.views.plan_ground import kept_plan, pages

LONGEST = 120


@pages.get("/plans/<id:plan_id>/slots/<id:slot_id>")
@staff_only
def slot(plan_id: int, slot_id: int) -> Any:
    """Show one slot; `q` in the address looks somebody else up by name."""
    plan = kept_plan(plan_id)
    page = open_slot(session(), plan, slot_id, locale())
    words = request.args.get("q", "")[:LONGEST].replace("\x00", "")
    return render_template(
        "plan/slot.html",
        plan=plan,
        page=page,
        choices=price_choices(session(), plan, page.slot, locale()),
        q=words,
        found=look_up(session(), words) if words.strip() else None,
        chat_text=partial(confirm_text, on=today()),
        training=url_for("training.index") if "training.index" in current_app.view_functions else "",
        back=url_for("plans.show", plan_id=plan_id, _anchor=f"s{slot_id}"),
    )
