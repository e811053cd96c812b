"""The board of a production: offers, holds, bookings; and the steps on it, each shown before it is taken."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm

from app.access import allow, require_account
from app.clock import now
from app.errors import LlamadoError
from app.i18n import locale
from app.models.account import Role
from app.models.availability import Booking, Hold
from app.models.challenge import Challenge
from app.models.crew import CrewMember
from app.models.offer import Offer, OfferRound
from app.models.production import Production
from app.pages import say
from app.queries.board import Subject, get_subject
from app.queries.booking import list_booking_spans
from app.queries.crew import get_crew_member
from app.queries.hold import list_hold_spans
from app.queries.offer import list_offer_spans
from app.queries.production import get_production
from app.services.audit import Actor
from app.services.board import Whom, kept_days, open_board, see_people
from app.services.foresight import Foreseer
from app.services.steps import is_allowed
from app.unit import commits, session
from app.views.asked_chat import chat_writer
from app.views.asked_steps import STEPS, Step
from app.views.need_ground import is_staff, only_contact

pages = Blueprint("asked", __name__)
production_or_staff = allow(Role.PRODUCTION, Role.STAFF)


def _staff() -> bool:
    return is_staff(require_account())


def _actor() -> Actor:
    return Actor.of(require_account(), now())


def may(subject: Subject, kind: str, name: str) -> bool:
    """Return whether the viewer may take a step now: it is theirs, and the subject's state allows it."""
    step = STEPS[f"{kind}.{name}"]
    return (_staff() or not step.staff) and is_allowed(subject, step.verb)


@pages.get("/productions/<id:production_id>/asked")
@production_or_staff
def board(production_id: int) -> str:
    """Show whom the production asked, holds and booked, by department and position."""
    production = get_production(session(), production_id, contact_id=only_contact(require_account()))
    found = open_board(session(), production, staff=_staff(), locale=locale(), now=now())
    return render_template(
        "asked/board.html",
        board=found,
        production=production,
        staff=_staff(),
        may=may,
        chat=chat_writer(session(), _actor(), production, staff=_staff()),
    )


def _step(kind: str, name: str) -> Step:
    step = STEPS.get(f"{kind}.{name}")
    if step is None or (step.staff and not _staff()):
        abort(404)
    return step


@pages.get("/asked/<kind>/<id:subject_id>/<name>")
@production_or_staff
def look(kind: str, subject_id: int, name: str) -> Any:
    """Show what a step will do and to whom."""
    return _render(kind, subject_id, name, _step(kind, name).form(formdata=None))


@pages.post("/asked/<kind>/<id:subject_id>/<name>")
@production_or_staff
@commits
def take(kind: str, subject_id: int, name: str) -> Any:
    """Take the step."""
    step = _step(kind, name)
    subject, production = get_subject(session(), kind, subject_id, contact_id=only_contact(require_account()))
    form = step.form()
    if not form.validate_on_submit():
        return _render(kind, subject_id, name, form)
    position = _owner(subject).position_id
    try:
        step.run(session(), _actor(), subject, form)
    except LlamadoError as error:
        return _render(kind, subject_id, name, form, say(error))
    flash(str(step.done))
    return redirect(url_for("asked.board", production_id=production.id, _anchor=f"p{position or 0}"))


def _owner(subject: Subject) -> OfferRound | Offer | Hold | Booking:
    """Return what a subject belongs to: a challenge to its hold, the others to themselves."""
    return session().get_one(Hold, subject.hold_id) if isinstance(subject, Challenge) else subject


def _render(kind: str, subject_id: int, name: str, form: FlaskForm, error: str = "") -> Any:
    step = _step(kind, name)
    subject, production = get_subject(session(), kind, subject_id, contact_id=only_contact(require_account()))
    owner = _owner(subject)
    member = None if isinstance(owner, OfferRound) else get_crew_member(session(), owner.crew_member_id)
    foresight = Foreseer(session(), _actor(), locale()).look(f"{kind}.{name}", subject, member)
    body = render_template(
        "asked/step.html",
        step=step,
        kind=kind,
        form=form,
        subject=subject,
        owner=owner,
        spans=_spans(owner),
        production=production,
        whom=_whom(production, member),
        foresight=foresight,
        allowed=is_allowed(subject, step.verb),
        error=error,
        staff=_staff(),
    )
    return (body, _status(form, error))


def _status(form: FlaskForm, error: str) -> int:
    return 409 if error else 422 if form.errors else 200


def _whom(production: Production, member: CrewMember | None) -> Whom | None:
    if member is None:
        return None
    return see_people(session(), production, [member], staff=_staff(), now=now())[member.id or 0]


def _spans(owner: OfferRound | Offer | Hold | Booking) -> Any:
    key = owner.id or 0
    if isinstance(owner, Offer):
        return list_offer_spans(session(), [key])[key]
    if isinstance(owner, Hold):
        return kept_days(list_hold_spans(session(), [key])[key])
    if isinstance(owner, Booking):
        return kept_days(list_booking_spans(session(), [key])[key])
    return []
