"""Forms of the entries in a profile's lists; those of staff add who stands behind the claim."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.forms.checks import plain_text
from app.forms.crew import PartForm
from app.forms.fields import PesosField, choice_field, options
from app.models.credit import SEATED, CreditVerification, TrainingResult
from app.models.crew import (
    CefrLevel,
    CredentialKind,
    Language,
    ResidenceEvidenceKind,
    Seniority,
    Verification,
)
from app.models.production import ProductionKind


class RoleForm(PartForm):
    """A role that the person holds."""

    columns: ClassVar[tuple[str, ...]] = ("role_id", "title_as_typed", "seniority", "years", "is_primary")

    role_id = SelectField(
        _l("Role"), choices=[], render_kw={"data-typeahead": "yes"}, validators=[InputRequired(_l("Choose a role."))]
    )
    title_as_typed = StringField(
        _l("Title as said on set"),
        description=_l("“Jefa de eléctricos”, “1er asist. cámara” …"),
        validators=[Length(max=200), plain_text],
    )
    seniority = choice_field(_l("How far"), Seniority, default=Seniority.EXPERIENCED)
    years = IntegerField(_l("Years in it"), default=0, validators=[InputRequired(), NumberRange(min=0, max=80)])
    is_primary = BooleanField(_l("Main role"))


class StaffRoleForm(RoleForm):
    """As staff write it."""

    columns: ClassVar[tuple[str, ...]] = (*RoleForm.columns, "verification", "verified_by")

    verification = choice_field(_l("Who stands behind it"), Verification)
    verified_by = StringField(_l("Verified by"), validators=[Length(max=120), plain_text])


class LanguageForm(PartForm):
    """A language that the person works in."""

    columns: ClassVar[tuple[str, ...]] = ("language", "level")

    language = choice_field(_l("Language"), Language, default=Language.EN)
    level = SelectField(
        _l("Level"),
        choices=options(
            [
                (CefrLevel.A1, _l("A1: a few words")),
                (CefrLevel.A2, _l("A2: simple talk")),
                (CefrLevel.B1, _l("B1: gets along")),
                (CefrLevel.B2, _l("B2: works in it")),
                (CefrLevel.C1, _l("C1: fluent")),
                (CefrLevel.C2, _l("C2: as a first language")),
            ]
        ),
        coerce=CefrLevel,
        default=CefrLevel.B2,
    )


class CredentialForm(PartForm):
    """A licence or certificate."""

    columns: ClassVar[tuple[str, ...]] = ("kind", "title", "issued_on", "expires_on")

    kind = choice_field(_l("Licence or certificate"), CredentialKind)
    title = StringField(
        _l("Name or class"),
        description=_l("Class of licence, level, or what it is called."),
        validators=[Length(max=160), plain_text],
    )
    issued_on = DateField(_l("Issued"), validators=[Optional()])
    expires_on = DateField(_l("Valid until"), description=_l("Empty where it doesn't expire."), validators=[Optional()])

    def validate_title(self, field: Any) -> None:
        """Another kind needs its name."""
        if self.kind.data is CredentialKind.OTHER and not (field.data or "").strip():
            raise ValidationError(_l("Say what it is called."))

    def validate_expires_on(self, field: Any) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.issued_on.data and field.data < self.issued_on.data:
            raise ValidationError(_l("This day is before the day of issue."))


class StaffCredentialForm(CredentialForm):
    """As staff write it."""

    columns: ClassVar[tuple[str, ...]] = (*CredentialForm.columns, "verification")

    verification = choice_field(_l("Who stands behind it"), Verification)


class SkillForm(PartForm):
    """A skill or tool."""

    columns: ClassVar[tuple[str, ...]] = ("name",)

    name = StringField(
        _l("Skill or tool"),
        description=_l("One at a time: Alexa 35, QTAKE, Dante, Movie Magic, night work …"),
        validators=[InputRequired(), Length(max=80), plain_text],
    )


class KitForm(PartForm):
    """Equipment of the person's own."""

    columns: ClassVar[tuple[str, ...]] = ("name", "rental_centavos_per_day")

    name = StringField(_l("Equipment"), validators=[InputRequired(), Length(max=160), plain_text])
    rental_centavos_per_day = PesosField(
        _l("Rental a day (MXN)"), description=_l("Private: seen by nobody but its owner and the commission's staff.")
    )


