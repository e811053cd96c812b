"""Holds and bookings as calendars follow them: one thing from the hold until what came of it is over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.models.availability import Booking, BookingStatus, Hold
from app.models.need import PeriodKind
from app.queries.calendar_file import KeptRows
from app.services.offered_days import SpanRow, Stretch, day_map, stretches_from
from app.services.steps import LIVE

GONE_STAYS = timedelta(days=30)
"""How long what ended is still given out as cancelled, so that calendars that only add take it out too."""

PAST_STAYS = timedelta(days=366)
"""How long days that are over stay in the calendar."""


@dataclass(frozen=True)
class KeptDays:
    """Consecutive days of one period that are or were kept; `key` names them the same through every step."""

    key: str
    stretch: Stretch


@dataclass(frozen=True)
class Kept:
    """A hold, or the booking that came of it: `latest` is the row that says how it stands.

    `sequence` counts its steps and never falls; `changed_at` is when the last of them was. `order` is the hold's worst
    place on its days, 0 for bookings and for what ended.
    """

    key: str
    latest: Hold | Booking
    hold: Hold | None
    sequence: int
    changed_at: datetime
    days: tuple[KeptDays, ...]
    order: int = 0

    @property
    def booked(self) -> bool:
        """Say whether it is or was a booking."""
        return isinstance(self.latest, Booking)

    @property
    def stands(self) -> bool:
        """Say whether the days are still kept, or were worked."""
        return self.latest.status in LIVE or self.latest.status is BookingStatus.COMPLETED


def list_kept(rows: KeptRows, orders: Mapping[int, int], *, now: datetime, today: date) -> list[Kept]:
    """Return what stands, and what ended lately, by id; without days that are long over.

    `orders` has the worst order of each live hold.
    """
    found = (_keep(rows, orders, hold, bookings) for hold, bookings in _pairs(rows))
    return [shown for kept in found if (shown := _show(kept, now=now, today=today)) is not None]


def _pairs(rows: KeptRows) -> Iterator[tuple[Hold | None, list[Booking]]]:
    """Yield each hold with the bookings that came of it, then each booking that came of none."""
    of_hold: dict[int, list[Booking]] = {}
    for _, booking in sorted(rows.bookings.items()):
        if booking.hold_id in rows.holds:
            of_hold.setdefault(booking.hold_id or 0, []).append(booking)
    for hold_id, hold in sorted(rows.holds.items()):
        yield hold, of_hold.get(hold_id, [])
    for _, booking in sorted(rows.bookings.items()):
        if booking.hold_id not in rows.holds:
            yield None, [booking]


def _keep(rows: KeptRows, orders: Mapping[int, int], hold: Hold | None, bookings: list[Booking]) -> Kept:
    """Put a hold and its bookings together.

    Both terms of the sequence only ever grow: the hold's revision rises with each of its steps and when it moves up,
    and a booking adds one for being made and one for each step of its own.
    """
    latest = bookings[-1] if bookings else hold
    assert latest is not None  # noqa: S101 - _pairs yields at least one of them
    sequence = sum(each.revision + 1 for each in bookings)
    moments = [each.changed_at or each.confirmed_at for each in bookings]
    if hold is not None:
        sequence += hold.revision
        moments.append(hold.changed_at or hold.accepted_at)
    spans = rows.booking_spans if isinstance(latest, Booking) else rows.hold_spans
    key = f"booking/{latest.id}" if hold is None else f"hold/{hold.id}"
    order = orders.get(latest.id or 0, 0) if isinstance(latest, Hold) else 0
    return Kept(key, latest, hold, sequence, max(moments), tuple(_days(spans.get(latest.id or 0, []))), order)


def _days(spans: Iterable[SpanRow]) -> Iterator[KeptDays]:
    """Yield the days of spans, those that were agreed to one after another put together again.

    A daily is known by its day, the others by their number within the period.
    """
    numbers: dict[str, int] = {}
    for each in stretches_from(day_map(spans)):
        name = f"daily/{each.starts_on}" if each.period is PeriodKind.DAILY else each.period.value
        numbers[name] = numbers.get(name, 0) + 1
        yield KeptDays(f"{name}/{numbers[name]}", each)


def _show(kept: Kept, *, now: datetime, today: date) -> Kept | None:
    if not kept.stands:
        ended_at = kept.latest.ended_at or kept.latest.changed_at
        if ended_at is None or ended_at < now - GONE_STAYS:
            return None
    days = tuple(each for each in kept.days if each.stretch.ends_on >= today - PAST_STAYS)
    return replace(kept, days=days) if days else None
