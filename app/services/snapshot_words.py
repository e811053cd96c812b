"""Changes of a profile in words: which entry, which field, from what to what."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from app.labels import label_of
from app.messages import mark, translate
from app.models.crew import CredentialKind, Language, Seniority
from app.services.crew_export import spoken_phone
from app.services.place_choices import place_label
from app.services.role_choices import role_name
from app.services.snapshot import Change, ChangeKind

_PARTS = {
    "member": mark("Person"),
    "role": mark("Role"),
    "language": mark("Language"),
    "credential": mark("Licence or certificate"),
    "skill": mark("Skill"),
    "kit": mark("Equipment"),
    "work_base": mark("Also works as a local in"),
    "credit": mark("Credit"),
}
_FIELDS = {
    "given_name": mark("Given name"),
    "surname": mark("Surnames"),
    "credit_name": mark("Credit name"),
    "pronouns": mark("Pronouns"),
    "birth_year": mark("Year of birth"),
    "email": mark("E-mail"),
    "phone": mark("Phone"),
    "base_place": mark("Base"),
    "residence_place": mark("Residence"),
    "residence_since_on": mark("Lives there since"),
    "willing_to_travel": mark("Goes on location away from home"),
    "max_travel_weeks": mark("Weeks away at most"),
    "has_vehicle": mark("Has a vehicle for work"),
    "role_id": mark("Role"),
    "seniority": mark("How far"),
    "years": mark("Years in it"),
    "title_as_typed": mark("Title as said on set"),
    "language": mark("Language"),
    "level": mark("Level"),
    "kind": mark("Kind"),
    "title": mark("Name or class"),
    "issued_on": mark("Issued"),
    "expires_on": mark("Valid until"),
    "name": mark("Name"),
    "place": mark("Place"),
    "year": mark("Year"),
    "title_as_printed": mark("As printed in the credits"),
}
_CHOICES: dict[str, Any] = {"seniority": Seniority, "language": Language, "kind": CredentialKind}
_NAMING = {
    "role": ("role_id",),
    "language": ("language",),
    "credential": ("kind", "title"),
    "skill": ("name",),
    "kit": ("name",),
    "work_base": ("place",),
    "credit": ("title", "year"),
}
"""Part -> the fields that an entry is called by."""


@dataclass(frozen=True)
class ChangeLine:
    """A change as a line of a table; `before` or `after` is empty where the entry is new or gone."""

    kind: ChangeKind
    part: str
    entry: str
    field: str
    before: str
    after: str


def word_change(change: Change, locale: str) -> ChangeLine:
    """Return a change in the page's language."""
    part = translate(locale, _PARTS[change.part])
    called = " · ".join(
        text for name in _NAMING.get(change.part, ()) if (text := _value(name, change.entry.get(name), locale))
    )
    if change.kind is not ChangeKind.CHANGED:
        rest = [_value(name, value, locale) for name, value in change.entry.items() if name not in _NAMING[change.part]]
        whole = " · ".join(text for text in (called, *rest) if text)
        before, after = ("", whole) if change.kind is ChangeKind.ADDED else (whole, "")
        return ChangeLine(change.kind, part, called, "", before, after)
    field = translate(locale, _FIELDS[change.field])
    before, after = _value(change.field, change.before, locale), _value(change.field, change.after, locale)
    return ChangeLine(change.kind, part, called, field, before, after)


def _value(field: str, value: Any, locale: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return translate(locale, mark("Yes") if value else mark("No"))
    if field in _CHOICES:
        return label_of(_CHOICES[field](value), locale)
    if field.endswith("_on"):
        return format_date(date.fromisoformat(value), "d MMM y", locale=locale)
    return _named(field, value, locale)


def _named(field: str, value: Any, locale: str) -> str:
    if field == "role_id":
        return role_name(value, locale)
    if field in {"base_place", "residence_place", "place"}:
        return place_label(value)
    return spoken_phone(value) if field == "phone" else str(value)
