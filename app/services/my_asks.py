"""What a person is asked and keeps: offers with what a yes would mean, holds with their order, bookings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.messages import mark, translate
from app.models.availability import Booking, Hold, HoldStatus
from app.models.crew import CrewMember
from app.models.need import Position
from app.models.offer import Offer
from app.models.production import Production
from app.queries.booking import (
    find_booking_of_hold,
    list_booking_spans,
    list_overlapping_bookings,
    list_person_bookings,
)
from app.queries.hold import list_hold_spans, list_person_holds
from app.queries.offer import OfferRow, list_person_offers
from app.services.board import kept_days
from app.services.hold_order import orders_by_day
from app.services.hold_words import runs_of_days, say_order, say_would_be
from app.services.moments import say_span
from app.services.offer_told import Terms, Told, tell
from app.services.offered_days import SpanRow, day_map, present_days, stretches_from, stretches_of, today_of
from app.services.place_choices import place_name
from app.services.step_notice import hold_tells_title
from app.services.steps import LIVE
from app.services.travel import list_clashes

BOOKED = mark("You are booked for other work on %(days)s: you can't say yes to both.")
FAR = mark(
    "You work in %(place)s %(days)s: there would be no day to travel in between. Ask for other dates if that is too"
    " tight."
)


@dataclass(frozen=True)
class MyOffer:
    """An offer that waits for the person; `warnings` say what a yes would run into."""

    offer: Offer
    told: Told
    warnings: tuple[str, ...]
    blocked: bool


@dataclass(frozen=True)
class MyKept:
    """A hold or booking: what for, as far as it may be named, and `moved_to` while its dates wait for agreement."""

    kept: Hold | Booking
    told: Told
    order: int
    words: str
    first_on: date
    moved_to: Told | None

    @property
    def is_live(self) -> bool:
        """Whether days are kept by it."""
        return self.kept.status in LIVE

    @property
    def is_hold(self) -> bool:
        """Whether it is a hold, not a booking."""
        return isinstance(self.kept, Hold)


def find_moved(session: Session, hold_id: int) -> Hold | Booking | None:
    """Return what a link about moved dates asks about: the hold, or the booking that it became."""
    hold = session.get(Hold, hold_id)
    if hold is None or hold.status is not HoldStatus.BOOKED:
        return hold
    return find_booking_of_hold(session, hold_id)


def list_my_offers(session: Session, member: CrewMember, *, locale: str) -> list[MyOffer]:
    """Return the offers that wait for a person's answer, the first clock first."""
    rows = list_person_offers(session, member.id or 0)
    orders = orders_by_day(session, member.id or 0) if rows else {}
    return [look_at_offer(session, row, orders, locale=locale) for row in rows]


def find_my_offer(session: Session, member: CrewMember, offer_id: int, *, locale: str) -> MyOffer | None:
    """Return one of a person's offers, whatever became of it; None where they were not asked."""
    rows = list_person_offers(session, member.id or 0, open_only=False)
    row = next((each for each in rows if each.offer.id == offer_id), None)
    if row is None:
        return None
    return look_at_offer(session, row, orders_by_day(session, member.id or 0), locale=locale)


def look_at_offer(session: Session, row: OfferRow, orders: Mapping[date, Sequence[int]], *, locale: str) -> MyOffer:
    """Return an offer as its person sees it; `orders` are the holds on each of their days."""
    terms = Terms(
        role_id=row.round.role_id,
        production=row.production,
        spans=tuple(row.spans),
        tells_title=row.round.tells_title,
        note=row.round.note,
        answer_by_at=row.offer.answer_by_at,
    )
    booked = _booked_days(session, row)
    warnings = [
        *([translate(locale, BOOKED, days=_say_runs(booked, locale))] if booked else []),
        *_order_warnings(row.spans, orders, locale),
        *_travel_warnings(session, row, locale),
    ]
    return MyOffer(row.offer, tell(terms, locale), tuple(warnings), blocked=bool(booked))


def find_my_kept(session: Session, member: CrewMember, kept: Hold | Booking, *, locale: str, now: datetime) -> MyKept:
    """Return one of a person's holds or bookings, whether or not it still keeps days."""
    production = session.get_one(Production, kept.production_id)
    if isinstance(kept, Hold):
        spans = kept_days(list_hold_spans(session, [kept.id or 0])[kept.id or 0])
        orders = _order_of(kept, orders_by_day(session, member.id or 0))
        titled = hold_tells_title(session, kept)
        return _kept(session, kept, production, spans, orders, tells_title=titled, locale=locale, now=now)
    days = kept_days(list_booking_spans(session, [kept.id or 0])[kept.id or 0])
    return _kept(session, kept, production, days, {}, tells_title=True, locale=locale, now=now)


