"""A cohort's page: who asks, waits, learns and has learnt; taken in, judged, certified, promoted from here."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.access import staff_only
from app.errors import LlamadoError
from app.forms.training import EnrolFileForm, EnrolListForm
from app.i18n import locale
from app.limits import limited
from app.models.credit import CourseStatus, TrainingResult
from app.pages import say
from app.queries.course import get_course, get_record
from app.services.certificate import issue_certificates
from app.services.cohort_page import build_cohort_page, search_people
from app.services.course import LIVE, change_course
from app.services.enrol_file import read_people_file
from app.services.enrolment import GAVE_BACK, Taken, enrol, enrol_pasted, refuse
from app.services.graduate import promote, undo_promotion
from app.services.pipeline import FUNNEL, Step
from app.services.rate import Deed
from app.services.results import WRITABLE, Outcome, set_results
from app.services.training_export import FileKind, export_people
from app.unit import commits, session
from app.views.downloads import download
from app.views.training import UNPROCESSABLE, actor, step_words, title_of

pages = Blueprint("cohort", __name__)
NEXT = {
    CourseStatus.PLANNED: (CourseStatus.OPEN, CourseStatus.CANCELLED),
    CourseStatus.OPEN: (CourseStatus.RUNNING, CourseStatus.PLANNED, CourseStatus.CANCELLED),
    CourseStatus.RUNNING: (CourseStatus.FINISHED, CourseStatus.OPEN),
    CourseStatus.FINISHED: (CourseStatus.RUNNING,),
    CourseStatus.CANCELLED: (CourseStatus.PLANNED,),
}
"""Where a cohort goes from each status, the usual way first."""


def _page(course_id: int, form: EnrolListForm | None = None, status: int = 200, **values: Any) -> Any:
    shown = build_cohort_page(session(), course_id, today=clock.today())
    query = " ".join(request.args.get("q", "").split())[:120]
    page = render_template(
        "training/cohort.html",
        page=shown,
        course=shown.course,
        title=title_of(shown.course),
        funnel=FUNNEL,
        words=step_words(),
        Step=Step,
        writable=WRITABLE,
        next=NEXT[shown.course.status],
        live=shown.course.status in LIVE,
        query=query,
        found=search_people(session(), query),
        form=form or EnrolListForm(formdata=None),
        file_form=EnrolFileForm(formdata=None),
        promoted=request.args.get("promoted", type=int),
        today_on=clock.today(),
        **values,
    )
    return page, status


def _back(course_id: int, anchor: str = "", **values: Any) -> Any:
    return redirect(url_for("cohort.show", course_id=course_id, _anchor=anchor or None, **values))


def _fails(course_id: int, error: LlamadoError, anchor: str = "") -> Any:
    session().rollback()
    flash(say(error), "error")
    return _back(course_id, anchor)


@pages.get("/training/<id:course_id>")
@staff_only
def show(course_id: int) -> Any:
    """Show the cohort whole."""
    return _page(course_id)


@pages.post("/training/<id:course_id>/status")
@staff_only
@commits
def set_status(course_id: int) -> Any:
    """Move the cohort on: open it, begin it, finish it, call it off."""
    wanted = request.form.get("status", "")
    course = get_course(session(), course_id)
    if wanted not in NEXT[course.status]:
        abort(400)
    change_course(session(), actor(), course_id=course_id, status=CourseStatus(wanted))
    flash(_("Saved."))
    return _back(course_id)


@pages.post("/training/<id:course_id>/enrol")
@staff_only
@commits
def take_in(course_id: int) -> Any:
    """Take one person of the registry in, or somebody who asked."""
    person = request.form.get("crew_member_id", type=int)
    if person is None:
        abort(400)
    try:
        record = enrol(session(), actor(), course_id=course_id, crew_member_id=person)
    except LlamadoError as error:
        return _fails(course_id, error, "enrol")
    seated = record.result is TrainingResult.ENROLLED
    flash(_("Enrolled.") if seated else _("Every seat is taken: on the waiting list."))
    return _back(course_id, "people" if seated else "waiting")


@pages.post("/training/<id:course_id>/enrol-list")
@staff_only
@commits
def take_in_list(course_id: int) -> Any:
    """Take in a pasted list; what could not be done stays in the box with its reason."""
    form = EnrolListForm()
    if not form.validate_on_submit():
        return _page(course_id, form, UNPROCESSABLE)
    try:
        taken = enrol_pasted(session(), actor(), course_id=course_id, text=form.people.data or "")
    except LlamadoError as error:
        return _fails(course_id, error, "enrol")
    flash(_taken_text(taken))
    if not taken.problems:
        return _back(course_id, "people")
    form.people.data = "\n".join(line for line, _error in taken.problems)
    form.people.raw_data = [form.people.data]
    return _page(course_id, form, problems=[(line, say(error)) for line, error in taken.problems])


@pages.post("/training/<id:course_id>/enrol-file")
@staff_only
@limited(Deed.UPLOAD)
def read_list(course_id: int) -> Any:
    """Read a file of people into the box, to be looked over; nothing is written."""
    given = EnrolFileForm()
    if not given.validate_on_submit():
        flash(_("Choose a file first."), "error")
        return _page(course_id, status=UNPROCESSABLE)
    try:
        lines = read_people_file(given.file.data.read(), given.file.data.filename or "")
    except LlamadoError as error:
        flash(say(error), "error")
        return _page(course_id, status=UNPROCESSABLE)
    form = EnrolListForm(formdata=None, data={"people": "\n".join(lines)})
    flash(
        ngettext("%(num)s person read: look them over below.", "%(num)s people read: look them over below.", len(lines))
    )
    return _page(course_id, form)


def _taken_text(taken: Taken) -> str:
    seated = ngettext("%(num)s person has a seat", "%(num)s people have a seat", len(taken.seated))
    waiting = ngettext("%(num)s waits", "%(num)s wait", len(taken.waiting))
    drafted = ngettext("%(num)s new draft profile", "%(num)s new draft profiles", len(taken.drafted))
    return f"{seated}; {waiting}; {drafted}."


@pages.post("/training/<id:course_id>/remove")
@staff_only
@commits
def take_off(course_id: int) -> Any:
    """Take somebody who asked or waits off the list."""
    course = get_course(session(), course_id, lock=True)
    record = get_record(session(), course_id, request.form.get("record_id", 0, type=int))
    try:
        refuse(session(), actor(), course, record)
    except LlamadoError as error:
        return _fails(course_id, error, "waiting")
    flash(_("Taken off the list."))
    return _back(course_id, "waiting")


@pages.post("/training/<id:course_id>/results")
@staff_only
@commits
def results(course_id: int) -> Any:
    """Write everybody's result at once: all of it or, with the reason, nothing."""
    outcomes: dict[int, Outcome] = {}
    for name, value in request.form.items():
        record_id = name.removeprefix("result-")
        if name.startswith("result-") and record_id.isdecimal() and value in set(TrainingResult):
            typed = request.form.get(f"reason-{record_id}", "")
            reason = GAVE_BACK if typed == _(GAVE_BACK) else typed  # the one reason that the page shows translated
            outcomes[int(record_id)] = Outcome(TrainingResult(value), reason)
    try:
        changed = set_results(session(), actor(), course_id=course_id, outcomes=outcomes)
    except LlamadoError as error:
        return _fails(course_id, error, "people")
    flash(ngettext("%(num)s result written.", "%(num)s results written.", changed))
    return _back(course_id, "people")


