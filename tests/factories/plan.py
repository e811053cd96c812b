"""Plans that are kept: productions with lines, slots and rules, as rows only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.models.crew import CrewMember
from app.models.need import PeriodKind
from app.models.plan import (
    Plan,
    PlanGap,
    PlanLine,
    PlanPlacement,
    PlanProduction,
    PlanSlot,
    PlanSource,
    PlanSpan,
    PlanStatus,
)
from app.services.role_choices import department_of
from tests.factories.crew import make_crew_member

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
SHOOT = date(2027, 3, 1)


@dataclass
class MadePlan:
    """A kept plan with what the factory made for it."""

    plan: Plan
    productions: list[PlanProduction] = field(default_factory=list)
    lines: list[PlanLine] = field(default_factory=list)
    slots: list[PlanSlot] = field(default_factory=list)
    people: list[CrewMember] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.plan.id or 0


def make_plan(session: Session, status: PlanStatus = PlanStatus.DONE, **values: Any) -> Plan:
    """Make a plan without productions; `values` override columns."""
    given = {"name": "Spring", "today_on": TODAY, "made_at": NOW, "status": status}
    plan = Plan(**{**given, **values})
    session.add(plan)
    session.flush()
    return plan


def add_production(session: Session, plan: Plan, title: str, ordinal: int = 0, **values: Any) -> PlanProduction:
    """Add a what-if production to a plan."""
    given = {"key": f"x{ordinal}", "source": PlanSource.PACKAGE, "ordinal": ordinal, "title": title}
    production = PlanProduction(**{"plan_id": plan.id, **given, **values})
    session.add(production)
    session.flush()
    return production


def add_line(
    session: Session, production: PlanProduction, role: str | None, slots: Sequence[CrewMember | None], ordinal: int = 0
) -> tuple[PlanLine, list[PlanSlot]]:
    """Add a line that preps a week and shoots four from SHOOT on, with these people on it; None leaves a slot open."""
    first, last = SHOOT - timedelta(days=7), SHOOT + timedelta(days=27)
    line = PlanLine(
        plan_id=production.plan_id,
        plan_production_id=production.id or 0,
        key=f"{production.key}:L{ordinal}",
        ordinal=ordinal,
        role_id=role,
        department_id=department_of(role) or None,
        title=role or "?",
        quantity=len(slots),
        weight=3,
        starts_on=first,
        ends_on=last,
    )
    session.add(line)
    session.flush()
    for period, start, end in (
        (PeriodKind.PREP, first, SHOOT - timedelta(days=1)),
        (PeriodKind.SHOOT, SHOOT, last),
    ):
        session.add(PlanSpan(plan_line_id=line.id or 0, period=period, starts_on=start, ends_on=end))
    made = [_slot(line, number, person) for number, person in enumerate(slots)]
    session.add_all(made)
    session.flush()
    return line, made


def _slot(line: PlanLine, number: int, person: CrewMember | None) -> PlanSlot:
    slot = PlanSlot(plan_id=line.plan_id, plan_line_id=line.id or 0, slot=number)
    if person is None:
        slot.gap = PlanGap.NOBODY_HOLDS_ROLE
    else:
        slot.crew_member_id, slot.placement, slot.score, slot.sure = person.id, PlanPlacement.CHOSEN, 700, True
    return slot


def make_kept_plan(session: Session, **values: Any) -> MadePlan:
    """Make a plan of two productions: a gaffer each, and a key grip line whose second slot stays open."""
    made = MadePlan(make_plan(session, slots=4, filled=3, **values))
    names = (("Jimena", "Robles"), ("Beto", "Luna"), ("Carla", "Paz"))
    made.people = [
        make_crew_member(session, role, given_name=given, surname=surname, phone=f"+52333100000{number}")
        for number, ((given, surname), role) in enumerate(zip(names, ("gaffer", "gaffer", "key-grip"), strict=True))
    ]
    jimena, beto, carla = made.people
    made.productions = [
        add_production(session, made.plan, "Largo Uno"),
        add_production(session, made.plan, "Serie Dos", 1),
    ]
    for production, role, people, ordinal in (
        (made.productions[0], "gaffer", [jimena], 0),
        (made.productions[0], "key-grip", [carla, None], 1),
        (made.productions[1], "gaffer", [beto], 0),
    ):
        line, slots = add_line(session, production, role, people, ordinal)
        made.lines.append(line)
        made.slots += slots
    return made
