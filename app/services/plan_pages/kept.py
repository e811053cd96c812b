"""A kept plan in memory: its rows read once, with what other pages ask of them."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from app.models.crew import CrewMember
from app.models.plan import Plan, PlanLine, PlanPlacement, PlanProduction, PlanSlot, PlanSpan
from app.queries.plan import (
    list_placed,
    list_plan_lines,
    list_plan_productions,
    list_plan_slots,
    list_plan_spans,
    map_people,
)


@dataclass(frozen=True)
class KeptPlan:
    """Rows of a plan; `before` is who stood on which line of the plan that it is based on, None without one."""

    plan: Plan
    productions: tuple[PlanProduction, ...]
    lines: tuple[PlanLine, ...]
    spans: dict[int, list[PlanSpan]]
    slots: tuple[PlanSlot, ...]
    people: dict[int, CrewMember]
    before: frozenset[tuple[str, int]] | None

    @cached_property
    def slots_of(self) -> dict[int, list[PlanSlot]]:
        """Return the slots by line."""
        found: dict[int, list[PlanSlot]] = defaultdict(list)
        for slot in self.slots:
            found[slot.plan_line_id].append(slot)
        return found

    @cached_property
    def lines_of(self) -> dict[int, list[PlanLine]]:
        """Return the lines by production."""
        found: dict[int, list[PlanLine]] = defaultdict(list)
        for line in self.lines:
            found[line.plan_production_id].append(line)
        return found

    @cached_property
    def line(self) -> dict[int, PlanLine]:
        """Return the lines by id."""
        return {each.id or 0: each for each in self.lines}

    @cached_property
    def production(self) -> dict[int, PlanProduction]:
        """Return the productions by id."""
        return {each.id or 0: each for each in self.productions}

    @cached_property
    def wanted_twice(self) -> set[int]:
        """Return whom several productions would take on the same days, had each been matched alone."""
        return {int(each["crew_member_id"]) for each in self.plan.baseline.get("double", ())}

    @cached_property
    def lost(self) -> set[tuple[str, int]]:
        """Return who stood on a line that is still there, and stands on it no more."""
        if self.before is None:
            return set()
        keys = {each.key for each in self.lines}
        now = {(self.line[each.plan_line_id].key, each.crew_member_id or 0) for each in self.slots}
        return {(key, person) for key, person in self.before if key in keys} - now

    def is_changed(self, slot: PlanSlot) -> bool:
        """Tell whether the plan before had somebody else here; an open slot counts where somebody left its line."""
        if self.before is None:
            return False
        key = self.line[slot.plan_line_id].key
        if slot.crew_member_id is None:
            return any(lost == key for lost, _ in self.lost)
        return (key, slot.crew_member_id) not in self.before


def open_kept(session: Session, plan: Plan) -> KeptPlan:
    """Read a plan."""
    slots = tuple(list_plan_slots(session, plan.id or 0))
    return KeptPlan(
        plan=plan,
        productions=tuple(list_plan_productions(session, plan.id or 0)),
        lines=tuple(list_plan_lines(session, plan.id or 0)),
        spans=list_plan_spans(session, plan.id or 0),
        slots=slots,
        people=map_people(session, (each.crew_member_id for each in slots if each.crew_member_id)),
        before=frozenset(list_placed(session, plan.based_on_id)) if plan.based_on_id else None,
    )


def state_of(slot: PlanSlot) -> str:
    """Return how the person of a slot stands: booked, held, sure (free on every needed day) or unconfirmed."""
    if slot.placement is PlanPlacement.BOOKED:
        return "booked"
    if slot.placement is PlanPlacement.HELD:
        return "held"
    return "sure" if slot.sure else "unconfirmed"
