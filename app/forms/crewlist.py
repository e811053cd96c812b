"""Forms of the crew list: filter it, take it along, decide on a candidate."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the published types
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from app.forms.checks import plain_text
from app.messages import LOCALES

DECISIONS = ("picked", "dropped", "undecided", "up", "down", "note")
FORMATS = ("xlsx", "pdf", "csv", "json", "vcf")


class FilterForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Show one department, or only what is not filled."""

    department = SelectField(_l("Department"), choices=[], validate_choice=False)
    open = BooleanField(_l("Only what is not filled"))

    def offer(self, departments: Iterable[tuple[str, str]]) -> None:
        """Offer these departments, (id, name) each, and all of them."""
        every = SelectChoice("", _l("All departments"))
        self.department.choices = [every, *(SelectChoice(*each) for each in departments)]


class FileForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Take the list along: the button says the format."""

    language = SelectField(_l("Language of the file"), choices=[SelectChoice(*each) for each in LOCALES.items()])
    format = HiddenField(validators=[InputRequired(), AnyOf(FORMATS)])


class CandidateForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Pick, drop with a reason, take back, move, note; `next` leads back to where it was decided."""

    decision = HiddenField(validators=[InputRequired(), AnyOf(DECISIONS)])
    reason = StringField(_l("Reason"), validators=[Optional(), Length(max=300), plain_text])
    note = StringField(_l("Note"), validators=[Optional(), Length(max=1000), plain_text])
    next = HiddenField(validators=[Optional(), Length(max=300)])
