"""How fresh people's word is, by department, and whether those who are asked answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.queries.director_people import list_ask_answers, list_offer_answers
from app.services.bench import department_holders
from app.services.director.cells import FEWEST, percent, percent_of_people
from matching.roster import Roster
from matching.supply import listed

LIMITS = (14, 30, 60)
ASKED_WITHIN = timedelta(days=30)
Times = Sequence[tuple[datetime, datetime | None]]


@dataclass(frozen=True, slots=True)
class Fresh:
    """People of a department, or all (""), and how many per cent of them confirmed within 14, 30 and 60 days.

    None where the group is too small to be told.
    """

    department_id: str
    people: int
    within: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions of the last thirty days: how many, per cent answered, median hours to the answer."""

    count: int
    answered: int | None
    hours: float | None


@dataclass(frozen=True)
class Freshness:
    """The whole registry, its departments (the least fresh first), and how the asked answer."""

    whole: Fresh
    departments: tuple[Fresh, ...]
    days: Asked
    offers: Asked


def read_freshness(session: Session, roster: Roster, *, now: datetime) -> Freshness:
    """Count by department, people whole: who may be asked counts, whoever is paused or opted out does not."""
    everyone = np.flatnonzero(listed(roster))
    departments = [fresh_of(roster, each, rows) for each, rows in department_holders(roster).items() if len(rows)]
    return Freshness(
        whole=fresh_of(roster, "", everyone),
        departments=tuple(sorted(departments, key=_least_fresh)),
        days=asked_of(list_ask_answers(session, since=now - ASKED_WITHIN)),
        offers=asked_of(list_offer_answers(session, since=now - ASKED_WITHIN)),
    )


def fresh_of(roster: Roster, department_id: str, rows: NDArray[np.signedinteger]) -> Fresh:
    """Return how fresh the word of these people is."""
    ages = roster.today - roster.stated_on[rows].astype(np.int64)
    within = tuple(percent_of_people(int((ages <= limit).sum()), len(rows)) for limit in LIMITS)
    return Fresh(department_id, len(rows), within)


def asked_of(times: Times) -> Asked:
    """Sum questions up."""
    hours = [(answered - asked) / timedelta(hours=1) for asked, answered in times if answered is not None]
    return Asked(len(times), percent(len(hours), len(times)), median(hours) if hours else None)


def _least_fresh(fresh: Fresh) -> tuple[bool, int, int]:
    share = fresh.within[1]
    return fresh.people < FEWEST, 101 if share is None else share, -fresh.people
