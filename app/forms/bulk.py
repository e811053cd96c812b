"""Forms of deeds for many people: which values, which tags, in which form a file."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms.checks import plain_text
from app.forms.fields import PlaceField, options
from app.i18n import locale
from app.labels import choices_of
from app.models.crew import Channel, CrewStatus

_AS_IS = ("", _l("Leave as it is"))
STATUSES = (CrewStatus.ACTIVE, CrewStatus.PAUSED, CrewStatus.DRAFT)


class BulkEditForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """What many profiles are given; what is left empty stays with each as it is."""

    status = SelectField(_l("Status"), choices=lambda: options([_AS_IS, *choices_of(STATUSES, locale())]), default="")
    base = PlaceField(_l("Base"), validators=[Length(max=120), plain_text])
    travel = SelectField(
        _l("Goes on location away from home"),
        choices=options([_AS_IS, ("yes", _l("yes")), ("no", _l("no"))]),
        default="",
    )
    channel = SelectField(
        _l("Best way to reach"), choices=lambda: options([_AS_IS, *choices_of(Channel, locale())]), default=""
    )
    note = StringField(
        _l("Add to the staff's note"),
        description=_l("Goes below what is there. The person may read it in the copy of their data."),
        validators=[Length(max=500), plain_text],
    )

    def values(self) -> dict[str, Any]:
        """Return field -> plain value of what was chosen; the base is what the view resolved."""
        found: dict[str, Any] = {"status": self.status.data, "base": self.base.place_id, "channel": self.channel.data}
        if self.travel.data:
            found["travel"] = self.travel.data == "yes"
        found["note"] = " ".join((self.note.data or "").split())
        return {name: value for name, value in found.items() if value not in ("", None)}


class BulkTagForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Tags to put on or take off; the view fills in those that are there."""

    tags = SelectMultipleField(
        _l("Tags"), choices=[], coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    new = StringField(
        _l("New tags"),
        description=_l("Separated by commas: pilot 2027, speaks to press."),
        validators=[Length(max=400), plain_text],
    )


class BulkFileForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """In which form people are handed out."""

    form = RadioField(_l("Form"), choices=options([("xlsx", "XLSX"), ("csv", "CSV")]), default="xlsx")


class TagNameForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A tag's name."""

    name = StringField(_l("Name"), validators=[Length(max=60), plain_text])


class ViewForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A saved view's name, and whether the whole staff may open it."""

    name = StringField(_l("Name"), validators=[Length(max=80), plain_text])
    shared = BooleanField(_l("Share with the staff"))
