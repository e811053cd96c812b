"""A crew member's own offers, holds and bookings: answered, released, agreed to, each in a tap or two."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app import clock
from app.access import allow, require_account
from app.errors import LlamadoError, NotFoundError
from app.forms.ask import DeclineForm, ReasonForm
from app.i18n import locale
from app.messages import mark
from app.models.account import Role
from app.models.availability import Booking, Hold, StatementSource
from app.models.crew import CrewMember
from app.models.offer import DeclineReason, Offer
from app.pages import say
from app.queries.booking import get_booking
from app.queries.hold import get_hold
from app.queries.offer import get_offer
from app.services.audit import Actor
from app.services.hold import release_hold
from app.services.my_asks import list_my_bookings, list_my_holds, list_my_offers
from app.services.offer import accept_offer, decline_offer
from app.services.reconfirm import agree_to_dates, refuse_dates
from app.unit import commits, session

pages = Blueprint("my_offers", __name__)
mine_only = allow(Role.CREW)
OFFERS, HOLDS, BOOKINGS = "offers", "holds", "bookings"


def offers(member: CrewMember) -> dict[str, Any]:
    """Return what waits for the person's answer, for me/offers.html."""
    return {"offers": list_my_offers(session(), member, locale=locale())}


def holds(member: CrewMember) -> dict[str, Any]:
    """Return what the person's days are kept for, for me/holds.html."""
    kept = list_my_holds(session(), member, locale=locale(), now=clock.now())
    kept += list_my_bookings(session(), member, locale=locale(), now=clock.now())
    return {"kept": sorted(kept, key=lambda each: each.first_on)}


def _me() -> int:
    crew_member_id = require_account().crew_member_id
    if crew_member_id is None:
        abort(404)
    return crew_member_id


def _actor() -> Actor:
    return Actor.of(require_account(), clock.now())


def _own(found: Any) -> Any:
    """Return what is the person's own; for another's there is none."""
    if found.crew_member_id != _me():
        raise NotFoundError(mark("There is no such offer, hold or booking."))
    return found


def _offer(offer_id: int) -> Offer:
    offer: Offer = _own(get_offer(session(), offer_id))
    if offer.sent_at is None:  # it waits behind others: nobody tells the person of it yet
        raise NotFoundError(mark("There is no such offer, hold or booking."))
    return offer


def _back(anchor: str, done: str) -> Any:
    flash(done)
    return redirect(url_for("me.show", _anchor=anchor))


def _refused(error: LlamadoError, anchor: str) -> Any:
    """Go back with the reason; nothing was written."""
    session().rollback()
    flash(say(error), "error")
    return redirect(url_for("me.show", _anchor=anchor))


@pages.post("/me/offers/<id:offer_id>/accept")
@mine_only
@commits
def accept(offer_id: int) -> Any:
    """Say yes."""
    offer = _offer(offer_id)
    try:
        accept_offer(session(), _actor(), offer=offer, source=StatementSource.SELF)
    except LlamadoError as error:
        return _refused(error, OFFERS)
    return _back(HOLDS, _("You said yes. The days are kept; the production is told."))


@pages.get("/me/offers/<id:offer_id>/decline")
@mine_only
def ask_why(offer_id: int) -> str:
    """Ask for the reason of a no."""
    return _show_decline(_offer(offer_id), DeclineForm(formdata=None))


def _show_decline(offer: Offer, form: DeclineForm) -> str:
    mine = next((each for each in offers(_member())["offers"] if each.offer.id == offer.id), None)
    return render_template("me/decline.html", offer=offer, mine=mine, form=form)


def _member() -> CrewMember:
    return session().get_one(CrewMember, _me())


@pages.post("/me/offers/<id:offer_id>/decline")
@mine_only
@commits
def decline(offer_id: int) -> Any:
    """Say no."""
    offer, form = _offer(offer_id), DeclineForm()
    if not form.validate_on_submit():
        return _show_decline(offer, form), 422
    try:
        decline_offer(
            session(),
            _actor(),
            offer=offer,
            reason=DeclineReason(form.reason.data),
            note=form.note.data or "",
            source=StatementSource.SELF,
        )
    except LlamadoError as error:
        return _refused(error, OFFERS)
    return _back(OFFERS, _("You said no. Thank you for answering."))


@pages.get("/me/holds/<id:hold_id>/release")
@mine_only
def ask_release(hold_id: int) -> str:
    """Ask whether the days are really to be released."""
    return _show_release(_own(get_hold(session(), hold_id)), ReasonForm(formdata=None))


def _show_release(hold: Hold, form: ReasonForm) -> str:
    mine = next(
        (
            each
            for each in list_my_holds(session(), _member(), locale=locale(), now=clock.now())
            if each.kept.id == hold.id
        ),
        None,
    )
    return render_template("me/release.html", hold=hold, mine=mine, form=form)


@pages.post("/me/holds/<id:hold_id>/release")
@mine_only
@commits
def release(hold_id: int) -> Any:
    """Release the days of a hold."""
    hold, form = _own(get_hold(session(), hold_id)), ReasonForm()
    if not form.validate_on_submit():
        return _show_release(hold, form), 422
    try:
        release_hold(session(), _actor(), hold=hold, reason=form.reason.data or "")
    except LlamadoError as error:
        return _refused(error, HOLDS)
    return _back(HOLDS, _("The days are released; the production is told."))


@pages.post("/me/<kind>/<id:kept_id>/dates/<answer>")
@mine_only
@commits
def dates(kind: str, kept_id: int, answer: str) -> Any:
    """Answer whether moved dates are still right: `kind` is holds or bookings, `answer` agree or refuse."""
    if kind not in {HOLDS, BOOKINGS} or answer not in {"agree", "refuse"}:
        abort(404)
    kept: Hold | Booking = _own(get_hold(session(), kept_id) if kind == HOLDS else get_booking(session(), kept_id))
    try:
        if answer == "agree":
            agree_to_dates(session(), _actor(), subject=kept, source=StatementSource.SELF)
        else:
            refuse_dates(session(), _actor(), subject=kept)
    except LlamadoError as error:
        return _refused(error, HOLDS)
    said = (
        _("The new dates are yours.")
        if answer == "agree"
        else _("You said no to the new dates; the production is told.")
    )
    return _back(HOLDS, said)
