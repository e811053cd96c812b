"""Whom a row is about: names, e-mail and phone."""

import re
from dataclasses import dataclass

from app.contacts import normal_email, normal_phone
from app.messages import mark
from app.services.crew_text import name_key
from app.services.imports.names import split_name
from app.services.imports.row import ImportRow
from app.services.imports.words import split_list

_SHORTENED = re.compile(r"\d[.,]?\d*E\+?\d+$", re.IGNORECASE)
_LONGEST_GIVEN, _LONGEST_SURNAME = 120, 160


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands in a row, as far as it says so."""

    given_name: str
    surname: str
    email: str | None
    phone: str | None

    @property
    def name(self) -> str:
        """Given names and surnames."""
        return f"{self.given_name} {self.surname}".strip()

    @property
    def key(self) -> str:
        """The folded name that the registry orders people by."""
        return name_key(self.given_name, self.surname)


def read_person(row: ImportRow) -> Person:
    """Return whom the row is about; a name that had to be divided is told where that was not sure."""
    given, surname = _names(row)
    return Person(given, surname, _email(row), _phone(row))


def name_field(row: ImportRow) -> str:
    """Return the field that the file names people in, for what is wrong with a name."""
    return next((name for name in ("full_name", "given_name", "surname", "surname_1") if row.has(name)), "full_name")


def _names(row: ImportRow) -> tuple[str, str]:
    given = row.text("given_name", _LONGEST_GIVEN)
    surname = row.text("surname", _LONGEST_SURNAME) or f"{row.text('surname_1')} {row.text('surname_2')}".strip()
    full = row.text("full_name", _LONGEST_GIVEN + _LONGEST_SURNAME)
    if given and not surname and not any(row.has(name) for name in ("surname", "surname_1", "surname_2")):
        given, full = "", given
    if full and not (given and surname):
        given, surname, sure = split_name(full)
        if not sure and surname:
            message = mark("Read as given name “%(given)s”, surnames “%(surname)s”. If that is wrong, use two columns.")
            row.warn(name_field(row), message, given=given, surname=surname)
    return given[:_LONGEST_GIVEN], surname[:_LONGEST_SURNAME]


def _email(row: ImportRow) -> str | None:
    typed = [part for text in row.texts("email") for part in split_list(text.replace(" ", ";"))]
    if not typed:
        return None
    found = normal_email(typed[0].removeprefix("mailto:"))
    if found is None:
        row.error("email", mark("%(value)s is no e-mail address. Correct or empty the cell."), value=typed[0][:60])
    elif len(typed) > 1:
        row.warn("email", mark("Only the first of several is taken: %(value)s."), value=found)
    return found


def _phone(row: ImportRow) -> str | None:
    typed = [part for text in row.texts("phone") for part in split_list(text)]
    if not typed:
        return None
    if any(_SHORTENED.match(part) for part in typed):
        message = mark("%(value)s is a phone number that Excel has shortened. Type it as text, with all digits.")
        row.error("phone", message, value=typed[0][:60])
        return None
    found = next((phone for part in typed if (phone := normal_phone(part))), None)
    if found is None:
        message = mark("%(value)s is no phone number. Ten digits, or + and the country first.")
        row.error("phone", message, value=typed[0][:60])
    elif len(typed) > 1:
        row.warn("phone", mark("Only the first of several is taken: %(value)s."), value=found)
    return found
