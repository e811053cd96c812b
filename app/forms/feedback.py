"""Forms of feedback: facts by question, the one answer, what staff found."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.feedback_labels import ASKED, FACTS
from app.forms.checks import plain_text
from app.forms.fields import options
from app.models.feedback import FeedbackSide

MOST_LETTERS = 500


class _NoteForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    note = TextAreaField(
        _l("Note"),
        description=_l("Facts that explain an answer, in a few words. The other side reads it."),
        validators=[Length(max=MOST_LETTERS), plain_text],
    )


def _form_of(side: FeedbackSide) -> type[_NoteForm]:
    radios: dict[str, Any] = {
        question.value: RadioField(
            _l(words),
            choices=options((fact.value, _l(word)) for fact, word in FACTS.items()),
            validators=[InputRequired(_l("Choose an answer."))],
        )
        for question, words in ASKED[side].items()
    }
    return type(f"{side.value.title()}FeedbackForm", (_NoteForm,), radios)


FORMS = {side: _form_of(side) for side in FeedbackSide}
"""Side that speaks -> its form: a choice a question, and a note."""


class FeedbackAnswerForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """The answer to what was said; there is one."""

    answer = TextAreaField(_l("Your answer"), validators=[InputRequired(), Length(max=MOST_LETTERS), plain_text])


class MatterForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """What staff found of a matter and did."""

    note = TextAreaField(
        _l("What you found and did"),
        description=_l("For the commission alone."),
        validators=[InputRequired(), Length(max=MOST_LETTERS), plain_text],
    )
