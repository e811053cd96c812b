"""Imports for staff: hand in a list of crew or credits, look at what it would do, confirm or drop it."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import require_account, staff_only
from app.errors import LlamadoError
from app.forms.upload import UploadForm
from app.i18n import locale
from app.models.intake import UploadKind, UploadStatus
from app.pages import say
from app.queries.upload import get_upload, list_uploads
from app.services.audit import Actor
from app.services.imports import upload as uploads
from app.services.imports.columns import import_fields
from app.services.imports.files import problems_file, template_file
from app.services.imports.names_shown import place_label, place_of, role_label, role_labels, role_of
from app.services.spreadsheet import MOST_COLUMNS
from app.unit import commits, session
from app.views.downloads import download
from config import get_settings

pages = Blueprint("imports", __name__, url_prefix="/imports")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_PROBLEMS = 100


def _actor() -> Actor:
    return Actor.of(require_account(), datetime.now(UTC))


@pages.get("/")
@staff_only
def index() -> str:
    """Offer the form and the templates, and list the files that were handed in."""
    return _index(UploadForm(formdata=None))


def _index(form: UploadForm) -> str:
    return render_template(
        "imports/index.html",
        form=form,
        uploads=list_uploads(session(), uploads.IMPORTED),
        most_rows=uploads.MOST_ROWS,
        most_columns=MOST_COLUMNS,
        most_bytes=get_settings().max_upload_bytes,
    )


@pages.get("/template/<kind>.xlsx")
@staff_only
def template(kind: str) -> Response:
    """Hand out a workbook with the column headings."""
    if kind not in uploads.IMPORTED:
        abort(404)
    name = _("llamado-crew") if kind == UploadKind.CREW else _("llamado-credits")
    return download(template_file(UploadKind(kind), locale()), f"{name}.xlsx", _XLSX)


@pages.post("/")
@staff_only
@commits
def open_file() -> Any:
    """Read a file and show what it would do."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _index(form), 422
    kind, data, name = UploadKind(form.kind.data), form.file.data.read(), form.file.data.filename or ""
    actor = _actor()
    session().rollback()  # reading a long file takes seconds: nobody else waits for the write lock meanwhile
    try:
        table = uploads.read_file(kind, data, name)
        upload, before = uploads.open_upload(session(), actor, kind=kind, data=data, file_name=name, table=table)
    except LlamadoError as error:
        form.file.errors = [say(error)]
        return _index(form), 422
    if before and upload.status is UploadStatus.DONE:
        flash(_("This very file was imported already. Nobody was taken in twice."), "error")
    elif before:
        flash(_("This very file waits for a decision already. Here it is."))
    return redirect(url_for("imports.show", upload_id=upload.id))


@pages.get("/<id:upload_id>")
@staff_only
def show(upload_id: int) -> str:
    """Show what a file would do, or what came of it."""
    upload = get_upload(session(), upload_id, *uploads.IMPORTED)
    if upload.status is not UploadStatus.PREVIEW:
        return render_template("imports/decided.html", upload=upload)
    return render_template(
        "imports/preview.html",
        upload=upload,
        columns=uploads.columns_shown(upload),
        fields=import_fields(upload.kind),
        problems=upload.problems[:_SHOWN_PROBLEMS],
        role_label=lambda role_id: role_label(role_id, locale()),
        role_labels=role_labels(locale()),
        place_label=place_label,
    )


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
    return _decide(
        upload_id, lambda actor: uploads.change_columns(session(), actor, upload_id=upload_id, fields=fields)
    )


@pages.post("/<id:upload_id>/answers")
@staff_only
@commits
def answers(upload_id: int) -> Any:
    """Take what was chosen for titles, places, kinds and likely doubles."""
    upload = get_upload(session(), upload_id, *uploads.IMPORTED)
    given, unknown = {}, []
    for number, question in enumerate(upload.result.get("questions", [])):
        other = request.form.get(f"other-{number}", "").strip()
        chosen = request.form.get(f"answer-{number}", "")
        found = _meant(question["kind"], other) if other else chosen
        if found is None:
            unknown.append(other)
        elif found:
            given[question["key"]] = found
    if unknown:
        flash(_("Not known here: %(words)s. Choose from the list.", words=", ".join(unknown)), "error")
    return _decide(
        upload_id, lambda actor: uploads.answer_questions(session(), actor, upload_id=upload_id, answers=given)
    )


def _meant(kind: str, typed: str) -> str | None:
    if kind == "title":
        return role_of(typed)
    return place_of(typed, get_settings().commission_state) if kind == "place" else None


@pages.post("/<id:upload_id>/confirm")
@staff_only
@commits
def confirm(upload_id: int) -> Any:
    """Import the file, whole."""
    return _decide(upload_id, lambda actor: uploads.confirm_upload(session(), actor, upload_id=upload_id))


@pages.post("/<id:upload_id>/drop")
@staff_only
@commits
def drop(upload_id: int) -> Any:
    """Put the file away."""
    return _decide(upload_id, lambda actor: uploads.drop_upload(session(), actor, upload_id=upload_id))


def _decide(upload_id: int, act: Any) -> Any:
    """Do it and go back to the file; where it can't be done, say why there."""
    try:
        act(_actor())
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
    return redirect(url_for("imports.show", upload_id=upload_id))


@pages.get("/<id:upload_id>/problems.csv")
@staff_only
def problems(upload_id: int) -> Response:
    """Hand out the list of what is to be put right."""
    upload = get_upload(session(), upload_id, *uploads.IMPORTED)
    return download(problems_file(upload, locale()), f"{_('llamado-problems')}-{upload_id}.csv", "text/csv")
