"""What a plan is worked out from: its lines, what is booked and held, and the roster without the plan's own work."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from app.models.plan import Plan, PlanRule, PlanRuleKind, PlanView
from app.queries.plan import list_plan_rules
from app.queries.roster import RosterReader
from app.services.plan.engaged import Engaged, read_engaged
from app.services.plan.lines import Line, read_lines
from app.services.roster import get_roster
from app.services.roster_rows import read_roster_rows
from app.services.taxonomy import get_taxonomy
from matching.days import day_number
from matching.rank import Matcher
from matching.roster import Roster
from matching.roster_update import update_roster
from matching.rows import Engaged as Code
from matching.rows import Spans, Stated, ints
from matching.weights import DEFAULT_POLICY, Weights

_Row = tuple[int, int, int, int, int]
"""Person (by place in the columns), first and last day number, what, production."""


@dataclass(frozen=True)
class Ground:
    """All that was read for a plan, as of one moment.

    `here` are bookings and holds on the plan's positions, by position; `elsewhere` all others, by person. The
    matcher's roster takes the days of `here` for free ones: whoever agreed to them can work on them.
    """

    view: PlanView
    may_move_holds: bool
    today: date
    lines: tuple[Line, ...]
    rules: tuple[PlanRule, ...]
    here: Mapping[int, tuple[Engaged, ...]]
    elsewhere: Mapping[int, tuple[Engaged, ...]]
    matcher: Matcher

    def ruled(self, kind: PlanRuleKind) -> list[PlanRule]:
        """Return the rules of a kind, oldest first."""
        return [rule for rule in self.rules if rule.kind is kind]


def read_ground(session: Session, plan: Plan, weights: Weights) -> Ground:
    """Read what a plan is worked out from."""
    lines = tuple(read_lines(session, plan))
    rules = tuple(list_plan_rules(session, plan.id or 0))
    planned = {line.position_id for line in lines if line.position_id}
    engaged = read_engaged(session, since=plan.today_on)
    here = _by([each for each in engaged if each.position_id in planned], lambda each: each.position_id or 0)
    elsewhere = _by([each for each in engaged if each.position_id not in planned], lambda each: each.crew_member_id)
    lifted = [each for rows in here.values() for each in rows]
    if plan.may_move_holds:
        lifted += [each for rows in elsewhere.values() for each in rows if not each.booked]
    away = [rule for rule in rules if rule.kind is PlanRuleKind.AWAY]
    roster = lift(session, get_roster(session, today=plan.today_on), today=plan.today_on, lifted=lifted, away=away)
    return Ground(
        view=plan.view,
        may_move_holds=plan.may_move_holds,
        today=plan.today_on,
        lines=lines,
        rules=rules,
        here=here,
        elsewhere=elsewhere,
        matcher=Matcher(roster, get_taxonomy(), weights, DEFAULT_POLICY, plan.seed),
    )


def _by(rows: Iterable[Engaged], key: Callable[[Engaged], int]) -> dict[int, tuple[Engaged, ...]]:
    found: dict[int, list[Engaged]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return {each: tuple(mine) for each, mine in found.items()}


def lift(
    session: Session, roster: Roster, *, today: date, lifted: Sequence[Engaged], away: Sequence[PlanRule]
) -> Roster:
    """Return the roster with the days of some bookings and holds free, and people away on others.

    On lifted days neither the booking nor what the person's own calendar says of it counts: the calendar most likely
    shows that very booking.
    """
    people = sorted({each.crew_member_id for each in lifted} | {rule.crew_member_id for rule in away})
    if not people:
        return roster
    rows = read_roster_rows(RosterReader(session, people), today=today)
    at = {person: number for number, person in enumerate(rows.people.ids.tolist())}
    free = [row for each in lifted if each.crew_member_id in at for row in _rows_of(each, at[each.crew_member_id])]
    gone = [
        (at[rule.crew_member_id], day_number(rule.starts_on or today), day_number(rule.ends_on or today))
        for rule in away
        if rule.crew_member_id in at
    ]
    said = [(person, first, last, int(Stated.AVAILABLE)) for person, first, last, _, _ in free]
    said += [(*days, int(Stated.UNAVAILABLE)) for days in gone]
    changed = replace(
        rows,
        engagements=_without(rows.engagements, free),
        feeds=_cut(rows.feeds, free),
        statements=_with(rows.statements, said),
    )
    return update_roster(roster, changed, version=roster.version)


def _rows_of(engaged: Engaged, person: int) -> list[_Row]:
    what = Code.BOOKING if engaged.booked else Code.HOLD
    return [
        (person, day_number(each.starts_on), day_number(each.ends_on), int(what), engaged.production_id)
        for each in engaged.days
    ]


def _rows(spans: Spans) -> list[_Row]:
    columns = (spans.person, spans.starts, spans.ends, spans.what, spans.production)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _spans(rows: Iterable[_Row]) -> Spans:
    person, starts, ends, what, production = ints(list(rows)).reshape(-1, 5).T
    return Spans(person, starts, ends, what, production)


def _without(spans: Spans, gone: Iterable[_Row]) -> Spans:
    left = Counter(gone)
    kept = []
    for row in _rows(spans):
        if left[row] > 0:
            left[row] -= 1
        else:
            kept.append(row)
    return _spans(kept)


def _with(spans: Spans, said: Sequence[tuple[int, int, int, int]]) -> Spans:
    """Return statements with later words behind them: the last one that covers a day counts."""
    return _spans([*_rows(spans), *((*word, 0) for word in said)])


def _cut(spans: Spans, free: Sequence[_Row]) -> Spans:
    """Return spans without the days that `free` takes from their person."""
    mine: dict[int, list[tuple[int, int]]] = {}
    for person, first, last, _, _ in free:
        mine.setdefault(person, []).append((first, last))
    kept: list[_Row] = []
    for person, first, last, what, production in _rows(spans):
        parts = [(first, last)]
        for a, b in mine.get(person, ()):
            parts = [part for s, e in parts for part in ((s, min(e, a - 1)), (max(s, b + 1), e)) if part[0] <= part[1]]
        kept += [(person, s, e, what, production) for s, e in parts]
    return _spans(kept)
