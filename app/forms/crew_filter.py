"""The filters of the crew list, as they stand in the address bar."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SearchField, SelectField
from wtforms.validators import Length, Optional, ValidationError

from app.forms.checks import plain_text
from app.forms.fields import PlaceField, options
from app.i18n import locale
from app.labels import choices_of
from app.models.crew import CefrLevel, CrewStatus, Language
from app.queries.crew_search import CrewOrder

MOST_DAYS = 400
RADII_KM = (25, 50, 100, 200)
ANY_STATUS = "all"


def optional_choice(label: Any, kind: type[StrEnum], empty: Any, **rest: Any) -> SelectField:
    """Return a choice among the members of `kind` or none of them; its data is the member or None."""
    return SelectField(
        label,
        choices=lambda: options([("", empty), *choices_of(kind, locale())]),
        coerce=lambda value: kind(value) if value else None,
        validate_choice=False,
        **rest,
    )


class CrewFilterForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """What a list of crew is narrowed by. An unknown choice in the address asks nothing."""

    class Meta:
        """It changes nothing, so it carries no token."""

        csrf = False

    q = SearchField(_l("Name, role or skill"), validators=[Length(max=200), plain_text])
    department = SelectField(_l("Department"), choices=[], validate_choice=False, default="")
    role = SelectField(_l("Role"), choices=[], validate_choice=False, default="")
    place = PlaceField(_l("Local in"), validators=[Length(max=120), plain_text])
    km = SelectField(
        _l("How near"),
        choices=options([("", _l("Metropolitan area")), *((str(km), f"≤ {km} km") for km in RADII_KM)]),
        validate_choice=False,
        default="",
    )
    language = optional_choice(_l("Language"), Language, _l("Any"))
    level = SelectField(
        _l("Level at least"),
        choices=options([("", _l("Any")), *((level.value, level.value) for level in CefrLevel)]),
        coerce=lambda value: CefrLevel(value) if value else None,
        validate_choice=False,
    )
    training = SelectField(_l("Training"), choices=[], validate_choice=False, default="")
    status = SelectField(
        _l("Status"),
        choices=lambda: options([*choices_of(CrewStatus, locale()), (ANY_STATUS, _l("All"))]),
        validate_choice=False,
        default=CrewStatus.ACTIVE.value,
    )
    tag = SelectField(_l("Tag"), choices=[], validate_choice=False, default="")
    start = DateField(_l("From"), validators=[Optional()])
    end = DateField(_l("To"), validators=[Optional()])
    days = SelectField(
        _l("In these days"),
        choices=options(
            [
                ("", _l("Show only")),
                ("free", _l("Free every day, by their word")),
                ("possible", _l("Not booked, not unavailable")),
                ("unknown", _l("Unknown or tentative")),
                ("held", _l("Held")),
                ("booked", _l("Booked")),
                ("unavailable", _l("Not available")),
            ]
        ),
        validate_choice=False,
        default="",
    )
    sort = SelectField(
        _l("Order"),
        choices=options(
            [
                (CrewOrder.NAME.value, _l("Name")),
                (CrewOrder.CONFIRMED.value, _l("Confirmed lately")),
                (CrewOrder.NEWEST.value, _l("Newest")),
            ]
        ),
        validate_choice=False,
        default=CrewOrder.NAME.value,
    )

    def validate_end(self, field: Any) -> None:
        """Refuse an end before the start, and more than a year and a bit."""
        if not (field.data and self.start.data):
            return
        if field.data < self.start.data:
            raise ValidationError(_l("This day is before the first one."))
        if (field.data - self.start.data).days > MOST_DAYS:
            raise ValidationError(_l("Ask for a year at most."))
