"""Forms of a need. They keep everything as typed; what it means is read in one place for all doors."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from app.forms.checks import email_address, phone_number, plain_text
from app.i18n import locale
from app.models.need import Engagement, LocalRule, PositionPriority
from app.models.production import ProductionKind
from app.need_labels import choices_in

MOST_LINES = 1000
LONGEST_MESSAGE = 20_000


class TypedDayField(StringField):
    """A day as typed: the browser's picker offers days, and what can't be one stays to be seen and put right."""


def _short(label: Any, **options: Any) -> StringField:
    return StringField(label, validators=[Length(max=300), plain_text], **options)


def _choice(label: Any, kind: Any, *, default: str) -> SelectField:
    """Return a choice that keeps a word it does not know, so that nothing typed in a file is lost."""
    return SelectField(label, choices=lambda: choices_in(kind, locale()), default=default, validate_choice=False)


class LineForm(Form):
    """One line of a need."""

    code = HiddenField()
    role = HiddenField()
    row = HiddenField()
    confirmed = BooleanField(_l("Right, keep it"))
    asked_as = _short(_l("Position, as you call it"))
    quantity = _short(_l("How many"), default="1")
    department = _short(_l("Department"))
    bases = _short(_l("Base"))
    starts_on = TypedDayField(_l("From"))
    ends_on = TypedDayField(_l("To"))
    prep_days = _short(_l("Prep days"))
    wrap_days = _short(_l("Wrap days"))
    engagement = _choice(_l("Engagement"), Engagement, default="run_of_show")
    free_days = _short(_l("Days"), description=_l("Dailies without dates: how many days"))
    dates = _short(_l("Dates"), description=_l("Dailies with dates, separated by commas"))
    languages = _short(_l("Languages"), description=_l("Such as: en C1, fr B1"))
    credentials = _short(_l("Licences and certificates"))
    skills = _short(_l("Skills"))
    min_credits = _short(_l("Credits at least"))
    local = _choice(_l("Local"), LocalRule, default="any")
    accept_step_up = BooleanField(_l("Step-ups welcome"))
    trainee_slots = _short(_l("Trainees"), description=_l("Extra to how many"))
    priority = _choice(_l("Priority"), PositionPriority, default="must")
    note = _short(_l("Note"))


class BlockForm(Form):
    """A part of the shoot at one base."""

    name = _short(_l("Name"))
    base = _short(_l("Base"))
    starts_on = TypedDayField(_l("From"))
    ends_on = TypedDayField(_l("To"))


class NeedForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A production and the lines of its need."""

    working_title = StringField(_l("Working title"), validators=[Length(max=300), plain_text])
    kind = SelectField(
        _l("Kind"), choices=lambda: [("", "–"), *choices_in(ProductionKind, locale())], validate_choice=False
    )
    company = _short(_l("Company"))
    code = _short(_l("Code"), description=_l("Your own, if you have one"))
    genre = _short(_l("Genre"))
    origin = _short(_l("Origin"))
    office_address = _short(_l("Office address"))
    contact_name = _short(_l("Contact"))
    contact_email = EmailField(_l("E-mail"), validators=[Length(max=254)])
    contact_phone = TelField(_l("Phone"), validators=[Length(max=40)])
    confidential = BooleanField(_l("Confidential"), description=_l("Crew are not told title or company"))
    shooting_language = _short(_l("Shooting language"))
    office_opens_on = TypedDayField(_l("Office opens"))
    shoot_starts_on = TypedDayField(_l("Shoot from"))
    shoot_ends_on = TypedDayField(_l("Shoot to"))
    wrap_ends_on = TypedDayField(_l("Wrap to"))
    shooting_days = _short(_l("Shooting days"))
    working_days_per_week = _short(_l("Working days a week"))
    needed_by_on = TypedDayField(_l("List needed by"))
    bases = _short(_l("Bases"), description=_l("Separated by commas, the main one first"))
    travel_days = _short(_l("Travel days"), description=_l("Separated by commas"))
    team = _short(_l("Team"), description=_l("Director, producers and heads who come with you, separated by commas"))
    message = TextAreaField(_l("Message"), validators=[Length(max=LONGEST_MESSAGE), plain_text])
    blocks = FieldList(FormField(BlockForm), max_entries=60)
    lines = FieldList(FormField(LineForm), max_entries=MOST_LINES)


class HandInForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Hand a reviewed need in: who may be asked about it."""

    contact_name = StringField(_l("Your name"), validators=[Length(max=160), plain_text])
    contact_email = EmailField(
        _l("Your e-mail"),
        validators=[InputRequired(_l("Give your e-mail: the answer goes there.")), Length(max=254), email_address],
    )
    contact_phone = TelField(_l("Phone"), validators=[Length(max=40), phone_number])


class FileForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Hand in a file."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file first."))])


class PasteForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Paste a message."""

    message = TextAreaField(
        _l("The message"),
        validators=[
            InputRequired(_l("Paste the message first.")),
            Length(max=LONGEST_MESSAGE, message=_l("This is too long. Use at most %(max)d characters.")),
            plain_text,
        ],
    )


class DeclineForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Turn a need down."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("The production reads this"),
        validators=[
            InputRequired(_l("Say why the need is declined: its production reads it.")),
            Length(max=2000),
            plain_text,
        ],
    )
