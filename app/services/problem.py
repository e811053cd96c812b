"""What is wrong with something handed in: where it stands, what it is, and how to put it right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from app.errors import InvalidInputError
from app.messages import mark, translate

FIELD_NAMES = {
    "production": mark("Production"),
    "lines": mark("Lines"),
    "needs": mark("Lines"),
    "code": mark("Code"),
    "id": mark("Code"),
    "asked_as": mark("Position"),
    "department": mark("Department"),
    "role": mark("Role"),
    "quantity": mark("How many"),
    "count": mark("How many"),
    "bases": mark("Base"),
    "base": mark("Base"),
    "starts_on": mark("From"),
    "start": mark("From"),
    "ends_on": mark("To"),
    "end": mark("To"),
    "prep_days": mark("Prep days"),
    "prep_offset_weeks": mark("Prep weeks"),
    "wrap_days": mark("Wrap days"),
    "wrap_offset_days": mark("Wrap days"),
    "engagement": mark("Engagement"),
    "free_days": mark("Days"),
    "days": mark("Days"),
    "dates": mark("Dates"),
    "languages": mark("Languages"),
    "language": mark("Language"),
    "lang": mark("Language"),
    "level": mark("Level"),
    "credentials": mark("Licences and certificates"),
    "certificates": mark("Licences and certificates"),
    "skills": mark("Skills"),
    "min_credits": mark("Credits at least"),
    "local": mark("Local"),
    "accept_step_up": mark("Step-ups welcome"),
    "trainee_slots": mark("Trainees"),
    "priority": mark("Priority"),
    "note": mark("Note"),
    "working_title": mark("Working title"),
    "kind": mark("Kind"),
    "type": mark("Kind"),
    "genre": mark("Genre"),
    "company": mark("Company"),
    "production_company": mark("Company"),
    "contact_name": mark("Contact"),
    "contact_email": mark("E-mail"),
    "contact_phone": mark("Phone"),
    "office_opens_on": mark("Office opens"),
    "office_opens": mark("Office opens"),
    "shoot_starts_on": mark("Shoot from"),
    "shoot_start": mark("Shoot from"),
    "shoot_ends_on": mark("Shoot to"),
    "shoot_end": mark("Shoot to"),
    "wrap_ends_on": mark("Wrap to"),
    "wrap_end": mark("Wrap to"),
    "blocks": mark("Blocks"),
    "received": mark("Received"),
    "received_on": mark("Received"),
    "needed_by_on": mark("Needed by"),
    "needs_list_by": mark("Needed by"),
    "message": mark("Message"),
    "name": mark("Name"),
}
"""Names of fields as people read them, those of the brief file beside our own."""

_MESSAGES = {
    "missing": mark("This is missing. Fill it in."),
    "string_too_short": mark("This is missing. Fill it in."),
    "string_too_long": mark("This is too long. Use at most %(max_length)s characters."),
    "too_long": mark("There are too many here. Give at most %(max_length)s."),
    "too_short": mark("There is nothing here. Give at least one."),
    "greater_than_equal": mark("This is too small. Give at least %(ge)s."),
    "less_than_equal": mark("This is too large. Give at most %(le)s."),
    "extra_forbidden": mark("This field is not known here. Take it out or move it to the note."),
    "enum": mark("Not one of the choices. Write one of: %(expected)s."),
    "date_type": mark("This is no date. Write it as 2027-03-01 or 01/03/2027."),
    "list_type": mark("Write a list here."),
    "string_type": mark("Write text here."),
    "int_type": mark("This is no whole number. Write it in digits, as 3."),
    "int_parsing": mark("This is no whole number. Write it in digits, as 3."),
    "float_type": mark("This is no number. Write it in digits, as 1.5."),
    "float_parsing": mark("This is no number. Write it in digits, as 1.5."),
    "bool_type": mark("Write yes or no."),
    "bool_parsing": mark("Write yes or no."),
    "model_type": mark("Write fields with their values here, as “name: value”."),
    "dict_type": mark("Write fields with their values here, as “name: value”."),
    "finite_number": mark("This is no number. Write it in digits, as 1.5."),
}
_UNREADABLE = mark("This can't be read. Look at the template or the other lines.")
_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One thing to put right. `line` counts the need's lines from 1 (0: the production); `row` is the file's own line.

    `message` is a message id that names the remedy; `value` is what stood there.
    """

    message: str
    values: dict[str, Any] = field(default_factory=dict)
    line: int = 0
    name: str = ""
    fields: tuple[str, ...] = ()
    value: str = ""
    row: int = 0

    @property
    def field_name(self) -> str:
        """Return the innermost field that people have a name for."""
        known = [word for word in self.fields if word in FIELD_NAMES]
        return known[-1] if known else ""

    def text(self, locale: str) -> str:
        """Return the problem in a language: where, which field, what is wrong and what to do."""
        places = []
        if self.row:
            places.append(translate(locale, mark("File line %(row)s"), row=self.row))
        if self.line:
            places.append(translate(locale, mark("Position %(line)s"), line=self.line) + f" {self.name}".rstrip())
        if self.field_name:
            places.append(translate(locale, FIELD_NAMES[self.field_name]))
        said = translate(locale, self.message, **self.values)
        what = f" ({self.value})" if self.value else ""
        return (" · ".join(places) + ": " if places else "") + said + what

    def to_json(self) -> dict[str, Any]:
        """Return the problem as an upload keeps it."""
        return {
            "message": self.message,
            "values": self.values,
            "line": self.line,
            "name": self.name,
            "fields": list(self.fields),
            "value": self.value,
            "row": self.row,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read back what `to_json` wrote."""
        return cls(**{**data, "fields": tuple(data["fields"])})


class ProblemsError(InvalidInputError):
    """Something handed in has problems; nothing of it was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(mark("There are things to put right; nothing was saved."))
        self.problems = list(problems)


def problems_of(error: ValidationError, names: Sequence[str], lines_field: str = "lines") -> list[Problem]:
    """Return pydantic's findings as problems; `names` are the lines' codes or titles, in order."""
    return [_problem(dict(found), names, lines_field) for found in error.errors(include_url=False)]


def _problem(found: dict[str, Any], names: Sequence[str], lines_field: str) -> Problem:
    place = [part for part in found["loc"] if not isinstance(part, str) or not part.startswith("function-")]
    at = next((i for i, part in enumerate(place) if part == lines_field), None)
    line = 0
    if at is not None and at + 1 < len(place) and isinstance(place[at + 1], int):
        line = place[at + 1] + 1
        place = place[at + 2 :]
    context = found.get("ctx", {})
    if found["type"] == "typed":
        message, values = context["message"], context["values"]
    else:
        message = _MESSAGES.get(_kind_of(found), _UNREADABLE)
        values = {key: value for key, value in context.items() if isinstance(value, str | int | float)}
    return Problem(
        message,
        values,
        line=line,
        name=names[line - 1][:_SHOWN] if 0 < line <= len(names) else "",
        fields=tuple(str(part) for part in place),
        value=_shown(found.get("input")),
    )


def _kind_of(found: dict[str, Any]) -> str:
    """Return pydantic's kind of error, more exactly: text apart from lists, nothing at all apart from wrong values."""
    kind, value = str(found["type"]), found.get("input")
    if value is None and (kind == "enum" or kind.endswith("_type")):
        return "missing"
    return f"string_{kind}" if isinstance(value, str) and kind in {"too_short", "too_long"} else kind


def _shown(value: Any) -> str:
    """Return what stood there, short; nothing where it was a whole part of the need."""
    if value is None or isinstance(value, dict | list) or not str(value).strip():
        return ""
    text = "".join(c if c.isprintable() else "�" for c in str(value))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
