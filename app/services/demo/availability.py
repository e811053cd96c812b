"""What fictional people said of their days, and what productions hold and booked; rule 1 always holds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.models.availability import (
    Booking,
    BookingSpan,
    BookingStatus,
    Hold,
    HoldSpan,
    HoldStatus,
    Statement,
    StatementKind,
    StatementSource,
)
from app.services.demo.bulk import Batch
from app.services.demo.person import Person
from app.services.demo.productions import Productions, Shoot, Span

STATEMENT_LIFE = 30  # days that a statement counts
FRESH, LAPSED, TENTATIVE = 0.57, 0.2, 0.1  # the rest never said anything
HORIZONS = (60, 120, 180, 270, 365)
BOOKED, HELD = 0.26, 0.13
CANCELLED = 0.04
HOLD_STATUSES = {HoldStatus.ACTIVE: 84, HoldStatus.RELEASED: 9, HoldStatus.EXPIRED: 7}
HOLD_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Word:
    """What a person last said: of which kind, when, until when it counts, up to which day."""

    kind: StatementKind
    stated_on: date
    counts_until: date
    ends_on: date


def draw_word(person: Person, today: date) -> Word | None:
    """Return the person's last word on their availability: fresh, tentative, lapsed or none."""
    random = person.random
    draw = random.random()
    if draw > FRESH + LAPSED + TENTATIVE or not person.is_active:
        return None
    lapsed = FRESH <= draw < FRESH + LAPSED
    stated_on = today - timedelta(days=random.randint(STATEMENT_LIFE + 1, 240) if lapsed else random.randint(0, 25))
    kind = StatementKind.TENTATIVE if draw >= FRESH + LAPSED else StatementKind.AVAILABLE
    ends_on = today + timedelta(days=random.choice(HORIZONS))
    return Word(kind, stated_on, stated_on + timedelta(days=STATEMENT_LIFE), ends_on)


def add_statements(batch: Batch, person: Person, crew_member_id: int, word: Word | None, today: date) -> None:
    """Add the word, and stretches for which the person said no afterwards: a family trip, a job elsewhere."""
    if word is None:
        return
    random = person.random
    stated_at = datetime.combine(word.stated_on, time(random.randint(6, 11), random.randrange(60)), tzinfo=UTC)
    shared = {"valid_until_on": word.counts_until, "source": StatementSource.DEMO}
    batch.add(
        Statement,
        crew_member_id=crew_member_id,
        kind=word.kind,
        starts_on=word.stated_on,
        ends_on=word.ends_on,
        stated_at=stated_at,
        **shared,
    )
    for place in range(random.choices((0, 1, 2), (68, 24, 8))[0]):
        starts_on = today + timedelta(days=random.randint(0, 240))
        batch.add(
            Statement,
            crew_member_id=crew_member_id,
            kind=StatementKind.UNAVAILABLE,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=random.choice((0, 1, 2, 4, 6, 13, 27))),
            stated_at=stated_at + timedelta(minutes=place + 1),
            **shared,
        )


class Calendar:
    """The days of one person that bookings occupy."""

    def __init__(self) -> None:
        self._taken: list[tuple[date, date]] = []

    def is_free(self, spans: list[Span]) -> bool:
        """Whether no booked day lies within the stretch that the spans make up."""
        first, last = spans[0][1], spans[-1][2]
        return all(last < start or first > end for start, end in self._taken)

    def book(self, spans: list[Span]) -> None:
        """Occupy the spans' days."""
        self._taken.append((spans[0][1], spans[-1][2]))


@dataclass(frozen=True)
class CallMaker:
    """Writes bookings and holds of the productions as of one day."""

    productions: Productions
    today: date

    def write(self, batch: Batch, person: Person, crew_member_id: int) -> None:
        """Add the person's bookings, none of which share a day, and holds beside them."""
        if not person.is_active or person.doubles is not None:
            return
        random, calendar = person.random, Calendar()
        if random.random() < BOOKED:
            for _ in range(random.choices((1, 2, 3), (62, 26, 12))[0]):
                self._book(batch, person, crew_member_id, calendar)
        if random.random() < HELD:
            for order in range(random.choices((1, 2, 3), (66, 24, 10))[0]):
                self._hold(batch, person, crew_member_id, calendar, order + 1)

    def _book(self, batch: Batch, person: Person, crew_member_id: int, calendar: Calendar) -> None:
        random = person.random
        shoot = self.productions.draw(person)
        spans = shoot.spans(person.main.role)
        if not calendar.is_free(spans) or not self.productions.take(shoot, person.main):
            return
        status = BookingStatus.CONFIRMED
        if spans[-1][2] < self.today:
            status = BookingStatus.COMPLETED
        elif random.random() < CANCELLED:
            status = BookingStatus.CANCELLED
        live = status is BookingStatus.CONFIRMED
        if live:
            calendar.book(spans)
        booking_id = batch.add(
            Booking,
            crew_member_id=crew_member_id,
            production_id=shoot.production_id,
            role_id=person.main.role.id,
            status=status,
            confirmed_at=self._before(shoot, random.randint(5, 30)),
            fictional=True,
        )
        self._add_spans(batch, BookingSpan, spans, booking_id=booking_id, crew_member_id=crew_member_id, live=live)

    def _hold(self, batch: Batch, person: Person, crew_member_id: int, calendar: Calendar, order: int) -> None:
        random = person.random
        shoot = self.productions.draw(person)
        spans = shoot.spans(person.main.role)
        if spans[0][1] <= self.today or not calendar.is_free(spans):
            return
        status = random.choices(list(HOLD_STATUSES), list(HOLD_STATUSES.values()))[0]
        accepted_at = datetime.combine(self.today, time(7), tzinfo=UTC) - timedelta(
            days=6 - order if status is HoldStatus.ACTIVE else 12 - order, minutes=random.randrange(600)
        )
        hold_id = batch.add(
            Hold,
            crew_member_id=crew_member_id,
            production_id=shoot.production_id,
            role_id=person.main.role.id,
            status=status,
            accepted_at=accepted_at,
            accept_seq=order,
            expires_at=accepted_at + HOLD_LIFE,
            reminders=2,  # hundreds of fictional offices need no e-mail on the first day
            fictional=True,
        )
        live = status is HoldStatus.ACTIVE
        self._add_spans(batch, HoldSpan, spans, hold_id=hold_id, crew_member_id=crew_member_id, live=live)

    def _before(self, shoot: Shoot, days: int) -> datetime:
        day = min(self.today, shoot.starts_on) - timedelta(days=days)
        return datetime.combine(day, time(18), tzinfo=UTC)

    @staticmethod
    def _add_spans(batch: Batch, table: type[BookingSpan | HoldSpan], spans: list[Span], **owner: int) -> None:
        for period, starts_on, ends_on in spans:
            batch.add(table, period=period, starts_on=starts_on, ends_on=ends_on, **owner)
