"""A production's workspace: next steps are set and done, questions asked and answered, on its own page."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from app.access import require_account, staff_only
from app.errors import ConflictError, InvalidInputError
from app.forms.workspace import AnswerForm, FollowUpForm, QuestionForm
from app.pages import say
from app.queries.production import get_production
from app.queries.workspace import list_office, list_production_lines
from app.services.audit import Actor
from app.services.workspace import add_follow_up, answer_question, ask_question, end_follow_up
from app.unit import commits, session
from app.views.need_ground import is_staff, now, only_contact
from app.views.production import production_or_staff, show_production

pages = Blueprint("workspace", __name__)


def _actor() -> Actor:
    return Actor.of(require_account(), now())


def _back(production_id: int, anchor: str) -> Any:
    return redirect(url_for("productions.page", production_id=production_id, _anchor=anchor))


@pages.post("/productions/<id:production_id>/steps")
@staff_only
@commits
def add_step(production_id: int) -> Any:
    """Set a next step."""
    production = get_production(session(), production_id)
    form = FollowUpForm().offer(list_office(session()), list_production_lines(session(), production_id))
    if not form.validate_on_submit() or form.due_on.data is None:
        return show_production(production_id, step_form=form), 422
    add_follow_up(
        session(),
        _actor(),
        production=production,
        step=form.step.data or "",
        owner_id=form.owner_id.data,
        due_on=form.due_on.data,
        position_id=form.position_id.data or None,
    )
    flash(_("The next step is set."))
    return _back(production_id, "steps")


@pages.post("/productions/<id:production_id>/steps/<id:follow_up_id>/done")
@staff_only
@commits
def step_done(production_id: int, follow_up_id: int) -> Any:
    """Mark a next step as done."""
    end_follow_up(session(), _actor(), production_id=production_id, follow_up_id=follow_up_id, done=True)
    flash(_("Done. It can be taken back below."))
    return _back(production_id, "steps")


@pages.post("/productions/<id:production_id>/steps/<id:follow_up_id>/reopen")
@staff_only
@commits
def step_again(production_id: int, follow_up_id: int) -> Any:
    """Take back that a next step is done."""
    end_follow_up(session(), _actor(), production_id=production_id, follow_up_id=follow_up_id, done=False)
    return _back(production_id, "steps")


@pages.post("/productions/<id:production_id>/questions")
@production_or_staff
@commits
def ask(production_id: int) -> Any:
    """Ask the other side something."""
    production = get_production(session(), production_id, contact_id=only_contact(require_account()))
    form = QuestionForm().offer(list_production_lines(session(), production_id))
    if not form.validate_on_submit():
        return show_production(production_id, question_form=form), 422
    asked = ask_question(
        session(),
        _actor(),
        production=production,
        text=form.text.data or "",
        by_production=not is_staff(require_account()),
        position_id=form.about_id.data or None,
    )
    flash(_("Your question is asked."))
    return _back(production_id, f"q{asked.id}")


@pages.post("/productions/<id:production_id>/questions/<id:question_id>/answer")
@production_or_staff
@commits
def answer(production_id: int, question_id: int) -> Any:
    """Answer the other side's question."""
    production = get_production(session(), production_id, contact_id=only_contact(require_account()))
    form = AnswerForm()
    if not form.validate_on_submit():
        return show_production(production_id, answer_form=form, answered_id=question_id), 422
    try:
        answer_question(
            session(),
            _actor(),
            production=production,
            question_id=question_id,
            answer=form.answer.data or "",
            by_production=not is_staff(require_account()),
        )
    except (ConflictError, InvalidInputError) as error:
        return show_production(production_id, error=say(error)), 409
    flash(_("Your answer is kept, and the other side sees it here."))
    return _back(production_id, f"q{question_id}")
