"""Asking people for a position's dates: who, in which order, what each will read; sent once."""

from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import allow, require_account
from app.clock import now
from app.errors import LlamadoError
from app.forms.ask import AskForm
from app.forms.checks import read_ids
from app.i18n import locale
from app.models.account import Role
from app.models.offer import OfferRound, RoundMode
from app.pages import say
from app.queries.offer import find_round_by_form
from app.services.asking import AskPage, move, open_ask_page, preview_offer
from app.services.audit import Actor
from app.services.offer import open_round
from app.unit import commits, session
from app.views.need_ground import is_staff, only_contact
from config import get_settings

pages = Blueprint("ask", __name__)
production_or_staff = allow(Role.PRODUCTION, Role.STAFF)
MOVES = {"up": -1, "down": 1}


def _page(position_id: int, people: list[int], chosen: list[int] | None) -> AskPage:
    return open_ask_page(
        session(),
        position_id,
        contact_id=only_contact(require_account()),
        people=people,
        chosen=chosen,
        locale=locale(),
        now=now(),
    )


def _render(page: AskPage, form: AskForm, error: str = "") -> Any:
    hours = form.answer_hours.data
    preview = preview_offer(
        session(),
        page,
        tells_title=bool(form.tells_title.data),
        note=form.note.data or "",
        answer_hours=hours if isinstance(hours, int) and 0 < hours <= 720 else get_settings().offer_hours,  # noqa: PLR2004 - the form's limit
        now=now(),
    )
    body = render_template(
        "ask/page.html", page=page, form=form, preview=preview, error=error, staff=is_staff(require_account())
    )
    return (body, 422) if error or form.errors else body


@pages.get("/positions/<id:position_id>/ask")
@production_or_staff
def page(position_id: int) -> Any:
    """Show who would be asked and what they would read."""
    found = _page(position_id, read_ids(request.args.getlist("who")), None)
    form = AskForm(
        formdata=None,
        data={
            "mode": RoundMode.TOGETHER.value,
            "places": max(1, min(found.position.quantity, len(found.chosen) or 1)),
            "answer_hours": get_settings().offer_hours,
            "tells_title": not found.production.confidential,
            "form_key": token_urlsafe(24),
        },
    )
    return _render(found, form)


@pages.post("/positions/<id:position_id>/ask")
@production_or_staff
@commits
def send(position_id: int) -> Any:
    """Change the order or the preview, or ask; asking twice with one form makes one round."""
    people, chosen = read_ids(request.form.getlist("person")), read_ids(request.form.getlist("who"))
    verb, _colon, who = request.form.get("do", "").partition(":")
    if verb in MOVES and who.isdecimal():
        people = move(people, int(who[:12]), MOVES[verb])
    found, form = _page(position_id, people, chosen), AskForm()
    if verb != "send":
        form.validate()
        return _shown_again(found, form)
    if not form.validate_on_submit():
        return _render(found, form)
    return _send(found, form)


def _send(found: AskPage, form: AskForm) -> Any:
    known = find_round_by_form(session(), found.position.id or 0, form.form_key.data or "")
    if known is not None:
        return _to_board(known)
    if found.refused or not found.chosen:
        gone = _("Some of those you ticked can't be asked any more. Look at the reasons, and ask the others.")
        return _render(found, form, gone if found.refused else _("Tick at least one person who can be asked."))
    try:
        made = open_round(
            session(),
            Actor.of(require_account(), now()),
            position=found.position,
            crew_member_ids=found.chosen,
            mode=RoundMode(form.mode.data),
            places=form.places.data or 0,
            answer_hours=form.answer_hours.data or 0,
            tells_title=bool(form.tells_title.data),
            note=form.note.data or "",
            form_key=form.form_key.data or "",
        )
    except LlamadoError as error:
        return _render(found, form, say(error))
    flash(ngettext("One person is asked.", "%(num)s people are asked.", len(found.chosen)))
    return _to_board(made)


def _to_board(made: OfferRound) -> Any:
    return redirect(url_for("asked.board", production_id=made.production_id, _anchor=f"p{made.position_id}"))


def _shown_again(found: AskPage, form: AskForm) -> Any:
    """Show the page as typed; what is wrong is told, but nothing was asked yet."""
    body = _render(found, form)
    return body[0] if isinstance(body, tuple) else body
