"""Forms of staff's word on a profile: approve, ask back, decline, and who stands behind a claim."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms import TextAreaField as LongTextField
from wtforms.validators import Length, ValidationError

from app.forms.checks import plain_text
from app.forms.fields import choice_field, options
from app.models.credit import CreditVerification
from app.models.crew import Verification


class Check(StrEnum):
    """What staff tick off before they approve."""

    IDENTITY = "identity"
    ROLES = "roles"
    CONTACT = "contact"


class ApproveForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """What was looked at; `seen` is the digest of the profile as it was shown."""

    seen = HiddenField(validators=[Length(max=40)])
    identity = BooleanField(_l("I know who this is, or have checked it"))
    roles = BooleanField(_l("Roles and seniority are believable"))
    contact = BooleanField(_l("Phone or e-mail works"))

    def checks(self) -> dict[str, bool]:
        """Return what was ticked, by part."""
        return {check.value: bool(self[check.value].data) for check in Check}


class ReasonForm(FlaskForm):  # type: ignore[misc]  # as above
    """Why: one of the usual reasons, words of one's own, or both."""

    reason = SelectField(_l("Usual reason"), choices=[], validate_choice=False)
    text = LongTextField(
        _l("In your own words"), validators=[Length(max=800), plain_text], render_kw={"rows": 3, "maxlength": 800}
    )

    def offer(self, reasons: Mapping[str, str]) -> "ReasonForm":
        """Offer these reasons (key -> words of the page's language); return the form."""
        self.reason.choices = options([("", _("Choose one, or write below")), *reasons.items()])
        return self

    def validate_text(self, field: Any) -> None:
        """Ask for one of the two."""
        if not (field.data or "").strip() and not self.reason.data:
            raise ValidationError(_l("Say why: the person reads it."))


class LevelForm(FlaskForm):  # type: ignore[misc]  # as above
    """Who stands behind a role, licence or certificate."""

    verification = choice_field(_l("Who stands behind it"), Verification)
    by = StringField(_l("Who vouches"), validators=[Length(max=120), plain_text])
    note = StringField(_l("How it was seen"), validators=[Length(max=200), plain_text])


class CreditLevelForm(LevelForm):
    """Who stands behind a credit; what comes of hire reports is not written by hand."""

    verification = choice_field(
        _l("Who stands behind it"), (CreditVerification.NONE, CreditVerification.PEER, CreditVerification.COMMISSION)
    )
