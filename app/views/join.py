"""Joining the registry without an account: a short form, a link by e-mail, and a profile to complete."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from app import clock
from app.access import public
from app.db import reading
from app.errors import LlamadoError
from app.forms.fields import options, role_options
from app.forms.join import NONE_OF_THESE, JoinForm
from app.i18n import locale
from app.limits import limited
from app.models.trust import ConsentPurpose
from app.pages import say, status_of
from app.queries.registration import find_registration
from app.services.audit import Actor
from app.services.notices import current_notice, notice_version, text_of
from app.services.rate import Deed
from app.services.registration import JoinAnswers, ask_to_join, find_doubles_of, prove_registration, read_answers
from app.services.role_choices import list_departments, role_choices, role_name
from app.services.role_reading import read_title
from app.services.taxonomy import get_taxonomy
from app.unit import commits, engine, session
from app.views.account_ground import let_in
from app.views.profile import settle_place
from config import get_settings

pages = Blueprint("join", __name__)
UNPROCESSABLE = 422
SURE = 90
"""Confidence, of 100, from which a title is taken without showing what else it may mean."""


def _page(form: JoinForm, *, status: int = 200, asks_role: bool = False) -> Any:
    titles = [name for department in list_departments(locale()) for _id, name in department.roles]
    page = render_template(
        "join/form.html",
        form=form,
        titles=titles,
        asks_role=asks_role,
        version=notice_version(session(), clock.today()),
        notice_text=text_of(current_notice(session(), clock.today()), locale(), short=True),
    )
    return page, status


@pages.get("/join")
@public
def show() -> Any:
    """Show the form."""
    return _page(JoinForm(formdata=None))


@pages.post("/join")
@public
@limited(Deed.REGISTRATION)
@commits
def ask() -> Any:
    """Send the link; the answer is the same whoever is known here, and for machines that fill in everything."""
    form = JoinForm()
    role_id, asks_role = _settle_role(form)
    valid, placed = form.validate_on_submit(), settle_place(form.base)
    if form.website.data:
        return render_template("join/sent.html", email=form.email.data)
    if not (valid and placed) or role_id is None:
        asked = valid and placed  # nothing is wrong: one question more
        return _page(form, status=200 if asked else UNPROCESSABLE, asks_role=asks_role)
    answers = JoinAnswers(
        given_name=(form.given_name.data or "").strip(),
        surname=(form.surname.data or "").strip(),
        email=form.email.data or "",
        phone=form.phone.data or "",
        title=(form.title.data or "").strip(),
        role_id=role_id,
        base_place=form.base.place_id or "",
        consents=form.consents(),
    )
    ask_to_join(
        session(),
        Actor.of(None, clock.now()),
        answers,
        base_url=get_settings().base_url,
        locale=locale(),
        version=notice_version(session(), clock.today()),
    )
    return render_template("join/sent.html", email=form.email.data)


def _settle_role(form: JoinForm) -> tuple[str | None, bool]:
    """Return the role that the title means ("" for none of those known, None: asked back), and whether it is asked.

    What was chosen stands. A title of several meanings is asked back with these first; one of none, with all roles.
    """
    title = (form.title.data or "").strip()
    if not title:
        return None, False
    chosen = form.role_id.data or ""
    reading = read_title(title)
    likely = [(role_id, role_name(role_id, locale())) for role_id in reading.choices]
    others = role_options(role_choices(locale()), _("Choose one"), spelled=True)
    none = options([(NONE_OF_THESE, _("None of these: the commission asks me"))])
    form.role_id.choices = [*others[:1], *options(likely), *none] if likely else [*others[:1], *none, *others[1:]]
    if chosen == NONE_OF_THESE:
        return "", True
    if chosen in get_taxonomy():
        return chosen, True
    if reading.role_id is not None and (reading.confidence >= SURE or not likely):
        return reading.role_id, False
    form.role_id.errors = [_("“%(title)s” can mean more than one thing here: choose.", title=title)]
    return None, True


@pages.get("/join/<token>")
@public
def open_link(token: str) -> Any:
    """Show what is about to be kept, and the button; mail scanners that follow links prove nothing."""
    found = find_registration(session(), token, now=clock.now())
    if found is None:
        return render_template("join/dead.html"), 410
    answers = read_answers(found)
    purposes = [ConsentPurpose(purpose) for purpose in found.consents]
    return render_template("join/prove.html", answers=answers, registration=found, purposes=purposes)


@pages.post("/join/<token>")
@public
@commits
def prove(token: str) -> Any:
    """Make the profile and sign this device in."""
    actor = Actor.of(None, clock.now())
    with reading(engine()) as looking:  # while others may write
        doubles = find_doubles_of(looking, token, now=actor.at)
    try:
        account = prove_registration(session(), actor, token, doubles=doubles)
    except LlamadoError as error:
        return render_template("join/dead.html", text=say(error)), status_of(error)
    return let_in(account, url_for("complete.show"))
