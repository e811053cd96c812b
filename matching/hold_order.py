"""Who is first: the order of the live holds on a person's days, derived from when each was accepted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HeldDays:
    """Days of one person, `starts_on..ends_on` inclusive, that a hold keeps, and when these days were accepted.

    `accept_seq` is unique among the acceptances of a person: two in one instant still have an order.
    """

    hold: int
    starts_on: date
    ends_on: date
    accepted_at: datetime
    accept_seq: int

    @property
    def accepted(self) -> tuple[datetime, int]:
        """What the order goes by."""
        return self.accepted_at, self.accept_seq


def orders_by_day(spans: Iterable[HeldDays]) -> dict[date, list[int]]:
    """Return, for each held day of one person, the holds on it, first option first: 1..n without gap or tie.

    A hold that keeps a day by two spans counts once, by the earlier acceptance.
    """
    earliest: dict[date, dict[int, tuple[datetime, int]]] = {}
    for span in spans:
        day = span.starts_on
        while day <= span.ends_on:
            on_day = earliest.setdefault(day, {})
            on_day[span.hold] = min(on_day.get(span.hold, span.accepted), span.accepted)
            day += ONE_DAY
    return {day: sorted(holds, key=lambda hold: (holds[hold], hold)) for day, holds in sorted(earliest.items())}


def worst_orders(spans: Iterable[HeldDays]) -> dict[int, int]:
    """Return each hold's worst order over its days: 1 where it is the first option on all of them."""
    worst: dict[int, int] = {}
    for holds in orders_by_day(spans).values():
        for place, hold in enumerate(holds, 1):
            worst[hold] = max(worst.get(hold, 0), place)
    return worst


def holds_ahead(spans: Iterable[HeldDays], hold: int) -> list[int]:
    """Return the holds that stand before `hold` on any day that they share, in ascending order of their ids."""
    ahead: set[int] = set()
    for holds in orders_by_day(spans).values():
        if hold in holds:
            ahead.update(holds[: holds.index(hold)])
    return sorted(ahead)
