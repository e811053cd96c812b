"""The form to join: short first, everything else once the e-mail is proven."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, SelectField, StringField, TelField
from wtforms.validators import InputRequired, Length, ValidationError

from app.forms.checks import email_address, phone_number, plain_text
from app.forms.fields import PlaceField
from app.models.trust import ConsentPurpose

NONE_OF_THESE = "-"


class JoinForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Who somebody is, what they do and where, and what they agree to.

    `website` is for machines that fill in everything: no person sees it. `role_id` is asked only where the title may
    mean several roles, or none that is known.
    """

    optional: ClassVar[tuple[ConsentPurpose, ...]] = (
        ConsentPurpose.SHARE_WITH_PRODUCTIONS,
        ConsentPurpose.TRAINING,
        ConsentPurpose.STATISTICS,
    )

    given_name = StringField(
        _l("Given name"), validators=[InputRequired(_l("Write your name.")), Length(max=120), plain_text]
    )
    surname = StringField(
        _l("Surnames"), validators=[InputRequired(_l("Write your surname.")), Length(max=160), plain_text]
    )
    email = EmailField(
        _l("E-mail"),
        description=_l("A link goes there; you sign in with it, without a password."),
        validators=[InputRequired(_l("Write your e-mail: the link goes there.")), Length(max=254), email_address],
    )
    phone = TelField(
        _l("Phone (WhatsApp)"),
        description=_l("Ten digits. Most calls to set come this way."),
        validators=[Length(max=40), phone_number],
    )
    title = StringField(
        _l("What do you do on set?"),
        description=_l("In your own words: gaffer, jefa de eléctricos, 2nd AC, continuista …"),
        validators=[InputRequired(_l("Write what you do: gaffer, driver, make-up …")), Length(max=200), plain_text],
    )
    role_id = SelectField(_l("Which one do you mean?"), choices=[], validate_choice=False)
    base = PlaceField(
        _l("Where do you work from?"),
        description=_l("Town or municipality: Tlaquepaque, Puerto Vallarta, Chapala …"),
        validators=[InputRequired(_l("Write your town or municipality.")), Length(max=120), plain_text],
    )
    website = StringField(_l("Leave this empty"), validators=[Length(max=200)])
    is_adult = BooleanField(_l("I am 18 or older"))
    registry = BooleanField(_l("Keep my profile and match it with what productions ask for"))
    share_with_productions = BooleanField(_l("Give my phone and e-mail to productions whose need was accepted"))
    training = BooleanField(_l("Tell me of courses and workshops that fit"))
    statistics = BooleanField(_l("Count me in figures that name nobody"))

    def consents(self) -> list[str]:
        """Return the purposes that were agreed to."""
        given = [purpose.value for purpose in self.optional if self[purpose.value].data]
        return [ConsentPurpose.REGISTRY.value, *given]

    def validate_is_adult(self, field: Any) -> None:
        """Take adults only: a minor on set is a need of its own kind."""
        if not field.data:
            raise ValidationError(_l("The registry is for people of 18 years or more."))

    def validate_registry(self, field: Any) -> None:
        """Without it there is nothing to keep."""
        if not field.data:
            raise ValidationError(_l("Agree to this one, or we may not keep your profile."))
