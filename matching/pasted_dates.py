"""Dates as productions write them in messages: "9-11 feb (prelight 8)", "del 3 al 7 de marzo", "for Friday"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from matching.pasted_text import Piece
from matching.text import fold

_MONTHS = (
    "ene|enero|jan|january feb|febrero|february mar|marzo|march abr|abril|apr|april may|mayo jun|junio|june "
    "jul|julio|july ago|agosto|aug|august sep|sept|septiembre|setiembre|september oct|octubre|october "
    "nov|noviembre|november dic|diciembre|dec|december"
)
_MONTH_OF = {name: i for i, names in enumerate(_MONTHS.split(), start=1) for name in names.split("|")}
_WEEKDAYS = (
    "lunes|monday martes|tuesday miercoles|miércoles|wednesday jueves|thursday viernes|friday "
    "sabado|sábado|saturday domingo|sunday"
)
_WEEKDAY_OF = {name: i for i, names in enumerate(_WEEKDAYS.split()) for name in names.split("|")}

_MONTH = "(?P<{}>" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|º|°)?"
_TO = r"\s*(?:-|–|—|a|al|to|through|thru|y|and|,)\s*"
_YEAR = r"(?:\s*(?:,|de|del|of)?\s*(?P<year>20\d\d))?"
_MIDDLE = r"(?:\s*,\s*\d{1,2})*"
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<y1>20\d\d)-(?P<n1>\d\d)-(?P<d1>\d\d)(?:\s*(?:-|–|—|a|al|to|/|\.\.)\s*(?P<y2>20\d\d)-(?P<n2>\d\d)-(?P<d2>\d\d))?\b",
        rf"\b{_DAY.format('d1')}\s*(?:de\s+)?{_MONTH.format('m1')}{_TO}{_DAY.format('d2')}\s*(?:de\s+)?{_MONTH.format('m2')}{_YEAR}",
        rf"\b{_MONTH.format('m1')}\s*{_DAY.format('d1')}{_TO}{_MONTH.format('m2')}\s*{_DAY.format('d2')}\b{_YEAR}",
        rf"\b{_DAY.format('d1')}{_MIDDLE}{_TO}{_DAY.format('d2')}\s*(?:de\s+)?{_MONTH.format('m2')}{_YEAR}",
        rf"\b{_MONTH.format('m2')}\s*{_DAY.format('d1')}{_TO}{_DAY.format('d2')}\b{_YEAR}",
        rf"\b{_DAY.format('d1')}\s*(?:de\s+)?{_MONTH.format('m1')}{_YEAR}",
        rf"\b{_MONTH.format('m1')}\s*{_DAY.format('d1')}\b(?!\s*%){_YEAR}",
        r"\b(?!24/7\b)(?P<d1>\d{1,2})/(?P<n1>\d{1,2})(?:/(?P<y1>20\d\d))?(?:\s*(?:-|–|—|a|al|to)\s*(?P<d2>\d{1,2})/(?P<n2>\d{1,2})(?:/(?P<y2>20\d\d))?)?\b",
    )
]
_KIND_WORDS = (
    r"(?P<kind>pre-?light|prep|pre-?pro(?:duccion|ducción|duction)?|preparaci[oó]n"
    r"|scout(?:ing|eo)?|fittings?|wrap|entrega)"
)
_KIND_BEFORE = re.compile(
    rf"{_KIND_WORDS}\s*:?\s*(?:starts?\s+|begins?\s+|empieza\s+|inicia\s+)?(?:(?:el|del?|on|from|desde)\s+)*$",
    re.IGNORECASE,
)
_BARE_DAY = re.compile(
    rf"\b{_KIND_WORDS}\s*:?\s*(?:(?:el|on)\s+)?(?:d[ií]a\s+)?(?P<d1>\d{{1,2}})\b(?!\s*(?:hrs?|h\b|am|pm))",
    re.IGNORECASE,
)
_BY = r"(?:para|antes\s+del?|by|for|before|a\s+m[aá]s\s+tardar)\s+(?:el\s+|este\s+|this\s+|next\s+)?"
_NEEDED_BY = re.compile(
    rf"\b{_BY}(?P<when>hoy|today|pasado\s+ma[nñ]ana|ma[nñ]ana|tomorrow|"
    rf"{'|'.join(sorted(_WEEKDAY_OF, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_BY_BEFORE = re.compile(r"\b(?:para|antes\s+del?|by|before|a\s+m[aá]s\s+tardar)\s+(?:el\s+)?$", re.IGNORECASE)


LOOK_BACK = 60
MOST_DATES = 200


class PeriodWord(StrEnum):
    """What a span of days is for."""

    SHOOT = "shoot"
    PRELIGHT = "prelight"
    PREP = "prep"
    SCOUT = "scout"
    FITTING = "fitting"
    WRAP = "wrap"
    NEEDED_BY = "needed_by"


_KINDS = {
    "prelight": PeriodWord.PRELIGHT,
    "scout": PeriodWord.SCOUT,
    "fitting": PeriodWord.FITTING,
    "wrap": PeriodWord.WRAP,
    "entrega": PeriodWord.NEEDED_BY,
}


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days that the message names, inclusive, and where it names them."""

    kind: PeriodWord
    starts_on: date
    ends_on: date
    source: Piece


