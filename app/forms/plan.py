"""Forms of plans: a new one, what-ifs, days away, and whom offers go to."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from app.forms.checks import plain_text
from app.forms.fields import options
from app.models.plan import PlanView

MOST_SECONDS, MOST_UNITS = 3600, 366
UNITS = {"days": 1, "weeks": 7}
SIZES = ("small", "medium", "large")
_VIEWS = (
    (PlanView.CONFIRMED.value, _l("Confirmed only: people who said they are free on every needed day")),
    (PlanView.IF_CONFIRMED.value, _l("If the unknown confirm: also people who have not said; they are marked")),
)


class NewPlanForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Say which needs are planned together, and how; a name that is left empty is made of their codes."""

    needs = SelectMultipleField(
        _l("Productions"),
        coerce=int,
        validate_choice=False,
        validators=[InputRequired(message=_l("Choose at least one production."))],
    )
    name = StringField(_l("Name of the plan"), validators=[Optional(), Length(max=160), plain_text])
    view = RadioField(
        _l("Whom it may place"), choices=options(_VIEWS), default=PlanView.CONFIRMED.value, validators=[InputRequired()]
    )
    may_move_holds = BooleanField(
        _l("First holds of other productions may be asked to move"),
        description=_l("Otherwise whoever is first hold elsewhere counts as taken on these days."),
    )
    time_limit_seconds = IntegerField(
        _l("Seconds at most"),
        default=60,
        description=_l("Most plans are proved best in a few seconds. After the limit the best one found is kept."),
        validators=[InputRequired(), NumberRange(min=1, max=MOST_SECONDS)],
    )


class ViewForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Change how the next plan is made."""

    view = RadioField(_l("Whom it may place"), choices=options(_VIEWS), validators=[InputRequired()])
    may_move_holds = BooleanField(_l("First holds of other productions may be asked to move"))
    time_limit_seconds = IntegerField(
        _l("Seconds at most"), validators=[InputRequired(), NumberRange(min=1, max=MOST_SECONDS)]
    )


class ProductionChoiceForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A what-if about one of the plan's productions."""

    key = SelectField(_l("Production"), choices=[], validators=[InputRequired()])

    def offer(self, productions: Iterable[tuple[str, str]]) -> None:
        """Offer these productions, (key, title) each."""
        self.key.choices = options(productions)


class ShiftForm(ProductionChoiceForm):
    """Move a production in time."""

    amount = IntegerField(
        _l("By how much"), default=2, validators=[InputRequired(), NumberRange(min=0, max=MOST_UNITS)]
    )
    unit = SelectField(_l("Weeks or days"), choices=options((("weeks", _l("weeks")), ("days", _l("days")))))
    direction = SelectField(_l("Which way"), choices=options((("later", _l("later")), ("earlier", _l("earlier")))))

    @property
    def days(self) -> int:
        """Return the days to move, below 0 earlier; counted from the dates that the production asks for."""
        days = (self.amount.data or 0) * UNITS[self.unit.data]
        return -days if self.direction.data == "earlier" else days


class PriorityForm(ProductionChoiceForm):
    """Weigh a production."""

    priority = SelectField(
        _l("Priority"),
        coerce=int,
        default=3,
        choices=options(
            (
                (1, _l("1: first")),
                (2, "2"),
                (3, _l("3: as usual")),
                (4, "4"),
                (5, _l("5: last")),
            )
        ),
    )


class AwayForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Take a person to be away on some days, ill for instance."""

    person = StringField(_l("Who"), validators=[InputRequired(), Length(max=120), plain_text])
    starts_on = DateField(_l("First day away"), validators=[InputRequired()])
    ends_on = DateField(_l("Last day away"), validators=[InputRequired()])


class BriefForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Try a production out from its brief."""

    brief = FileField(_l("Brief file (YAML)"), validators=[FileRequired(_l("Choose a file first."))])


class PackageForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Try out a shoot that nobody has asked for yet."""

    size = RadioField(
        _l("Size"),
        choices=options((("small", _l("Small")), ("medium", _l("Medium")), ("large", _l("Large")))),
        default="medium",
        validators=[InputRequired(), AnyOf(SIZES)],
    )
    shoot_starts_on = DateField(_l("First shooting day"), validators=[InputRequired()])
    base = StringField(_l("Base"), validators=[Optional(), Length(max=120), plain_text])


class PlanOffersForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Turn a plan into offers: whom, and how long they have to answer."""

    answer_hours = IntegerField(
        _l("Hours to answer"),
        description=_l("The clock of each person begins when they are asked."),
        validators=[InputRequired(), NumberRange(min=1, max=720)],
    )
    tells_title = BooleanField(
        _l("Tell them the working titles and the companies"),
        description=_l("Otherwise they read what kind of production it is, where and when, until they are booked."),
    )
    note = TextAreaField(
        _l("Note to them"),
        description=_l("Night work, pay, what to bring. They read it as you type it."),
        validators=[Optional(), Length(max=1000), plain_text],
    )
    form_key = HiddenField(validators=[InputRequired(), Length(max=60), plain_text])
