"""Checks that several forms share; each message names the remedy."""

import re
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.contacts import normal_phone
from app.db import MAX_ID

_BROKEN = re.compile(r"[\x00\ud800-\udfff]")


def plain_text(_form: Any, field: Any) -> None:
    """Refuse characters that no database stores the same way (NUL, lone surrogates)."""
    if isinstance(field.data, str) and _BROKEN.search(field.data):
        raise ValidationError(_l("This text holds a character that can't be stored. Type it again."))


def email_address(_form: Any, field: Any) -> None:
    """Take an e-mail address of valid form; whether it exists is not asked."""
    if not field.data:
        return
    try:
        found = validate_email(field.data.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValidationError(_l("This is no e-mail address. Example: ana@example.org")) from error
    field.data = found.normalized


def phone_number(_form: Any, field: Any) -> None:
    """Take a phone number, Mexican unless it begins with + and a country."""
    if not field.data:
        return
    found = normal_phone(field.data)
    if found is None:
        raise ValidationError(_l("This is no phone number. Ten digits, or + and the country first."))
    field.data = found


def read_ids(values: list[str]) -> list[int]:
    """Return the ids among what a form or an address sent, in its order."""
    return [int(each) for each in values if each.isdecimal() and 0 < int(each[:12]) <= MAX_ID]
