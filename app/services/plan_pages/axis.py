"""The board's time axis: days to columns of equal width, weeks or months."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

STEP = 10
"""Width of a column in the drawing's own units."""
MOST_WEEKS = 44
"""More weeks than this can't be told apart on a laptop: the board begins with months then."""
_MOST_COLUMNS = 160


class Zoom(StrEnum):
    """What a column of the board stands for."""

    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Column:
    """A week (Monday to Sunday) or a month, both ends inclusive."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that lie under one heading: the weeks of a month, the months of a year."""

    on: date
    columns: int


@dataclass(frozen=True)
class Axis:
    """Columns from the first to the last day that a plan knows of."""

    zoom: Zoom
    columns: tuple[Column, ...]

    @property
    def width(self) -> int:
        """Return the drawing's width in its own units."""
        return STEP * len(self.columns)

    @property
    def groups(self) -> list[Group]:
        """Return the headings above the columns."""
        return list(_group(self.columns, self.zoom))

    def at(self, day: date) -> float:
        """Return where a day begins, 0 at the left edge; days outside lie at the edge."""
        for number, column in enumerate(self.columns):
            if day <= column.ends_on:
                whole = (column.ends_on - column.starts_on).days + 1
                return STEP * (number + max((day - column.starts_on).days, 0) / whole)
        return float(self.width)

    def stretch(self, first: date, last: date) -> tuple[float, float]:
        """Return left edge and width of inclusive days."""
        left = self.at(first)
        return round(left, 2), round(max(self.at(last + timedelta(days=1)) - left, 0.0), 2)

    def columns_of(self, first: date, last: date) -> range:
        """Return the numbers of the columns that these days touch."""
        touched = [n for n, each in enumerate(self.columns) if each.starts_on <= last and first <= each.ends_on]
        return range(touched[0], touched[-1] + 1) if touched else range(0)

    def today(self, day: date) -> float | None:
        """Return where today lies, None outside."""
        inside = self.columns and self.columns[0].starts_on <= day <= self.columns[-1].ends_on
        return round(self.at(day), 2) if inside else None


def make_axis(spans: Iterable[tuple[date, date]], zoom: Zoom | None = None) -> Axis:
    """Return the axis that holds these inclusive spans; without `zoom` weeks, or months where weeks are too many."""
    known = list(spans)
    if not known:
        return Axis(zoom or Zoom.WEEKS, ())
    first, last = min(start for start, _ in known), max(end for _, end in known)
    weeks = list(_weeks(first, last))
    chosen = zoom or (Zoom.WEEKS if len(weeks) <= MOST_WEEKS else Zoom.MONTHS)
    columns = weeks if chosen is Zoom.WEEKS else list(_months(first, last))
    return Axis(chosen, tuple(columns[:_MOST_COLUMNS]))


def _weeks(first: date, last: date) -> Iterator[Column]:
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield Column(monday, monday + timedelta(days=6))
        monday += timedelta(weeks=1)


def _months(first: date, last: date) -> Iterator[Column]:
    start = first.replace(day=1)
    while start <= last:
        following = (start + timedelta(days=32)).replace(day=1)
        yield Column(start, following - timedelta(days=1))
        start = following


def _group(columns: Sequence[Column], zoom: Zoom) -> Iterator[Group]:
    """Yield the headings; a week belongs to the month that its Thursday lies in, as weeks belong to years."""
    current: date | None = None
    count = 0
    for column in columns:
        middle = column.starts_on + timedelta(days=3)
        heading = middle.replace(day=1) if zoom is Zoom.WEEKS else middle.replace(month=1, day=1)
        if current is not None and heading != current:
            yield Group(current, count)
            count = 0
        current = heading
        count += 1
    if current is not None:
        yield Group(current, count)
