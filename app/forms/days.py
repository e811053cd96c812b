"""The form in which days are said: which ones, what of them, how often."""

from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.forms.checks import plain_text
from app.models.availability import StatementKind

CLEAR = "clear"


class DaysForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Days and what is said of them: a kind of statement, or `clear` to take back what was said."""

    KINDS: ClassVar[frozenset[str]] = frozenset({*StatementKind, CLEAR})

    first = DateField(_l("First day"), validators=[InputRequired()])
    last = DateField(_l("Last day"), validators=[Optional()])
    weekly_until = DateField(_l("Repeat every week until"), validators=[Optional()])
    kind = StringField(validators=[InputRequired()])
    form_key = HiddenField(validators=[InputRequired(), Length(max=80), plain_text])

    def validate_kind(self, field: Any) -> None:
        """Take one of the four answers."""
        if field.data not in self.KINDS:
            raise ValidationError(_l("Choose available, not available or tentative."))

    @property
    def span(self) -> tuple[date, date]:
        """The days; a single one where no last day was given."""
        first = self.first.data or date.min  # a first day is required: there is one once the form is valid
        return first, self.last.data or first

    @property
    def statement_kind(self) -> StatementKind | None:
        """What is said; None takes back."""
        return None if self.kind.data == CLEAR else StatementKind(self.kind.data or "")

    @property
    def trouble(self) -> str:
        """The first thing to put right, as a sentence."""
        for field in (self.first, self.last, self.weekly_until):
            if field.errors:
                return str(_l("Choose the days: %(field)s is missing or no day.", field=field.label.text))
        return str(self.kind.errors[0]) if self.kind.errors else str(_l("Reload the page and try again."))