def _booked_days(session: Session, row: OfferRow) -> list[date]:
    """Return the days of an offer on which the person is booked."""
    spans = [(span.starts_on, span.ends_on) for span in row.spans]
    bookings = list_overlapping_bookings(session, row.offer.crew_member_id, spans)
    found = list_booking_spans(session, [booking.id or 0 for booking in bookings])
    booked = {day for mine in found.values() for day in day_map(span for span in mine if span.live)}
    return sorted(booked & set(day_map(row.spans)))


def _say_runs(days: Iterable[date], locale: str) -> str:
    return ", ".join(say_span(locale, first, last) for first, last, _ in runs_of_days(dict.fromkeys(days, 0)))


def _order_warnings(spans: Iterable[SpanRow], orders: Mapping[date, Sequence[int]], locale: str) -> Iterable[str]:
    """Say behind how many holds the person's yes would stand, by days; nothing where it would be the first."""
    behind = {day: len(orders[day]) + 1 for day in day_map(spans) if orders.get(day)}
    for order in sorted(set(behind.values())):
        days = _say_runs([day for day, place in behind.items() if place == order], locale)
        yield say_would_be(locale, order, days)


def _travel_warnings(session: Session, row: OfferRow, locale: str) -> Iterable[str]:
    clashes = list_clashes(
        session,
        crew_member_id=row.offer.crew_member_id,
        days=stretches_of(row.spans),
        production_id=row.offer.production_id,
    )
    said = {(each.other_place, each.other_starts_on, each.other_ends_on) for each in clashes if each.days_between >= 0}
    for place, first, last in sorted(said, key=lambda each: each[1:]):
        yield translate(locale, FAR, place=place_name(place), days=say_span(locale, first, last))


def list_my_holds(session: Session, member: CrewMember, *, locale: str, now: datetime) -> list[MyKept]:
    """Return a person's live holds by their first day, each with its worst order and on which days it is not first."""
    rows = list_person_holds(session, member.id or 0)
    orders = orders_by_day(session, member.id or 0) if rows else {}
    return [
        _kept(
            session,
            row.hold,
            row.production,
            [span for span in row.spans if span.live],
            _order_of(row.hold, orders),
            tells_title=hold_tells_title(session, row.hold),
            locale=locale,
            now=now,
        )
        for row in rows
    ]


def _order_of(hold: Hold, orders: Mapping[date, Sequence[int]]) -> Mapping[date, int]:
    """Return the hold's place on each of its days."""
    return {day: list(holds).index(hold.id or 0) + 1 for day, holds in orders.items() if hold.id in holds}


def list_my_bookings(session: Session, member: CrewMember, *, locale: str, now: datetime) -> list[MyKept]:
    """Return a person's bookings that are not over, by their first day."""
    return [
        _kept(session, row.booking, row.production, spans, {}, tells_title=True, locale=locale, now=now)
        for row in list_person_bookings(session, member.id or 0)
        if (spans := [span for span in row.spans if span.live])
        and spans[-1].ends_on >= today_of(session, row.production.id or 0, now)
    ]


def _kept(
    session: Session,
    kept: Hold | Booking,
    production: Production,
    spans: Sequence[SpanRow],
    orders: Mapping[date, int],
    *,
    tells_title: bool,
    locale: str,
    now: datetime,
) -> MyKept:
    worst = max(orders.values(), default=1)
    behind = [day for day, order in orders.items() if order == worst]
    words = say_order(locale, worst)
    if worst > 1 and len(behind) < len(orders):
        words += f": {_say_runs(behind, locale)}"
    terms = Terms(kept.role_id, production, tuple(spans), tells_title)
    moved = None
    if kept.reconfirm_since_at is not None and kept.status in LIVE:
        moved = tell(Terms(kept.role_id, production, tuple(_new_days(session, kept, now)), tells_title), locale)
    first_on = min((span.starts_on for span in spans), default=date.max)
    return MyKept(kept, tell(terms, locale), worst, words, first_on, moved)


def _new_days(session: Session, kept: Hold | Booking, now: datetime) -> Sequence[SpanRow]:
    """Return the days that a hold's or booking's line has now; none where the line is gone."""
    position = session.get(Position, kept.position_id) if kept.position_id else None
    if position is None:
        return []
    return stretches_from(present_days(session, position, since=today_of(session, kept.production_id, now)))
