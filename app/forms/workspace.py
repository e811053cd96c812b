"""Forms of a production's workspace: the next step, a question, its answer."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.forms.checks import plain_text
from app.models.account import Account
from app.models.need import Position


def _lines(lines: Sequence[Position]) -> list[tuple[int, str]]:
    return [(0, str(_l("The whole production"))), *((line.id or 0, f"{line.code} · {line.asked_as}") for line in lines)]


class FollowUpForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """What is to be done next, by whom, by which day."""

    step = StringField(_l("Next step"), validators=[DataRequired(), Length(max=200), plain_text])
    owner_id = SelectField(_l("Who sees to it"), coerce=int)
    due_on = DateField(_l("Due by"), validators=[DataRequired()])
    position_id = SelectField(_l("Of"), coerce=int, default=0)

    def offer(self, office: Sequence[Account], lines: Sequence[Position]) -> "FollowUpForm":
        """Fill in who and what may be chosen."""
        self.owner_id.choices = [(each.id or 0, each.name or each.email) for each in office]
        self.position_id.choices = _lines(lines)
        return self


class QuestionForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A question to the other side."""

    text = TextAreaField(_l("Your question"), validators=[DataRequired(), Length(max=1000), plain_text])
    about_id = SelectField(_l("About"), coerce=int, default=0)

    def offer(self, lines: Sequence[Position]) -> "QuestionForm":
        """Fill in what may be chosen."""
        self.about_id.choices = _lines(lines)
        return self


class AnswerForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """The answer to a question."""

    answer = TextAreaField(_l("Your answer"), validators=[DataRequired(), Length(max=2000), plain_text])
