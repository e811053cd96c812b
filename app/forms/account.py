"""Forms to sign in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types are older
from wtforms.validators import EqualTo, InputRequired, Length

from app.forms.checks import email_address, plain_text


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


class CodeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A code of the authenticator, or a recovery code."""

    code = StringField(_l("Code"), validators=[InputRequired(), Length(max=40)])
    next = HiddenField()
    submit = SubmitField(_l("Go on"))


class ProofForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """The password once more, of an account without a second factor."""

    password = PasswordField(_l("Password"), validators=[InputRequired(), Length(max=200)])
    next = HiddenField()
    submit = SubmitField(_l("Go on"))


class EmptyForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A button alone, with where to go on."""

    next = HiddenField()
    submit = SubmitField(_l("Go on"))


class NewPasswordForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A new password, typed twice."""

    password = PasswordField(_l("New password"), validators=[InputRequired(), Length(max=200)])
    again = PasswordField(
        _l("The same once more"),
        validators=[InputRequired(), EqualTo("password", message=_l("The two are not the same."))],
    )
    submit = SubmitField(_l("Take this password"))


class ChangePasswordForm(NewPasswordForm):
    """A new password, and the present one."""

    present = PasswordField(_l("Present password"), validators=[InputRequired(), Length(max=200)])


_RIGHTS = [
    SelectChoice("reader", _l("Reader")),
    SelectChoice("staff", _l("Staff")),
    SelectChoice("admin", _l("Administrator")),
]


class RoleForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Rights of an account of the commission."""

    role = SelectField(_l("Rights"), choices=_RIGHTS)


class InviteForm(RoleForm):
    """Invite somebody of the commission."""

    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=160), plain_text])
    email = EmailField(_l("E-mail"), validators=[InputRequired(), Length(max=254), email_address])
    submit = SubmitField(_l("Send the invitation"))
