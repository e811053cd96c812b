"""CSV that goes out: readable by spreadsheets in any language, and never read as formulas."""

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"
"""Spreadsheets take a file that begins with it for UTF-8."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula: such texts get an apostrophe in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def write_rows(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV text (no byte order mark), each cell safe."""
    out = io.StringIO()
    csv.writer(out).writerows([safe_cell(value) for value in row] for row in rows)
    return out.getvalue()
