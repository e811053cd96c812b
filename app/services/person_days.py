"""What each of a person's next days is: rows of the calendar turned into days and runs of days."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.models.calendar import FeedDayKind
from app.models.crew import CrewMember
from app.queries.crew import Calendar, get_calendar
from app.services.places import get_gazetteer
from config import get_settings
from matching.person_days import Day, DayState, FeedDays, Run, Said, days_of, runs_of

WEEK = 7
BY_FEED = {FeedDayKind.BUSY: DayState.UNAVAILABLE, FeedDayKind.TENTATIVE: DayState.TENTATIVE}


@dataclass(frozen=True)
class NextDays:
    """Whole weeks of days from the Monday on or before `today`, and from today on the runs that they form."""

    today: date
    weeks: list[list[Day]]
    runs: list[Run]
    calendar: Calendar


def zone_of(member: CrewMember) -> ZoneInfo:
    """Return the zone of the person's base, or the commission's."""
    gazetteer = get_gazetteer()
    if member.base_place and member.base_place in gazetteer:
        return ZoneInfo(gazetteer.get(member.base_place).zone)
    return ZoneInfo(get_settings().commission_zone)


def get_next_days(session: Session, member: CrewMember, *, today: date, weeks: int) -> NextDays:
    """Return the person's days of this week and the ones after it, `weeks` in all."""
    first = today - timedelta(days=today.weekday())
    last = first + timedelta(days=WEEK * weeks - 1)
    calendar = get_calendar(session, member.id or 0, first, last)
    zone = zone_of(member)
    said = [
        Said(
            DayState(statement.kind.value),
            statement.starts_on,
            statement.ends_on,
            statement.stated_at.astimezone(zone).date(),
            statement.valid_until_on,
        )
        for statement in calendar.statements
    ]
    days = days_of(
        first,
        last,
        today=today,
        said=said,
        held=[(span.starts_on, span.ends_on) for span, _, _ in calendar.holds],
        booked=[(span.starts_on, span.ends_on) for span, _, _ in calendar.bookings],
        feed=[FeedDays(BY_FEED[span.kind], span.starts_on, span.ends_on) for span in calendar.feed],
    )
    rows = [days[at : at + WEEK] for at in range(0, len(days), WEEK)]
    return NextDays(today, rows, runs_of(day for day in days if day.on >= today), calendar)
