"""The links in e-mails that answer an offer, or whether moved dates are still right. No sign-in, and nothing else."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from app import clock
from app.access import public
from app.errors import LlamadoError
from app.forms.ask import DeclineForm
from app.i18n import locale
from app.models.ask import ActionLink, ActionPurpose
from app.models.availability import Booking, Hold, StatementSource
from app.models.crew import CrewMember
from app.models.offer import DeclineReason, Offer
from app.pages import say
from app.queries.crew import get_crew_member
from app.services.action_link import find_action_link, use_action_link
from app.services.audit import Actor
from app.services.crew import is_gone
from app.services.my_asks import find_moved, find_my_kept, find_my_offer
from app.services.offer import accept_offer, decline_offer
from app.services.reconfirm import agree_to_dates, refuse_dates
from app.unit import commits, session

pages = Blueprint("answer_offer", __name__)
GONE = 410


@dataclass(frozen=True)
class _Asked:
    link: ActionLink
    member: CrewMember

    @property
    def actor(self) -> Actor:
        """The person, by their link."""
        return Actor.by_link(clock.now())


def _find(token: str, purpose: ActionPurpose) -> _Asked | None:
    link = find_action_link(session(), token, purpose, now=clock.now())
    if link is None or link.crew_member_id is None or link.subject_id is None:
        return None
    member = get_crew_member(session(), link.crew_member_id)
    return None if is_gone(member) else _Asked(link, member)


def _dead() -> Any:
    return render_template("answer/dead.html"), GONE


def _offer_of(asked: _Asked | None) -> Offer | None:
    offer = session().get(Offer, asked.link.subject_id) if asked else None
    return offer if asked and offer and offer.crew_member_id == asked.member.id else None


@pages.get("/answer/offer/<token>")
@public
def offer(token: str) -> Any:
    """Show the offer with both answers; nothing is written."""
    return _show_offer(token, DeclineForm(formdata=None))


def _show_offer(token: str, form: DeclineForm, *, error: str = "", done: str = "") -> Any:
    asked = _find(token, ActionPurpose.ANSWER_OFFER)
    found = _offer_of(asked)
    if asked is None or found is None:
        return _dead()
    mine = find_my_offer(session(), asked.member, found.id or 0, locale=locale())
    late = found.answer_by_at is not None and found.answer_by_at <= clock.now()
    body = render_template(
        "answer/offer.html",
        member=asked.member,
        offer=found,
        mine=mine,
        state="expired" if late and found.status == "sent" else found.status.value,
        form=form,
        error=error,
        done=done,
        token=token,
    )
    return body, 409 if error else 422 if form.errors else 200


@pages.post("/answer/offer/<token>")
@public
@commits
def answer(token: str) -> Any:
    """Say yes or no; said twice, it is said once."""
    asked = _find(token, ActionPurpose.ANSWER_OFFER)
    found, form = _offer_of(asked), DeclineForm()
    if asked is None or found is None:
        return _dead()
    says_yes = request.form.get("do") == "accept"
    if not says_yes and not form.validate_on_submit():
        return _show_offer(token, form)
    try:
        if says_yes:
            accept_offer(session(), asked.actor, offer=found, source=StatementSource.EMAIL)
        else:
            why, note = DeclineReason(form.reason.data), form.note.data or ""
            decline_offer(session(), asked.actor, offer=found, reason=why, note=note, source=StatementSource.EMAIL)
        use_action_link(session(), asked.link, now=clock.now())
        session().flush()
    except LlamadoError as error:
        session().rollback()
        return _show_offer(token, DeclineForm(formdata=None), error=say(error))
    done = _("You said yes. The days are kept; the production is told.")
    said_no = _("You said no. Thank you for answering.")
    return _show_offer(token, DeclineForm(formdata=None), done=done if says_yes else said_no)


@pages.get("/answer/dates/<token>")
@public
def dates(token: str) -> Any:
    """Show the old and the new dates with both answers; nothing is written."""
    return _show_dates(token)


def _show_dates(token: str, *, error: str = "", done: str = "") -> Any:
    asked = _find(token, ActionPurpose.ANSWER_RECONFIRM)
    kept = _kept_of(asked)
    if asked is None or kept is None:
        return _dead()
    mine = find_my_kept(session(), asked.member, kept, locale=locale(), now=clock.now())
    body = render_template("answer/dates.html", member=asked.member, mine=mine, error=error, done=done, token=token)
    return body, 409 if error else 200


def _kept_of(asked: _Asked | None) -> Hold | Booking | None:
    """Return the hold or booking that a link asks about."""
    if asked is None:
        return None
    found = find_moved(session(), asked.link.subject_id or 0)
    return found if found is not None and found.crew_member_id == asked.member.id else None


@pages.post("/answer/dates/<token>")
@public
@commits
def answer_dates(token: str) -> Any:
    """Say yes or no to the new dates."""
    asked = _find(token, ActionPurpose.ANSWER_RECONFIRM)
    kept = _kept_of(asked)
    if asked is None or kept is None:
        return _dead()
    agrees = request.form.get("do") == "agree"
    try:
        if agrees:
            agree_to_dates(session(), asked.actor, subject=kept, source=StatementSource.EMAIL)
        else:
            refuse_dates(session(), asked.actor, subject=kept)
        use_action_link(session(), asked.link, now=clock.now())
        session().flush()
    except LlamadoError as error:
        session().rollback()
        return _show_dates(token, error=say(error))
    refused = _("You said no to the new dates; the production is told.")
    return _show_dates(token, done=_("The new dates are yours.") if agrees else refused)
