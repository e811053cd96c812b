"""A crew member's feedback: on the productions that booked them, and what those said of them."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from app import clock
from app.forms.feedback import FeedbackAnswerForm
from app.models.feedback import FeedbackSide
from app.queries.feedback import get_worked
from app.services.feedback_page import list_views
from app.unit import commits, session
from app.views.feedback_ground import WORDS, answer, heard_by, write
from app.views.me import mine_only, my_id

pages = Blueprint("my_feedback", __name__)


@pages.get("/me/feedback")
@mine_only
def show() -> str:
    """Show the productions that booked the person, what they said of each and what was said of them."""
    return _page()


def _page(form: FeedbackAnswerForm | None = None, refused: int = 0) -> str:
    """Draw the list; `refused` is what `form`, an answer that can't be kept, was meant for."""
    views = list_views(session(), FeedbackSide.PERSON, now=clock.now(), today=clock.today(), crew_member_id=my_id())
    shown = form or FeedbackAnswerForm(formdata=None)
    return render_template("feedback/mine.html", views=views, answer_form=shown, refused=refused, **WORDS)


@pages.route("/me/feedback/<id:booking_id>", methods=["GET", "POST"])
@mine_only
@commits
def say_of_production(booking_id: int) -> Any:
    """Say, or change within its days, what the person says of a production that booked them."""
    work = get_worked(session(), booking_id)
    if work.member.id != my_id():
        abort(404)
    back = url_for("my_feedback.show", _anchor=f"b{booking_id}")
    return write(work, FeedbackSide.PERSON, sent=request.method == "POST", back=back)


@pages.post("/me/feedback/<id:feedback_id>/answer")
@mine_only
@commits
def answer_production(feedback_id: int) -> Any:
    """Answer, once, what a production said of the person."""
    row = heard_by(FeedbackSide.PERSON, feedback_id, crew_member_id=my_id())
    return answer(row, back=url_for("my_feedback.show", _anchor=f"b{row.booking_id}"), draw=_page)
