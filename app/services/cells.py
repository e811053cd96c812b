"""Cells of spreadsheets: what a value is, and how people's days, numbers and yes or no are read from it."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from app.errors import InvalidInputError
from app.messages import mark
from matching.text import fold

Cell = str | date | int | float | bool | None
"""Text (trimmed, never empty), a day, a number, yes or no, or nothing."""

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|¡?[A-ZÁÉÍÓÚ]+[!¡?])")
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = (10_000, 80_000)  # 1927 … 2119: what an unformatted cell with a day in it holds
_MONTHS = {
    "ene": 1, "enero": 1, "jan": 1, "january": 1, "feb": 2, "febrero": 2, "february": 2, "mar": 3, "marzo": 3,
    "march": 3, "abr": 4, "abril": 4, "apr": 4, "april": 4, "may": 5, "mayo": 5, "jun": 6, "junio": 6, "june": 6,
    "jul": 7, "julio": 7, "july": 7, "ago": 8, "agosto": 8, "aug": 8, "august": 8, "sep": 9, "sept": 9, "set": 9,
    "septiembre": 9, "setiembre": 9, "september": 9, "oct": 10, "octubre": 10, "october": 10, "nov": 11,
    "noviembre": 11, "november": 11, "dic": 12, "diciembre": 12, "dec": 12, "december": 12,
}  # fmt: skip
_TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.? ?m\.?)?(Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_YES = frozenset({"si", "s", "yes", "y", "true", "verdadero", "1", "x", "ok", "cierto", "acepta", "acepto", "accepted"})
_NO = frozenset({"no", "n", "false", "falso", "0", "none", "ninguno", "ninguna", "na", "n a", "sin"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: its row (1-based, as the spreadsheet shows it) and column heading, and the remedy.

    `message` is an English message id with %(name)s places that `values` fill. A warning lets the row in.
    """

    row: int
    column: str
    message: str
    values: dict[str, str] = field(default_factory=dict)
    warning: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as an upload keeps it."""
        kind = "warning" if self.warning else "error"
        return {"row": self.row, "column": self.column, "message": self.message, "values": self.values, "kind": kind}


def clean_text(text: str) -> str:
    """Return text as it may be stored: composed, no control characters, spaces collapsed, line ends kept."""
    text = _UNSTORABLE.sub(" ", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = (" ".join(line.split()) for line in text.replace("\u2028", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def is_excel_error(value: object) -> bool:
    """Tell whether a cell holds what a broken formula leaves behind (#N/A, #¡REF!)."""
    return isinstance(value, str) and _EXCEL_ERROR.fullmatch(value.strip()) is not None


def normal_cell(value: object) -> Cell:
    """Return a value of a file in the few kinds that a cell has; times of day fall away from days."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | int):
        return value
    if isinstance(value, float):
        return _normal_number(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return clean_text(str(value)) or None


def _normal_number(value: float) -> Cell:
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - only a NaN differs from itself
        return None
    return int(value) if value.is_integer() else value


def cell_text(value: Cell) -> str:
    """Return what a cell says, on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def cell_number(value: Cell) -> float | None:
    """Return a number, also from text such as "12 años", "1,500.50", "3.5"; None where there is none.

    Raises InvalidInputError for text without a number in it.
    """
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = re.search(r"-?\d+(?:[.,]\d{3})*(?:[.,]\d{1,2})?(?!\d)", cell_text(value))
    if isinstance(value, date) or found is None:
        raise InvalidInputError(mark("%(value)s is no number. Write digits only."), value=_short(value))
    return float(_plain_number(found.group()))


def _plain_number(text: str) -> str:
    """Return digits with a point: the last of , and . is the decimal mark where one or two digits follow it."""
    mark_at = max(text.rfind("."), text.rfind(","))
    if mark_at < 0 or len(text) - mark_at - 1 not in {1, 2}:
        return text.replace(",", "").replace(".", "")
    return text[:mark_at].replace(",", "").replace(".", "") + "." + text[mark_at + 1 :]


def cell_yes(value: Cell) -> bool | None:
    """Return yes or no; None for an empty cell. Raises InvalidInputError where it is neither."""
    if value is None or isinstance(value, bool):
        return value
    text = fold(cell_text(value))
    if not text or text in _NO:
        return False if text else None
    if text in _YES or text.split()[0] in {"si", "yes"}:
        return True
    raise InvalidInputError(mark("%(value)s is neither yes nor no. Write yes or no."), value=_short(value))


def cell_day(value: Cell) -> date | None:
    """Return a day; None for an empty cell.

    Text may read 2027-03-01, 01/03/2027 (day first, as in Mexico; month first only where nothing else is possible),
    1-mar-27, 1 de marzo de 2027, March 1, 2027; a bare serial number of Excel counts too. Raises InvalidInputError.
    """
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _day_of_serial(value)
    found = _day_of_text(cell_text(value))
    if found is None:
        raise _no_day(value)
    return found


def _day_of_serial(value: float) -> date:
    if not _SERIALS[0] <= value <= _SERIALS[1]:
        raise _no_day(value)
    return _EXCEL_EPOCH + timedelta(days=int(value))


def _no_day(value: Cell) -> InvalidInputError:
    return InvalidInputError(mark("%(value)s is no day. Write it as 2027-03-31 or 31/03/2027."), value=_short(value))


def _day_of_text(text: str) -> date | None:
    text = _TIME_OF_DAY.sub("", text.strip())
    if text.isascii() and text.isdigit() and len(text) == len("46000"):
        return _day_of_serial(int(text))
    if iso := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if slashed := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", text):
        first, second, year = int(slashed[1]), int(slashed[2]), _year(slashed[3])
        return _day(year, second, first) or _day(year, first, second)
    return _day_of_words(fold(text))


def _day_of_words(text: str) -> date | None:
    words = [
        word
        for word in re.findall(r"[a-z]+|\d+", text)
        if word not in {"de", "del", "of", "the", "st", "nd", "rd", "th"}
    ]
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [word for word in words if word.isdigit()]
    weekday = len(words) - len(months) - len(numbers)
    if len(months) != 1 or len(numbers) != 2 or weekday > 1:  # noqa: PLR2004 - a day and a year, and perhaps a weekday
        return None
    day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else numbers  # noqa: PLR2004 - digits of a year
    return _day(_year(year), months[0], int(day)) if len(day) <= 2 else None  # noqa: PLR2004 - digits of a day


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) <= 2 else 0)  # noqa: PLR2004 - digits of a short year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _short(value: Cell) -> str:
    text = cell_text(value)
    return text if len(text) <= 60 else text[:57] + "…"  # noqa: PLR2004 - fits a line of the list of problems
