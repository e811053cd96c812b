"""Two plans side by side: who stays, comes and leaves line by line, and who must agree to other days."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from app.models.plan import Plan, PlanLine, PlanPlacement, PlanProduction, PlanSlot
from app.queries.plan import list_plan_lines, list_plan_productions, list_plan_slots, list_plan_spans

ENGAGED = frozenset({PlanPlacement.BOOKED, PlanPlacement.HELD})


class Change(StrEnum):
    """What became of a line from the one plan to the other."""

    SAME = "same"
    CHANGED = "changed"
    GAINED = "gained"
    LOST = "lost"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class LineChange:
    """A line in both plans, or in one of them: people who stay, come and leave; `moved` where its days differ."""

    key: str
    title: str
    production_key: str
    department_id: str | None
    trainee: bool
    change: Change
    moved: bool
    slots: tuple[int, int]
    filled: tuple[int, int]
    stay: tuple[int, ...]
    come: tuple[int, ...]
    leave: tuple[int, ...]


@dataclass(frozen=True)
class Total:
    """Slots and how many are filled, before and after, of one production or department; `key` names it."""

    key: str
    title: str
    slots: tuple[int, int]
    filled: tuple[int, int]


@dataclass(frozen=True)
class Reconsent:
    """Somebody of the first plan whose line has other days in the second.

    `placement` is how they stood there. They `stay` there and must agree to the new days, or can't: then `to` are the
    lines on which the second plan puts them, if any.
    """

    crew_member_id: int
    line_key: str
    placement: PlanPlacement | None
    stays: bool
    to: tuple[str, ...] = ()

    @property
    def engaged(self) -> bool:
        """Return whether they had agreed to the days, so that somebody has to talk to them."""
        return self.placement in ENGAGED


@dataclass(frozen=True)
class Moved:
    """Somebody who stands on other lines than before."""

    crew_member_id: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """All that differs between two plans. `filled` are slots before and after, `worth` as the plans weigh them."""

    lines: tuple[LineChange, ...]
    productions: tuple[Total, ...]
    departments: tuple[Total, ...]
    moved: tuple[Moved, ...]
    reconsent: tuple[Reconsent, ...]
    slots: tuple[int, int]
    filled: tuple[int, int]
    worth: tuple[int, int]

    def count(self, change: Change) -> int:
        """Return how many lines changed so."""
        return sum(line.change is change for line in self.lines)


@dataclass(frozen=True)
class _Side:
    """One plan by line key."""

    lines: Mapping[str, PlanLine]
    production: Mapping[int, PlanProduction]
    people: Mapping[str, Mapping[int, PlanSlot]]
    days: Mapping[str, frozenset[tuple[date, date]]]

    def of(self, key: str) -> Mapping[int, PlanSlot]:
        return self.people.get(key, {})

    def slots(self, key: str) -> int:
        return self.lines[key].quantity if key in self.lines else 0

    def by_person(self) -> dict[int, tuple[str, ...]]:
        found: dict[int, list[str]] = {}
        for key in self.lines:
            for person in self.of(key):
                found.setdefault(person, []).append(key)
        return {person: tuple(keys) for person, keys in found.items()}


def compare(session: Session, a: Plan, b: Plan) -> Comparison:
    """Compare plan `b` with plan `a`, by the keys of their lines; lines in the order of `b`, then what only `a` has."""
    before, after = _side(session, a), _side(session, b)
    keys = [*after.lines, *(key for key in before.lines if key not in after.lines)]
    lines = tuple(_line(before, after, key) for key in keys)
    now = after.by_person()
    return Comparison(
        lines=lines,
        productions=_by_production(before, after, lines),
        departments=_totals(lines, lambda line: line.department_id or ""),
        moved=tuple(
            Moved(person, keys, now.get(person, ()))
            for person, keys in before.by_person().items()
            if set(keys) != set(now.get(person, ()))
        ),
        reconsent=tuple(_reconsent(before, after, lines, now)),
        slots=_sum(line.slots for line in lines),
        filled=_sum(line.filled for line in lines),
        worth=(_worth(before), _worth(after)),
    )


def _side(session: Session, plan: Plan) -> _Side:
    lines = list_plan_lines(session, plan.id or 0)
    named = {line.id or 0: line.key for line in lines}
    people: dict[str, dict[int, PlanSlot]] = {}
    for slot in list_plan_slots(session, plan.id or 0):
        if slot.crew_member_id is not None:
            people.setdefault(named[slot.plan_line_id], {})[slot.crew_member_id] = slot
    spans = list_plan_spans(session, plan.id or 0)
    return _Side(
        lines={line.key: line for line in lines},
        production={each.id or 0: each for each in list_plan_productions(session, plan.id or 0)},
        people=people,
        days={named[line_id]: frozenset((s.starts_on, s.ends_on) for s in mine) for line_id, mine in spans.items()},
    )


def _line(before: _Side, after: _Side, key: str) -> LineChange:
    row, side = (after.lines[key], after) if key in after.lines else (before.lines[key], before)
    old, new = set(before.of(key)), set(after.of(key))
    return LineChange(
        key=key,
        title=row.title,
        production_key=side.production[row.plan_production_id].key,
        department_id=row.department_id,
        trainee=row.trainee,
        change=_change(before, after, key, old, new),
        moved=key in before.lines and key in after.lines and before.days.get(key) != after.days.get(key),
        slots=(before.slots(key), after.slots(key)),
        filled=(len(old), len(new)),
        stay=tuple(sorted(old & new)),
        come=tuple(sorted(new - old)),
        leave=tuple(sorted(old - new)),
    )


def _change(before: _Side, after: _Side, key: str, old: set[int], new: set[int]) -> Change:
    if key not in before.lines:
        return Change.NEW
    if key not in after.lines:
        return Change.GONE
    if old == new:
        return Change.SAME
    if len(old) == len(new):
        return Change.CHANGED
    return Change.GAINED if len(new) > len(old) else Change.LOST


def _reconsent(
    before: _Side, after: _Side, lines: Sequence[LineChange], now: Mapping[int, tuple[str, ...]]
) -> Iterable[Reconsent]:
    for line in lines:
        if not line.moved:
            continue
        for person, slot in sorted(before.of(line.key).items()):
            stays = person in after.of(line.key)
            yield Reconsent(person, line.key, slot.placement, stays, () if stays else now.get(person, ()))


def _by_production(before: _Side, after: _Side, lines: Sequence[LineChange]) -> tuple[Total, ...]:
    titles = {each.key: each.title for side in (before, after) for each in side.production.values()}
    found = _totals(lines, lambda line: line.production_key)
    return tuple(Total(each.key, titles[each.key], each.slots, each.filled) for each in found)


def _totals(lines: Sequence[LineChange], key: Callable[[LineChange], str]) -> tuple[Total, ...]:
    groups: dict[str, list[LineChange]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return tuple(
        Total(name, name, _sum(line.slots for line in mine), _sum(line.filled for line in mine))
        for name, mine in groups.items()
    )


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    both = list(pairs)
    return sum(old for old, _ in both), sum(new for _, new in both)


def _worth(side: _Side) -> int:
    return sum(line.weight * len(side.of(key)) for key, line in side.lines.items())
