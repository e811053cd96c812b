"""One truth of a person's day: ranking, the person's page and the crew list say what an independent model says."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session

from app.models.availability import Statement, StatementKind, StatementSource
from app.models.calendar import FeedDayKind
from app.models.crew import CrewMember
from app.models.production import Production
from app.queries.crew_search import get_span_rows
from app.services.person_days import get_next_days
from app.services.roster import read_roster
from matching.person_days import DayState, worst_states
from matching.roster import Roster
from tests.conftest import TODAY
from tests.factories.booking import make_booking, make_hold
from tests.factories.crew import make_crew_member
from tests.factories.feed import make_feed
from tests.factories.production import make_production
from tests.factories.roster_rows import bits_of

FIRST = TODAY - timedelta(days=TODAY.weekday())
WEEKS = 5
DAYS = [FIRST + timedelta(days=each) for each in range(WEEKS * 7)]
BITS = {(0, 0): "unknown", (1, 0): "free", (0, 1): "soft", (1, 1): "shut"}
IN_ROSTER = {
    DayState.BOOKED: "shut",
    DayState.HELD: "soft",
    DayState.UNAVAILABLE: "shut",
    DayState.TENTATIVE: "soft",
    DayState.AVAILABLE: "free",
    DayState.UNKNOWN: "unknown",
}
Facts = dict[date, dict[str, str]]


class Author:
    """Writes random facts of one person into the registry, and the plain model of what they make of each day."""

    def __init__(self, session: Session, production: Production, number: int) -> None:
        self.session, self.random = session, Random(number)  # noqa: S311 - drawn by number, nothing secret
        self.member = make_crew_member(session, "gaffer", surname=f"Number {number}")
        self.production = production.id or 0
        self.facts: Facts = {day: {} for day in DAYS}

    def note(self, name: str, value: str, first: date, last: date) -> None:
        for day in self.facts:
            if first <= day <= last:
                self.facts[day][name] = value

    def span(self) -> tuple[date, date]:
        first = FIRST + timedelta(days=self.random.randrange(-4, WEEKS * 7 + 3))
        return first, first + timedelta(days=self.random.choice([0, 0, 2, 6, 13]))

    def write(self) -> "Author":
        for number in range(self.random.randrange(4)):
            self.say(number)
        for _ in range(self.random.randrange(3)):
            kind, (first, last) = self.random.choice(list(FeedDayKind)), self.span()
            make_feed(self.session, self.member.id or 0, (kind, first, last))
            self.note(kind.value, "yes", first, last)
        if self.random.random() < 0.5:
            first, last = self.span()
            make_hold(self.session, self.member.id or 0, self.production, (first, last))
            self.note("held", "yes", first, last)
        if self.random.random() < 0.4:
            first, last = self.span()
            make_booking(self.session, self.member.id or 0, self.production, (first, last))
            self.note("booked", "yes", first, last)
        return self

    def say(self, number: int) -> None:
        (first, last), kind = self.span(), self.random.choice(list(StatementKind))
        valid = TODAY + timedelta(days=self.random.choice([-1, 0, 20]))
        statement = Statement(
            crew_member_id=self.member.id or 0,
            kind=kind,
            starts_on=first,
            ends_on=last,
            stated_at=datetime(2026, 10, 1 + number, tzinfo=UTC),
            valid_until_on=valid,
            source=StatementSource.SELF,
        )
        self.session.add(statement)
        self.note("said", kind.value if valid >= TODAY else "lapsed", first, last)

    def state(self, day: date) -> DayState:
        facts = self.facts[day]
        own = facts.get("said", "")
        if "booked" in facts:
            return DayState.BOOKED
        if "held" in facts:
            return DayState.HELD
        if own == "unavailable" or "busy" in facts:
            return DayState.UNAVAILABLE
        if own == "tentative" or "tentative" in facts:
            return DayState.TENTATIVE
        return DayState.AVAILABLE if own == "available" else DayState.UNKNOWN


@pytest.fixture
def authors(session: Session) -> Sequence[Author]:
    production = make_production(session)
    written = [Author(session, production, number).write() for number in range(40)]
    session.flush()
    return written


def in_roster(roster: Roster, member: CrewMember, day: date) -> str:
    row = roster.find_row(member.id or 0)
    assert row is not None
    return BITS[bits_of(roster, row, day)]


def test_ranking_and_pages_and_lists_say_the_same_of_every_day(session: Session, authors: Sequence[Author]) -> None:
    roster = read_roster(session, today=TODAY)
    seen: set[DayState] = set()
    for author in authors:
        shown = get_next_days(session, author.member, today=TODAY, weeks=WEEKS)
        days = [day for week in shown.weeks for day in week]
        assert [day.on for day in days] == DAYS
        assert [day.state for day in days] == [author.state(day) for day in DAYS]
        for day in (day for day in DAYS if day >= TODAY):
            assert in_roster(roster, author.member, day) == IN_ROSTER[author.state(day)], (author.member.id, day)
        seen |= {day.state for day in days}
    assert seen == set(DayState)


def test_the_crew_list_says_the_same_of_every_day_and_of_spans(session: Session, authors: Sequence[Author]) -> None:
    people = [author.member.id or 0 for author in authors]
    worst = [
        DayState.AVAILABLE, DayState.UNKNOWN, DayState.TENTATIVE, DayState.HELD, DayState.UNAVAILABLE, DayState.BOOKED
    ]  # fmt: skip
    for first in DAYS:
        for last in (first, first + timedelta(days=5)):
            if last > DAYS[-1]:
                continue
            rows = get_span_rows(session, people, first, last)
            found = worst_states(
                first, last, today=TODAY, said=rows.said, held=rows.held, booked=rows.booked, feed=rows.feed
            )
            for author in authors:
                states = [author.state(day) for day in DAYS if first <= day <= last]
                assert found.get(author.member.id or 0, DayState.UNKNOWN) == max(states, key=worst.index)
