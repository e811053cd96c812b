"""A person's days month by month, as the grid that they are said in."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from app.models.crew import CrewMember
from app.services.person_days import get_days
from matching.person_days import Day, DayState

MONTHS = 2
YEARS_AHEAD = 2
DECEMBER = 12


@dataclass(frozen=True)
class Cell:
    """A day of the grid: whether it is over, and for how many days the last word about it has counted no longer."""

    day: Day
    over: bool
    lapsed_days: int | None

    @property
    def look(self) -> str:
        """Return how the day looks: its state, or `lapsed`."""
        return "lapsed" if self.lapsed_days is not None else self.day.state.value


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday on; None stands for days of other months. Weeks that are over are left out."""

    first: date
    weeks: list[list[Cell | None]]


@dataclass(frozen=True)
class MonthGrid:
    """Months that follow each other; `before` and `after` are the ones to turn to, where there are any."""

    today: date
    months: list[Month]
    before: date | None
    after: date | None

    @property
    def first(self) -> date:
        """Return the first day of its first month."""
        return self.months[0].first


def get_month_grid(session: Session, member: CrewMember, *, today: date, month: date | None = None) -> MonthGrid:
    """Return the person's days of `month` and the next one; of this month where none is given or it lies out of reach.

    The grid reaches two years ahead.
    """
    now, final = today.replace(day=1), today.replace(day=1, year=today.year + YEARS_AHEAD)
    first = now if month is None else min(max(month.replace(day=1), now), final)
    starts = [first]
    while len(starts) < MONTHS:
        starts.append(next_month(starts[-1]))
    last = next_month(starts[-1]) - timedelta(days=1)
    days, _ = get_days(session, member, first, last, today=today)
    cells = {day.on: _cell(day, today) for day in days}
    return MonthGrid(
        today,
        [Month(start, _weeks(start, cells, today)) for start in starts],
        None if first == now else (first - timedelta(days=1)).replace(day=1),
        None if first == final else starts[1],
    )


def next_month(first: date) -> date:
    """Return the first day of the month after the one that begins on `first`."""
    if first.month == DECEMBER:
        return first.replace(year=first.year + 1, month=1)
    return first.replace(month=first.month + 1)


def _cell(day: Day, today: date) -> Cell:
    word = day.said
    lapsed = day.state is DayState.UNKNOWN and word is not None and word.state is not DayState.UNKNOWN
    return Cell(day, day.on < today, (today - word.valid_until_on).days if lapsed and word is not None else None)


def _weeks(first: date, cells: dict[date, Cell], today: date) -> list[list[Cell | None]]:
    monday, end = first - timedelta(days=first.weekday()), next_month(first)
    weeks = []
    while monday < end:
        row = [monday + timedelta(days=each) for each in range(7)]
        if row[-1] >= today:
            weeks.append([cells.get(on) if first <= on < end else None for on in row])
        monday += timedelta(days=7)
    return weeks
