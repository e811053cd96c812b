"""Values of audit events in words: roles, places, days, instants and the choices of lists by their names."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from app import feedback_labels, labels, need_labels, rights_labels
from app.audit_labels import field_words
from app.messages import mark, translate
from app.services.place_choices import place_label
from app.services.role_choices import role_name
from config import get_settings

OWN: Mapping[str, str] = {
    "call": mark("Phone call"),
    "email": mark("E-mail"),
    "in_order": mark("asked one after another"),
    "open": mark("Open"),
    "person": mark("the crew member"),
    "production": mark("the production"),
    "sent": mark("Asked"),
    "together": mark("asked together"),
    "waiting": mark("In line"),
}
"""Values that no list of labels has."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}")
_TOKEN = re.compile(r"[a-z][a-z_]*")
_PLACES = frozenset({"base_place", "residence_place", "place"})
_TYPED = frozenset({"name", "note", "text", "answer", "reason", "title", "surname", "given_name"})
"""Fields whose values are people's own words."""


@cache
def _words() -> Mapping[str, str]:
    facts = {str(fact): words for fact, words in feedback_labels.FACTS.items()}
    tables = [*labels.LABELS.values(), *need_labels.LABELS.values(), rights_labels.KINDS, rights_labels.STATUSES, facts]
    found: dict[str, str] = dict(OWN)
    for table in tables:
        for member, message in table.items():
            found.setdefault(str(member), message)
    return found


def value_words(value: Any, locale: str, field: str = "") -> str:
    """Return a value of an event as people read it; a dash for nothing. `field` is the column that it was in."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return translate(locale, mark("yes") if value else mark("no"))
    if isinstance(value, dict):
        return "; ".join(
            f"{_key_words(name, locale)}: {value_words(each, locale, name)}" for name, each in value.items()
        )
    if isinstance(value, list):
        return ", ".join(value_words(each, locale, field) for each in value)
    return _text(value, locale, field) if isinstance(value, str) and field not in _TYPED else str(value)


def _key_words(name: str, locale: str) -> str:
    """Return what an entry of a mapping is called: a column, or what a list's entry is told apart by, kept as JSON."""
    if name.startswith("["):
        return ", ".join(value_words(part, locale) for part in json.loads(name))
    asked = next((each[name] for each in _questions() if name in each), None)
    return translate(locale, asked) if asked else field_words(name, locale)


@cache
def _questions() -> list[Mapping[str, str]]:
    return [{str(question): words for question, words in each.items()} for each in feedback_labels.ASKED.values()]


def _text(value: str, locale: str, field: str) -> str:
    """Return a text that the tables keep as a token, a code or a day."""
    if field == "role_id":
        return role_name(value, locale)
    if field in _PLACES:
        return place_label(value) or value
    if _TOKEN.fullmatch(value) and value in _words():
        return translate(locale, _words()[value])
    return _time(value, locale)


def _time(value: str, locale: str) -> str:
    """Return a day or an instant as people write it, any other text as it is."""
    try:
        if _DAY.fullmatch(value):
            return str(format_date(date.fromisoformat(value), "d MMM y", locale=locale))
        if _INSTANT.match(value):
            zone = ZoneInfo(get_settings().commission_zone)
            return str(format_datetime(datetime.fromisoformat(value).astimezone(zone), "d MMM y, HH:mm", locale=locale))
    except ValueError:
        pass  # a text of people's own that looks like a day and is none
    return value
