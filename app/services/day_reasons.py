"""Why needed days stand otherwise than when a list was made, in sentences: words, calendars, holds, bookings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.messages import mark
from app.models.availability import NEVER, HoldStatus, Statement, StatementKind
from app.models.calendar import FeedDayKind
from app.queries.day_facts import DayFacts
from app.services.crewlist.words import Words
from matching.days import Span, join_spans
from matching.types import DayCount, Sentence

SAID = {
    StatementKind.AVAILABLE: mark("Said since that %(days)s are free"),
    StatementKind.TENTATIVE: mark("Said since that %(days)s are tentative"),
    StatementKind.UNAVAILABLE: mark("Said since: not available on %(days)s"),
}
LAPSED = mark("What was said of %(days)s lapsed %(ago)s days ago: they count as unknown")
LAPSED_YESTERDAY = mark("What was said of %(days)s lapsed yesterday: they count as unknown")
TAKEN_BACK = mark("Took back since what was said of %(days)s")
BUSY = mark("Busy %(days)s by their own calendar")
MAYBE = mark("Tentative %(days)s by their own calendar")
HELD = mark("Held by another production since: %(days)s")
BOOKED = mark("Booked since: %(days)s")
BOOKED_HERE = mark("Booked for this production since: %(days)s")
HOLD_ENDED = mark("A hold ended since: %(days)s")
BOOKING_ENDED = mark("A booking was called off since: %(days)s")
OTHERWISE = mark("Free on %(now)s of %(needed)s days, before on %(before)s")


@dataclass(frozen=True)
class Since:
    """When the list was made, what it needed, and for whom; `words` write days in the reader's language."""

    made_at: datetime
    made_on: date
    today: date
    needed: tuple[Span, ...]
    production: int
    words: Words

    def days(self, spans: Iterable[tuple[date, date]]) -> str:
        """Return the needed days that the spans touch, in words; empty where there are none."""
        touched = [
            Span(max(first, need.starts_on), min(last, need.ends_on))
            for first, last in spans
            for need in self.needed
            if first <= need.ends_on and last >= need.starts_on
        ]
        return ", ".join(self.words.span(span.starts_on, span.ends_on) for span in join_spans(touched))


def day_reasons(facts: DayFacts, since: Since, before: DayCount | None, now: DayCount | None) -> list[Sentence]:
    """Return why the needed days changed; `now` is None for somebody who is ruled out by them."""
    found = [
        *_said(facts, since),
        *_lapsed(facts, since),
        *_by_calendar(facts, since, before, now),
        *_kept(facts, since),
        *_let_go(facts, since),
    ]
    if not found and before is not None and now is not None and before != now:
        found.append(Sentence(OTHERWISE, {"now": now.free, "needed": now.needed, "before": before.free}))
    return found


def _tell(since: Since, message: str, spans: Iterable[tuple[date, date]], **more: int) -> Iterator[Sentence]:
    days = since.days(spans)
    if days:
        yield Sentence(message, {"days": days, **more})


def _said(facts: DayFacts, since: Since) -> Iterator[Sentence]:
    for kind, message in SAID.items():
        new = [s for s in facts.statements if s.kind is kind and s.stated_at > since.made_at and _counts(s, since)]
        yield from _tell(since, message, _spans(new))
    back = [s for s in facts.statements if s.valid_until_on == NEVER and s.stated_at > since.made_at]
    yield from _tell(since, TAKEN_BACK, _spans(back))


def _lapsed(facts: DayFacts, since: Since) -> Iterator[Sentence]:
    """Tell of words that counted when the list was made and don't any more; one sentence for each last day."""
    gone = [
        s for s in facts.statements
        if s.stated_at <= since.made_at and since.made_on <= s.valid_until_on < since.today and not _covered(s, facts)
    ]  # fmt: skip
    for last in sorted({s.valid_until_on for s in gone}):
        ago = (since.today - last).days
        message = LAPSED if ago > 1 else LAPSED_YESTERDAY
        more = {"ago": ago} if ago > 1 else {}
        yield from _tell(since, message, _spans(s for s in gone if s.valid_until_on == last), **more)


def _by_calendar(facts: DayFacts, since: Since, before: DayCount | None, now: DayCount | None) -> Iterator[Sentence]:
    """Tell of the own calendar's days: busy ones rule a person out, tentative ones only if there are more of them."""
    if now is None:
        yield from _tell(since, BUSY, ((s.starts_on, s.ends_on) for s in facts.feed if s.kind is FeedDayKind.BUSY))
    elif before is not None and now.soft > before.soft:
        maybe = ((s.starts_on, s.ends_on) for s in facts.feed if s.kind is FeedDayKind.TENTATIVE)
        yield from _tell(since, MAYBE, maybe)


def _kept(facts: DayFacts, since: Since) -> Iterator[Sentence]:
    held = [
        span for span, hold in facts.holds
        if span.live and hold.accepted_at > since.made_at and hold.production_id != since.production
    ]  # fmt: skip
    yield from _tell(since, HELD, _spans(held))
    for message, is_ours in ((BOOKED, False), (BOOKED_HERE, True)):
        booked = [
            span for span, booking in facts.bookings
            if span.live and booking.confirmed_at > since.made_at
            and (booking.production_id == since.production) is is_ours
        ]  # fmt: skip
        yield from _tell(since, message, _spans(booked))


def _let_go(facts: DayFacts, since: Since) -> Iterator[Sentence]:
    holds = [
        span for span, hold in facts.holds
        if not span.live and hold.ended_at is not None and hold.ended_at > since.made_at >= hold.accepted_at
        and hold.production_id != since.production and hold.status is not HoldStatus.BOOKED
    ]  # fmt: skip
    yield from _tell(since, HOLD_ENDED, _spans(holds))
    bookings = [
        span for span, booking in facts.bookings
        if not span.live and booking.ended_at is not None and booking.ended_at > since.made_at >= booking.confirmed_at
    ]  # fmt: skip
    yield from _tell(since, BOOKING_ENDED, _spans(bookings))


def _counts(statement: Statement, since: Since) -> bool:
    return statement.valid_until_on >= since.today


def _covered(statement: Statement, facts: DayFacts) -> bool:
    """Tell whether a later word covers all that this one said."""
    after = facts.statements[facts.statements.index(statement) + 1 :]
    return any(later.starts_on <= statement.starts_on and later.ends_on >= statement.ends_on for later in after)


def _spans(rows: Iterable[object]) -> Sequence[tuple[date, date]]:
    return [(row.starts_on, row.ends_on) for row in rows]  # type: ignore[attr-defined] # rows that are spans
