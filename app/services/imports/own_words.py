"""How our own lists write what one cell has to say without loss, and how it is read back: both directions side by side.

An id in square brackets says for sure what the words before it mean; people's own lists need none.
"""

import re
from dataclasses import dataclass
from datetime import date

from app.contacts import normal_phone
from app.labels import label_of
from app.models.credit import SEATED, Course, TrainingRecord, TrainingResult
from app.models.crew import Credential, CredentialKind
from app.services.crew_export import spoken_phone
from app.services.places import get_gazetteer
from app.services.role_choices import role_name
from app.services.taxonomy import get_taxonomy
from config import get_settings
from matching.text import fold

_DAY = r"\d{4}-\d{2}-\d{2}"
_BRACKETED = re.compile(r"\s*\[([\w-]+)\]$")
_RATE = re.compile(r"\s*\((\d{1,7})\.(\d{2}) MXN\)$")
_VERSIONED = re.compile(r"(.+?)\s*\(([^()]{1,20})\)")
_CREDENTIAL = re.compile(rf"(.*?)(?:\s*\(issued ({_DAY})\))?(?:\s*\(expires ({_DAY})\))?\s*\[([a-z_]+)\]", re.DOTALL)
_TRAINING = re.compile(rf"(.+?)(?: › (.+?))? \(([^();]*); ({_DAY})\.\.({_DAY}); ([a-z]+)(?: ({_DAY}))?\)")


@dataclass(frozen=True, slots=True)
class TypedTraining:
    """A course as typed: programme, cohort, when it was completed and with what result; our own lists say its days."""

    programme: str
    cohort: str = ""
    completed_on: date | None = None
    result: TrainingResult | None = None
    name: str = ""
    days: tuple[date, date] | None = None


def is_name_of_role(title: str, role_id: str) -> bool:
    """Tell whether a title is just what the taxonomy calls a role, in either language."""
    role = get_taxonomy().role(role_id)
    return fold(title) in {fold(role.name_en), fold(role.name_es), fold(role.name_es_f)}


def say_role(title: str, role_id: str, locale: str) -> str:
    """Return a role as typed, else by its name, and its id."""
    return f"{title or role_name(role_id, locale)} [{role_id}]"


def read_role(text: str) -> tuple[str, str | None]:
    """Return the title and, where an id says it, the role; a title that is only the role's name is none."""
    found = _BRACKETED.search(text)
    if found is None or found[1] not in get_taxonomy():
        return text, None
    title = text[: found.start()].strip()
    return ("" if is_name_of_role(title, found[1]) else title), found[1]


def say_place(place_id: str | None) -> str:
    """Return a place's name, with its id where the name alone is not enough to find it again."""
    if not place_id:
        return ""
    gazetteer = get_gazetteer()
    label = gazetteer.label(place_id)
    again = gazetteer.resolve(label, get_settings().commission_state)
    return label if again is not None and again.id == place_id else f"{label} [{place_id}]"


def read_place(text: str) -> str | None:
    """Return the place that an id in brackets names, if one does."""
    found = _BRACKETED.search(text)
    return found[1] if found and found[1] in get_gazetteer() else None


def say_phone(phone: str | None) -> str:
    """Return a phone number as people read it where it is read back as the same number, else as it is kept."""
    spoken = spoken_phone(phone)
    return spoken if not phone or normal_phone(spoken) == phone else phone


def say_kit(name: str, centavos: int | None) -> str:
    """Return what a person owns, with what they rent it for a day."""
    return name if centavos is None else f"{name} ({centavos // 100}.{centavos % 100:02d} MXN)"


def read_kit(text: str) -> tuple[str, int | None]:
    """Return what a person owns, and in centavos what they rent it for a day."""
    found = _RATE.search(text)
    return (text[: found.start()], int(found[1]) * 100 + int(found[2])) if found else (text, None)


def say_credential(row: Credential, locale: str) -> str:
    """Return a licence with the days that it was issued and expires on, and its kind's id."""
    words = row.title or label_of(row.kind, locale)
    issued = f" (issued {row.issued_on})" if row.issued_on else ""
    expires = f" (expires {row.expires_on})" if row.expires_on else ""
    return f"{words}{issued}{expires} [{row.kind.value}]"


def read_credential_back(text: str) -> tuple[CredentialKind, str, date | None, date | None] | None:
    """Return kind, title, and the days it was issued and expires on; None where it is not in our own words."""
    found = _CREDENTIAL.fullmatch(text)
    if found is None or found[4] not in set(CredentialKind):
        return None
    kind = CredentialKind(found[4])
    issued, expires = (date.fromisoformat(day) if day else None for day in (found[2], found[3]))
    title = found[1].strip()[:160]
    names = {fold(label_of(kind, locale)) for locale in ("en", "es_MX")}
    return kind, "" if fold(title) in names else title, issued, expires


def say_training(course: Course, record: TrainingRecord) -> str:
    """Return a course with its cohort, days and what came of it for the person."""
    name = f" › {course.name}" if course.name != course.programme else ""
    came = f"{record.result.value}{f' {record.completed_on}' if record.completed_on else ''}"
    return f"{course.programme}{name} ({course.cohort}; {course.starts_on}..{course.ends_on}; {came})"


def read_training(text: str) -> TypedTraining | None:
    """Return a course as our own lists write it; None where it is not in our own words."""
    found = _TRAINING.fullmatch(text)
    if found is None or found[6] not in {result.value for result in SEATED}:
        return None
    try:
        first, last = date.fromisoformat(found[4]), date.fromisoformat(found[5])
        completed = date.fromisoformat(found[7]) if found[7] else None
    except ValueError:
        return None
    name = (found[2] or found[1])[:120]
    return TypedTraining(found[1][:120], found[3][:60], completed, TrainingResult(found[6]), name, (first, last))


def say_consent(given_on: date, version: str) -> str:
    """Return the day of a consent and the version of the notice that it was given under."""
    return f"{given_on} ({version})"


def read_consent(text: str) -> tuple[str, str]:
    """Return the day as typed and the version, empty where the cell says none."""
    found = _VERSIONED.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")
