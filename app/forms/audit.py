"""The filters of the audit, as they stand in the address bar."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SearchField, SelectField
from wtforms.validators import Length, NumberRange, Optional

from app.db import MAX_ID
from app.forms.checks import plain_text


class AuditFilterForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """What a search of the audit asks for."""

    class Meta:
        """It changes nothing, so it carries no token."""

        csrf = False

    person = SearchField(_l("About whom (name or No.)"), validators=[Length(max=120), plain_text])
    who = SelectField(_l("Who did it"), choices=[], validate_choice=False, default="")
    what = SearchField(_l("What (text in the action)"), validators=[Length(max=80), plain_text])
    subject = SelectField(_l("Subject"), choices=[], validate_choice=False, default="")
    number = IntegerField(_l("Its number"), validators=[Optional(), NumberRange(1, MAX_ID)])
    since = DateField(_l("From"), validators=[Optional()])
    until = DateField(_l("To"), validators=[Optional()])
