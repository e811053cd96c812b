"""What calendars follow of holds and bookings: keys that stay, counts that only rise, days as they are kept."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.models.availability import Booking, BookingSpan, BookingStatus, Hold, HoldSpan, HoldStatus
from app.models.need import PeriodKind
from app.queries.calendar_file import KeptRows
from app.services.kept import GONE_STAYS, PAST_STAYS, Kept, list_kept
from matching.hold_order import HeldDays, worst_orders

TODAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 18, tzinfo=UTC)
LIVE = {HoldStatus.ACTIVE, HoldStatus.CHALLENGED}
FIRST, LAST = date(2027, 3, 1), date(2027, 3, 5)


class Person:
    """One person whose holds and bookings take steps as the services take them, a minute each; no database."""

    def __init__(self) -> None:
        self.now = START
        self.holds: dict[int, Hold] = {}
        self.bookings: dict[int, Booking] = {}
        self.spans: dict[int, list[HoldSpan]] = {}
        self.booked: dict[int, list[BookingSpan]] = {}

    def accept(self, *spans: tuple[PeriodKind, date, date]) -> int:
        number = len(self.holds) + 1
        row = Hold(
            id=number,
            crew_member_id=1,
            production_id=number,
            role_id="gaffer",
            accepted_at=self.tick(),
            accept_seq=number,
            revision=0,
            status=HoldStatus.ACTIVE,
        )
        self.holds[number] = row
        self.spans[number] = [
            HoldSpan(
                id=10 * number + place,
                hold_id=number,
                crew_member_id=1,
                period=period,
                starts_on=first,
                ends_on=last,
                live=True,
            )
            for place, (period, first, last) in enumerate(spans or ((PeriodKind.SHOOT, FIRST, LAST),))
        ]
        return number

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def orders(self) -> dict[int, int]:
        spans = [span for spans in self.spans.values() for span in spans if span.live]
        holds = [(span, self.holds[span.hold_id]) for span in spans]
        days = (HeldDays(s.hold_id, s.starts_on, s.ends_on, hold.accepted_at, hold.accept_seq) for s, hold in holds)
        return worst_orders(days)

    def step(self, row: Hold | Booking, status: HoldStatus | BookingStatus) -> None:
        before = self.orders()
        live = status in LIVE or status is BookingStatus.CONFIRMED
        row.status, row.revision, row.changed_at = status, row.revision + 1, self.tick()
        row.ended_at = None if live else self.now
        spans = self.spans[row.id or 0] if isinstance(row, Hold) else self.booked[row.id or 0]
        for span in spans:
            span.live = live
        for hold_id, order in self.orders().items():
            if order < before.get(hold_id, 0):
                up = self.holds[hold_id]
                up.revision, up.changed_at = up.revision + 1, self.now

    def book(self, hold_id: int) -> Booking:
        hold, number = self.holds[hold_id], len(self.bookings) + 1
        spans = self.spans[hold_id]
        self.step(hold, HoldStatus.BOOKED)
        row = Booking(
            id=number,
            crew_member_id=1,
            production_id=hold.production_id,
            hold_id=hold_id,
            role_id="gaffer",
            confirmed_at=self.now,
            status=BookingStatus.CONFIRMED,
            revision=0,
        )
        self.bookings[number] = row
        self.booked[number] = [
            BookingSpan(
                id=10 * number + place,
                booking_id=number,
                crew_member_id=1,
                period=span.period,
                starts_on=span.starts_on,
                ends_on=span.ends_on,
                live=True,
            )
            for place, span in enumerate(spans)
        ]
        return row

    def kept(self, *, at: datetime | None = None, today: date = TODAY) -> dict[str, Kept]:
        rows = KeptRows(
            dict(self.holds),
            dict(self.bookings),
            hold_spans=self.spans,
            booking_spans=self.booked,
        )
        return {each.key: each for each in list_kept(rows, self.orders(), now=at or self.now, today=today)}


def test_a_hold_keeps_its_keys_through_second_first_booked_and_cancelled() -> None:
    person = Person()
    first, second = person.accept(), person.accept()
    stories = [person.kept()["hold/2"]]
    assert stories[-1].order == 2
    person.step(person.holds[first], HoldStatus.RELEASED)
    stories.append(person.kept()["hold/2"])
    assert stories[-1].order == 1
    booking = person.book(second)
    stories.append(person.kept()["hold/2"])
    assert stories[-1].booked
    person.step(booking, BookingStatus.CANCELLED)
    stories.append(person.kept()["hold/2"])
    assert not stories[-1].stands
    assert {tuple(days.key for days in each.days) for each in stories} == {("shoot/1",)}
    counts = [each.sequence for each in stories]
    assert counts == sorted(set(counts))
    assert [each.changed_at for each in stories] == sorted({each.changed_at for each in stories})


def test_what_ended_is_told_for_thirty_days_and_then_no_more() -> None:
    person = Person()
    person.step(person.holds[person.accept()], HoldStatus.EXPIRED)
    assert not person.kept(at=person.now + GONE_STAYS)["hold/1"].stands
    assert person.kept(at=person.now + GONE_STAYS + timedelta(seconds=1)) == {}


def test_days_long_over_fall_out_and_the_others_keep_their_keys() -> None:
    person = Person()
    long_ago, lately = TODAY - PAST_STAYS - timedelta(days=2), TODAY - PAST_STAYS
    person.accept((PeriodKind.SHOOT, long_ago, long_ago), (PeriodKind.SHOOT, lately, lately))
    [days] = person.kept()["hold/1"].days
    assert (days.key, days.stretch.starts_on) == ("shoot/2", lately)


def test_worked_days_stay_as_they_were_booked() -> None:
    person = Person()
    booking = person.book(person.accept())
    person.step(booking, BookingStatus.COMPLETED)
    kept = person.kept()["hold/1"]
    assert kept.stands
    assert [each.stretch.days for each in kept.days] == [(FIRST, LAST)]


def test_dailies_are_known_by_their_day_and_the_rest_by_number() -> None:
    person = Person()
    person.accept(
        (PeriodKind.PREP, date(2027, 2, 1), date(2027, 2, 3)),
        (PeriodKind.DAILY, date(2027, 3, 4), date(2027, 3, 4)),
        (PeriodKind.DAILY, date(2027, 3, 9), date(2027, 3, 9)),
    )
    keys = [each.key for each in person.kept()["hold/1"].days]
    assert keys == ["prep/1", "daily/2027-03-04/1", "daily/2027-03-09/1"]
    del person.spans[1][1]  # the dates moved: that day is needed no longer
    assert [each.key for each in person.kept()["hold/1"].days] == ["prep/1", "daily/2027-03-09/1"]


def test_days_that_were_agreed_to_later_are_one_with_their_neighbours() -> None:
    person = Person()
    person.accept((PeriodKind.SHOOT, FIRST, LAST), (PeriodKind.SHOOT, date(2027, 3, 6), date(2027, 3, 8)))
    assert [each.stretch.days for each in person.kept()["hold/1"].days] == [(FIRST, date(2027, 3, 8))]


def test_a_hold_shows_its_worst_order() -> None:
    person = Person()
    person.accept((PeriodKind.SHOOT, date(2027, 3, 3), date(2027, 3, 3)))
    person.accept((PeriodKind.PREP, date(2027, 2, 1), date(2027, 2, 5)), (PeriodKind.SHOOT, FIRST, LAST))
    assert {key: each.order for key, each in person.kept().items()} == {"hold/1": 1, "hold/2": 2}


def test_a_booking_without_a_hold_stands_for_itself() -> None:
    person = Person()
    booking = person.book(person.accept())
    booking.hold_id = None
    assert person.kept()["booking/1"].booked


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=60))
def test_no_order_of_steps_lets_a_sequence_fall(moves: list[tuple[int, int]]) -> None:
    """The steps of the state machine in any order, over up to six holds of one person."""
    person, seen, changed = Person(), dict[str, int](), dict[str, datetime]()
    for move, which in moves:
        own = _take(person, move, which)
        for key, each in person.kept().items():
            assert each.sequence >= seen.get(key, 0), key
            assert each.changed_at >= changed.get(key, START), key
            if key == own:
                assert each.sequence > seen.get(key, -1), key
            seen[key], changed[key] = each.sequence, each.changed_at


def _take(person: Person, move: int, which: int) -> str | None:
    """Take a step where the state machine has one; return the key of what took it."""
    hold, booking = person.holds.get(which + 1), person.bookings.get(which + 1)
    if move <= 1 and len(person.holds) < 6:
        return f"hold/{person.accept()}"
    if hold is not None and hold.status in LIVE:
        ends = {2: HoldStatus.RELEASED, 3: HoldStatus.EXPIRED, 4: HoldStatus.CHALLENGED, 5: HoldStatus.ACTIVE}
        if move in ends:
            person.step(hold, ends[move])
            return f"hold/{hold.id}"
        if move == 6:
            person.book(hold.id or 0)
            return f"hold/{hold.id}"
    if move >= 7 and booking is not None and booking.status is BookingStatus.CONFIRMED:
        ends_booking = {7: BookingStatus.CANCELLED, 8: BookingStatus.COMPLETED, 9: BookingStatus.CONFIRMED}
        person.step(booking, ends_booking[move])
        return f"hold/{booking.hold_id}"
    return None
