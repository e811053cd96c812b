"""Training for staff: cohorts by programme with seats and what became of their people; a cohort's own data."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import require_account, staff_only
from app.errors import LlamadoError
from app.forms.fields import options, role_options
from app.forms.training import ALL, CURRENT, MOST_ROLES, CohortFilterForm, CourseForm
from app.i18n import locale
from app.limits import limited
from app.models.credit import Course, CourseStatus
from app.pages import say
from app.queries.course import get_course
from app.queries.crew import list_programmes
from app.queries.crew_search import list_crew_lines
from app.queries.placement import list_placements
from app.services.audit import Actor
from app.services.course import COLUMNS, LIVE, change_course, open_course
from app.services.pipeline import FUNNEL, CohortPipeline, Funnel, Step, pipeline, sum_up
from app.services.rate import Deed
from app.services.role_choices import role_choices
from app.services.training_export import STEP_WORDS, FileKind, export_cohorts
from app.unit import commits, session
from app.views.downloads import download

pages = Blueprint("training", __name__)
UNPROCESSABLE = 422
_RECENT_DAYS = 731


def actor() -> Actor:
    """Return who acts, now."""
    return Actor.of(require_account(), clock.now())


def step_words() -> dict[Step, str]:
    """Return the words for the steps of the pipeline in the page's language."""
    return {step: _(word) for step, word in STEP_WORDS.items()}


def _filter() -> CohortFilterForm:
    form = CohortFilterForm(request.args)
    form.programme.choices = options([("", _("All")), *((name, name) for name in list_programmes(session()))])
    return form


def _shown(form: CohortFilterForm) -> list[CohortPipeline]:
    """Return the cohorts that the filter asks for."""
    programme = form.programme.data or None
    return [
        each
        for each in pipeline(session(), today=clock.today(), programme=programme)
        if _is_meant(each, form.status.data or CURRENT) and each.is_called(form.q.data or "")
    ]


def _is_meant(each: CohortPipeline, status: str) -> bool:
    if status in set(CourseStatus):
        return each.status == status
    recent = (clock.today() - each.ends_on).days < _RECENT_DAYS
    return status == ALL or each.status in LIVE or (recent and each.status is CourseStatus.FINISHED)


def _by_programme(cohorts: Sequence[CohortPipeline]) -> list[tuple[str, list[CohortPipeline], Funnel]]:
    """Return the cohorts by programme, who is live first, with the sum of each programme."""
    found: dict[str, list[CohortPipeline]] = {}
    for each in sorted(cohorts, key=lambda each: (each.programme, each.status not in LIVE)):
        found.setdefault(each.programme, []).append(each)
    return [(programme, rows, sum_up(rows)) for programme, rows in found.items()]


@pages.get("/training")
@staff_only
def index() -> str:
    """List the cohorts by programme, with seats and the way from the classroom to the set."""
    form = _filter()
    cohorts = _shown(form)
    due = [line for line in list_placements(session(), open_only=True) if line.placement.ends_on < clock.today()]
    return render_template(
        "training/list.html",
        form=form,
        programmes=_by_programme(cohorts),
        total=sum_up(cohorts),
        words=step_words(),
        funnel=FUNNEL,
        Step=Step,
        live_statuses=LIVE,
        asked=sum(each.asked for each in cohorts),
        due=len(due),
        any_course=bool(cohorts) or bool(list_programmes(session())),
    )


@pages.get("/training/export.<kind>")
@staff_only
@limited(Deed.EXPORT)
def export(kind: str) -> Response:
    """Give out the list of cohorts with its numbers."""
    wanted = _file_kind(kind)
    data = export_cohorts(_shown(_filter()), kind=wanted, locale=locale())
    return download(data, f"training-{clock.today()}.{wanted}", wanted.mimetype)


def _file_kind(kind: str) -> FileKind:
    if kind not in set(FileKind):
        abort(404)
    return FileKind(kind)


@pages.get("/training/people/<step>")
@staff_only
def people(step: str) -> str:
    """Show who stands behind a number of the list, in the cohorts that its filter shows."""
    asked: dict[str, Any] = request.args.to_dict()
    return _people(step, _shown(_filter()), url_for("training.index", **asked), _("Training"))


@pages.get("/training/<id:course_id>/people/<step>")
@staff_only
def cohort_people(course_id: int, step: str) -> str:
    """Show who stands behind a number of one cohort."""
    course = get_course(session(), course_id)
    cohorts = pipeline(session(), today=clock.today(), course_id=course_id)
    return _people(step, cohorts, url_for("cohort.show", course_id=course_id), title_of(course))


def _people(step: str, cohorts: Sequence[CohortPipeline], back: str, over: str) -> str:
    if step not in set(Step):
        abort(404)
    ids = sum_up(cohorts).people[Step(step)]
    lines = sorted(list_crew_lines(session(), ids), key=lambda line: line.member.name_key)
    return render_template("training/people.html", lines=lines, title=step_words()[Step(step)], back=back, over=over)


def title_of(course: Course) -> str:
    """Return a cohort's name as pages head it."""
    return f"{course.name} · {course.cohort}" if course.cohort else course.name


def _form(course: Course | None = None) -> CourseForm:
    initial: dict[str, Any] = {"roles": [""] * MOST_ROLES}
    if course is not None:
        initial = {name: getattr(course, name) for name in COLUMNS}
        kept = [*initial.pop("role_ids"), *[""] * MOST_ROLES]
        initial |= {"roles": kept[: max(MOST_ROLES, len(course.role_ids))]}
    form = CourseForm(data=initial)
    choices = role_options(role_choices(locale()), _("None"), spelled=True)
    for entry in form.roles:
        entry.choices = choices
    return form


def _values(form: CourseForm) -> dict[str, Any]:
    return {**form.values(), "role_ids": [entry.data for entry in form.roles if entry.data]}


def _edit_page(form: CourseForm, course: Course | None, status: int = 200) -> Any:
    page = render_template(
        "training/edit.html",
        form=form,
        course=course,
        title=title_of(course) if course else _("New cohort"),
        programmes=list_programmes(session()),
    )
    return page, status


@pages.get("/training/new")
@staff_only
def new() -> Any:
    """Offer the form of a new cohort."""
    return _edit_page(_form(), None)


@pages.post("/training/new")
@staff_only
@commits
def create() -> Any:
    """Plan a cohort."""
    form = _form()
    if form.validate_on_submit():
        try:
            course = open_course(session(), actor(), **_values(form))
        except LlamadoError as error:
            session().rollback()
            flash(say(error), "error")
        else:
            flash(_("The cohort is made. Take people in."))
            return redirect(url_for("cohort.show", course_id=course.id))
    return _edit_page(form, None, UNPROCESSABLE)


@pages.get("/training/<id:course_id>/edit")
@staff_only
def edit(course_id: int) -> Any:
    """Show the form of a cohort."""
    course = get_course(session(), course_id)
    return _edit_page(_form(course), course)


@pages.post("/training/<id:course_id>/edit")
@staff_only
@commits
def save(course_id: int) -> Any:
    """Change a cohort."""
    course = get_course(session(), course_id)
    form = _form(course)
    if form.validate_on_submit():
        try:
            change_course(session(), actor(), course_id=course_id, **_values(form))
        except LlamadoError as error:
            session().rollback()
            flash(say(error), "error")
        else:
            flash(_("Saved."))
            return redirect(url_for("cohort.show", course_id=course_id))
    return _edit_page(form, course, UNPROCESSABLE)
