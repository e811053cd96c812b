"""The days that offers, holds and bookings are about: taken from a position, compared, told apart into runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.need import PeriodKind, Position
from app.queries.need import list_spans
from app.queries.shortlist import list_base_places
from app.services.places import get_gazetteer
from config import get_settings

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive days, both inclusive, of one period at one place."""

    period: PeriodKind
    starts_on: date
    ends_on: date
    place: str | None

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return self.starts_on, self.ends_on


class SpanRow(Protocol):
    """Any row of days: of a position, an offer, a hold or a booking."""

    @property
    def period(self) -> PeriodKind:
        """Part of the production's work."""

    @property
    def starts_on(self) -> date:
        """First day."""

    @property
    def ends_on(self) -> date:
        """Last day, included."""

    @property
    def place(self) -> str | None:
        """Where, as a place of the gazetteer."""


DayMap = Mapping[date, tuple[PeriodKind, str | None]]
"""Day -> its period and place: two sets of spans are the same where these are."""


def stretches_of(rows: Iterable[SpanRow]) -> list[Stretch]:
    """Return rows of days as plain stretches."""
    return [Stretch(row.period, row.starts_on, row.ends_on, row.place) for row in rows]


def day_map(rows: Iterable[SpanRow], *, since: date = date.min) -> DayMap:
    """Return every day from `since` on that the rows cover, with its period and place."""
    return {
        row.starts_on + timedelta(days=number): (row.period, row.place)
        for row in rows
        for number in range((row.ends_on - row.starts_on).days + 1)
        if row.starts_on + timedelta(days=number) >= since
    }


def stretches_from(days: DayMap) -> list[Stretch]:
    """Return days as the fewest stretches; a dated daily stays a day of its own."""
    found: list[Stretch] = []
    for day in sorted(days):
        period, place = days[day]
        last = found[-1] if found else None
        joins = last is not None and period is not PeriodKind.DAILY
        if last and joins and (last.period, last.place, last.ends_on + ONE_DAY) == (period, place, day):
            found[-1] = Stretch(period, last.starts_on, day, place)
        else:
            found.append(Stretch(period, day, day, place))
    return found


def runs_of(rows: Iterable[SpanRow]) -> list[tuple[date, date]]:
    """Return the days of rows as runs for people to read: neighbouring days are one, whatever their period."""
    runs: list[tuple[date, date]] = []
    for day in sorted(day_map(rows)):
        if runs and runs[-1][1] + ONE_DAY == day:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def today_of(session: Session, production_id: int, at: datetime) -> date:
    """Return the day that it is at the production's first base, or at the commission."""
    places = list_base_places(session, production_id)
    known = places[0] if places and places[0] in get_gazetteer() else None
    zone = get_gazetteer().get(known).zone if known else get_settings().commission_zone
    return at.astimezone(ZoneInfo(zone)).date()


def todays_of(session: Session, production_ids: Iterable[int], at: datetime) -> dict[int, date]:
    """Return the day that it is at each production's first base."""
    return {each: today_of(session, each, at) for each in set(production_ids)}


def has_dates(position: Position) -> bool:
    """Tell whether a line says which days it needs; undated dailies only say how many."""
    return bool(position.daily_dates) or position.free_days is None


def days_to_ask(
    session: Session, position: Position, *, today: date, spans: Sequence[SpanRow] | None = None
) -> list[Stretch]:
    """Return a line's days from today on, which an offer asks for; ConflictError where it has no dates or none left.

    `spans` are the line's, where they were read already.
    """
    if not has_dates(position):
        raise ConflictError(
            mark("%(title)s (%(code)s) asks for some days within a span. Give it its dates first, then ask people."),
            title=position.asked_as,
            code=position.code,
        )
    days = present_days(session, position, since=today, spans=spans)
    if not days:
        raise ConflictError(
            mark("The days of %(title)s (%(code)s) have passed. Change them, then ask people."),
            title=position.asked_as,
            code=position.code,
        )
    return stretches_from(days)


def present_days(
    session: Session, position: Position, *, since: date, spans: Sequence[SpanRow] | None = None
) -> DayMap:
    """Return the days of a line as it stands now, from `since` on; `spans` are its spans, where they were read."""
    if spans is None:
        spans = list_spans(session, [position.id or 0])[position.id or 0]
    if spans:
        return day_map(spans, since=since)
    dated = [date.fromisoformat(day) for day in position.daily_dates]
    if dated:
        return {day: (PeriodKind.DAILY, None) for day in dated if day >= since}
    return day_map([Stretch(PeriodKind.SHOOT, position.starts_on, position.ends_on, None)], since=since)
