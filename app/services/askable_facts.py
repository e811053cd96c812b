"""What decides whether people may be asked for positions, read once for all of them and looked at in memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlmodel import Session, col, select

from app.models.availability import StatementKind
from app.models.calendar import FeedDayKind
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.queries.askable import (
    Kept,
    count_places_in_play,
    list_asked,
    list_asked_days,
    list_booked_days,
    list_feed_days,
    list_held_days,
    list_opted_out,
    list_put_forward,
    list_roles_held,
    list_said,
)
from app.queries.need import list_spans
from app.queries.offer import count_sent_since
from app.queries.overlap import Days
from app.services.offered_days import Stretch, days_to_ask, present_days, todays_of
from app.services.person_days import BY_FEED, WEEK, read_word, zone_of
from config import get_settings
from matching.person_days import DayState, FeedDays, days_of

A_WEEK = timedelta(days=WEEK)
ONE_DAY = timedelta(days=1)


class AskableFacts:
    """The rows behind every question of who may be asked; each kind is read when it is first wanted, for everybody."""

    def __init__(
        self,
        session: Session,
        positions: Collection[Position],
        crew_member_ids: Iterable[int],
        now: datetime,
        *,
        days: Mapping[int, Sequence[Stretch]] | None = None,
    ) -> None:
        """`days` are those to ask for by position, where they are not the positions' own."""
        self._session, self._now, self._given = session, now, days or {}
        self._positions = {each.id or 0: each for each in positions}
        self._ids = set(crew_member_ids)
        wanted = select(Need).where(col(Need.id).in_({each.need_id for each in positions}))
        self._needs = {each.id or 0: each for each in session.exec(wanted)}
        self._todays = todays_of(session, {each.production_id for each in self._needs.values()}, now)

    def need_of(self, position: Position) -> Need:
        """Return a position's need."""
        return self._needs[position.need_id]

    def today_of(self, position: Position) -> date:
        """Return the day that it is at the first base of the position's production."""
        return self._todays[self.need_of(position).production_id]

    @cached_property
    def _spans(self) -> Mapping[int, Sequence[Stretch]]:
        found = list_spans(self._session, self._positions)
        return {
            each: [Stretch(row.period, row.starts_on, row.ends_on, row.place) for row in rows]
            for each, rows in found.items()
        }

    def present_days(self, position: Position) -> frozenset[date]:
        """Return the days of a position as it stands, from today on."""
        spans = self._spans[position.id or 0]
        return frozenset(present_days(self._session, position, since=self.today_of(position), spans=spans))

    def days_of(self, position: Position) -> Sequence[Stretch]:
        """Return the days to ask for; ConflictError where the position has no dates, or none left."""
        given = self._given.get(position.id or 0)
        if given is not None:
            return given
        return days_to_ask(self._session, position, today=self.today_of(position), spans=self._spans[position.id or 0])

    @cached_property
    def _within(self) -> Days:
        """First and last day on which anything may matter: all days of all positions, and the travel around them."""
        around = timedelta(days=get_settings().travel_days)
        spans = [each for rows in (*self._given.values(), *self._spans.values()) for each in rows]
        outlines = [day for each in self._positions.values() for day in _outline(each)]
        days = [day for each in spans for day in each.days] + outlines
        return min(days) - around, max(days) + around

    @cached_property
    def places_in_play(self) -> dict[int, int]:
        """How many people each position holds or looks for."""
        return count_places_in_play(self._session, self._positions)

    @cached_property
    def opted_out(self) -> set[int]:
        """Who has withdrawn from the registry."""
        return list_opted_out(self._session, self._ids)

    @cached_property
    def asked(self) -> set[tuple[int, int]]:
        """Who (position, person) is asked, or waits to be."""
        return list_asked(self._session, self._positions)

    @cached_property
    def sent(self) -> Counter[int]:
        """How many offers each person was sent within a week."""
        return Counter(count_sent_since(self._session, self._ids, self._now - A_WEEK))

    @cached_property
    def roles(self) -> dict[int, set[str]]:
        """Which roles each person holds."""
        return list_roles_held(self._session, self._ids)

    @cached_property
    def put_forward(self) -> set[tuple[int, int]]:
        """Who (position, person) stands on a shortlist or a plan for it."""
        return list_put_forward(self._session, self._positions, self._ids)

    @cached_property
    def _offers(self) -> dict[int, list[Kept]]:
        return _by_person(list_asked_days(self._session, self._ids, self._within))

    @cached_property
    def _holds(self) -> dict[int, list[Kept]]:
        return _by_person(list_held_days(self._session, self._ids, self._within))

    @cached_property
    def _bookings(self) -> dict[int, list[Kept]]:
        return _by_person(list_booked_days(self._session, self._ids, self._within))

    def offers(self, person: int, days: Sequence[Stretch]) -> list[Kept]:
        """Return the person's unanswered offers that ask for one of the days."""
        return _touching(self._offers, person, days)

    def holds(self, person: int, days: Sequence[Stretch]) -> list[Kept]:
        """Return the person's live holds that keep one of the days."""
        return [each for each in _touching(self._holds, person, days) if each.stands]

    def bookings(self, person: int, days: Sequence[Stretch]) -> list[Kept]:
        """Return the person's standing bookings that keep one of the days."""
        return [each for each in _touching(self._bookings, person, days) if each.stands]

    def booked_days(self, person: int) -> list[Kept]:
        """Return all booked days of the person, travel's reach around the days that are asked for included."""
        return self._bookings.get(person, [])

    @cached_property
    def _calendar(self) -> "_Calendar":
        return _Calendar(self._session, self._ids, self._within)

    def is_unavailable(self, member: CrewMember, days: Sequence[Stretch], today: date) -> bool:
        """Tell whether the person can't work on one of the days, from this week on, by their word or calendar."""
        person = member.id or 0
        if not self._calendar.speaks_against(person, days):
            return False
        needed = {day for each in days for day in _each_day(each)}
        first = max(min(needed), today - timedelta(days=today.weekday()))
        known = days_of(
            first,
            max(needed),
            today=today,
            said=[read_word(row, zone_of(member)) for row in self._calendar.said.get(person, [])],
            held=[(each.starts_on, each.ends_on) for each in self._holds.get(person, [])],
            booked=[(each.starts_on, each.ends_on) for each in self._bookings.get(person, [])],
            feed=[
                FeedDays(BY_FEED[row.kind], row.starts_on, row.ends_on) for row in self._calendar.feed.get(person, [])
            ],
        )
        return any(day.on in needed and day.state is DayState.UNAVAILABLE for day in known)

    def note_asked(self, position: Position, people: Sequence[int], days: Sequence[Stretch], places: int) -> None:
        """Reckon with a round that was opened just now, sent to all of these people, without reading again."""
        key, production = position.id or 0, self.need_of(position).production_id
        counted, asked, sent, offers = self.places_in_play, self.asked, self.sent, self._offers
        counted[key] += places
        for person in people:
            asked.add((key, person))
            sent[person] += 1
            offers.setdefault(person, []).extend(
                Kept(person, production, key, each.starts_on, each.ends_on, each.place) for each in days
            )


