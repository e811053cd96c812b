"""Demand: how many heads open needs ask for in each week, and how many of them somebody is held for already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.models.need import NeedStatus
from app.queries.bench import AskingLine, list_asking_lines, list_booked_spans, list_held_spans, map_line_days

DAYS = 7
Heads = NDArray[np.int64]


@dataclass(frozen=True)
class AskedLine:
    """A line of an open need: in each week the heads still to book, and how many of these places are held."""

    line: AskingLine
    asked: Heads
    kept: Heads

    @property
    def waits(self) -> bool:
        """Tell whether the need is not accepted yet."""
        return self.line.status is NeedStatus.RECEIVED


@dataclass(frozen=True)
class Demand:
    """Heads a week: `asked` in all, `waiting` those of them whose need is not accepted yet, `kept` those held for."""

    asked: Heads
    waiting: Heads
    kept: Heads

    @classmethod
    def of(cls, lines: Iterable[AskedLine], weeks: int) -> "Demand":
        """Add lines up."""
        total = cls(*(np.zeros(weeks, np.int64) for _ in range(3)))
        for line in lines:
            total.asked[:] += line.asked
            total.kept[:] += line.kept
            if line.waits:
                total.waiting[:] += line.asked
        return total


@dataclass
class _Spans:
    """Days of bookings or holds by line, then by booking or hold."""

    by_line: dict[int, dict[int, list[tuple[date, date]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, date, date]]) -> "_Spans":
        found = cls()
        for line, thing, first, last in rows:
            found.by_line.setdefault(line, {}).setdefault(thing, []).append((first, last))
        return found

    def count(self, line: int, weeks: Sequence[date]) -> Heads:
        """Return how many things of the line touch each week."""
        total = np.zeros(len(weeks), np.int64)
        for spans in self.by_line.get(line, {}).values():
            total += touch_weeks(spans, weeks)
        return total


def touch_weeks(spans: Iterable[tuple[date, date]], weeks: Sequence[date]) -> NDArray[np.bool_]:
    """Return which of consecutive weeks, given by their Mondays, share a day with any of the spans."""
    touched = np.zeros(len(weeks), np.bool_)
    for first, last in spans:
        begins, ends = (first - weeks[0]).days // DAYS, (last - weeks[0]).days // DAYS
        touched[max(begins, 0) : max(ends + 1, 0)] = True
    return touched


def read_demand(session: Session, weeks: Sequence[date]) -> dict[str, list[AskedLine]]:
    """Return the lines of open needs that ask for heads in any of the weeks, by role.

    A line that asks for some days within a span counts in each week of the span. Trainee places are no demand.
    """
    found = list_asking_lines(session, since=weeks[0])
    ids = [line.position_id for line in found]
    stored = map_line_days(session, ids)
    booked, held = _Spans.of(list_booked_spans(session, ids)), _Spans.of(list_held_spans(session, ids))
    lines: dict[str, list[AskedLine]] = {}
    for line in found:
        needed = touch_weeks(stored.get(line.position_id) or _unstored_days(line), weeks)
        asked = np.where(needed, np.maximum(line.quantity - booked.count(line.position_id, weeks), 0), 0)
        if asked.any():
            kept = np.minimum(asked, held.count(line.position_id, weeks))
            lines.setdefault(line.role_id, []).append(AskedLine(line, asked, kept))
    return lines


def _unstored_days(line: AskingLine) -> list[tuple[date, date]]:
    """Return the days of a line without stretches: its dated dailies, else all of it."""
    dated = [date.fromisoformat(day) for day in line.daily_dates]
    return [(day, day) for day in dated] or [(line.starts_on, line.ends_on)]


def demand_of(lines: Mapping[str, Sequence[AskedLine]], roles: Iterable[str], weeks: int) -> Demand:
    """Return what the lines of these roles ask for together."""
    return Demand.of((line for role in roles for line in lines.get(role, ())), weeks)
