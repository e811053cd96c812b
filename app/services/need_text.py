"""A need as text to be edited: every value as people type it, and nothing that a form does not show is lost."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

LINE_FIELDS = (
    "code",
    "role",
    "asked_as",
    "quantity",
    "department",
    "bases",
    "starts_on",
    "ends_on",
    "prep_days",
    "wrap_days",
    "engagement",
    "free_days",
    "dates",
    "languages",
    "credentials",
    "skills",
    "min_credits",
    "local",
    "accept_step_up",
    "trainee_slots",
    "priority",
    "note",
)
PRODUCTION_FIELDS = (
    "working_title",
    "kind",
    "company",
    "code",
    "genre",
    "origin",
    "office_address",
    "contact_name",
    "contact_email",
    "contact_phone",
    "confidential",
    "shooting_language",
    "office_opens_on",
    "shoot_starts_on",
    "shoot_ends_on",
    "wrap_ends_on",
    "shooting_days",
    "working_days_per_week",
    "travel_days",
    "team",
)
BLOCK_FIELDS = ("name", "base", "starts_on", "ends_on")
_TELLING = ("asked_as", "department", "starts_on", "ends_on", "dates", "skills", "languages", "credentials", "note")
"""Fields whose text makes a line one that somebody wrote; the others have defaults."""

Raw = dict[str, Any]


def text_of(value: Any) -> Any:
    """Return a value as a form shows it; yes and no stay what they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        wish = "" if value.get("required", True) is not False else " preferred"
        return f"{value.get('language', value.get('name', ''))} {value.get('level', '')}{wish}".strip()
    if isinstance(value, list | tuple):
        return ", ".join(str(text_of(item)) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def to_form(raw: Mapping[str, Any]) -> Raw:
    """Return a need's raw content as the values of the form."""
    production = raw.get("production", {})
    values = {name: text_of(production.get(name)) for name in PRODUCTION_FIELDS}
    values["confidential"] = production.get("confidential") not in {False, "no"}
    values["bases"] = ", ".join(_base_name(base) for base in production.get("bases", []))
    values["needed_by_on"] = text_of(raw.get("needed_by_on"))
    values["message"] = text_of(raw.get("message"))
    values["blocks"] = [
        {name: text_of(block.get(name)) for name in BLOCK_FIELDS} for block in production.get("blocks", [])
    ]
    values["lines"] = [_line_to_form(line) for line in raw.get("lines", [])]
    return values


def _base_name(base: Any) -> str:
    return str(base.get("name", "")) if isinstance(base, Mapping) else str(base)


def _line_to_form(line: Mapping[str, Any]) -> Raw:
    values = {name: text_of(line.get(name)) for name in LINE_FIELDS}
    values["accept_step_up"] = line.get("accept_step_up") in {True, "yes"}
    defaults = {"quantity": "1", "engagement": "run_of_show", "local": "any", "priority": "must"}
    values |= {name: default for name, default in defaults.items() if values[name] == ""}
    return values | {"confirmed": bool(line.get("_confirmed")), "row": line.get("_row", "")}


def from_form(values: Mapping[str, Any], old: Mapping[str, Any]) -> Raw:
    """Return the raw content that a form says; what it does not show stays as `old` has it."""
    was = old.get("production", {})
    production = dict(was) | {name: values.get(name) for name in PRODUCTION_FIELDS}
    known = {_base_name(base): base for base in was.get("bases", [])}
    names = [name.strip() for name in str(values.get("bases") or "").replace(";", ",").split(",")]
    production["bases"] = [known.get(name, {"name": name}) for name in dict.fromkeys(names) if name]
    production["blocks"] = [
        {name: block.get(name) or "" for name in BLOCK_FIELDS}
        for block in values.get("blocks", [])
        if any(block.get(name) for name in BLOCK_FIELDS)
    ]
    lines = {str(line.get("_row", "")): line for line in old.get("lines", [])}
    return {
        **old,
        "production": production,
        "needed_by_on": values.get("needed_by_on"),
        "message": values.get("message") or "",
        "lines": [_line_from_form(line, lines.get(str(line.get("row") or ""), {})) for line in values.get("lines", [])],
    }


def _line_from_form(values: Mapping[str, Any], old: Mapping[str, Any]) -> Raw:
    line = {name: value for name, value in old.items() if name.startswith("_") or name == "extra"}
    line |= {name: values.get(name) for name in LINE_FIELDS}
    if old and text_of(old.get("asked_as")) != text_of(line["asked_as"]):
        line["role"] = ""  # another title is read anew
    return line | {"_confirmed": bool(values.get("confirmed"))}


def is_blank(line: Mapping[str, Any]) -> bool:
    """Say whether nobody wrote anything into a line."""
    return not any(text_of(line.get(name)) for name in _TELLING)


def to_content(raw: Mapping[str, Any]) -> Raw:
    """Return raw content without blank lines and without what only the draft knows."""
    lines = [line for line in raw.get("lines", []) if not is_blank(line)]
    return {
        **{name: value for name, value in raw.items() if not name.startswith("_")},
        "lines": [{name: value for name, value in line.items() if not name.startswith("_")} for line in lines],
    }


def number_rows(lines: Iterable[Mapping[str, Any]]) -> list[Raw]:
    """Give every line a number of its own in the draft, by which the form finds it again."""
    found: list[Raw] = []
    taken = {str(line["_row"]) for line in lines if line.get("_row")}
    number = max((int(row) for row in taken if row.isdigit()), default=0)
    seen: set[str] = set()
    for line in lines:
        row = str(line.get("_row") or "")
        if not row or row in seen:
            number += 1
            row = str(number)
        seen.add(row)
        found.append({**line, "_row": row})
    return found


def blank_lines(count: int) -> list[Raw]:
    """Return lines to write into."""
    return [{} for _ in range(count)]


def line_numbers(lines: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return where in the form each line of the content stands, from 0: blank ones are passed over."""
    return [at for at, line in enumerate(lines) if not is_blank(line)]
