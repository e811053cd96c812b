"""One slot of a plan, with its person or its reason, and the other lines that the person could be moved to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.models.crew import CrewMember
from app.models.plan import Plan, PlanLine, PlanProduction, PlanSlot, PlanSpan
from app.queries.plan import get_plan_slot, list_plan_lines, list_plan_productions, list_plan_spans, map_people
from app.services.place_choices import place_name
from app.services.plan_pages.kept import state_of
from app.services.role_choices import department_name, role_name
from app.services.sentences import say_stored


@dataclass(frozen=True)
class OtherLine:
    """A line of the same role, in any production of the plan, that the person could be put on instead."""

    key: str
    title: str
    production: str


@dataclass(frozen=True)
class SlotPage:
    """What the panel of a slot shows; `said` is the title as asked where it says more than the role.

    `remedy` says what would be nearest to fill it while it is open, `helpers` are the people whom that concerns.
    """

    slot: PlanSlot
    line: PlanLine
    production: PlanProduction
    title: str
    said: str
    department: str
    spans: Sequence[PlanSpan]
    member: CrewMember | None
    base: str
    state: str
    others: tuple[OtherLine, ...]
    remedy: str
    helpers: tuple[CrewMember, ...]

    @property
    def reconsent(self) -> bool:
        """Tell whether the person must agree to other days than those they hold or are booked for."""
        return bool(self.member and self.slot.gap_detail.get("reconsent"))

    @property
    def must_move(self) -> bool:
        """Tell whether a first hold of the person elsewhere would have to move."""
        return bool(self.member and self.slot.gap_detail.get("must_move"))


def open_slot(session: Session, plan: Plan, slot_id: int, locale: str) -> SlotPage:
    """Return a slot of a plan; NotFoundError where it has none."""
    slot, line, production = get_plan_slot(session, plan.id or 0, slot_id)
    named = [int(each) for each in slot.gap_detail.get("people", ())]
    people = map_people(session, [*named, *([slot.crew_member_id] if slot.crew_member_id else [])])
    member = people.get(slot.crew_member_id or 0)
    title = role_name(line.role_id, locale) or line.title
    titles = {each.id: each.title for each in list_plan_productions(session, plan.id or 0)}
    lines = list_plan_lines(session, plan.id or 0)
    return SlotPage(
        slot=slot,
        line=line,
        production=production,
        title=title,
        said=line.title if line.title.casefold() != title.casefold() else "",
        department=department_name(line.department_id or "", locale),
        spans=list_plan_spans(session, plan.id or 0).get(line.id or 0, []),
        member=member,
        base=place_name(member.base_place) if member else "",
        state=state_of(slot) if member else "open",
        others=tuple(
            OtherLine(each.key, role_name(each.role_id, locale), titles[each.plan_production_id])
            for each in lines
            if each.role_id == line.role_id and each.role_id and each.id != line.id and each.trainee == line.trainee
        ),
        remedy=say_stored(locale, slot.remedy["message"], slot.remedy.get("values", {})) if slot.remedy else "",
        helpers=tuple(people[each] for each in named if each in people),
    )
