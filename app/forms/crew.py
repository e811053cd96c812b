"""Forms of a profile's parts: names, contact, places, papers, and what only staff write."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, EmailField, FieldList, IntegerField, SelectField, StringField, TelField
from wtforms import TextAreaField as LongTextField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.forms.checks import email_address, phone_number, plain_text
from app.forms.fields import PlaceField, choice_field, options
from app.messages import LOCALES
from app.models.crew import Channel, CrewStatus

OLDEST = 1925
MOST_WORK_BASES = 8


class PartForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """A form that fills columns; `columns` names those of its fields that go to the use case as they are."""

    columns: ClassVar[tuple[str, ...]] = ()

    def values(self) -> dict[str, Any]:
        """Return column -> value as typed; texts that were left out are empty, never None."""
        found = {}
        for name in self.columns:
            field = self[name]
            found[name] = (field.data or "").strip() if isinstance(field, StringField) else field.data
        return found


class NamesForm(PartForm):
    """Who the person is."""

    columns: ClassVar[tuple[str, ...]] = (
        "given_name",
        "surname",
        "credit_name",
        "pronouns",
        "birth_year",
        "is_adult",
        "locale",
    )

    given_name = StringField(_l("Given name"), validators=[InputRequired(), Length(max=120), plain_text])
    surname = StringField(_l("Surnames"), validators=[Length(max=160), plain_text])
    credit_name = StringField(
        _l("Credit name"),
        description=_l("As it stands in the credits, where that differs."),
        validators=[Length(max=200), plain_text],
    )
    pronouns = StringField(_l("Pronouns"), validators=[Length(max=40), plain_text])
    birth_year = IntegerField(_l("Year of birth"), validators=[Optional(), NumberRange(min=OLDEST, max=2100)])
    is_adult = BooleanField(_l("18 or older"))
    locale = SelectField(_l("Language of messages"), choices=options(LOCALES.items()))

    def validate_is_adult(self, field: Any) -> None:
        """Take adults only: a minor on set is a need of its own kind."""
        if not field.data:
            raise ValidationError(_l("The registry is for people of 18 years or more."))


class ContactForm(PartForm):
    """How to reach the person."""

    columns: ClassVar[tuple[str, ...]] = ("phone", "email", "preferred_channel")

    phone = TelField(
        _l("Phone (WhatsApp)"),
        description=_l("Ten digits, or + and the country first."),
        validators=[Length(max=40), phone_number],
    )
    email = EmailField(_l("E-mail"), validators=[Length(max=254), email_address])
    preferred_channel = choice_field(_l("Best way to reach"), Channel)

    def validate_preferred_channel(self, field: Any) -> None:
        """Ask for the address of the preferred way where only the other one was given."""
        email, phone = (self.email.data or "").strip(), (self.phone.data or "").strip()
        wanted, other = (email, phone) if field.data is Channel.EMAIL else (phone, email)
        if other and not wanted:
            raise ValidationError(_l("Fill in the address for this way, or choose another."))


class PlacesForm(PartForm):
    """Where the person works and lives."""

    columns: ClassVar[tuple[str, ...]] = ("residence_since_on", "willing_to_travel", "max_travel_weeks", "has_vehicle")

    base = PlaceField(
        _l("Base"),
        description=_l("Town or municipality where work begins without hotel: Tlaquepaque, PVR, Nuevo Vallarta …"),
        validators=[Length(max=120), plain_text],
    )
    work_bases = FieldList(
        PlaceField(_l("Also works as a local in"), validators=[Length(max=120), plain_text]),
        label=_l("Also works as a local in"),
        min_entries=2,
        max_entries=MOST_WORK_BASES,
    )
    residence = PlaceField(
        _l("Residence"),
        description=_l("Home by the papers: what “resident of the state” is read from."),
        validators=[Length(max=120), plain_text],
    )
    residence_since_on = DateField(_l("Lives there since"), validators=[Optional()])
    willing_to_travel = BooleanField(_l("Goes on location away from home"))
    max_travel_weeks = IntegerField(_l("Weeks away at most"), validators=[Optional(), NumberRange(min=1, max=52)])
    has_vehicle = BooleanField(_l("Has a vehicle for work"))


class PapersForm(PartForm):
    """What a production's accountant asks first; only yes or no is kept, never the numbers."""

    columns: ClassVar[tuple[str, ...]] = ("has_rfc", "issues_invoices", "has_imss")

    has_rfc = BooleanField(_l("Has an RFC"))
    issues_invoices = BooleanField(_l("Issues invoices (CFDI)"))
    has_imss = BooleanField(_l("Has an IMSS number"))


class AskingForm(PartForm):
    """How often the person may be asked."""

    columns: ClassVar[tuple[str, ...]] = ("most_offers_a_week", "most_asks_a_month")

    most_offers_a_week = IntegerField(
        _l("Offers a week at most"),
        description=_l("Leave it empty for the commission's limit. 0: no offers for now."),
        validators=[Optional(), NumberRange(min=0, max=50)],
    )
    most_asks_a_month = IntegerField(
        _l("Questions a month whether my days are right, at most"),
        description=_l("Leave it empty for the commission's limit. 0: never ask me."),
        validators=[Optional(), NumberRange(min=0, max=10)],
    )


class StatusForm(PartForm):
    """Where the profile stands (staff)."""

    columns: ClassVar[tuple[str, ...]] = ("status",)

    status = choice_field(
        _l("Status"), CrewStatus, description=_l("Only active people are matched. Withdrawn and deceased never are.")
    )


class OwnStatusForm(PartForm):
    """What a person may say of their own profile."""

    columns: ClassVar[tuple[str, ...]] = ("status",)

    status = SelectField(
        _l("May we propose you?"),
        choices=options(
            [
                (CrewStatus.ACTIVE.value, _l("Yes, propose me to productions")),
                (CrewStatus.PAUSED.value, _l("Not for now, keep my profile")),
                (CrewStatus.WITHDRAWN.value, _l("No more, take me out of matching")),
            ]
        ),
        coerce=CrewStatus,
    )


class NoteForm(PartForm):
    """What staff should know; neither the person nor a production sees it."""

    columns: ClassVar[tuple[str, ...]] = ("staff_note",)

    staff_note = LongTextField(_l("Note for staff"), validators=[Length(max=4000), plain_text])


class NewMemberForm(PartForm):
    """The least that makes a profile; the rest is filled in on its page."""

    columns: ClassVar[tuple[str, ...]] = ("given_name", "surname", "credit_name", "phone", "email")

    given_name = StringField(_l("Given name"), validators=[InputRequired(), Length(max=120), plain_text])
    surname = StringField(_l("Surnames"), validators=[Length(max=160), plain_text])
    credit_name = StringField(_l("Credit name"), validators=[Length(max=200), plain_text])
    phone = TelField(_l("Phone (WhatsApp)"), validators=[Length(max=40), phone_number])
    email = EmailField(_l("E-mail"), validators=[Length(max=254), email_address])
    base = PlaceField(_l("Base"), validators=[Length(max=120), plain_text])
    role_id = SelectField(_l("Role"), choices=[], render_kw={"data-typeahead": "yes"})
    agreed = BooleanField(
        _l("The person agreed to be in the registry"),
        description=_l("On paper or by phone, with the privacy notice read to them. It makes the profile active."),
    )
