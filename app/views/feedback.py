"""Feedback of productions on their crew and of the crew on them: a production's page, and staff's."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import allow, require_account, staff_only
from app.errors import LlamadoError
from app.forms.feedback import FeedbackAnswerForm, MatterForm
from app.models.account import Role
from app.models.feedback import FeedbackSide, MatterState
from app.models.production import Production
from app.pages import say
from app.queries.crew import get_crew_member
from app.queries.feedback import get_feedback, get_worked, list_matters
from app.queries.production import get_production
from app.services.feedback import settle_matter
from app.services.feedback_page import list_views, view_said
from app.unit import commits, session
from app.views.feedback_ground import UNPROCESSABLE, WORDS, actor, answer, heard_by, write
from app.views.need_ground import is_staff, only_contact

pages = Blueprint("feedback", __name__)
production_or_staff = allow(Role.PRODUCTION, Role.STAFF)
production_only = allow(Role.PRODUCTION)


@pages.get("/productions/<id:production_id>/feedback")
@production_or_staff
def of_production(production_id: int) -> str:
    """Show a production whom it booked, what it said of them and what they said of it; staff read both whole."""
    return _production_page(get_production(session(), production_id, contact_id=only_contact(require_account())))


def _production_page(production: Production, form: FeedbackAnswerForm | None = None, refused: int = 0) -> str:
    """Draw a production's page; `refused` is what `form`, an answer that can't be kept, was meant for."""
    staff = is_staff(require_account())
    views = list_views(
        session(),
        FeedbackSide.PRODUCTION,
        now=clock.now(),
        today=clock.today(),
        production_id=production.id,
        whole=staff,
    )
    return render_template(
        "feedback/production.html",
        production=production,
        views=views,
        staff=staff,
        answer_form=form or FeedbackAnswerForm(formdata=None),
        refused=refused,
        **WORDS,
    )


@pages.route("/productions/<id:production_id>/feedback/<id:booking_id>", methods=["GET", "POST"])
@production_only
@commits
def say_of_person(production_id: int, booking_id: int) -> Any:
    """Say, or change within its days, what the production says of somebody whom it booked."""
    get_production(session(), production_id, contact_id=require_account().id)
    work = get_worked(session(), booking_id)
    if work.production.id != production_id:
        abort(404)
    back = url_for("feedback.of_production", production_id=production_id, _anchor=f"b{booking_id}")
    return write(work, FeedbackSide.PRODUCTION, sent=request.method == "POST", back=back)


@pages.post("/productions/<id:production_id>/feedback/<id:feedback_id>/answer")
@production_only
@commits
def answer_person(production_id: int, feedback_id: int) -> Any:
    """Answer, once, what somebody said of the production."""
    production = get_production(session(), production_id, contact_id=require_account().id)
    row = heard_by(FeedbackSide.PRODUCTION, feedback_id, production_id=production_id)
    back = url_for("feedback.of_production", production_id=production_id, _anchor=f"b{row.booking_id}")
    return answer(row, back=back, draw=partial(_production_page, production))


@pages.get("/crew/<id:crew_member_id>/feedback")
@staff_only
def of_person(crew_member_id: int) -> str:
    """Show staff what was said of a person and by them."""
    member = get_crew_member(session(), crew_member_id)
    views = list_views(
        session(),
        FeedbackSide.PERSON,
        now=clock.now(),
        today=clock.today(),
        crew_member_id=crew_member_id,
        whole=True,
    )
    return render_template("feedback/person.html", member=member, views=views, **WORDS)


@pages.get("/feedback")
@staff_only
def matters() -> str:
    """Show staff what they have to look at before the other side reads it, then what they have looked at."""
    waiting, looked = (
        [
            (view_said(session(), row, now=clock.now()), member, production)
            for row, member, production in list_matters(session(), waiting=waiting)
        ]
        for waiting in (True, False)
    )
    return render_template("feedback/matters.html", waiting=waiting, looked=looked, **WORDS)


def _matter_page(feedback_id: int, form: MatterForm, status: int = 200) -> Any:
    row = get_feedback(session(), feedback_id)
    page = render_template(
        "feedback/matter.html",
        said=view_said(session(), row, now=clock.now()),
        work=get_worked(session(), row.booking_id),
        form=form,
        waiting=row.matter is MatterState.WAITING,
        may_keep=row.side is FeedbackSide.PERSON,
        **WORDS,
    )
    return page, status


@pages.get("/feedback/<id:feedback_id>")
@staff_only
def matter(feedback_id: int) -> Any:
    """Show what one side said, whole."""
    return _matter_page(feedback_id, MatterForm(formdata=None))


@pages.post("/feedback/<id:feedback_id>")
@staff_only
@commits
def settle(feedback_id: int) -> Any:
    """Note that a matter was looked at, and whether the other side reads it."""
    form = MatterForm()
    if not form.validate_on_submit():
        return _matter_page(feedback_id, form, UNPROCESSABLE)
    row = get_feedback(session(), feedback_id, lock=True)
    try:
        settle_matter(session(), actor(), row, shown=request.form.get("outcome") != "keep", note=form.note.data or "")
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return redirect(url_for("feedback.matter", feedback_id=feedback_id))
    flash(_("Noted. It is no longer in the queue."))
    return redirect(url_for("feedback.matters"))
