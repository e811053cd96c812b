"""A person says their own days."""

from typing import Any

from app.unit import commits
from app.views import days
from app.views.days import DaysDesk
from app.views.me import mine_only, my_id, pages


@pages.post("/me/days")
@mine_only
@commits
def state_days() -> Any:
    """Say days."""
    return days.save_days(_desk())


@pages.post("/me/days/undo/<id:batch_id>")
@mine_only
@commits
def undo_days(batch_id: int) -> Any:
    """Take an act back."""
    return days.undo_days(_desk(), batch_id)


@pages.post("/me/days/confirm")
@mine_only
@commits
def confirm_days() -> Any:
    """Say that all is still right."""
    return days.confirm(_desk())


def _desk() -> DaysDesk:
    return DaysDesk(my_id(), own=True)
