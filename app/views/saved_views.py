"""Saved views of the crew list: keep filters under a name, change, delete, bring back."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from app import clock
from app.access import require_account, staff_only
from app.errors import LlamadoError
from app.forms.bulk import ViewForm
from app.models.saved_view import SavedView
from app.pages import say
from app.services.audit import Actor
from app.services.saved_view import change_view, delete_view, save_view, undo_view
from app.unit import commits, session
from app.views.crew_list import kept_filters

pages = Blueprint("saved_views", __name__, url_prefix="/crew/views")


def _acting() -> Actor:
    return Actor.of(require_account(), clock.now())


def _mine() -> int:
    return require_account().id or 0


def _refused(error: LlamadoError) -> Any:
    session().rollback()
    flash(say(error), "error")
    return redirect(url_for("crew.browse", **kept_filters()))


def _opened(view: SavedView, **more: Any) -> Any:
    filters: dict[str, Any] = {**view.filters, "view": view.id, **more}
    return redirect(url_for("crew.browse", **filters))


def _values() -> dict[str, Any]:
    """Return the name, whether it is shared, and the address's filters; what can't be stored is no name."""
    form = ViewForm()
    name = form.name.data or "" if form.validate() else ""
    return {"name": name, "shared": bool(form.shared.data), "filters": kept_filters()}


@pages.post("")
@staff_only
@commits
def create() -> Any:
    """Keep the address's filters under a name."""
    try:
        view = save_view(session(), _acting(), account_id=_mine(), **_values())
    except LlamadoError as error:
        return _refused(error)
    flash(_("The view “%(name)s” is saved.", name=view.name))
    return _opened(view)


@pages.post("/<id:view_id>")
@staff_only
@commits
def change(view_id: int) -> Any:
    """Rename or share a view, and keep the address's filters in it."""
    try:
        view = change_view(session(), _acting(), account_id=_mine(), view_id=view_id, **_values())
    except LlamadoError as error:
        return _refused(error)
    flash(_("The view “%(name)s” is saved.", name=view.name))
    return _opened(view, changed=view.id)


@pages.post("/<id:view_id>/delete")
@staff_only
@commits
def delete(view_id: int) -> Any:
    """Delete a view; the list stays as it is and offers to bring it back."""
    view = delete_view(session(), _acting(), account_id=_mine(), view_id=view_id)
    return redirect(url_for("crew.browse", **kept_filters(), changed=view.id))


@pages.post("/<id:view_id>/undo")
@staff_only
@commits
def undo(view_id: int) -> Any:
    """Bring a deleted view back, or what its last change replaced."""
    try:
        view = undo_view(session(), _acting(), account_id=_mine(), view_id=view_id)
    except LlamadoError as error:
        return _refused(error)
    flash(_("It is back."))
    return _opened(view)
