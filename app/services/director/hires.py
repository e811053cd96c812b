"""Local hires of the last ninety days: heads, days, residents, the two bases, and whether the work spreads."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlmodel import Session

from app import clock
from app.queries.director_people import Work, list_work, map_first_bookings
from app.services.director.cells import percent, percent_of_people
from app.services.places import get_gazetteer
from config import get_settings
from matching.roster import Roster
from matching.supply import listed, living_in

PAST = timedelta(days=90)
MOST_BUSY = 40
"""Of how many people the share of all days is told: is it always the same forty?"""
AREAS = ("guadalajara", "puerto-vallarta")


@dataclass(frozen=True, slots=True)
class Hired:
    """Heads and days of a production, or of all; `residents` is the share of heads who live in the state."""

    production_id: int
    code: str
    title: str
    heads: int
    days: int
    residents: int | None


@dataclass(frozen=True)
class Hires:
    """Work of the last ninety days.

    `by_area` has the days at each base's metropolitan area, "" for elsewhere. `busiest` is the share of all days that
    the forty busiest worked, `working` the share of active people who worked at all, `first_time` heads never booked
    before.
    """

    whole: Hired
    productions: tuple[Hired, ...]
    by_area: Mapping[str, int]
    busiest: int | None
    working: int | None
    first_time: int


def read_hires(session: Session, roster: Roster, *, today: date) -> Hires:
    """Count the booked days from ninety days ago until yesterday."""
    first, last = today - PAST, today - timedelta(days=1)
    work = list_work(session, first=first, last=last)
    residents = _residents(roster)
    days = count_days(work, first, last)
    active = int(listed(roster).sum())
    firsts = map_first_bookings(session)
    return Hires(
        whole=_hired(work, residents, first, last),
        productions=_productions(work, residents, first, last),
        by_area=_areas(work, first, last),
        busiest=percent(sum(sorted(days.values(), reverse=True)[:MOST_BUSY]), sum(days.values())),
        working=percent(len(days), active),
        first_time=sum(clock.day_of(firsts[person]) >= first for person in days),
    )


def count_days(work: Iterable[Work], first: date, last: date) -> Counter[int]:
    """Return the days that each person worked within the two; nobody is booked twice on one."""
    days: Counter[int] = Counter()
    for each in work:
        days[each.crew_member_id] += _within(each, first, last)
    return days


def _within(work: Work, first: date, last: date) -> int:
    return (min(work.ends_on, last) - max(work.starts_on, first)).days + 1


def _residents(roster: Roster) -> set[int]:
    state = get_gazetteer().find_state(get_settings().commission_state)
    if state is None:
        return set()
    return set(roster.ids[np.flatnonzero(living_in(roster, state.id))].tolist())


def _productions(work: Sequence[Work], residents: set[int], first: date, last: date) -> tuple[Hired, ...]:
    by_production: dict[int, list[Work]] = {}
    for each in work:
        by_production.setdefault(each.production_id, []).append(each)
    hired = (_hired(mine, residents, first, last) for mine in by_production.values())
    return tuple(sorted(hired, key=lambda each: (-each.days, each.production_id)))


def _hired(work: Sequence[Work], residents: set[int], first: date, last: date) -> Hired:
    people = {each.crew_member_id for each in work}
    one = work[0] if len({each.production_id for each in work}) == 1 else None
    return Hired(
        production_id=one.production_id if one else 0,
        code=one.code if one else "",
        title=one.title if one else "",
        heads=len(people),
        days=sum(_within(each, first, last) for each in work),
        residents=percent_of_people(len(people & residents), len(people)),
    )


def _areas(work: Iterable[Work], first: date, last: date) -> dict[str, int]:
    days: Counter[str] = Counter()
    for each in work:
        area = get_gazetteer().area_of(each.place) if each.place and each.place in get_gazetteer() else None
        days[area.id if area and area.id in AREAS else ""] += _within(each, first, last)
    return {area: days[area] for area in (*AREAS, "")}
