"""Columns of days that are written month first here and day first there: what is not clear is said, never guessed."""

import re
from collections.abc import Iterator, Sequence

from app.messages import mark
from app.services.imports.row import ImportRow

_DAYS = (
    "birth", "residence_since", "credential_expires", "completed", "consent_registry", "consent_share",
    "consent_statistics", "consent_training",
)  # fmt: skip
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}")
_MONTHS = 12


def note_unclear_days(rows: Sequence[ImportRow]) -> None:
    """Note an error for each day that may be either, in a column where another can only be month first."""
    message = mark("%(value)s may be day or month first: other days of this column are month first. Write 2027-03-31.")
    for name in _DAYS:
        if any(second > _MONTHS >= first for _, _, first, second in _slashed(rows, name)):
            for row, text, first, second in _slashed(rows, name):
                if first != second and max(first, second) <= _MONTHS:
                    row.error(name, message, value=text[:40])


def _slashed(rows: Sequence[ImportRow], name: str) -> Iterator[tuple[ImportRow, str, int, int]]:
    for row in rows:
        for text in row.texts(name):
            if found := _SLASHED.match(text):
                yield row, text, int(found[1]), int(found[2])
