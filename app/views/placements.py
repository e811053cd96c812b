"""Placements for staff: what is due, placing a trainee beside a mentor, writing what the mentor says."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # younger than the published types

from app import clock
from app.access import staff_only
from app.errors import LlamadoError
from app.forms.fields import options
from app.forms.training import JudgeForm, PlacementForm
from app.i18n import locale
from app.models.credit import Course
from app.models.placement import Placement
from app.pages import say
from app.queries.course import get_course
from app.queries.crew import get_crew_member
from app.queries.placement import get_placement, list_booked_on, list_mentors, list_placements
from app.queries.production import list_productions
from app.services.cohort_page import build_cohort_page
from app.services.place_choices import place_name
from app.services.placement import Terms, cancel_placement, judge_placement, place_trainee
from app.services.role_choices import role_name
from app.unit import commits, session
from app.views.training import UNPROCESSABLE, actor, title_of

pages = Blueprint("placements", __name__)
MOST_MENTORS = 80
"""Mentors offered for each role, those with most years in it first."""


@pages.get("/training/placements")
@staff_only
def index() -> str:
    """List placements: those whose mentor has still to be asked first."""
    today = clock.today()
    lines = list_placements(session())
    open_ = [line for line in lines if line.placement.outcome is None]
    return render_template(
        "training/placements.html",
        due=[line for line in open_ if line.placement.ends_on < today],
        running=[line for line in open_ if line.placement.starts_on <= today <= line.placement.ends_on],
        coming=[line for line in open_ if line.placement.starts_on > today],
        judged=[line for line in lines if line.placement.outcome is not None],
    )


def _form(course: Course) -> PlacementForm:
    form = PlacementForm(crew_member_id=request.args.get("trainee", type=int), role_id=request.args.get("role"))
    page = build_cohort_page(session(), course.id or 0, today=clock.today())
    ready = [each for each in page.graduates if any(role.in_training or not role.row for role in each.roles)]
    form.crew_member_id.choices = options((each.member.id, each.member.name) for each in ready)
    form.role_id.choices = options((role_id, role_name(role_id, locale())) for role_id in course.role_ids)
    found = [production for production, _needs in list_productions(session())]
    current = [each for each in found if (each.shoot_ends_on or clock.today()) >= clock.today()]
    form.production_id.choices = options(
        [
            (0, _("Not in the list: written below")),
            *((each.id, f"{each.working_title} ({each.code})") for each in current),
        ]
    )
    mentors = _mentors(course, [each.id or 0 for each in current])
    form.mentor_id.choices = [*options([(0, _("Choose the mentor"))]), *mentors] if mentors else []
    return form


def _mentors(course: Course, productions: list[int]) -> list[Any]:
    """Return who could be a mentor, by role; who is booked by a production that goes on is marked."""
    booked = {person for _production, person in list_booked_on(session(), productions)}
    found: dict[str, list[Any]] = {}
    for role, member in list_mentors(session(), course.role_ids, but=0):
        place = place_name(member.base_place)
        told = ", ".join(filter(None, (member.name, place, _("booked now") if member.id in booked else "")))
        group = found.setdefault(role.role_id, [])
        if len(group) < MOST_MENTORS:
            group.append(SelectChoice(member.id, told, {}, role_name(role.role_id, locale())))
    return [choice for group in found.values() for choice in group]


def _new_page(course: Course, form: PlacementForm, status: int = 200) -> Any:
    return render_template("training/place.html", form=form, course=course, title=title_of(course)), status


@pages.get("/training/<id:course_id>/placements/new")
@staff_only
def new(course_id: int) -> Any:
    """Offer the form of a placement for a graduate of the cohort."""
    course = get_course(session(), course_id)
    return _new_page(course, _form(course))


@pages.post("/training/<id:course_id>/placements/new")
@staff_only
@commits
def create(course_id: int) -> Any:
    """Place a trainee."""
    course = get_course(session(), course_id)
    form = _form(course)
    if form.validate_on_submit():
        try:
            placement = place_trainee(session(), actor(), _terms(form, course_id), fictional=course.fictional)
        except LlamadoError as error:
            session().rollback()
            flash(say(error), "error")
        else:
            flash(_("The placement is made."))
            return redirect(url_for("placements.show", placement_id=placement.id))
    return _new_page(course, form, UNPROCESSABLE)


def _terms(form: PlacementForm, course_id: int) -> Terms:
    assert form.starts_on.data is not None  # noqa: S101 - the form was validated
    assert form.ends_on.data is not None  # noqa: S101 - the form was validated
    return Terms(
        crew_member_id=form.crew_member_id.data,
        role_id=form.role_id.data,
        mentor_id=form.mentor_id.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        production_id=form.production_id.data or None,
        production_name=form.production_name.data or "",
        course_id=course_id,
        hours=form.hours.data,
    )


def _show(placement: Placement, form: JudgeForm, status: int = 200) -> Any:
    line = next(
        line
        for line in list_placements(session(), crew_member_id=placement.crew_member_id)
        if line.placement.id == placement.id
    )
    course = get_course(session(), placement.course_id) if placement.course_id else None
    page = render_template(
        "training/placement.html", line=line, placement=placement, form=form, course=course, begun=_begun(placement)
    )
    return page, status


def _begun(placement: Placement) -> bool:
    return placement.starts_on <= clock.today()


@pages.get("/training/placements/<id:placement_id>")
@staff_only
def show(placement_id: int) -> Any:
    """Show a placement, and the form for the mentor's word once it has begun."""
    placement = get_placement(session(), placement_id)
    form = JudgeForm(
        data={
            "outcome": placement.outcome,
            "on": placement.outcome_on or clock.today(),
            "hours": placement.hours,
            "note": placement.mentor_note,
        }
    )
    return _show(placement, form)


@pages.post("/training/placements/<id:placement_id>")
@staff_only
@commits
def judge(placement_id: int) -> Any:
    """Write what the mentor says."""
    placement, form = get_placement(session(), placement_id), JudgeForm()
    if not form.validate_on_submit():
        return _show(placement, form, UNPROCESSABLE)
    try:
        judge_placement(
            session(),
            actor(),
            placement_id=placement_id,
            outcome=form.outcome.data,
            on=form.on.data or clock.today(),
            hours=form.hours.data,
            note=form.note.data or "",
        )
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return _show(placement, form, UNPROCESSABLE)
    flash(_("Saved."))
    return redirect(url_for("placements.show", placement_id=placement_id))


@pages.post("/training/placements/<id:placement_id>/cancel")
@staff_only
@commits
def cancel(placement_id: int) -> Any:
    """Call a placement off."""
    try:
        placement = cancel_placement(session(), actor(), placement_id=placement_id)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return redirect(url_for("placements.show", placement_id=placement_id))
    name = get_crew_member(session(), placement.crew_member_id).name
    flash(_("The placement of %(name)s is called off.", name=name))
    return redirect(url_for("placements.index"))
