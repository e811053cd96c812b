"""What the pages of feedback share: a side's form for a booking, and its one answer."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _

from app import clock
from app.access import require_account
from app.errors import LlamadoError, NotFoundError
from app.feedback_labels import ASKED
from app.forms.feedback import FORMS, FeedbackAnswerForm
from app.messages import mark
from app.models.feedback import Feedback, FeedbackSide
from app.pages import say
from app.queries.feedback import WorkedRow, get_feedback
from app.services.audit import Actor
from app.services.feedback import CHANGED_WITHIN, answer_feedback, say_feedback
from app.services.feedback_page import OTHER, view_work
from app.unit import session

UNPROCESSABLE = 422
WORDS: dict[str, Any] = {"asked": ASKED, "sides": FeedbackSide, "change_days": CHANGED_WITHIN.days}
"""What every template of feedback is drawn with."""


def actor() -> Actor:
    """Return who is signed in, as of now."""
    return Actor.of(require_account(), clock.now())


def write(work: WorkedRow, side: FeedbackSide, *, sent: bool, back: str) -> Any:
    """Show a side's form for a booking, or write what was sent and go back to the list."""
    shown = view_work(session(), work, side, now=clock.now(), today=clock.today())
    mine = shown.mine
    form = FORMS[side](data={**mine.row.facts, "note": mine.note} if mine else {})
    status = 200
    if sent and form.validate_on_submit():
        facts = {question.value: form[question.value].data or "" for question in ASKED[side]}
        try:
            say_feedback(session(), actor(), work, side, facts=facts, note=form.note.data or "", today=clock.today())
        except LlamadoError as error:
            session().rollback()
            flash(say(error), "error")
        else:
            flash(
                _("Kept. You can change it for %(days)s days; then the other side reads it.", days=CHANGED_WITHIN.days)
            )
        return redirect(back)
    if sent:
        status = UNPROCESSABLE
    return render_template("feedback/form.html", form=form, view=shown, side=side, back=back, **WORDS), status


def answer(row: Feedback, *, back: str, draw: Callable[[FeedbackAnswerForm, int], str]) -> Any:
    """Keep the one answer to what was said, and go back to the list.

    `draw` makes the list with an answer that can't be kept, beside what it was meant for.
    """
    form = FeedbackAnswerForm()
    if not form.validate_on_submit():
        return draw(form, row.id or 0), UNPROCESSABLE
    try:
        answer_feedback(session(), actor(), row, text=form.answer.data or "")
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
    else:
        flash(_("Your answer is kept. It stands beside what was said."))
    return redirect(back)


def heard_by(
    side: FeedbackSide, feedback_id: int, *, production_id: int | None = None, crew_member_id: int | None = None
) -> Feedback:
    """Return what the other side said of this production or person; NotFoundError for anybody else's."""
    row = get_feedback(session(), feedback_id, lock=True)
    theirs = production_id in {None, row.production_id} and crew_member_id in {None, row.crew_member_id}
    if row.side is not OTHER[side] or not theirs:
        raise NotFoundError(mark("There is no such feedback."))
    return row
