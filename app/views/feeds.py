"""A person's own calendars that are read: added by address, read now, paused, taken away."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _

from app import clock
from app.access import allow, require_account
from app.errors import ConflictError, InvalidInputError, LlamadoError, NotFoundError
from app.forms.feed import FeedForm
from app.models.account import Role
from app.pages import say
from app.queries.feed import get_feed
from app.services.audit import Actor
from app.services.feed_rows import list_feed_rows
from app.services.feeds import add_feed, ask_to_read, change_feed_address, pause_feed, remove_feed
from app.unit import commits, session

pages = Blueprint("feeds", __name__)
mine_only = allow(Role.CREW)
UNPROCESSABLE = 422


def _mine() -> int:
    crew_member_id = require_account().crew_member_id
    if crew_member_id is None:
        abort(404)
    return crew_member_id


def _actor() -> Actor:
    return Actor.of(require_account(), clock.now())


def feed_values(crew_member_id: int) -> dict[str, Any]:
    """Return what the section of a person's calendars shows; pages of the person and of staff share it."""
    return {
        "feeds": list_feed_rows(session(), crew_member_id, today=clock.today()),
        "feed_form": FeedForm(formdata=None),
        "age_of": _age_of,
    }


def _age_of(moment: datetime) -> str:
    """Return "20 minutes ago" in the page's language."""
    return str(format_timedelta(moment - clock.now(), add_direction=True))


def _page(form: FeedForm, feed_id: int | None = None, status: int = 200) -> Any:
    values = feed_values(_mine()) | {"feed_form": form, "at_feed": feed_id}
    return render_template("me/feeds_page.html", **values), status


@pages.get("/me/feeds")
@mine_only
def show() -> Any:
    """Show the person's own calendars."""
    return _page(FeedForm(formdata=None))


@pages.post("/me/feeds")
@mine_only
@commits
def add() -> Any:
    """Take a calendar in by its address."""
    actor, who = _actor(), _mine()
    return _take_address(None, lambda address: add_feed(session(), actor, crew_member_id=who, address=address))


@pages.post("/me/feeds/<id:feed_id>/address")
@mine_only
@commits
def change_address(feed_id: int) -> Any:
    """Put another address in the old one's place."""
    actor, who = _actor(), _mine()
    get_feed(session(), who, feed_id)
    return _take_address(
        feed_id,
        lambda address: change_feed_address(session(), actor, crew_member_id=who, feed_id=feed_id, address=address),
    )


def _take_address(feed_id: int | None, take: Callable[[str], object]) -> Any:
    """Do what is to be done with the address that was pasted, or show the form again with what to put right."""
    form = FeedForm()
    if not form.validate_on_submit():
        return _page(form, feed_id, UNPROCESSABLE)
    try:
        take(form.address.data or "")
    except (InvalidInputError, ConflictError) as error:
        session().rollback()
        form.address.errors = [say(error)]
        return _page(form, feed_id, UNPROCESSABLE)
    flash(_("Your calendar is read within a minute. Reload this page to see its days."))
    return redirect(url_for("me.show", _anchor="feeds"))


@pages.post("/me/feeds/<id:feed_id>/read")
@mine_only
@commits
def read_now(feed_id: int) -> Any:
    """Have a calendar read now."""
    return _do(ask_to_read, feed_id, _("Your calendar is read within a minute. Reload this page to see its days."))


@pages.post("/me/feeds/<id:feed_id>/pause")
@mine_only
@commits
def pause(feed_id: int) -> Any:
    """Stop reading a calendar for now."""
    return _do(pause_feed, feed_id, _("Your calendar is paused: its days don't count until you go on."))


@pages.get("/me/feeds/<id:feed_id>/remove")
@mine_only
def confirm_remove(feed_id: int) -> Any:
    """Ask whether a calendar is really to go."""
    get_feed(session(), _mine(), feed_id)
    [row] = [row for row in list_feed_rows(session(), _mine(), today=clock.today()).rows if row.feed.id == feed_id]
    return render_template("me/feed_remove.html", row=row)


@pages.post("/me/feeds/<id:feed_id>/remove")
@mine_only
@commits
def remove(feed_id: int) -> Any:
    """Take a calendar away with its days."""
    return _do(remove_feed, feed_id, _("Your calendar is no longer read, and its days are gone."))


def _do(step: Callable[..., object], feed_id: int, done: str) -> Any:
    try:
        step(session(), _actor(), crew_member_id=_mine(), feed_id=feed_id)
    except NotFoundError:
        raise
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
    else:
        flash(done)
    return redirect(url_for("me.show", _anchor="feeds"))
