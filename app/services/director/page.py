"""The director's page put together: one number, and the blocks that explain it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app import clock
from app.models.production import ProductionStatus
from app.queries.director import count_productions
from app.services.bench_page import BenchReader, BenchRow, BenchTable, Heat
from app.services.capacity import BenchView, CapacityReport, ShootSize, WeekCapacity, count_capacity
from app.services.director.answers import Answers, read_answers
from app.services.director.freshness import Freshness, read_freshness
from app.services.director.hires import Hires, read_hires
from app.services.director.holds import Holds, read_holds
from app.services.director.shortage import ShortRole, read_shortages
from app.services.pipeline import FUNNEL, Funnel, Step, pipeline, sum_up
from config import get_settings
from matching.bench import BenchState
from matching.supply import listed

BENCH_WEEKS = 13
MOST_DEPARTMENTS, MOST_PROGRAMMES, MOST_FRESH = 14, 4, 6


@dataclass(frozen=True)
class DirectorPage:
    """What the page shows; `unknown` of `people` have not said whether they are free in the first week."""

    at: datetime
    size: ShootSize
    goal: int
    report: CapacityReport
    bench: BenchTable
    departments: int
    shortages: tuple[ShortRole, ...]
    answers: Answers
    freshness: Freshness
    programmes: tuple[tuple[str, Funnel], ...]
    training: Funnel
    hires: Hires
    holds: Holds
    productions: Mapping[ProductionStatus, int]
    people: int
    unknown: int

    def now(self, view: str) -> WeekCapacity:
        """Return the first week of a view."""
        return self.report.views[BenchView(view)][0]

    def below(self, view: str) -> int:
        """Return in how many weeks a view stays below the goal."""
        return sum(week.fits < self.goal for week in self.report.views[BenchView(view)])


def read_director_page(session: Session, *, now: datetime, size: ShootSize, locale: str) -> DirectorPage:
    """Read all blocks as they stand."""
    today = clock.day_of(now)
    reader = BenchReader(session, today=today, locale=locale)
    roster = reader.sheet.roster
    report = count_capacity(session, size=size, today=today)
    cohorts = pipeline(session, today=today)
    named = sorted({each.programme for each in cohorts})
    programmes = [(name, sum_up(each for each in cohorts if each.programme == name)) for name in named]
    table = reader.departments(slice(0, BENCH_WEEKS))
    states = reader.sheet.bench.states[0, listed(roster)]
    return DirectorPage(
        at=now,
        size=size,
        goal=get_settings().parallel_goal,
        report=report,
        bench=BenchTable(table.weeks, _most_pressed(table)),
        departments=len(table.rows),
        shortages=tuple(read_shortages(session, roster, report, reader.lines, today=today)),
        answers=read_answers(session, now=now),
        freshness=read_freshness(session, roster, now=now),
        programmes=tuple(sorted(programmes, key=lambda each: -each[1].count(Step.ENROLLED))[:MOST_PROGRAMMES]),
        training=sum_up(cohorts),
        hires=read_hires(session, roster, today=today),
        holds=read_holds(session, now=now, today=today),
        productions=count_productions(session),
        people=len(states),
        unknown=int((states == BenchState.UNKNOWN).sum()),
    )


STEPS = FUNNEL


def _most_pressed(table: BenchTable) -> tuple[BenchRow, ...]:
    """Return the departments with the most weeks short or tight, in their steady order."""
    pressed = sorted(table.rows, key=_pressure, reverse=True)[:MOST_DEPARTMENTS]
    kept = {row.department_id for row in pressed}
    return tuple(row for row in table.rows if row.department_id in kept)


def _pressure(row: BenchRow) -> tuple[int, int, int]:
    heats = [cell.heat() for cell in row.cells]
    return heats.count(Heat.SHORT), heats.count(Heat.TIGHT), heats.count(Heat.AMPLE)
