"""Holds: how many live, how long they do, and how many become bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean

from sqlmodel import Session

from app.models.availability import HoldStatus
from app.queries.director_people import HoldLife, count_doubly_held, list_hold_lives
from app.queries.hold import LIVE
from app.services.director.cells import percent

PAST = timedelta(days=90)
SOON = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class HoldCounts:
    """Live holds now; and of those accepted in the last ninety days, the mean days they lived and per cent booked."""

    open: int
    ending: int
    challenged: int
    ended: int
    life_days: float | None
    booked: int | None


@dataclass(frozen=True, slots=True)
class Holds:
    """The counts, and of how many people held how many are kept by two holds on one day."""

    counts: HoldCounts
    people: int
    doubly: int


def read_holds(session: Session, *, now: datetime, today: date) -> Holds:
    """Count the holds."""
    doubly, people = count_doubly_held(session, today=today)
    return Holds(count_holds(list_hold_lives(session, since=now - PAST), now=now), people, doubly)


def count_holds(lives: Sequence[HoldLife], *, now: datetime) -> HoldCounts:
    """Sum holds up. One that ran out ended when its clock did."""
    live = [each for each in lives if each.status in LIVE]
    ended = [each for each in lives if each.status not in LIVE]
    ends = [(each.accepted_at, each.ended_at or each.expires_at) for each in ended]
    days = [(end - begun) / timedelta(days=1) for begun, end in ends if end is not None]
    return HoldCounts(
        open=len(live),
        ending=sum(each.expires_at is not None and each.expires_at <= now + SOON for each in live),
        challenged=sum(each.status is HoldStatus.CHALLENGED for each in live),
        ended=len(ended),
        life_days=round(mean(days), 1) if days else None,
        booked=percent(sum(each.status is HoldStatus.BOOKED for each in ended), len(ended)),
    )
