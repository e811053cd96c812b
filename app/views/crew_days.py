"""Staff write down what people say of their days on the phone."""

from typing import Any

from flask import render_template

from app.access import staff_only
from app.models.availability import NEVER
from app.queries.statement import list_latest_words
from app.services.call_text import confirm_text
from app.unit import commits, session
from app.views import days as said
from app.views.crew import pages
from app.views.days import DaysDesk, draw_days

LATEST = 8


@pages.get("/crew/<id:crew_member_id>/days")
@staff_only
def days(crew_member_id: int) -> str:
    """Show a person's grid, to fill in while they are on the phone."""
    shown = draw_days(DaysDesk(crew_member_id, own=False))
    return render_template(
        "crew/said.html",
        said_days=shown,
        member=shown.member,
        call_text=confirm_text(shown.member, on=shown.grid.today),
        words=list_latest_words(session(), crew_member_id, limit=LATEST),
        never=NEVER,
    )


@pages.post("/crew/<id:crew_member_id>/days")
@staff_only
@commits
def state_days(crew_member_id: int) -> Any:
    """Write down days."""
    return said.save_days(DaysDesk(crew_member_id, own=False))


@pages.post("/crew/<id:crew_member_id>/days/undo/<id:batch_id>")
@staff_only
@commits
def undo_days(crew_member_id: int, batch_id: int) -> Any:
    """Take an act back."""
    return said.undo_days(DaysDesk(crew_member_id, own=False), batch_id)


@pages.post("/crew/<id:crew_member_id>/days/confirm")
@staff_only
@commits
def confirm_days(crew_member_id: int) -> Any:
    """Write down that all is still right."""
    return said.confirm(DaysDesk(crew_member_id, own=False))
