"""The door for spreadsheets, and its template."""

from typing import Any

from flask import Blueprint, Response

from app.access import current_account, public
from app.errors import LlamadoError
from app.forms.need import FileForm
from app.i18n import locale
from app.limits import limited
from app.models.need import NeedDoor
from app.services.audit import Actor
from app.services.need_draft import start_draft
from app.services.need_sheet import read_sheet, template_sheet
from app.services.rate import Deed
from app.unit import commits_always, session
from app.views.need_door import refused, to_draft
from app.views.need_ground import now

pages = Blueprint("need_sheet", __name__)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.post("/needs/sheet")
@public
@limited(Deed.DRAFT)
@commits_always
def sheet() -> Any:
    """Take a spreadsheet: every row becomes a line of a draft, to be looked at before anything is handed in."""
    form = FileForm()
    if not form.validate_on_submit():
        return refused(form.file.errors)
    name = str(form.file.data.filename or "")
    try:
        actor = Actor.of(current_account(), now())
        file = form.file.data.stream.read()
        raw, notes = read_sheet(file, name)
    except LlamadoError as error:
        return refused(error)
    return to_draft(
        start_draft(session(), actor, door=NeedDoor.SPREADSHEET, raw=raw, file_name=name, file=file, notes=notes)
    )


@pages.get("/needs/template.xlsx")
@public
def template() -> Response:
    """Give the spreadsheet to fill in."""
    name = "llamado-necesidad.xlsx" if locale().startswith("es") else "llamado-need.xlsx"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(template_sheet(locale()), mimetype=_XLSX, headers=headers)
