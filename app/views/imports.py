"""Imports for staff: hand in a list of crew or credits, look at what it would do, choose, drop it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import require_account, staff_only
from app.clock import now
from app.db import reading
from app.duplicate_labels import say_reason
from app.errors import LlamadoError
from app.forms.upload import UploadForm
from app.i18n import locale
from app.limits import limited
from app.models.intake import Upload, UploadKind, UploadStatus
from app.pages import say
from app.queries.upload import get_upload, list_uploads
from app.services.audit import Actor
from app.services.imports import upload as uploads
from app.services.imports.columns import import_fields
from app.services.imports.crew_plan import Fate
from app.services.imports.files import errors_file, problems_file, template_file
from app.services.imports.names_shown import place_label, place_of, role_label, role_labels, role_of
from app.services.imports.review import IMPORTED
from app.services.imports.shown import field_name, say_change
from app.services.rate import Deed
from app.services.spreadsheet import MOST_COLUMNS
from app.unit import commits, engine, session
from app.views.downloads import download
from config import get_settings

pages = Blueprint("imports", __name__, url_prefix="/imports")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_PROBLEMS, _SHOWN_ROWS, _A_PAGE = 100, 12, 50
_PEOPLE = ("person", "row")
"""Kinds of questions that are answered for all at once too."""


def acting() -> Actor:
    """Return who is signed in, as who does it."""
    return Actor.of(require_account(), now())


def kept_upload(upload_id: int) -> Upload:
    """Return a file; 404 where there is none."""
    return get_upload(session(), upload_id, *IMPORTED)


@pages.get("/")
@staff_only
def index() -> str:
    """Offer the form and the templates, and list the files that were handed in."""
    return _index(UploadForm(formdata=None))


def _index(form: UploadForm) -> str:
    return render_template(
        "imports/index.html",
        form=form,
        uploads=list_uploads(session(), IMPORTED),
        most_rows=uploads.MOST_ROWS,
        most_columns=MOST_COLUMNS,
        most_bytes=get_settings().max_upload_bytes,
    )


@pages.get("/template/<kind>.xlsx")
@staff_only
def template(kind: str) -> Response:
    """Hand out a workbook with the column headings."""
    if kind not in IMPORTED:
        abort(404)
    name = _("llamado-crew") if kind == UploadKind.CREW else _("llamado-credits")
    return download(template_file(UploadKind(kind), locale()), f"{name}.xlsx", XLSX)


@pages.post("/")
@staff_only
@limited(Deed.UPLOAD)
@commits
def open_file() -> Any:
    """Read a file and show what it would do."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _index(form), 422
    kind, data, name = UploadKind(form.kind.data), form.file.data.read(), form.file.data.filename or ""
    actor = acting()
    session().rollback()  # reading a long file takes seconds: nobody else waits for the write lock meanwhile
    try:
        table = uploads.read_file(kind, data, name)
        with reading(engine()) as look:
            read = uploads.review_file(look, actor, kind=kind, data=data, file_name=name, table=table)
        upload, before = uploads.keep_upload(session(), actor, read)
    except LlamadoError as error:
        form.file.errors = [say(error)]
        return _index(form), 422
    if before and upload.status is UploadStatus.DONE:
        flash(_("This very file was imported already. Nobody was taken in twice."), "error")
    elif before:
        flash(_("This very file waits for a decision already. Here it is."))
    return redirect(url_for("imports.show", upload_id=upload.id))


def names() -> dict[str, Any]:
    """Return what pages name roles, places and changes with."""
    return {
        "role_label": lambda role_id: role_label(role_id, locale()),
        "place_label": place_label,
        "field_name": lambda field: field_name(field, locale()),
        "say_reasons": lambda reasons: ", ".join(say_reason(each[0], each[1], locale()) for each in reasons),
        "say_change": lambda field, values: say_change(field, values[0], values[1], locale()),
    }


@pages.get("/<id:upload_id>")
@staff_only
def show(upload_id: int) -> Any:
    """Show what a file would do, how its import goes, or what came of it."""
    upload = kept_upload(upload_id)
    if upload.status is not UploadStatus.PREVIEW:
        return redirect(url_for("imports.state", upload_id=upload_id))
    questions, people = upload.result["questions"], _PEOPLE if upload.kind is UploadKind.CREW else ()
    return render_template(
        "imports/preview.html",
        upload=upload,
        columns=uploads.columns_shown(upload),
        fields=import_fields(upload.kind),
        problems=upload.problems[:_SHOWN_PROBLEMS],
        rows=upload.rows[:_SHOWN_ROWS],
        role_labels=role_labels(locale()),
        words=[question for question in questions if question["kind"] not in people],
        doubles=[question for question in questions if question["kind"] in people],
        most_doubles=_A_PAGE,
        **names(),
    )


