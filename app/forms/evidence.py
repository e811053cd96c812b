"""Forms of files: handed in by the person, decided on by staff."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # younger than the published types
from wtforms.validators import InputRequired

from app.db import MAX_ID
from app.forms.fields import choice_field
from app.models.crew import ResidenceEvidenceKind
from app.models.registration import EvidenceKind

TAKEN = "image/jpeg,image/png,image/webp,application/pdf"
PICTURES = "image/jpeg,image/png,image/webp"


class EvidenceFileForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A file and what it shows; `subject` reads kind:row, or the kind alone."""

    subject = SelectField(_l("What does it show?"), choices=[])
    file = FileField(
        _l("Photo or PDF"),
        description=_l("Take a photo of the paper, or choose a file: JPEG, PNG, WebP or PDF, 8 MB at most."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": TAKEN, "required": True},
    )

    def what(self) -> tuple[EvidenceKind, int | None]:
        """Return the kind and the row that the file is to prove."""
        kind, _colon, row = str(self.subject.data).partition(":")
        return EvidenceKind(kind), int(row) if row.isdecimal() and int(row) <= MAX_ID else None


class PhotoForm(FlaskForm):  # type: ignore[misc]  # as above
    """The person's face."""

    photo = FileField(
        _l("Photo"),
        description=_l("Your face, as on set. JPEG, PNG or WebP; where it was taken is not kept."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": PICTURES, "required": True},
    )


class PaperForm(FlaskForm):  # type: ignore[misc]  # as above
    """What staff read on a proof of residence."""

    kind = choice_field(_l("Paper"), ResidenceEvidenceKind)
    issued_on = DateField(_l("Issued on"), validators=[InputRequired(_l("Write the day that stands on the paper."))])


def subject_options(subjects: Iterable[tuple[EvidenceKind, int, str]]) -> list[SelectChoice]:
    """Return what a file may show: where the person lives, a course, and each of their `subjects` by name."""
    groups = {
        EvidenceKind.CREDENTIAL: _("Licences and certificates"),
        EvidenceKind.CREDIT: _("Credits"),
        EvidenceKind.ROLE: _("Roles"),
    }
    return [
        SelectChoice("residence", _("Where I live (bill, INE, tax status)")),
        SelectChoice("training", _("A course that I took")),
        *(SelectChoice(f"{kind.value}:{row_id}", name, {}, groups[kind]) for kind, row_id, name in subjects),
    ]
