"""What stood before or was pinned, and a plan can't keep: each booking, hold or pin with its reason."""

from dataclasses import dataclass

from sqlmodel import Session

from app.messages import mark, translate
from app.models.crew import CrewMember
from app.models.plan import PlanPlacement
from app.queries.plan import map_people
from app.services.plan_pages.kept import KeptPlan
from app.services.role_choices import role_name

WHY = {
    "days": mark("is not free on these days"),
    "away": mark("is away in this plan"),
    "forbidden": mark("was kept off this line"),
    "clash": mark("stands on another line then"),
    "surplus": mark("the line is full"),
    "ruled_out": mark("does not meet what the line asks for"),
}
"""Reason as the plan keeps it -> its words."""


@dataclass(frozen=True)
class Broken:
    """Somebody who could not be kept on a line."""

    member: CrewMember
    title: str
    production: str
    placement: PlanPlacement
    why: str


def list_broken(session: Session, kept: KeptPlan, locale: str) -> list[Broken]:
    """Return what the plan can't keep, in its order; who or what is gone by now is left out."""
    told = kept.plan.baseline.get("broken", [])
    people = map_people(session, (int(each["crew_member_id"]) for each in told))
    lines = {each.key: each for each in kept.lines}
    found = []
    for each in told:
        line, member = lines.get(each["line"]), people.get(int(each["crew_member_id"]))
        if line is not None and member is not None:
            production = kept.production[line.plan_production_id].title
            title = role_name(line.role_id, locale) or line.title
            why = translate(locale, WHY.get(each["why"], WHY["clash"]))
            found.append(Broken(member, title, production, PlanPlacement(each["placement"]), why))
    return found
