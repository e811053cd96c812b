"""Whom to call about their days: people whom e-mails don't reach."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import require_account, staff_only
from app.queries.crew import get_crew_member
from app.services.asking_days import Because, list_people_to_ask, note_ask
from app.services.audit import Actor
from app.services.call_text import confirm_text
from app.unit import commits, session

pages = Blueprint("calls", __name__)
MOST_TO_CALL = 40


@pages.get("/crew/to-call")
@staff_only
def to_call() -> str:
    """List whom to call about their days, and why, most useful first."""
    now, today = clock.now(), clock.today()
    found = list_people_to_ask(session(), now=now, today=today, by_phone=True, limit=MOST_TO_CALL)
    rows = [(each, confirm_text(each.member, on=today, asked=each)) for each in found]
    return render_template("crew/to_call.html", rows=rows, today_on=today)


@pages.post("/crew/<id:crew_member_id>/asked")
@staff_only
@commits
def note_asked(crew_member_id: int) -> Any:
    """Note that somebody was asked and gave no answer yet: they come up again in a week, as often as they allow."""
    reason = request.form.get("because", "")
    because = Because(reason) if reason in set(Because) else Because.STALE
    member = get_crew_member(session(), crew_member_id)
    note_ask(session(), Actor.of(require_account(), clock.now()), member=member, because=because)
    flash(_("Noted: %(name)s was asked. They come up again in a week.", name=member.name))
    return redirect(url_for("calls.to_call"))
