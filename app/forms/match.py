"""Forms of the match pages: decide on a candidate, weigh the features."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, StringField, SubmitField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from app.forms.checks import plain_text

DECISIONS = ("picked", "dropped", "undecided", "up", "down")


class DecisionForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Pick, drop with a reason, take back, move up or down."""

    decision = HiddenField(validators=[InputRequired(), AnyOf(DECISIONS)])
    reason = StringField(_l("Reason"), validators=[Optional(), Length(max=300), plain_text])
    note = StringField(_l("Note"), validators=[Optional(), Length(max=1000), plain_text])


class WhyNotForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Ask why somebody is not on the list."""

    q = StringField(_l("Why not …? A name"), validators=[Optional(), Length(max=120), plain_text])


class WeightsForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A weight a feature; the fields are added by `weights_form`."""

    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=80), plain_text])
    note = StringField(_l("What changes and why"), validators=[Optional(), Length(max=400), plain_text])
    need_id = SelectField(_l("Try them on"), coerce=int)
    save = SubmitField(_l("Save as a new version"))
    preview = SubmitField(_l("Show what changes"))

    def weights(self, features: Mapping[str, str]) -> dict[str, int]:
        """Return the weights typed, by feature."""
        return {feature: int(self[f"w_{feature}"].data or 0) for feature in features}


def weights_form(
    labels: Mapping[str, str], values: Mapping[str, int], name: str, needs: Sequence[tuple[int, str]]
) -> WeightsForm:
    """Return the form with a field for each feature, labelled with its sentence in the page's language.

    `needs` are those that weights can be tried on: id and what the list calls it.
    """
    fields = {
        f"w_{feature}": IntegerField(label, validators=[InputRequired(), NumberRange(0, 100)])
        for feature, label in labels.items()
    }
    made: type[WeightsForm] = type("FilledWeightsForm", (WeightsForm,), fields)
    typed = {f"w_{feature}": values[feature] for feature in labels}
    form = made(name=name, **typed)
    form.need_id.choices = list(needs) or [(0, "–")]
    if form.need_id.data is None:  # a form sent without it tries the weights on the need matched last
        form.need_id.data = form.need_id.choices[0][0]
    return form
