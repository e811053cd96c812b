"""Roles that are short: days that stayed unfilled, weeks that they break, and who is a step away from them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.queries.bench import map_line_days
from app.queries.director import PastLine, list_past_lines, list_worked_spans
from app.queries.director_people import list_learners
from app.services.capacity import BenchView, CapacityReport
from app.services.demand import AskedLine
from app.services.taxonomy import get_taxonomy
from matching.bench import find_holders
from matching.role_entries import LinkKind
from matching.roster import Roster
from matching.supply import listed

PAST = timedelta(days=90)
MOST = 10
STEP_UP_WEIGHT = 0.4
"""From which weight on somebody may step up: as in matching."""


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A line of the last ninety days: how many of its person-days nobody was booked for."""

    line: PastLine
    wanted: int
    unfilled: int


@dataclass(frozen=True, slots=True)
class ShortRole:
    """A role that is short.

    `unfilled` person-days of the last ninety days; `weeks` of the coming half year in which the standard package lacks
    it, and `first` of them in which it is the scarcest; `step` people one step away, `learning` in course or in
    training, `asked` heads that open needs still have to book.
    """

    role_id: str
    unfilled: int
    weeks: int
    first: int
    step: int
    learning: int
    asked: int


def read_shortages(
    session: Session,
    roster: Roster,
    report: CapacityReport,
    lines: Mapping[str, Sequence[AskedLine]],
    *,
    today: date,
    most: int = MOST,
) -> list[ShortRole]:
    """Return the roles that are short: by turns that of the most unfilled days and that which breaks most weeks."""
    unfilled: Counter[str] = Counter()
    for each in list_unfilled(session, today=today):
        unfilled[each.line.role_id] += each.unfilled
    weeks, first = count_breaks(report)
    order = in_turn(
        sorted(unfilled, key=lambda role: (-unfilled[role], -weeks[role], role)),
        sorted(weeks, key=lambda role: (-weeks[role], -first[role], -unfilled[role], role)),
    )
    learners = list_learners(session, today=today)
    return [
        ShortRole(
            role_id=role,
            unfilled=unfilled[role],
            weeks=weeks[role],
            first=first[role],
            step=len(find_a_step_away(roster, role)),
            learning=len(_learning(roster, role, learners)),
            asked=sum(int(asked.asked.max()) for asked in lines.get(role, ())),
        )
        for role in order[:most]
    ]


def in_turn(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return the names of two orders by turns, each name once."""
    return list(dict.fromkeys(name for pair in zip_longest(one, other) for name in pair if name is not None))


def count_breaks(report: CapacityReport) -> tuple[Counter[str], Counter[str]]:
    """Return in how many weeks each role keeps one more package out, and in how many it is the scarcest."""
    weeks: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for week in report.views[BenchView.CONFIRMED]:
        weeks.update({role for each in week.breaks for role in each.roles})
        first.update(each.role for each in week.breaks[:1])
    return weeks, first


def find_a_step_away(roster: Roster, role_id: str) -> NDArray[np.int64]:
    """Return the rows of who may be asked, does not hold the role, and holds one that leads up to it."""
    if role_id not in get_taxonomy():
        return np.zeros(0, np.int64)
    links = get_taxonomy().role(role_id).links
    below = [each.role_id for each in links if each.kind is LinkKind.STEP_UP and each.weight >= STEP_UP_WEIGHT]
    rows = [find_holders(roster, each) for each in below]
    together = np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.int64)
    found: NDArray[np.int64] = np.setdiff1d(together, find_holders(roster, role_id)).astype(np.int64)
    return found


def _learning(roster: Roster, role_id: str, learners: Iterable[tuple[int, Sequence[str]]]) -> set[int]:
    """Return who sits in a course for the role, or holds it in training; who holds it in full is left out."""
    held = roster.holdings.rows.get(role_id, np.zeros(0, np.int32))
    full = find_holders(roster, role_id)
    active = listed(roster)
    training = {int(roster.ids[row]) for row in np.setdiff1d(held, full) if active[row]}
    in_course = {person for person, roles in learners if role_id in roles}
    return (training | in_course) - set(roster.ids[full].tolist())


def list_unfilled(session: Session, *, today: date) -> list[Unfilled]:
    """Return the lines with person-days in the last ninety days that nobody was booked for, the most first."""
    first, last = today - PAST, today - timedelta(days=1)
    lines = list_past_lines(session, first=first, last=last)
    ids = [line.position_id for line in lines]
    stored = map_line_days(session, ids)
    worked: dict[int, Counter[date]] = {}
    for position_id, begins, ends in list_worked_spans(session, ids):
        worked.setdefault(position_id, Counter()).update(_days([(begins, ends)], first, last))
    found = []
    for line in lines:
        days = set(_days(stored.get(line.position_id) or _own_days(line), first, last))
        mine = worked.get(line.position_id, Counter[date]())
        missing = sum(max(line.quantity - mine[day], 0) for day in days)
        found.append(Unfilled(line, line.quantity * len(days), missing))
    return sorted((each for each in found if each.unfilled), key=lambda each: -each.unfilled)


def _own_days(line: PastLine) -> list[tuple[date, date]]:
    dated = [date.fromisoformat(day) for day in line.daily_dates]
    return [(day, day) for day in dated] or [(line.starts_on, line.ends_on)]


def _days(spans: Iterable[tuple[date, date]], first: date, last: date) -> list[date]:
    return [
        date.fromordinal(number)
        for begins, ends in spans
        for number in range(max(begins, first).toordinal(), min(ends, last).toordinal() + 1)
    ]
