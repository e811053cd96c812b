"""Phone numbers and e-mail addresses in one form, so that a person is met again however they were typed."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_OLD_PREFIX = re.compile(r"^(?:\+?52)?1?(?:044|045|01)(\d{10})$|^\+?521(\d{10})$")
"""Mexican prefixes that ended in 2019: 044/045 and 1 before mobiles, 01 before long distance."""


def normal_phone(text: str, region: str = "MX") -> str | None:
    """Return a phone number in E.164 form (+523312345678), or None where it can't be one."""
    old = _OLD_PREFIX.match(re.sub(r"[\s().\-]", "", text))
    if old:
        text = old[1] or old[2]
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_email(text: str) -> str | None:
    """Return an e-mail address in lower case, or None where its form is wrong; whether it exists is not asked."""
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return None