@pages.get("/<id:upload_id>/rows")
@staff_only
def rows(upload_id: int) -> Any:
    """Show all rows as they were understood, those of one fate, a page at a time."""
    upload = kept_upload(upload_id)
    if upload.status is not UploadStatus.PREVIEW:
        return redirect(url_for("imports.state", upload_id=upload_id))
    chosen = request.args.get("show", "")
    chosen = chosen if chosen in set(Fate) else ""
    shown = [row for row in upload.rows if row.get("shown") and chosen in {"", row["shown"]["fate"]}]
    many = max(1, -(-len(shown) // _A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), many)
    here = shown[(page - 1) * _A_PAGE : page * _A_PAGE]
    said: dict[int, list[dict[str, Any]]] = {}
    for problem in upload.problems:
        said.setdefault(problem["row"], []).append(problem)
    return render_template(
        "imports/rows.html", upload=upload, rows=here, problems=said, chosen=chosen, page=page, pages=many, **names()
    )


@pages.post("/<id:upload_id>/rows")
@staff_only
@commits
def choose_rows(upload_id: int) -> Any:
    """Take for which rows people who are here are updated, or for all of them at once."""
    given = {f"update:{name.removeprefix('update-')}": value for name, value in request.form.items()
             if name.startswith("update-") and value in {"update", "keep"}}  # fmt: skip
    if (every := request.form.get("all")) in {"update", "keep"}:
        given = {"update:*": every}
    answer(upload_id, given)
    shown, page = request.args.get("show", ""), request.args.get("page", 1, type=int)
    return redirect(url_for("imports.rows", upload_id=upload_id, show=shown, page=page))


@pages.post("/<id:upload_id>/columns")
@staff_only
@commits
def columns(upload_id: int) -> Any:
    """Take what the columns were said to hold."""
    fields = {
        int(name.removeprefix("column-")): value
        for name, value in request.form.items()
        if name.startswith("column-") and name.removeprefix("column-").isdigit()
    }
    _review(upload_id, lambda upload: uploads.choose_columns(upload, fields))
    return redirect(url_for("imports.show", upload_id=upload_id))


@pages.post("/<id:upload_id>/answers")
@staff_only
@commits
def answers(upload_id: int) -> Any:
    """Take what was chosen for titles, places, kinds and likely doubles."""
    upload = kept_upload(upload_id)
    given, unknown = {}, []
    for question in upload.result.get("questions", []):
        other = request.form.get(f"other-{question['key']}", "").strip()
        chosen = request.form.get(f"answer-{question['key']}", "")
        found = _meant(question["kind"], other) if other else chosen
        if found is None:
            unknown.append(other)
        elif found:
            given[question["key"]] = found
    for kind in _PEOPLE:
        if every := request.form.get(f"all-{kind}", ""):
            given = {key: value for key, value in given.items() if not key.startswith(f"{kind}:")}
            given[f"{kind}:*"] = every
    if unknown:
        flash(_("Not known here: %(words)s. Choose from the list.", words=", ".join(unknown)), "error")
    answer(upload_id, given)
    return redirect(url_for("imports.show", upload_id=upload_id))


def _meant(kind: str, typed: str) -> str | None:
    if kind == "title":
        return role_of(typed)
    return place_of(typed, get_settings().commission_state) if kind == "place" else None


def answer(upload_id: int, given: Mapping[str, str]) -> None:
    """Keep answers and review the file anew."""
    _review(upload_id, lambda upload: uploads.add_answers(upload, given))


def _review(upload_id: int, change: Callable[[Upload], dict[str, Any]]) -> None:
    """Review a file anew while nobody waits, then keep the review; where it can't be done, say why."""
    actor = acting()
    session().rollback()
    try:
        with reading(engine()) as look:
            upload = get_upload(look, upload_id, *IMPORTED)
            review = uploads.review_again(look, actor, upload, change(upload))
        uploads.keep_review(session(), upload_id=upload_id, review=review)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")


@pages.post("/<id:upload_id>/look")
@staff_only
@commits
def look_again(upload_id: int) -> Any:
    """Review a file whose import failed as the registry is now."""
    answer(upload_id, {})
    return redirect(url_for("imports.show", upload_id=upload_id))


@pages.post("/<id:upload_id>/drop")
@staff_only
@commits
def drop(upload_id: int) -> Any:
    """Put the file away."""
    try:
        uploads.drop_upload(session(), acting(), upload_id=upload_id)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
    return redirect(url_for("imports.show", upload_id=upload_id))


@pages.get("/<id:upload_id>/problems.csv")
@staff_only
@limited(Deed.EXPORT)
def problems(upload_id: int) -> Response:
    """Hand out the list of what is to be put right."""
    data = problems_file(kept_upload(upload_id), locale())
    return download(data, f"{_('llamado-problems')}-{upload_id}.csv", "text/csv")


@pages.get("/<id:upload_id>/errors.<form>")
@staff_only
@limited(Deed.EXPORT)
def errors(upload_id: int, form: str) -> Response:
    """Hand out the rows with errors as a file to correct and hand in again."""
    if form not in {"csv", "xlsx"}:
        abort(404)
    data = errors_file(kept_upload(upload_id), locale(), form)
    kind = XLSX if form == "xlsx" else "text/csv"
    return download(data, f"{_('llamado-to-correct')}-{upload_id}.{form}", kind)
