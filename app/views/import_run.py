"""Imports for staff, once decided: the work in the background, what came of it, its undo; the whole registry out."""

from datetime import datetime
from typing import Any

from flask import Response, after_this_request, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import recently_proven, staff_only
from app.clock import now
from app.errors import LlamadoError
from app.i18n import locale
from app.import_worker import start_worker
from app.limits import limited
from app.models.intake import Upload, UploadStatus
from app.pages import say
from app.services.imports.registry_file import export_registry
from app.services.imports.undo import can_undo, plan_undo, shown_names, undo_until, undo_upload
from app.services.imports.work import ask_import, is_stuck
from app.services.rate import Deed
from app.unit import commits, session
from app.views.downloads import download
from app.views.imports import XLSX, acting, kept_upload, names, pages
from config import get_settings

_FIRST_ERROR = 400
_PHASES = {
    "reading": lambda: _("Comparing with the registry"),
    "preparing": lambda: _("Getting the rows ready"),
    "writing": lambda: _("Writing, all at once"),
}


@pages.post("/<id:upload_id>/confirm")
@staff_only
@commits
def confirm(upload_id: int) -> Any:
    """Hand the file to a worker, with or without its rows that have errors."""
    settings = get_settings()
    try:
        ask_import(session(), acting(), upload_id=upload_id, without_errors=request.form.get("without_errors") == "yes")
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return redirect(url_for("imports.show", upload_id=upload_id))

    @after_this_request
    def start(response: Response) -> Response:
        if response.status_code < _FIRST_ERROR:
            start_worker(settings, upload_id)
        return response

    return redirect(url_for("imports.state", upload_id=upload_id))


@pages.get("/<id:upload_id>/state")
@staff_only
def state(upload_id: int) -> Any:
    """Show how an import goes, or what came of it."""
    upload = kept_upload(upload_id)
    if upload.status is UploadStatus.PREVIEW:
        return redirect(url_for("imports.show", upload_id=upload_id))
    if upload.status in {UploadStatus.QUEUED, UploadStatus.WORKING, UploadStatus.FAILED}:
        stuck = is_stuck(upload, now())
        return render_template("imports/working.html", upload=upload, stuck=stuck, told=read_progress(upload))
    undoable = undo_until(upload) if can_undo(upload, now()) else None
    return render_template("imports/decided.html", upload=upload, undo_until=undoable, **names())


@pages.get("/<id:upload_id>/progress")
@staff_only
def progress(upload_id: int) -> Any:
    """Say how far an import is, for the page to follow it."""
    answer = jsonify(read_progress(kept_upload(upload_id)))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def read_progress(upload: Upload) -> dict[str, Any]:
    """Return how far an import is, in words of the page's language."""
    work, rows = upload.result.get("work", {}), upload.result.get("counts", {}).get("rows", 0)
    left = work.get("seconds_left")
    phase = _PHASES[work["phase"]]() if work.get("phase") in _PHASES else _("Waiting to begin")
    return {
        "working": upload.status in {UploadStatus.QUEUED, UploadStatus.WORKING} and not is_stuck(upload, now()),
        "phase": phase,
        "rows": _("%(done)s of %(all)s rows", done=upload.done_rows, all=rows),
        "percent": round(100 * upload.done_rows / rows) if rows else 0,
        "left": "" if left is None else ngettext("one second left", "%(num)s seconds left", max(1, round(left))),
    }


@pages.get("/<id:upload_id>/undo")
@staff_only
def show_undo(upload_id: int) -> Any:
    """Show what the undo of an import would do."""
    upload = kept_upload(upload_id)
    if not can_undo(upload, now()):
        flash(_("This import can't be undone any more."), "error")
        return redirect(url_for("imports.state", upload_id=upload_id))
    plan = plan_undo(session(), upload)
    return render_template(
        "imports/undo.html",
        upload=upload,
        plan=plan,
        kept=shown_names(plan, plan.kept),
        back=shown_names(plan, plan.back),
        stays=shown_names(plan, plan.stays),
        undo_until=undo_until(upload),
        **names(),
    )


@pages.post("/<id:upload_id>/undo")
@staff_only
@commits
def undo(upload_id: int) -> Any:
    """Undo an import as one step."""
    try:
        undo_upload(session(), acting(), upload_id=upload_id)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
    return redirect(url_for("imports.state", upload_id=upload_id))


@pages.post("/registry")
@staff_only
@recently_proven
@limited(Deed.EXPORT)
@commits
def registry() -> Response:
    """Hand out the whole registry in the form that an import takes."""
    form = "csv" if request.form.get("form") == "csv" else "xlsx"
    data = export_registry(session(), acting(), form=form, locale=locale())
    name = f"{_('llamado-registry')}-{datetime.date(now())}.{form}"
    return download(data, name, XLSX if form == "xlsx" else "text/csv")
