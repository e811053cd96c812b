"""What a need comes to: each line with the role it means, its department and its days; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.models.need import PeriodKind
from app.services.need_bases import Bases
from app.services.need_content import LineContent, NeedContent
from app.services.need_days import DaysError, Stretch, stretches
from app.services.problem import Problem
from app.services.role_reading import RoleReading, Understood, read_roles
from app.services.taxonomy import get_taxonomy
from config import get_settings

_NAMED = 60


@dataclass(frozen=True)
class PlannedLine:
    """A line as asked and as understood. `problem` is set where its days can't be told: then it has no stretches."""

    number: int
    line: LineContent
    reading: RoleReading
    department_id: str | None
    bases: list[str]
    stretches: list[Stretch]
    problem: Problem | None = None

    @property
    def starts_on(self) -> date:
        """Return the first needed day."""
        return min(stretch.starts_on for stretch in self.stretches)

    @property
    def ends_on(self) -> date:
        """Return the last needed day."""
        return max(stretch.ends_on for stretch in self.stretches)

    @property
    def free_days(self) -> int | None:
        """Return how many days inside the window are asked for, where they have no dates yet."""
        return None if self.line.dates else self.line.free_days

    def shoot(self) -> tuple[date | None, date | None]:
        """Return the first and last shooting day of the line, where it shoots."""
        days = [stretch for stretch in self.stretches if stretch.period is PeriodKind.SHOOT]
        return (days[0].starts_on, days[-1].ends_on) if days else (None, None)


def plan_need(content: NeedContent) -> list[PlannedLine]:
    """Return every line of a need with what it was understood as, in order; as many as were handed in."""
    bases = Bases(content.production, get_settings().commission_state)
    readings = read_roles(content.lines)
    return [
        _plan_line(content, bases, number, line, reading)
        for number, (line, reading) in enumerate(zip(content.lines, readings, strict=True), 1)
    ]


def _plan_line(content: NeedContent, bases: Bases, number: int, line: LineContent, reading: RoleReading) -> PlannedLine:
    department_id, level = _place_in_crew(line, reading)
    days: list[Stretch] = []
    problem = None
    try:
        days = stretches(
            line,
            content.production,
            bases,
            department_id=department_id,
            level=level,
            not_before=content.received_on,
        )
    except DaysError as error:
        told = error.problem
        problem = Problem(
            told.message,
            told.values,
            line=number,
            name=(line.code or line.asked_as)[:_NAMED],
            fields=told.fields,
            value=told.value,
        )
    return PlannedLine(number, line, reading, department_id, bases.names_of(line.bases), days, problem)


def _place_in_crew(line: LineContent, reading: RoleReading) -> tuple[str | None, int]:
    """Return department and level: the role's, else the department as typed with the level of its head."""
    taxonomy = get_taxonomy()
    if reading.role_id is not None:
        role = taxonomy.role(reading.role_id)
        return role.department_id, role.level
    typed = taxonomy.find_department(line.department) if line.department else None
    if typed is not None:
        return typed.id, 1
    departments = {taxonomy.role(role_id).department_id for role_id in reading.choices}
    return (departments.pop() if len(departments) == 1 else None), 1


def position_values(planned: PlannedLine) -> dict[str, Any]:
    """Return the columns of the position that a line with days comes to; its need and its place in it are not told."""
    line, reading = planned.line, planned.reading
    shoot_starts_on, shoot_ends_on = planned.shoot()
    same = ("code", "asked_as", "quantity", "engagement", "credentials", "skills", "min_credits", "local")
    more = ("accept_step_up", "trainee_slots", "priority", "note")
    return {name: getattr(line, name) for name in (*same, *more)} | {
        "department_id": planned.department_id,
        "role_id": reading.role_id,
        "role_confidence": reading.confidence,
        "choices_offered": list(reading.choices),
        "base_names": planned.bases,
        "starts_on": planned.starts_on,
        "ends_on": planned.ends_on,
        "shoot_starts_on": shoot_starts_on,
        "shoot_ends_on": shoot_ends_on,
        "free_days": planned.free_days,
        "daily_dates": [day.isoformat() for day in line.dates],
        "languages": [
            {"language": ask.language, "level": ask.level.value, "required": "yes" if ask.required else "no"}
            for ask in line.languages
        ],
    }


@dataclass(frozen=True, slots=True)
class NeedCount:
    """How a need was understood, in numbers: every line is in exactly one of the four."""

    lines: int
    heads: int
    trainees: int
    chosen: int
    read: int
    asked: int
    unknown: int


def count_need(plan: Sequence[PlannedLine]) -> NeedCount:
    """Count lines, heads and how the lines were understood."""
    understood = [each.reading.understood for each in plan]
    return NeedCount(
        lines=len(plan),
        heads=sum(each.line.quantity for each in plan),
        trainees=sum(each.line.trainee_slots for each in plan),
        chosen=understood.count(Understood.CHOSEN),
        read=understood.count(Understood.READ),
        asked=understood.count(Understood.ASKED),
        unknown=understood.count(Understood.UNKNOWN),
    )
