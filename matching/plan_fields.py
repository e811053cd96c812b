"""Checks of single fields of a plan file: what is wrong is told with the field and the row."""

import json
from typing import Any

from matching.plan_types import PlanError


class PlanFileError(PlanError):
    """The file is no problem of this format; the message names the field and the row."""


def shown(value: object) -> str:
    """Return a value as JSON, cut to what a message holds."""
    said = json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace").decode()
    return said if len(said) <= 60 else said[:57] + "…"  # noqa: PLR2004 - a line of a terminal


def whole(value: object, where: str, least: int, most: int) -> int:
    """Return the whole number within its limits; true and 1.0 are none."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise PlanFileError(f"{where}: expected a whole number from {least} to {most}, found {shown(value)}")
    return value


def text(value: object, where: str, *, empty: bool = False) -> str:
    """Return the text; an empty one only where the format lets it be."""
    if not isinstance(value, str) or not (value or empty):
        raise PlanFileError(f"{where}: expected a text, found {shown(value)}")
    return value


def fields_of(row: object, where: str) -> dict[str, Any]:
    """Return the object's fields."""
    if not isinstance(row, dict):
        raise PlanFileError(f"{where}: expected an object, found {shown(row)}")
    return row
