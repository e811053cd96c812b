"""A person's answers to sensitive questions: what they say of themselves, for counts only."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, rights_labels
from app.access import require_account
from app.errors import LlamadoError
from app.models.privacy import SensitiveQuestion
from app.pages import say
from app.services.audit import Actor
from app.services.notices import notice_version
from app.services.sensitive import ANSWERS, MOST_LETTERS, answer_sensitive, read_own_answers, withdraw
from app.unit import commits, session
from app.views.me import mine_only, my_id

pages = Blueprint("my_answers", __name__)
UNPROCESSABLE = 422


@pages.get("/me/answers")
@mine_only
def show() -> str:
    """Show the questions with what the person has answered."""
    return _page()


@pages.post("/me/answers")
@mine_only
@commits
def save() -> Any:
    """Keep the answers that were chosen and delete those that were taken back; all or nothing."""
    actor, who, now = Actor.of(require_account(), clock.now()), my_id(), clock.now()
    before = read_own_answers(session(), who)
    version = notice_version(session(), now.date())
    try:
        for question in SensitiveQuestion:
            answer, words = request.form.get(question.value, ""), request.form.get(f"{question.value}_words", "")
            kept = before.get(question)
            if not answer:
                withdraw(session(), actor, crew_member_id=who, question=question)
            elif kept is None or kept != (answer, words.strip() if answer == "own_words" else "", version):
                answer_sensitive(
                    session(),
                    actor,
                    crew_member_id=who,
                    question=question,
                    answer=answer,
                    own_words=words.replace("\x00", ""),
                    agrees=request.form.get("agrees") == "yes",
                    notice_version=version,
                )
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return _page(), UNPROCESSABLE
    flash(_("Saved."))
    return redirect(url_for("my_answers.show"))


@pages.post("/me/answers/withdraw")
@mine_only
@commits
def take_back() -> Any:
    """Delete every answer."""
    withdraw(session(), Actor.of(require_account(), clock.now()), crew_member_id=my_id())
    flash(_("Your answers are deleted."))
    return redirect(url_for("my_answers.show"))


def _page() -> str:
    given = {question.value: answer for question, answer in read_own_answers(session(), my_id()).items()}
    if request.method == "POST":
        given = {
            question.value: (request.form.get(question.value, ""), request.form.get(f"{question.value}_words", ""), "")
            for question in SensitiveQuestion
        }
    return render_template(
        "rights/answers.html",
        questions=ANSWERS,
        question_words=rights_labels.QUESTIONS,
        answer_words=rights_labels.ANSWERS,
        given=given,
        most=MOST_LETTERS,
        version=notice_version(session(), clock.now().date()),
    )