class EvidenceForm(PartForm):
    """A paper seen by staff that proves the residence."""

    columns: ClassVar[tuple[str, ...]] = ("kind", "issued_on", "valid_until_on", "seen_by")

    kind = choice_field(_l("Paper"), ResidenceEvidenceKind)
    issued_on = DateField(_l("Issued"), validators=[InputRequired()])
    valid_until_on = DateField(
        _l("Counts until"), description=_l("Twelve months after its issue, as a rule."), validators=[InputRequired()]
    )
    seen_by = StringField(_l("Seen by"), validators=[InputRequired(), Length(max=120), plain_text])

    def validate_valid_until_on(self, field: Any) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.issued_on.data and field.data < self.issued_on.data:
            raise ValidationError(_l("This day is before the day of issue."))


class TrainingForm(PartForm):
    """A course that the person took."""

    columns: ClassVar[tuple[str, ...]] = ("course_id", "result", "completed_on", "certificate_number", "mentor")

    course_id = SelectField(_l("Course"), choices=[], coerce=int)
    programme = StringField(
        _l("Programme, where the course is not in the list"), validators=[Length(max=120), plain_text]
    )
    course_name = StringField(_l("Name of that course"), validators=[Length(max=200), plain_text])
    starts_on = DateField(_l("Its first day"), validators=[Optional()])
    ends_on = DateField(_l("Its last day"), validators=[Optional()])
    result = choice_field(_l("Result"), SEATED, default=TrainingResult.COMPLETED)
    completed_on = DateField(_l("Completed"), validators=[Optional()])
    certificate_number = StringField(_l("Certificate number"), validators=[Length(max=60), plain_text])
    mentor = StringField(_l("Mentor"), validators=[Length(max=160), plain_text])

    def new_course(self) -> dict[str, Any] | None:
        """Return the course that is not in the list, if one was written."""
        if self.course_id.data:
            return None
        return {
            "programme": (self.programme.data or "").strip(),
            "name": (self.course_name.data or "").strip(),
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data or self.starts_on.data,
        }

    def validate_course_id(self, field: Any) -> None:
        """Ask for what makes a course where none of the list was chosen."""
        written = (self.programme.data or "").strip(), (self.course_name.data or "").strip(), self.starts_on.data
        if not field.data and not all(written):
            raise ValidationError(_l("Choose a course, or write its programme, name and first day."))

    def validate_ends_on(self, field: Any) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("This day is before the first one."))


class CreditForm(PartForm):
    """A production that the person worked on."""

    columns: ClassVar[tuple[str, ...]] = ("name", "year", "kind", "role_id", "title_as_printed", "unit")

    name = StringField(_l("Production"), validators=[InputRequired(), Length(max=190), plain_text])
    year = IntegerField(_l("Year"), validators=[InputRequired(), NumberRange(min=1900, max=2100)])
    kind = choice_field(_l("Kind"), ProductionKind)
    role_id = SelectField(_l("Role"), choices=[], render_kw={"data-typeahead": "yes"})
    title_as_printed = StringField(_l("As printed in the credits"), validators=[Length(max=200), plain_text])
    unit = StringField(_l("Unit"), description=_l("Main, second, splinter …"), validators=[Length(max=60), plain_text])


class StaffCreditForm(CreditForm):
    """As staff write it."""

    columns: ClassVar[tuple[str, ...]] = (*CreditForm.columns, "verification")

    verification = choice_field(_l("Who stands behind it"), CreditVerification)
