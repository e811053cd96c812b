"""Forms of training: a cohort, a pasted list of people, a placement and what the mentor says of it."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, FieldList, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.forms.checks import plain_text
from app.forms.crew import PartForm
from app.forms.fields import PesosField, choice_field, options
from app.i18n import locale
from app.labels import choices_of
from app.models.credit import CourseStatus
from app.models.placement import PlacementOutcome

MOST_ROLES = 6
CURRENT, ALL = "current", "all"


class CourseForm(PartForm):
    """A cohort: what is taught, when, for which roles, with how many seats."""

    columns: ClassVar[tuple[str, ...]] = (
        "programme",
        "name",
        "cohort",
        "provider",
        "instructor",
        "starts_on",
        "ends_on",
        "hours",
        "level",
        "seats",
        "cost_per_seat_centavos",
        "status",
    )

    programme = StringField(_l("Programme"), validators=[InputRequired(), Length(max=120), plain_text])
    name = StringField(_l("Course"), validators=[InputRequired(), Length(max=200), plain_text])
    cohort = StringField(_l("Cohort"), description=_l("Such as 2027-A."), validators=[Length(max=60), plain_text])
    provider = StringField(_l("Who teaches it"), validators=[Length(max=160), plain_text])
    instructor = StringField(_l("Instructor"), validators=[Length(max=160), plain_text])
    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("Choose a day."))])
    ends_on = DateField(_l("Last day"), validators=[InputRequired(_l("Choose a day."))])
    hours = IntegerField(_l("Hours"), validators=[Optional(), NumberRange(min=1, max=5000)])
    roles = FieldList(
        SelectField(_l("Role"), choices=[], render_kw={"data-typeahead": "yes"}), _l("Roles that it prepares for")
    )
    level = SelectField(
        _l("Level that it prepares for"),
        choices=options(
            [
                ("", _l("That of the roles")),
                (1, _l("Head of department")),
                (2, _l("Deputy or key")),
                (3, _l("Skilled technician")),
                (4, _l("Assistant")),
                (5, _l("Trainee")),
            ]
        ),
        coerce=lambda value: int(value) if value else None,
    )
    seats = IntegerField(
        _l("Seats"),
        description=_l("Leave empty where there is no limit."),
        validators=[Optional(), NumberRange(min=1, max=1000)],
    )
    cost_per_seat_centavos = PesosField(_l("Cost of a seat, in pesos"))
    status = choice_field(_l("Status"), CourseStatus, default=CourseStatus.PLANNED)

    def validate_ends_on(self, field: Any) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("This day is before the first one."))


class CohortFilterForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Which cohorts the list shows. An unknown choice in the address asks nothing."""

    class Meta:
        """It changes nothing, so it carries no token."""

        csrf = False

    programme = SelectField(_l("Programme"), choices=[], validate_choice=False, default="")
    status = SelectField(
        _l("Status"),
        choices=lambda: options(
            [
                (CURRENT, _l("Current and recent")),
                (ALL, _l("All")),
                *choices_of(CourseStatus, locale()),
            ]
        ),
        validate_choice=False,
        default=CURRENT,
    )
    q = StringField(_l("Course or cohort"), validators=[Length(max=120), plain_text])


class EnrolListForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Several people at once, as a list."""

    people = TextAreaField(
        _l("Names, e-mails, phones: one person a line"),
        validators=[InputRequired(_l("Paste one person a line: name, e-mail, phone.")), Length(max=40_000), plain_text],
    )


class EnrolFileForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Several people at once, as a file."""

    file = FileField(_l("File (CSV or XLSX)"), validators=[FileRequired(_l("Choose a file first."))])


class PlacementForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A trainee beside a mentor."""

    crew_member_id = SelectField(_l("Trainee"), choices=[], coerce=int)
    role_id = SelectField(_l("Role"), choices=[])
    production_id = SelectField(
        _l("Production"), choices=[], coerce=int, default=0, render_kw={"data-typeahead": "yes"}
    )
    production_name = StringField(
        _l("Name of the production, where it is not in the list"), validators=[Length(max=200), plain_text]
    )
    mentor_id = SelectField(
        _l("Mentor"),
        choices=[],
        coerce=int,
        default=0,
        description=_l("Only people who hold the role in full."),
        render_kw={"data-typeahead": "yes"},
    )
    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("Choose a day."))])
    ends_on = DateField(_l("Last day"), validators=[InputRequired(_l("Choose a day."))])
    hours = IntegerField(_l("Hours"), validators=[Optional(), NumberRange(min=0, max=5000)])

    def validate_mentor_id(self, field: Any) -> None:
        """Ask for a mentor: nobody learns beside nobody."""
        if not field.data:
            raise ValidationError(_l("Choose the mentor."))


class JudgeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """What the mentor says afterwards."""

    outcome = choice_field(_l("The mentor's word"), PlacementOutcome)
    on = DateField(_l("Said on"), validators=[InputRequired(_l("Choose a day."))])
    hours = IntegerField(_l("Hours worked"), validators=[Optional(), NumberRange(min=0, max=5000)])
    note = TextAreaField(_l("Note of the mentor"), validators=[Length(max=1000), plain_text])
