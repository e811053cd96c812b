"""A person's own courses: their certificates, and cohorts in which they can ask for a seat."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app import clock
from app.access import require_account
from app.errors import LlamadoError
from app.models.credit import TrainingResult
from app.pages import say
from app.queries.course import count_taken, list_open_courses
from app.queries.crew import get_crew_member, list_roles, list_training
from app.queries.placement import list_placements
from app.services.audit import Actor
from app.services.enrolment import ask_for_seat, give_seat_back
from app.services.role_choices import department_of
from app.unit import commits, session
from app.views.me import mine_only, my_id

pages = Blueprint("my_training", __name__)


@pages.get("/me/training")
@mine_only
def show() -> str:
    """Show the person's courses, where they can ask for a seat, and whom they learn beside."""
    who = my_id()
    mine = list_training(session(), who)
    taken = {record.course_id for record, _course in mine if record.result is not TrainingResult.DROPPED_OUT}
    offered = [course for course in list_open_courses(session(), today=clock.today()) if course.id not in taken]
    own = {department_of(role.role_id) for role in list_roles(session(), who)}
    offered.sort(key=lambda course: own.isdisjoint(map(department_of, course.role_ids)))  # one's own trade first
    free = {
        course.id: None if course.seats is None else max(course.seats - count_taken(session(), course.id or 0), 0)
        for course in offered
    }
    return render_template(
        "me/training.html",
        member=get_crew_member(session(), who),
        mine=mine,
        offered=offered,
        free=free,
        placements=list_placements(session(), crew_member_id=who),
    )


def _actor() -> Actor:
    return Actor.of(require_account(), clock.now())


@pages.post("/me/training/<id:course_id>/ask")
@mine_only
@commits
def ask(course_id: int) -> Any:
    """Ask for a seat."""
    try:
        ask_for_seat(session(), _actor(), course_id=course_id, crew_member_id=my_id())
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
    else:
        flash(_("Asked. The commission answers by e-mail."))
    return redirect(url_for("my_training.show"))


@pages.post("/me/training/<id:course_id>/leave")
@mine_only
@commits
def leave(course_id: int) -> Any:
    """Give the seat, or the place on the list, back."""
    try:
        give_seat_back(session(), _actor(), course_id=course_id, crew_member_id=my_id())
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
    else:
        flash(_("Thank you for telling: the next person gets it."))
    return redirect(url_for("my_training.show"))
