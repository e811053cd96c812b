"""Words for what a file changes: a field's value before and after, in a language."""

import json
from collections.abc import Mapping
from typing import Any

from app.labels import label_of
from app.messages import mark, translate
from app.models.crew import CefrLevel, Channel, CredentialKind, CrewStatus, Language, Seniority
from app.models.trust import ConsentPurpose
from app.services.imports.columns import LABELS
from app.services.place_choices import place_label
from app.services.role_choices import role_name

YES, NO, NOTHING = mark("yes"), mark("no"), "–"
_NAMES: Mapping[str, str] = {"consent": mark("Consents")}
_PLACES = frozenset({"base", "residence"})


def field_name(field: str, locale: str) -> str:
    """Return the name of a field of a record."""
    return translate(locale, _NAMES.get(field) or LABELS[field])


def say_change(field: str, before: Any, after: Any, locale: str) -> tuple[str, str]:
    """Return what a field held and would hold; of lists only the entries that differ."""
    if not isinstance(after, Mapping):
        return _scalar(field, before, locale), _scalar(field, after, locale)
    gone = {key: one for key, one in before.items() if after.get(key) != one}
    came = {key: one for key, one in after.items() if before.get(key) != one}
    return _entries(field, gone, locale), _entries(field, came, locale)


def _scalar(field: str, value: Any, locale: str) -> str:
    if isinstance(value, bool):
        return translate(locale, YES if value else NO)
    if value in (None, ""):
        return NOTHING
    if field in _PLACES:
        return place_label(value)
    if field == "channel":
        return label_of(Channel(value), locale)
    return label_of(CrewStatus(value), locale) if field == "status" else str(value)


def _entries(field: str, entries: Mapping[str, Any], locale: str) -> str:
    said = [_entry(field, json.loads(key), one, locale) for key, one in entries.items()]
    return "; ".join(said) or NOTHING


def _entry(field: str, key: list[Any], one: Mapping[str, Any], locale: str) -> str:
    if field == "role":
        parts = [role_name(key[0], locale), label_of(Seniority(one["seniority"]), locale)]
        return ", ".join([*parts, *([f"{one['years']}"] if one["years"] else [])])
    if field == "languages":
        return f"{label_of(Language(key[0]), locale)} {CefrLevel(one['level'])}"
    if field == "credentials":
        return " ".join(part for part in (key[1] or label_of(CredentialKind(key[0]), locale), key[2] or "") if part)
    if field == "consent":
        return f"{label_of(ConsentPurpose(key[0]), locale)} {key[1][:10]}"
    if field == "programme":
        words = str(key[0]).removeprefix("new:").replace("\n", " ").strip()
        return words if str(key[0]).startswith("new:") else f"№ {words}"
    return place_label(key[0]) if field == "work_bases" else str(one.get("name") or key[0])
