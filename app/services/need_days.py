"""The days of a line: prep, shoot and wrap, by its own word or by its department's custom, each at its base."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.messages import mark
from app.models.need import PeriodKind
from app.services.need_bases import Bases
from app.services.need_content import LineContent, ProductionContent
from app.services.problem import Problem
from app.services.taxonomy import PeriodDefault, get_period_default

ONE_DAY = timedelta(days=1)
SHARE_OF_CUSTOM = {1: 1.0, 2: 0.7, 3: 0.45, 4: 0.4, 5: 0.3}
"""Customs are those of a department's head; by level, the share of them that others come early and stay on."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive needed days, both inclusive, of one period at one base (empty: no base, or not known)."""

    period: PeriodKind
    starts_on: date
    ends_on: date
    base: str


Period = tuple[PeriodKind, date, date]


class DaysError(Exception):
    """A line's days can't be told; `problem` says what to give."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def stretches(
    line: LineContent,
    production: ProductionContent,
    bases: Bases,
    *,
    department_id: str | None,
    level: int,
    not_before: date | None = None,
) -> list[Stretch]:
    """Return the stretches of a line, in order of days; raise DaysError where its days can't be told.

    Days given are divided whole into prep, shoot and wrap. Undated dailies are one window, to be told by
    `line.free_days`; dated ones one stretch a day.
    """
    names = bases.names_of(line.bases)
    if line.dates:
        periods = [(PeriodKind.DAILY, day, day) for day in line.dates]
    else:
        shoot = _production_shoot(production, bases, names)
        custom = _custom(production, department_id)
        periods = _periods(line, shoot, custom, _Limits(level, production.office_opens_on, not_before))
        if line.free_days is not None:
            periods = [_window(line, periods)]
    return [
        Stretch(period, run.starts_on, run.ends_on, run.base)
        for period, first, last in periods
        for run in bases.runs(names, first, last)
    ]


@dataclass(frozen=True, slots=True)
class _Limits:
    """What custom is held to: how senior the role is, and the first day on which anybody works."""

    level: int
    office_opens_on: date | None
    not_before: date | None

    def days(self, custom: int) -> int:
        return round(custom * SHARE_OF_CUSTOM.get(self.level, 1.0))

    def first(self, wanted: date, shoot_on: date) -> date:
        """Return the day of first prep: not before the office opens or the need came in, nor after the shoot began."""
        floor = max((day for day in (self.office_opens_on, self.not_before) if day), default=wanted)
        return min(max(wanted, floor), shoot_on)


def _custom(production: ProductionContent, department_id: str | None) -> PeriodDefault:
    if department_id is None:
        return PeriodDefault(0, 0, "shoot")
    return get_period_default(department_id, production.kind.value)


def _production_shoot(production: ProductionContent, bases: Bases, names: list[str]) -> tuple[date, date] | None:
    """Return the shoot that a line belongs to: at its only base where blocks tell, else the production's."""
    own = bases.shoot_at(names[0]) if len(names) == 1 else None
    if own is not None:
        return own
    if production.shoot_starts_on is None:
        return None
    return production.shoot_starts_on, production.shoot_ends_on or production.shoot_starts_on


def _periods(
    line: LineContent, shoot: tuple[date, date] | None, custom: PeriodDefault, limits: _Limits
) -> list[Period]:
    if line.starts_on is None and line.ends_on is None:
        if shoot is None:
            raise DaysError(
                Problem(mark("Give days here, or when the production shoots: neither is known."), fields=("starts_on",))
            )
        return _customary(line, shoot, custom, limits)
    start, end = line.starts_on, line.ends_on
    if start is None or end is None:
        if shoot is None:
            missing = "starts_on" if start is None else "ends_on"
            raise DaysError(Problem(mark("This is missing. Fill it in."), fields=(missing,)))
        usual = _customary(line, shoot, custom, limits)
        start = usual[0][1] if start is None else start
        end = max(usual[-1][2], start) if end is None else end
    if end < start:
        raise DaysError(
            Problem(mark("The end lies before the start. Put the days in order."), fields=("ends_on",), value=str(end))
        )
    return divide(start, end, _line_shoot(line, start, end, shoot))


def _line_shoot(line: LineContent, start: date, end: date, shoot: tuple[date, date] | None) -> tuple[date, date]:
    """Return when the line's own shoot is: by its prep and wrap, else the production's shoot."""
    first = start + timedelta(days=line.prep_days) if line.prep_days is not None else None
    last = end - timedelta(days=line.wrap_days) if line.wrap_days is not None else None
    return first or (shoot[0] if shoot else start), last or (shoot[1] if shoot else end)


def divide(start: date, end: date, shoot: tuple[date, date]) -> list[Period]:
    """Divide `start..end` whole: prep up to the day before the shoot, the shoot, wrap from the day after it."""
    first, last = max(shoot[0], start), min(shoot[1], end)
    if first > end:
        return [(PeriodKind.PREP, start, end)]
    if last < start:
        return [(PeriodKind.WRAP, start, end)]
    if first > last:
        return [(PeriodKind.PREP, start, first - ONE_DAY), (PeriodKind.WRAP, first, end)]
    periods = [
        (PeriodKind.PREP, start, first - ONE_DAY),
        (PeriodKind.SHOOT, first, last),
        (PeriodKind.WRAP, last + ONE_DAY, end),
    ]
    return [period for period in periods if period[1] <= period[2]]


def _customary(line: LineContent, shoot: tuple[date, date], custom: PeriodDefault, limits: _Limits) -> list[Period]:
    """Return the department's usual days round the shoot.

    Departments that work in prep come back for their wrap only; those of post come after the shoot unless they
    have prep too.
    """
    prep = line.prep_days if line.prep_days is not None else limits.days(custom.prep_days)
    wrap = line.wrap_days if line.wrap_days is not None else limits.days(custom.wrap_days)
    first, last = shoot
    start = limits.first(first - timedelta(days=prep), first) if prep else first
    periods = divide(start, last + timedelta(days=wrap), shoot)
    left_out = {"prep": prep > 0, "post": prep == 0 and wrap > 0}.get(custom.active, False)
    kept = [period for period in periods if period[0] is not PeriodKind.SHOOT]
    return kept if left_out and kept else periods


def _window(line: LineContent, periods: list[Period]) -> Period:
    first, last = periods[0][1], periods[-1][2]
    if line.free_days is not None and line.free_days > (last - first).days + 1:
        raise DaysError(
            Problem(
                mark("More days are asked for than lie between start and end (%(days)s)."),
                {"days": (last - first).days + 1},
                fields=("free_days",),
                value=str(line.free_days),
            )
        )
    return PeriodKind.DAILY, first, last
