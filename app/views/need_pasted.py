"""The door for pasted messages."""

from typing import Any

from flask import Blueprint

from app import clock
from app.access import current_account, public
from app.errors import LlamadoError
from app.forms.need import PasteForm
from app.limits import limited
from app.models.need import NeedDoor
from app.services.audit import Actor
from app.services.need_draft import start_draft
from app.services.need_pasted import read_pasted
from app.services.rate import Deed
from app.unit import commits_always, session
from app.views.need_door import refused, to_draft
from app.views.need_ground import now

pages = Blueprint("need_pasted", __name__)


@pages.post("/needs/pasted")
@public
@limited(Deed.DRAFT)
@commits_always
def paste() -> Any:
    """Take a message: what was read in it is proposed line by line, to be confirmed, put right or dropped."""
    form = PasteForm()
    if not form.validate_on_submit():
        return refused(form.message.errors, paste=form)
    try:
        actor = Actor.of(current_account(), now())
        raw, notes = read_pasted(form.message.data or "", today=clock.today())
    except LlamadoError as error:
        return refused(error, paste=form)
    return to_draft(start_draft(session(), actor, door=NeedDoor.PASTED, raw=raw, notes=notes))
