"""Work that is booked or held already: on the lines of a plan, and elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.models.plan import PlanPlacement
from app.queries.engaged import EngagedSpan, list_booked_spans, list_held_spans
from app.services.hold_order import worst_orders_of
from app.services.plan.lines import LineSpan
from app.services.travel import is_far
from config import get_settings


@dataclass(frozen=True, slots=True)
class Days:
    """Consecutive days, both inclusive, at a place where it is known."""

    starts_on: date
    ends_on: date
    place: str | None


@dataclass(frozen=True, slots=True)
class Engaged:
    """A booking or live hold from the plan's today on. `first`: no other hold stands before it on any day."""

    crew_member_id: int
    production_id: int
    position_id: int | None
    placement: PlanPlacement
    first: bool
    since: datetime
    days: tuple[Days, ...]

    @property
    def booked(self) -> bool:
        """Return whether it is certain."""
        return self.placement is PlanPlacement.BOOKED

    def touches(self, spans: Iterable[Days | LineSpan]) -> bool:
        """Return whether it shares a day with the spans."""
        return any(a.starts_on <= b.ends_on and b.starts_on <= a.ends_on for a in self.days for b in spans)


def read_engaged(session: Session, *, since: date) -> list[Engaged]:
    """Return all that is booked or held from `since` on: bookings first, then holds as they were accepted."""
    booked = _joined(list_booked_spans(session, since=since))
    held = _joined(list_held_spans(session, since=since))
    orders = worst_orders_of(session, {spans[0].crew_member_id for spans in held})
    return [
        *(_engaged(spans, PlanPlacement.BOOKED, first=True) for spans in booked),
        *(_engaged(spans, PlanPlacement.HELD, first=orders.get(spans[0].engagement, 1) == 1) for spans in held),
    ]


def _joined(rows: Sequence[EngagedSpan]) -> list[list[EngagedSpan]]:
    found: dict[int, list[EngagedSpan]] = {}
    for row in rows:
        found.setdefault(row.engagement, []).append(row)
    return list(found.values())


def _engaged(spans: Sequence[EngagedSpan], placement: PlanPlacement, *, first: bool) -> Engaged:
    head = spans[0]
    days = tuple(Days(each.starts_on, each.ends_on, each.place) for each in spans)
    return Engaged(head.crew_member_id, head.production_id, head.position_id, placement, first, head.since, days)


def too_near(ours: Iterable[Days | LineSpan], theirs: Iterable[Days | LineSpan]) -> bool:
    """Return whether work at bases that are far from each other leaves too few days between to travel.

    The trade's rule, a setting (`travel_days`): days that overlap are another matter. A plan keeps to it even where
    the commission makes it no rule for staff: nobody should be put forward for what they can't reach.
    """
    needed = get_settings().travel_days
    return any(-1 < _between(a, b) < needed and is_far(a.place, b.place) for b in theirs for a in ours)


def days_between(ours: Iterable[Days | LineSpan], theirs: Iterable[Days | LineSpan]) -> int:
    """Return the fewest whole days between spans of the two; -1 or less where they share one."""
    others = list(theirs)
    return min(_between(a, b) for a in ours for b in others)


def _between(a: Days | LineSpan, b: Days | LineSpan) -> int:
    """Return how many whole days lie between two spans; -1 or less where they share one."""
    if b.starts_on > a.ends_on:
        return (b.starts_on - a.ends_on).days - 1
    if a.starts_on > b.ends_on:
        return (a.starts_on - b.ends_on).days - 1
    return -1


def days_from(spans: Iterable[Days | LineSpan], today: date) -> frozenset[date]:
    """Return the days that spans cover, from `today` on."""
    return frozenset(
        each.starts_on + timedelta(days=number)
        for each in spans
        for number in range((each.ends_on - each.starts_on).days + 1)
        if each.starts_on + timedelta(days=number) >= today
    )
