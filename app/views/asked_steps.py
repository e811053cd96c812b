"""The steps on a board, one row each: what it is called, which form it takes, which use case it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlmodel import Session

from app.forms.ask import DeclineForm, HoursForm, ReasonForm, StepForm
from app.models.availability import StatementSource
from app.models.offer import DeclineReason
from app.services.audit import Actor
from app.services.booking import cancel_booking, confirm_hold
from app.services.challenge import challenge_holds_ahead, withdraw_challenge
from app.services.hold import extend_hold, release_hold
from app.services.offer import accept_offer, decline_offer, withdraw_offer, withdraw_round
from app.services.reconfirm import agree_to_dates, refuse_dates
from app.services.steps import Verb

Run = Callable[[Session, Actor, Any, Any], object]
BY_PHONE = StatementSource.CALL


@dataclass(frozen=True)
class Step:
    """A step: the words on its page, whether only staff take it, and what it does with the filled form."""

    title: str
    button: str
    done: str
    verb: Verb
    run: Run
    form: type[FlaskForm] = StepForm
    danger: bool = False
    staff: bool = False


STEPS: dict[str, Step] = {
    "round.withdraw": Step(
        _l("Withdraw this round"),
        _l("Withdraw the round"),
        _l("The round is withdrawn."),
        Verb.WITHDRAW,
        lambda session, actor, subject, form: withdraw_round(session, actor, round_=subject, reason=form.reason.data),
        ReasonForm,
        danger=True,
    ),
    "offer.withdraw": Step(
        _l("Withdraw this offer"),
        _l("Withdraw the offer"),
        _l("The offer is withdrawn."),
        Verb.WITHDRAW,
        lambda session, actor, subject, form: withdraw_offer(session, actor, offer=subject, reason=form.reason.data),
        ReasonForm,
        danger=True,
    ),
    "offer.accept": Step(
        _l("They said yes by phone"),
        _l("Record the yes"),
        _l("The yes is recorded: the days are held."),
        Verb.ACCEPT,
        lambda session, actor, subject, _form: accept_offer(session, actor, offer=subject, source=BY_PHONE),
        staff=True,
    ),
    "offer.decline": Step(
        _l("They said no by phone"),
        _l("Record the no"),
        _l("The no is recorded."),
        Verb.DECLINE,
        lambda session, actor, subject, form: decline_offer(
            session,
            actor,
            offer=subject,
            reason=DeclineReason(form.reason.data),
            note=form.note.data or "",
            source=BY_PHONE,
        ),
        DeclineForm,
        staff=True,
    ),
    "hold.confirm": Step(
        _l("Book"),
        _l("Book"),
        _l("Booked."),
        Verb.BOOK,
        lambda session, actor, subject, _form: confirm_hold(session, actor, hold=subject),
    ),
    "hold.challenge": Step(
        _l("Ask those ahead for a decision"),
        _l("Ask for a decision"),
        _l("Those ahead are asked to confirm or release."),
        Verb.BOOK,
        lambda session, actor, subject, _form: challenge_holds_ahead(session, actor, hold=subject),
    ),
    "hold.extend": Step(
        _l("Give this hold more time"),
        _l("Extend the hold"),
        _l("The hold has more time."),
        Verb.EXTEND,
        lambda session, actor, subject, form: extend_hold(session, actor, hold=subject, hours=form.hours.data),
        HoursForm,
    ),
    "hold.release": Step(
        _l("Release this hold"),
        _l("Release the days"),
        _l("The days are released."),
        Verb.RELEASE,
        lambda session, actor, subject, form: release_hold(session, actor, hold=subject, reason=form.reason.data),
        ReasonForm,
        danger=True,
    ),
    "hold.agree": Step(
        _l("They agree to the new dates, by phone"),
        _l("Record the yes"),
        _l("The yes to the new dates is recorded."),
        Verb.AGREE,
        lambda session, actor, subject, _form: agree_to_dates(session, actor, subject=subject, source=BY_PHONE),
        staff=True,
    ),
    "hold.refuse": Step(
        _l("They refuse the new dates, by phone"),
        _l("Record the no"),
        _l("The no to the new dates is recorded: the days are released."),
        Verb.RELEASE,
        lambda session, actor, subject, _form: refuse_dates(session, actor, subject=subject),
        danger=True,
        staff=True,
    ),
    "challenge.withdraw": Step(
        _l("Withdraw the question to those ahead"),
        _l("Withdraw the question"),
        _l("Those ahead are not asked any more."),
        Verb.WITHDRAW,
        lambda session, actor, subject, _form: withdraw_challenge(session, actor, challenge=subject),
        danger=True,
    ),
    "booking.cancel": Step(
        _l("Cancel this booking"),
        _l("Cancel the booking"),
        _l("The booking is cancelled."),
        Verb.CANCEL,
        lambda session, actor, subject, form: cancel_booking(session, actor, booking=subject, reason=form.reason.data),
        ReasonForm,
        danger=True,
    ),
    "booking.agree": Step(
        _l("They agree to the new dates, by phone"),
        _l("Record the yes"),
        _l("The yes to the new dates is recorded."),
        Verb.AGREE,
        lambda session, actor, subject, _form: agree_to_dates(session, actor, subject=subject, source=BY_PHONE),
        staff=True,
    ),
    "booking.refuse": Step(
        _l("They refuse the new dates, by phone"),
        _l("Record the no"),
        _l("The no to the new dates is recorded: the booking is cancelled."),
        Verb.CANCEL,
        lambda session, actor, subject, _form: refuse_dates(session, actor, subject=subject),
        danger=True,
        staff=True,
    ),
}
"""`kind.step` -> the step."""
