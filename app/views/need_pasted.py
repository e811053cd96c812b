"""The door for pasted messages."""

from typing import Any

from flask import Blueprint

from app import clock
from app.access import public
from app.errors import LlamadoError
from app.forms.need import PasteForm
from app.models.need import NeedDoor
from app.services.need_draft import start_draft
from app.services.need_pasted import read_pasted
from app.unit import commits_always, session
from app.views.need_door import count_draft, refused, to_draft

pages = Blueprint("need_pasted", __name__)


@pages.post("/needs/pasted")
@public
@commits_always
def paste() -> Any:
    """Take a message: what was read in it is proposed line by line, to be confirmed, put right or dropped."""
    form = PasteForm()
    if not form.validate_on_submit():
        return refused(form.message.errors, paste=form)
    try:
        actor = count_draft()
        raw, notes = read_pasted(form.message.data or "", today=clock.today())
    except LlamadoError as error:
        return refused(error, paste=form)
    return to_draft(start_draft(session(), actor, door=NeedDoor.PASTED, raw=raw, notes=notes))
