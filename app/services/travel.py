"""Days of travel: work at one base so soon after work at another, far one, that nobody could get there and rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.crew import CrewMember
from app.queries.travel import Neighbour, list_neighbours
from app.services.offered_days import Stretch
from app.services.places import get_gazetteer
from config import get_settings


@dataclass(frozen=True, slots=True)
class Clash:
    """Two jobs at far bases with too few days between them: `days_between` where `days_needed` are wanted.

    `booked` tells whether the other work is certain; who it is for is never told.
    """

    ours: Stretch
    other_place: str
    other_starts_on: date
    other_ends_on: date
    booked: bool
    days_between: int
    days_needed: int


def list_clashes(
    session: Session,
    *,
    crew_member_id: int,
    days: Sequence[Stretch],
    production_id: int,
    booked_only: bool = False,
) -> list[Clash]:
    """Return where a person's work for other productions lies too near to these days at too far a base.

    Consecutive days at the same base, or within going home at night of it, need no day between. Places that are
    not known are taken for near. The trade's rule: one travel day when bases differ (a setting).
    """
    needed = get_settings().travel_days
    if not needed or not days:
        return []
    around = [(each.starts_on - timedelta(days=needed), each.ends_on + timedelta(days=needed)) for each in days]
    others = list_neighbours(session, crew_member_id, around, production_id=production_id, booked_only=booked_only)
    return find_clashes(days, others, needed)


def find_clashes(days: Sequence[Stretch], others: Iterable[Neighbour], needed: int) -> list[Clash]:
    """Return where other work lies nearer to these days than the `needed` days of travel, at too far a base."""
    others = list(others)
    return [
        Clash(ours, other.place, other.starts_on, other.ends_on, other.booked, between, needed)
        for ours in days
        for other in others
        if is_far(ours.place, other.place) and (between := _between(ours, other.starts_on, other.ends_on)) < needed
    ]


def is_far(a: str | None, b: str | None) -> bool:
    """Tell whether nobody who works at one place goes home to the other at night; unknown places are near."""
    gazetteer = get_gazetteer()
    if not a or not b or a not in gazetteer or b not in gazetteer:
        return False
    return not gazetteer.is_local(a, b) and not gazetteer.is_local(b, a)


def require_travel(session: Session, member: CrewMember, *, days: Iterable[Stretch], production_id: int) -> None:
    """Raise ConflictError where the commission makes travel days a rule and booked work leaves none."""
    if not get_settings().travel_is_a_rule:
        return
    clashes = list_clashes(
        session,
        crew_member_id=member.id or 0,
        days=list(days),
        production_id=production_id,
        booked_only=True,
    )
    if clashes:
        raise ConflictError(
            mark("%(name)s works far away within %(days)s days of these dates and could not travel. Move the dates."),
            name=member.name,
            days=clashes[0].days_needed,
        )


def _between(ours: Stretch, starts_on: date, ends_on: date) -> int:
    """Return how many whole days lie between two spans; negative where they overlap."""
    if starts_on > ours.ends_on:
        return (starts_on - ours.ends_on).days - 1
    if ours.starts_on > ends_on:
        return (ours.starts_on - ends_on).days - 1
    return -1