@pages.post("/training/<id:course_id>/certificates")
@staff_only
@commits
def certificates(course_id: int) -> Any:
    """Give everybody who completed the course a certificate."""
    try:
        count = issue_certificates(session(), actor(), course_id=course_id)
    except LlamadoError as error:
        return _fails(course_id, error, "graduates")
    flash(ngettext("%(num)s certificate issued.", "%(num)s certificates issued.", count))
    return _back(course_id, "graduates")


@pages.post("/training/<id:course_id>/promote")
@staff_only
@commits
def count_from_now(course_id: int) -> Any:
    """Let a graduate count as junior in a role; the page then offers to undo it."""
    record = get_record(session(), course_id, request.form.get("record_id", 0, type=int))
    role_id, reason = request.form.get("role_id", ""), request.form.get("reason", "")
    person = record.crew_member_id
    try:
        event_id = promote(session(), actor(), crew_member_id=person, role_id=role_id, reason=reason)
    except LlamadoError as error:
        return _fails(course_id, error, "graduates")
    flash(_("From now on this person fills a slot of the role, as junior."))
    return _back(course_id, "graduates", promoted=event_id)


@pages.post("/training/<id:course_id>/promotions/<id:event_id>/undo")
@staff_only
@commits
def undo(course_id: int, event_id: int) -> Any:
    """Put somebody back in training."""
    try:
        undo_promotion(session(), actor(), event_id=event_id)
    except LlamadoError as error:
        return _fails(course_id, error, "graduates")
    flash(_("In training again."))
    return _back(course_id, "graduates")


@pages.post("/training/<id:course_id>/people.<kind>")
@staff_only
@limited(Deed.EXPORT)
@commits
def export(course_id: int, kind: str) -> Response:
    """Give out who is in the cohort, with contact details, and record that it went out."""
    if kind not in set(FileKind):
        abort(404)
    wanted = FileKind(kind)
    data = export_people(session(), actor(), course_id=course_id, kind=wanted, locale=locale())
    return download(data, f"training-{course_id}-{clock.today()}.{wanted}", wanted.mimetype)
