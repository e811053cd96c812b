"""Versions of a need: each kept whole, with what changed against the one before in words that people read."""

from typing import Any

from sqlmodel import Session

from app.messages import mark, translate
from app.models.need import Need, NeedVersion
from app.queries.need import get_version
from app.services.audit import Actor
from app.services.need_content import NeedContent
from app.services.problem import FIELD_NAMES

_UNTOLD = {"details", "extra"}
_SHOWN = 120


def keep_version(
    session: Session, actor: Actor, need: Need, content: NeedContent, changes: list[dict[str, Any]]
) -> None:
    """Keep the need's present version, whole."""
    assert need.id is not None  # noqa: S101 - it was flushed
    session.add(
        NeedVersion(
            need_id=need.id,
            version=need.version,
            content=content.to_json(),
            changes=changes,
            made_by_id=actor.account_id,
            made_at=actor.at,
        )
    )
    session.flush()


def read_version(session: Session, need: Need, version: int | None = None) -> NeedContent:
    """Return what a need said in a version (the present one by default)."""
    assert need.id is not None  # noqa: S101 - it came from the database
    found = get_version(session, need.id, need.version if version is None else version)
    return NeedContent.model_validate(found.content)


def list_changes(old: NeedContent, new: NeedContent) -> list[dict[str, Any]]:
    """Return what differs: facts of the production, lines added, removed and changed field by field.

    Lines are the same by code. Each change is `{kind, code, title, field, before, after}` with plain values.
    """
    before, after = old.to_json(), new.to_json()
    changes = _fields("production", "", "", before["production"], after["production"])
    top = ("received_on", "needed_by_on", "message")
    changes += _fields("production", "", "", {k: before[k] for k in top}, {k: after[k] for k in top})
    old_lines = {line["code"]: line for line in before["lines"]}
    new_lines = {line["code"]: line for line in after["lines"]}
    for code, line in old_lines.items():
        if code not in new_lines:
            changes.append(_change("removed", code, line["asked_as"], "quantity", line["quantity"], None))
    for code, line in new_lines.items():
        if code not in old_lines:
            changes.append(_change("added", code, line["asked_as"], "quantity", None, line["quantity"]))
        else:
            changes += _fields("changed", code, line["asked_as"], old_lines[code], line)
    if not changes and list(old_lines) != list(new_lines):
        changes.append(_change("order", "", "", "", None, None))
    return changes


def _fields(kind: str, code: str, title: str, old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _change(kind, code, title, name, None if name in _UNTOLD else old[name], None if name in _UNTOLD else new[name])
        for name in new
        if old[name] != new[name]
    ]


def _change(kind: str, code: str, title: str, name: str, before: Any, after: Any) -> dict[str, Any]:  # noqa: PLR0917 - a change is these words
    return {"kind": kind, "code": code, "title": title, "field": name, "before": before, "after": after}


_SENTENCES = {
    "added": mark("New: %(title)s (%(code)s), %(after)s"),
    "removed": mark("Gone: %(title)s (%(code)s), %(before)s"),
    "changed": mark("%(title)s (%(code)s), %(field)s: %(before)s → %(after)s"),
    "production": mark("%(field)s: %(before)s → %(after)s"),
    "order": mark("The lines stand in another order."),
}
_OTHERS = {"team": mark("Team"), "details": mark("Other parts of the brief"), "extra": mark("Other fields")} | {
    "confidential": mark("Confidential"),
    "shooting_language": mark("Shooting language"),
    "shooting_days": mark("Shooting days"),
    "working_days_per_week": mark("Working days a week"),
    "travel_days": mark("Travel days"),
    "origin": mark("Origin"),
    "office_address": mark("Office address"),
}


def say_change(change: dict[str, Any], locale: str) -> str:
    """Return a change as a sentence in a language."""
    name = change["field"]
    label = translate(locale, FIELD_NAMES.get(name) or _OTHERS.get(name) or "") or name
    sentence = _SENTENCES[change["kind"]]
    return translate(
        locale,
        sentence,
        title=change["title"],
        code=change["code"],
        field=label,
        before=_say(change["before"], locale),
        after=_say(change["after"], locale),
    )


def _say(value: Any, locale: str) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return translate(locale, mark("yes") if value else mark("no"))
    if isinstance(value, list):
        return ", ".join(_say(item, locale) for item in value)[:_SHOWN]
    if isinstance(value, dict):
        parts = [item for item in value.values() if not isinstance(item, bool)]
        return " ".join(_say(item, locale) for item in parts if item)
    text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