def find_dates(text: str, today: date) -> list[DaySpan]:
    """Find spans of days in order of their place; a date without a year is the next one from `today` on."""
    spans: list[DaySpan] = []
    for pattern in _PATTERNS:
        for found in islice(pattern.finditer(text), MOST_DATES):
            taken = any(found.start() < s.source.end and s.source.start < found.end() for s in spans)
            days = None if taken else _days(found, today)
            if days:
                spans.append(_span(text, found, days))
    spans += [s for s in _bare_days(text, spans) if not _overlaps(s.source, spans)]
    spans += [s for s in _needed_by(text, today) if not _overlaps(s.source, spans)]
    return sorted(spans, key=lambda s: s.source.start)


def _span(text: str, found: re.Match[str], days: tuple[date, date]) -> DaySpan:
    before = text[max(found.start() - LOOK_BACK, 0) : found.start()]
    offset = found.start() - len(before)
    named, by = _KIND_BEFORE.search(before), _BY_BEFORE.search(before)
    if named:
        return DaySpan(_kind(named["kind"]), *days, _piece(text, offset + named.start(), found.end()))
    if by:
        return DaySpan(PeriodWord.NEEDED_BY, *days, _piece(text, offset + by.start(), found.end()))
    return DaySpan(PeriodWord.SHOOT, *days, _piece(text, found.start(), found.end()))


def _bare_days(text: str, spans: list[DaySpan]) -> list[DaySpan]:
    """Read "prelight 8": a day of the month of the last date named before it, or else of the first after it."""
    found_days = []
    for found in islice(_BARE_DAY.finditer(text), MOST_DATES):
        before = [s for s in spans if s.source.end <= found.start()]
        near = before[-1] if before else (spans[0] if spans else None)
        day = int(found["d1"])
        if near and 1 <= day <= monthrange(near.starts_on.year, near.starts_on.month)[1]:
            on = near.starts_on.replace(day=day)
            found_days.append(DaySpan(_kind(found["kind"]), on, on, _piece(text, found.start(), found.end())))
    return found_days


def _needed_by(text: str, today: date) -> list[DaySpan]:
    found_days = []
    for found in islice(_NEEDED_BY.finditer(text), MOST_DATES):
        when = fold(found["when"])
        if when in _WEEKDAY_OF:
            on = today + timedelta(days=(_WEEKDAY_OF[when] - today.weekday() - 1) % 7 + 1)
        else:
            on = today + timedelta(days={"hoy": 0, "today": 0, "pasado manana": 2}.get(when, 1))
        found_days.append(DaySpan(PeriodWord.NEEDED_BY, on, on, _piece(text, found.start(), found.end())))
    return found_days


def _days(found: re.Match[str], today: date) -> tuple[date, date] | None:
    """Return first and last day of a match, or None if there is no such day."""
    parts = found.groupdict()
    last_month = _month(parts, "m2", "n2") or _month(parts, "m1", "n1")
    first_month = _month(parts, "m1", "n1") or last_month
    years = parts.get("y1") or parts.get("year")
    if first_month is None or last_month is None:
        return None
    try:
        first = _on(years, first_month, int(parts["d1"]), today)
        if not parts.get("d2"):
            return first, first
        year = int(parts.get("y2") or 0) or first.year + (last_month < first_month)
        last = date(year, last_month, int(parts["d2"]))
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _on(year: str | None, month: int, day: int, today: date) -> date:
    if year:
        return date(int(year), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _month(parts: dict[str, str | None], name: str, number: str) -> int | None:
    word, digits = parts.get(name), parts.get(number)
    return _MONTH_OF[fold(word)] if word else (int(digits) if digits else None)


def _kind(word: str) -> PeriodWord:
    plain = fold(word).replace(" ", "")
    return next((kind for start, kind in _KINDS.items() if plain.startswith(start)), PeriodWord.PREP)


def _piece(text: str, start: int, end: int) -> Piece:
    return Piece(start, end, text[start:end])


def _overlaps(piece: Piece, spans: list[DaySpan]) -> bool:
    return any(piece.start < s.source.end and s.source.start < piece.end for s in spans)
