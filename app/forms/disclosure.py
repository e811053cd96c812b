"""Forms of grants of contact details: make one, change its last day, revoke it, find a release by its code."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.forms.checks import plain_text


class GrantForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Whose details, what for, on what ground, until when."""

    people = SelectMultipleField(_l("People"), coerce=int, validators=[DataRequired()])
    purpose = StringField(_l("What for"), validators=[DataRequired(), Length(max=200), plain_text])
    ground = StringField(
        _l("On what ground, without consent"), validators=[DataRequired(), Length(max=400), plain_text]
    )
    until_on = DateField(_l("Last day"), validators=[InputRequired()])

    def offer(self, people: Iterable[tuple[int, str]]) -> "GrantForm":
        """Fill in who may be chosen."""
        self.people.choices = list(people)
        return self


class RenewForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Another last day, and why."""

    until_on = DateField(_l("Last day"), validators=[InputRequired()])
    reason = StringField(_l("Why"), validators=[DataRequired(), Length(max=300), plain_text])


class RevokeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Why a grant ends now."""

    reason = StringField(_l("Why"), validators=[DataRequired(), Length(max=300), plain_text])


class CodeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """The code that stands on a released file."""

    code = StringField(_l("Code of the file"), validators=[Optional(), Length(max=40), plain_text])
