"""Forms to sign in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, SubmitField
from wtforms.validators import InputRequired, Length

from app.forms.checks import email_address


class LinkForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Ask for a sign-in link."""

    email = EmailField(_l("E-mail"), validators=[InputRequired(), Length(max=254), email_address])
    next = HiddenField()
    submit = SubmitField(_l("Send me a link"))


class PasswordForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Sign in with a password (commission staff)."""

    email = EmailField(_l("E-mail"), validators=[InputRequired(), Length(max=254)])
    password = PasswordField(_l("Password"), validators=[InputRequired(), Length(max=200)])
    next = HiddenField()
    submit = SubmitField(_l("Sign in"))
