"""Forms of hire reports: a period, the signature, a correction."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.forms.checks import plain_text


class PeriodForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """The period that a report is of."""

    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("Choose a day."))])
    ends_on = DateField(_l("Last day"), validators=[InputRequired(_l("Choose a day."))])


class SignForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Who signs, as what, and the report's code typed once more."""

    name = StringField(_l("Name of who signs"), validators=[InputRequired(), Length(max=160), plain_text])
    office = StringField(
        _l("Signs as"),
        description=_l("Such as unit production manager."),
        validators=[InputRequired(), Length(max=160), plain_text],
    )
    typed = StringField(_l("Code of the report"), validators=[InputRequired(), Length(max=80), plain_text])


class CorrectionForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """What a line of a signed report should say, and why."""

    confirmed = BooleanField(_l("Worked"))
    days = IntegerField(_l("Days"), validators=[InputRequired(), NumberRange(min=0, max=1000)])
    title = StringField(_l("Credited as"), validators=[InputRequired(), Length(max=200), plain_text])
    pay_band = StringField(_l("Pay band"), validators=[Length(max=40), plain_text])
    reason = StringField(_l("Why it is corrected"), validators=[InputRequired(), Length(max=300), plain_text])
