"""The form of a calendar's address."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.forms.checks import plain_text


class FeedForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """An .ics address as it was pasted; text rather than URL, as browsers refuse what only lacks its https://."""

    address = StringField(
        _l("Address of your calendar"),
        validators=[InputRequired(_l("Paste the calendar's address.")), Length(max=2000), plain_text],
    )
