"""A fictional past of the bench, so that its history has something to show: thirteen Mondays that lead to today."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

import sqlalchemy as sa
from sqlmodel import Session

from app.models.bench import BenchDepth, DepartmentDepth
from app.services.bench import Counts, read_bench_sheet
from app.services.role_choices import department_of
from app.services.roster import read_roster
from matching.bench import BenchState, first_monday

MONDAYS = 13
GROWTH, SWING = 0.011, 0.05
"""What a week adds to who says that they are free, and how far a week strays from that."""


def remember_bench(session: Session, *, seed: int, today: date) -> int:
    """Write the counts of the Mondays before `today`, a function of the seed and today's bench; return how many rows.

    Fewer were free in those days and more said nothing: what the registry's growth looks like.
    """
    sheet = read_bench_sheet(read_roster(session, today=today))
    roles = list(_rows("role_id", sheet.roles, seed, today))
    departments = list(_rows("department_id", sheet.departments, seed, today))
    if roles:
        session.execute(sa.insert(BenchDepth), roles)
        session.execute(sa.insert(DepartmentDepth), departments)
    return len(roles) + len(departments)


def _rows(name: str, counts: Mapping[str, Counts], seed: int, today: date) -> Iterator[dict[str, object]]:
    last_monday = first_monday(today) - timedelta(weeks=1)
    for ago in range(MONDAYS):
        counted_on = last_monday - timedelta(weeks=ago)
        for each, weeks in counts.items():
            department = each if name == "department_id" else department_of(each)
            now, held, booked, unknown = weeks[0][BenchState.FREE :].tolist()
            free = int(now * _share(seed, department, ago))
            silent = max(int((now + unknown) * (1 - GROWTH / 2 * (ago + 1))) - free, 0)
            then = {"free": free, "held": held, "booked": booked, "unknown": silent}
            yield {"counted_on": counted_on, "week_on": counted_on, name: each, **then}


def _share(seed: int, department: str, ago: int) -> float:
    """Return which part of today's free people were free then, alike in all roles of a department."""
    random = Random(f"{seed}/bench/{department}/{ago}")
    return max(1 - GROWTH * (ago + 1) + random.uniform(-SWING, SWING), 0)
