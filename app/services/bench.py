"""The bench's history: counted now and kept, so that later years can see what training has changed."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.models.bench import BenchDepth
from app.services.roster import get_roster
from matching.bench import RoleWeek, bench_depth

WEEKS = 52


def count_bench(session: Session, *, today: date) -> list[RoleWeek]:
    """Count the holders of every role over the coming year; a read."""
    return list(bench_depth(get_roster(session, today=today), weeks=WEEKS))


def keep_bench(session: Session, counted: Sequence[RoleWeek], *, today: date) -> int:
    """Keep the counts as those of `today`, once a day however often it is done; return how many there are."""
    session.execute(sa.delete(BenchDepth).where(col(BenchDepth.counted_on) == today))
    if counted:
        session.execute(
            sa.insert(BenchDepth),
            [
                {
                    "counted_on": today,
                    "week_on": each.week_on,
                    "role_id": each.role,
                    "free": each.free,
                    "held": each.held,
                    "booked": each.booked,
                    "unknown": each.unknown,
                }
                for each in counted
            ],
        )
    return len(counted)
