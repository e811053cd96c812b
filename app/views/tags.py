"""Tags: see who bears them, rename, merge and delete them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import require_account, staff_only
from app.errors import LlamadoError
from app.forms.bulk import TagNameForm
from app.models.tag import CrewTag
from app.pages import say
from app.queries.tag import count_by_tag, get_tag, list_tags
from app.services.audit import Actor
from app.services.bulk.tags import retire_tag
from app.services.tag import make_tags, rename_tag, split_names
from app.unit import commits, session

pages = Blueprint("tags", __name__, url_prefix="/crew/tags")


def _acting() -> Actor:
    return Actor.of(require_account(), clock.now())


@pages.get("")
@staff_only
def index() -> str:
    """List the tags with how many people bear them."""
    return render_template(
        "bulk/tags.html", tags=list_tags(session()), counts=count_by_tag(session()), form=TagNameForm(formdata=None)
    )


def _back(error: LlamadoError | None = None, said: str = "") -> Any:
    if error is not None:
        session().rollback()
        flash(say(error), "error")
    elif said:
        flash(said)
    return redirect(url_for("tags.index"))


def _name() -> str:
    form = TagNameForm()
    return form.name.data or "" if form.validate() else ""


@pages.post("")
@staff_only
@commits
def create() -> Any:
    """Make tags of the names that were typed."""
    try:
        made = make_tags(session(), _acting(), split_names(_name()))
    except LlamadoError as error:
        return _back(error)
    return _back(said=_("Saved.") if made else "")


@pages.post("/<id:tag_id>")
@staff_only
@commits
def rename(tag_id: int) -> Any:
    """Give a tag another name."""
    try:
        rename_tag(session(), _acting(), tag=get_tag(session(), tag_id), name=_name())
    except LlamadoError as error:
        return _back(error)
    return _back(said=_("Saved."))


@pages.post("/<id:tag_id>/merge")
@staff_only
@commits
def merge(tag_id: int) -> Any:
    """Put another tag on everybody who bears this one, and delete this one."""
    into = request.form.get("into", "", type=str)
    if not into.isdecimal() or len(into) > 9 or int(into) == tag_id:  # noqa: PLR2004 - more digits are no tag of ours
        flash(_("Choose the tag to merge it into."), "error")
        return _back()
    return _retire(get_tag(session(), tag_id), get_tag(session(), int(into)))


@pages.post("/<id:tag_id>/delete")
@staff_only
@commits
def delete(tag_id: int) -> Any:
    """Take a tag off everybody and delete it."""
    return _retire(get_tag(session(), tag_id), None)


def _retire(tag: CrewTag, into: CrewTag | None) -> Any:
    deed = retire_tag(session(), _acting(), tag=tag, into=into)
    return redirect(url_for("bulk.done", bulk_id=deed.id))
