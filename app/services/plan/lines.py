"""Lines of a plan: positions of needs, moved as their production is, and those of what-ifs that stand in no row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.need import Need, NeedStatus, PeriodKind, Position, PositionSpan
from app.models.plan import Plan, PlanProduction, PlanSource
from app.models.production import Production
from app.queries.need import list_positions, list_spans
from app.queries.plan import list_plan_productions
from app.queries.shortlist import list_base_places, list_dropped
from app.services.need_bases import Bases
from app.services.need_content import NeedContent
from app.services.need_plan import plan_need, position_values
from app.services.positions import needed_days, positions_of
from app.services.problem import ProblemsError
from app.services.production import production_values
from config import get_settings
from matching import types as plain
from matching.days import Span

OPEN = frozenset({NeedStatus.RECEIVED, NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT})
"""Needs that may be planned; people of a received one are seen by staff only."""

TRAINEES = ":t"
FIRST_PRIORITY, LAST_PRIORITY, LOWEST_LEVEL = 1, 5, 5
LINE_WORTH = {plain.Priority.MUST: 4, plain.Priority.SHOULD: 2, plain.Priority.NICE: 1}
TRAINEE_WORTH = 1


@dataclass(frozen=True, slots=True)
class LineSpan:
    """Consecutive days of a line, both inclusive, as they are planned."""

    period: PeriodKind
    starts_on: date
    ends_on: date
    place: str | None


@dataclass(frozen=True)
class Line:
    """A line as it is planned. `position` is what matching reads, None where its title is not understood.

    A position's trainees are a line of their own that shares its `position`.
    """

    key: str
    production_key: str
    position_id: int | None
    role_id: str | None
    department_id: str | None
    title: str
    level: int
    trainee: bool
    quantity: int
    weight: int
    spans: tuple[LineSpan, ...]
    asked: Mapping[str, Any]
    shifted: bool
    position: plain.Position | None

    @property
    def starts_on(self) -> date:
        """First planned day."""
        return min(span.starts_on for span in self.spans)

    @property
    def ends_on(self) -> date:
        """Last planned day."""
        return max(span.ends_on for span in self.spans)

    @property
    def places(self) -> tuple[str, ...]:
        """Bases that the line works at, each once."""
        return tuple(sorted({span.place for span in self.spans if span.place}))

    def shares_day(self, other: "Line") -> bool:
        """Return whether the two lines want one person on the same day."""
        return any(a.starts_on <= b.ends_on and b.starts_on <= a.ends_on for a in self.spans for b in other.spans)


def weight_of(priority: int, line: plain.Priority, level: int) -> int:
    """Return what a filled slot is worth: production's priority (1 first) times line's priority times level.

    1..100; a trainee's slot is worth 1. ADR 0015 says why these are small whole numbers.
    """
    return (LAST_PRIORITY + 1 - priority) * LINE_WORTH[line] * (LOWEST_LEVEL + 1 - level)


def read_lines(session: Session, plan: Plan) -> list[Line]:
    """Return the lines of a plan as its needs and what-ifs stand now, production by production.

    Days before the plan's today are left out, and lines that have no other ones. ConflictError where a need was
    closed or declined since.
    """
    found: list[Line] = []
    keys = count(1)
    for production in list_plan_productions(session, plan.id or 0):
        asked = _read_need(session, production) if production.source is PlanSource.NEED else _read_content(production)
        found += _lines(production, asked, plan.today_on, keys)
    return found


@dataclass(frozen=True)
class _Asked:
    """A production's positions and what is read with them, before they are moved."""

    production: Production
    rows: Sequence[Position]
    spans: Mapping[int, Sequence[PositionSpan]]
    bases: Sequence[str]
    dropped: Mapping[int, set[int]]
    kept: bool


def _read_need(session: Session, planned: PlanProduction) -> _Asked:
    need = session.get(Need, planned.need_id) if planned.need_id else None
    if need is None or need.status not in OPEN:
        raise ConflictError(
            mark("A need of this plan was closed or declined since. Take its production out of the plan.")
        )
    rows = list_positions(session, need.id or 0)
    ids = [row.id or 0 for row in rows]
    return _Asked(
        production=session.get_one(Production, need.production_id),
        rows=rows,
        spans=list_spans(session, ids),
        bases=list_base_places(session, need.production_id),
        dropped=list_dropped(session, ids),
        kept=True,
    )


def _read_content(planned: PlanProduction) -> _Asked:
    return read_what_if(NeedContent.model_validate(planned.content))


