"""Forms of asking: a round of offers, and the steps of what came of it."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.forms.checks import plain_text
from app.forms.fields import options
from app.models.offer import DeclineReason, RoundMode
from app.offer_labels import DECLINE_REASONS

MOST_HOURS, MOST_PLACES = 720, 99


class AskForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Ask people for a position's dates; who they are comes beside it, in order."""

    mode = RadioField(
        _l("How they are asked"),
        choices=options(
            (
                (RoundMode.TOGETHER.value, _l("All together: the first to accept take the places")),
                (RoundMode.IN_ORDER.value, _l("One after another: the next when one declines or does not answer")),
            )
        ),
        default=RoundMode.TOGETHER.value,
        validators=[InputRequired()],
    )
    places = IntegerField(
        _l("Places to fill"), default=1, validators=[InputRequired(), NumberRange(min=1, max=MOST_PLACES)]
    )
    answer_hours = IntegerField(
        _l("Hours to answer"),
        description=_l("The clock of each person begins when they are asked."),
        validators=[InputRequired(), NumberRange(min=1, max=MOST_HOURS)],
    )
    tells_title = BooleanField(
        _l("Tell them the working title and the company"),
        description=_l("Otherwise they read what kind of production it is, where and when, until they are booked."),
    )
    note = TextAreaField(
        _l("Note to them"),
        description=_l("Night work, pay, what to bring. They read it as you type it."),
        validators=[Optional(), Length(max=1000), plain_text],
    )
    form_key = HiddenField(validators=[InputRequired(), Length(max=64), plain_text])


class DeclineForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Say no to an offer, with a reason."""

    reason = RadioField(
        _l("Why not?"),
        choices=options((each.value, DECLINE_REASONS[each]) for each in DeclineReason),
        validators=[InputRequired(message=_l("Choose a reason; it helps to be asked for what fits."))],
    )
    note = StringField(_l("Anything to add"), validators=[Optional(), Length(max=500), plain_text])


class ReasonForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Take a step back, and say why."""

    reason = StringField(
        _l("Why"),
        validators=[InputRequired(message=_l("Say why, in a few words.")), Length(max=300), plain_text],
    )


class HoursForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Give something more time."""

    hours = IntegerField(
        _l("How many hours more"), default=24, validators=[InputRequired(), NumberRange(min=1, max=MOST_HOURS)]
    )


class StepForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Take a step that needs nothing besides the tap."""