class _Calendar:
    """What people said of their days, and what their own calendars say."""

    def __init__(self, session: Session, crew_member_ids: Collection[int], within: Days) -> None:
        self.said = list_said(session, crew_member_ids, within)
        self.feed = list_feed_days(session, crew_member_ids, within)

    def speaks_against(self, person: int, days: Sequence[Stretch]) -> bool:
        """Tell whether anything says that the person can't work on one of the days, be it true or overtaken."""
        said, feed = self.said.get(person, []), self.feed.get(person, [])
        no = [(row.starts_on, row.ends_on) for row in said if row.kind is StatementKind.UNAVAILABLE]
        busy = [(row.starts_on, row.ends_on) for row in feed if row.kind is FeedDayKind.BUSY]
        return any(_touch(first, last, days) for first, last in (*no, *busy))


def _by_person(rows: Iterable[Kept]) -> dict[int, list[Kept]]:
    found: dict[int, list[Kept]] = {}
    for row in rows:
        found.setdefault(row.crew_member_id, []).append(row)
    return found


def _touching(rows: Mapping[int, Sequence[Kept]], person: int, days: Sequence[Stretch]) -> list[Kept]:
    return [row for row in rows.get(person, ()) if _touch(row.starts_on, row.ends_on, days)]


def _touch(starts_on: date, ends_on: date, days: Sequence[Stretch]) -> bool:
    return any(starts_on <= each.ends_on and ends_on >= each.starts_on for each in days)


def _outline(position: Position) -> list[date]:
    return [position.starts_on, position.ends_on, *map(date.fromisoformat, position.daily_dates)]


def _each_day(stretch: Stretch) -> list[date]:
    return [stretch.starts_on + ONE_DAY * number for number in range((stretch.ends_on - stretch.starts_on).days + 1)]
