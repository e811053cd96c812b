"""What each of a person's next days is: rows of the calendar turned into days and runs of days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.models.availability import NEVER, Statement
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


def today_of(member: CrewMember, now: datetime) -> date:
    """Return the day it is where the person is based."""
    return now.astimezone(zone_of(member)).date()


def read_word(statement: Statement, zone: ZoneInfo) -> Said:
    """Return a statement as the word that it is; one that takes back says that nothing is known."""
    taken_back = statement.valid_until_on == NEVER
    return Said(
        DayState.UNKNOWN if taken_back else DayState(statement.kind.value),
        statement.starts_on,
        statement.ends_on,
        statement.stated_at.astimezone(zone).date(),
        statement.valid_until_on,
    )


def get_days(
    session: Session, member: CrewMember, first: date, last: date, *, today: date
) -> tuple[list[Day], Calendar]:
    """Return the person's days `first..last` as they stand on `today`, and the rows that they rest on."""
    calendar = get_calendar(session, member.id or 0, first, last)
    zone = zone_of(member)
    days = days_of(
        first,
        last,
        today=today,
        said=[read_word(statement, zone) for statement in calendar.statements],
        held=[(span.starts_on, span.ends_on) for span, _, _ in calendar.holds],
        booked=[(span.starts_on, span.ends_on) for span, _, _ in calendar.bookings],
        feed=[FeedDays(BY_FEED[span.kind], span.starts_on, span.ends_on) for span in calendar.feed],
    )
    return days, calendar


def get_next_days(session: Session, member: CrewMember, *, today: date, weeks: int) -> NextDays:
    """Return the person's days of this week and the ones after it, `weeks` in all."""
    first = today - timedelta(days=today.weekday())
    days, calendar = get_days(session, member, first, first + timedelta(days=WEEK * weeks - 1), today=today)
    rows = [days[at : at + WEEK] for at in range(0, len(days), WEEK)]
    return NextDays(today, rows, runs_of(day for day in days if day.on >= today), calendar)
