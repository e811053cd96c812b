"""Two plans side by side, with names: totals, lines that gained, lost or changed people, who must agree again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.models.crew import CrewMember
from app.models.plan import Plan, PlanLine
from app.queries.plan import list_plan_lines, list_plan_productions, map_people
from app.services.plan.compare import Change, Comparison, LineChange, Reconsent, Total, compare
from app.services.role_choices import department_name, list_departments, role_name


@dataclass(frozen=True)
class Only:
    """Which lines are wanted; empty means all that differ."""

    production: str = ""
    department: str = ""
    change: str = ""


@dataclass(frozen=True)
class LineRow:
    """A line that differs, with the people who stay, come and leave."""

    told: LineChange
    title: str
    production: str
    department: str
    stay: tuple[CrewMember, ...]
    come: tuple[CrewMember, ...]
    leave: tuple[CrewMember, ...]


@dataclass(frozen=True)
class AgainRow:
    """Somebody whose line has other days; `to` names the lines that they go to instead of staying."""

    told: Reconsent
    member: CrewMember
    title: str
    production: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Versus:
    """What the page shows. `engaged` had agreed to the old days, `planned` had not been asked yet."""

    comparison: Comparison
    departments: tuple[Total, ...]
    lines: tuple[LineRow, ...]
    differing: int
    engaged: tuple[AgainRow, ...]
    planned: tuple[AgainRow, ...]
    people: Mapping[int, CrewMember]


def set_side_by_side(session: Session, before: Plan, after: Plan, locale: str, only: Only) -> Versus:
    """Compare `after` with `before`."""
    found = compare(session, before, after)
    reading = _Reading(session, (before, after), found, locale)
    differing = [each for each in found.lines if each.change is not Change.SAME or each.moved]
    again = [reading.again(each) for each in found.reconsent]
    return Versus(
        comparison=found,
        departments=tuple(reading.departments()),
        lines=tuple(reading.line(each) for each in differing if _is_wanted(each, only)),
        differing=len(differing),
        engaged=tuple(each for each in again if each.told.engaged),
        planned=tuple(each for each in again if not each.told.engaged),
        people=reading.people,
    )


def _is_wanted(line: LineChange, only: Only) -> bool:
    if only.production and line.production_key != only.production:
        return False
    if only.department and line.department_id != only.department:
        return False
    return not only.change or line.change.value == only.change


class _Reading:
    """Names of people, lines and productions of both plans; the newer plan's stand where both have them."""

    def __init__(self, session: Session, plans: Sequence[Plan], found: Comparison, locale: str) -> None:
        self._found, self._locale = found, locale
        ids = {person for line in found.lines for person in (*line.stay, *line.come, *line.leave)}
        self.people = map_people(session, ids | {each.crew_member_id for each in found.reconsent})
        self._lines: dict[str, PlanLine] = {}
        self._titles: dict[str, str] = {}
        for plan in plans:
            self._lines |= {each.key: each for each in list_plan_lines(session, plan.id or 0)}
            self._titles |= {each.key: each.title for each in list_plan_productions(session, plan.id or 0)}

    def departments(self) -> list[Total]:
        """Return the departments in the crew list's order, with their names."""
        order = [each.id for each in list_departments(self._locale)]
        known = sorted(self._found.departments, key=lambda each: order.index(each.key) if each.key in order else 999)
        return [Total(each.key, department_name(each.key, self._locale), each.slots, each.filled) for each in known]

    def line(self, told: LineChange) -> LineRow:
        """Return a line with names."""
        return LineRow(
            told=told,
            title=self._title(told.key),
            production=self._titles.get(told.production_key, ""),
            department=department_name(told.department_id or "", self._locale),
            stay=self._members(told.stay),
            come=self._members(told.come),
            leave=self._members(told.leave),
        )

    def again(self, told: Reconsent) -> AgainRow:
        """Return somebody whose days move, with names."""
        return AgainRow(
            told=told,
            member=self.people[told.crew_member_id],
            title=self._title(told.line_key),
            production=self._titles.get(told.line_key.partition(":")[0], ""),
            to=tuple(self._title(each) for each in told.to),
        )

    def _title(self, key: str) -> str:
        line = self._lines.get(key)
        return (role_name(line.role_id, self._locale) or line.title) if line else key

    def _members(self, ids: Sequence[int]) -> tuple[CrewMember, ...]:
        known = [self.people[each] for each in ids if each in self.people]
        return tuple(sorted(known, key=lambda each: (each.name_key, each.id or 0)))
