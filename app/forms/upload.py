"""Forms of imports: hand a file in, say what its columns are, decide what is open."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the published types are older

from app.models.intake import UploadKind


class UploadForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Hand in a list of crew or of credits."""

    kind = RadioField(
        _l("What is in it"),
        choices=[
            SelectChoice(UploadKind.CREW.value, _l("Crew: people with their roles")),
            SelectChoice(UploadKind.CREDITS.value, _l("Credits of people who are in the registry")),
        ],
        default=UploadKind.CREW.value,
    )
    file = FileField(_l("File (CSV or XLSX)"), validators=[FileRequired(_l("Choose a file first."))])