def read_what_if(content: NeedContent) -> _Asked:
    """Return a need's content as the rows that it would be; nothing is added to a session.

    Raises ProblemsError where the days of a line can't be told.
    """
    lines = plan_need(content)
    problems = [each.problem for each in lines if each.problem is not None]
    if problems:
        raise ProblemsError(problems)
    bases = Bases(content.production, get_settings().commission_state)
    unkept = datetime(1970, 1, 1, tzinfo=UTC)
    production = Production(
        code=content.production.code, created_at=unkept, updated_at=unkept, **production_values(content.production)
    )
    rows = [Position(id=each.number, need_id=0, ordinal=each.number, **position_values(each)) for each in lines]
    spans = {
        each.number: [
            PositionSpan(
                position_id=each.number,
                period=stretch.period,
                starts_on=stretch.starts_on,
                ends_on=stretch.ends_on,
                place=bases.place_of(stretch.base),
            )
            for stretch in each.stretches
        ]
        for each in lines
    }
    places = [place for base in content.production.bases if (place := bases.place_of(base.name))]
    return _Asked(production, rows, spans, places, {}, kept=False)


def _lines(planned: PlanProduction, asked: _Asked, today: date, keys: Iterator[int]) -> Iterator[Line]:
    positions = {
        each.key: each
        for each in positions_of(
            asked.production, asked.rows, spans=asked.spans, bases=asked.bases, dropped=asked.dropped
        )
    }
    by = timedelta(days=planned.shift_days)
    for row in asked.rows:
        spans = _moved(row, asked.spans.get(row.id or 0, []), asked.bases, by, today)
        if spans:
            read = positions.get(row.id or 0)
            position = _planned(read, spans, by, today, key=next(keys)) if read else None
            yield from _both(planned, asked, row, spans, position)


def _both(
    planned: PlanProduction, asked: _Asked, row: Position, spans: tuple[LineSpan, ...], position: plain.Position | None
) -> Iterator[Line]:
    """Yield the line of a position and, where it takes trainees, theirs."""
    priority = plain.Priority(row.priority.value)
    level = position.level if position else 1
    line = Line(
        key=f"{planned.key}:{row.code}",
        production_key=planned.key,
        position_id=row.id if asked.kept else None,
        role_id=row.role_id if position else None,
        department_id=row.department_id,
        title=row.asked_as,
        level=level,
        trainee=False,
        quantity=row.quantity,
        weight=weight_of(planned.priority, priority, level),
        spans=spans,
        asked=_asked_of(row),
        shifted=planned.shift_days != 0,
        position=position,
    )
    yield line
    if row.trainee_slots:
        yield replace(line, key=line.key + TRAINEES, trainee=True, quantity=row.trainee_slots, weight=TRAINEE_WORTH)


def _asked_of(row: Position) -> dict[str, Any]:
    """Return what a line asks beyond role and days, as plain values."""
    return {
        "languages": list(row.languages),
        "credentials": list(row.credentials),
        "skills": list(row.skills),
        "min_credits": row.min_credits,
        "local": row.local.value,
        "accept_step_up": row.accept_step_up,
        "priority": row.priority.value,
        "free_days": None if row.daily_dates else row.free_days,
    }


def _moved(
    row: Position, stored: Sequence[PositionSpan], bases: Sequence[str], by: timedelta, today: date
) -> tuple[LineSpan, ...]:
    """Return the days of a row moved by `by`, from `today` on."""
    first = bases[0] if bases else None
    if stored:
        told = [(each.period, each.starts_on, each.ends_on, each.place or first) for each in stored]
    else:
        period = PeriodKind.DAILY if row.daily_dates or row.free_days is not None else PeriodKind.SHOOT
        told = [(period, span.starts_on, span.ends_on, place or first) for span, place in needed_days(row, [])]
    return tuple(
        LineSpan(period, max(starts_on + by, today), ends_on + by, place)
        for period, starts_on, ends_on, place in told
        if ends_on + by >= today
    )


def _planned(
    read: plain.Position, spans: Sequence[LineSpan], by: timedelta, today: date, *, key: int
) -> plain.Position:
    """Return a position on its planned days, under a key that is its own within the plan."""
    stays = ((stay.base, _clip(stay.spans, by, today)) for stay in read.stays)
    return replace(
        read,
        key=key,
        spans=tuple(Span(each.starts_on, each.ends_on) for each in spans),
        stays=tuple(plain.Stay(base, days) for base, days in stays if days),
    )


def _clip(spans: Sequence[Span], by: timedelta, today: date) -> tuple[Span, ...]:
    return tuple(
        Span(max(each.starts_on + by, today), each.ends_on + by) for each in spans if each.ends_on + by >= today
    )
