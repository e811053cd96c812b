"""The selection as a file in the registry's own form, which an import takes."""

from collections.abc import Sequence

from sqlmodel import Session

from app.models.crew import CrewMember
from app.services.audit import Actor
from app.services.bulk.plan import HAS_LEFT, BulkPlan
from app.services.imports.registry_file import OPEN, export_registry


def plan_file(people: Sequence[CrewMember], form: str) -> BulkPlan:
    """Return who of these stands in the file: who has left the registry does not."""
    plan = BulkPlan(None, {"form": form})
    for member in people:
        if member.status in OPEN:
            plan.reach(member)
        else:
            plan.leave_out(member, HAS_LEFT)
    return plan


def write_file(session: Session, actor: Actor, plan: BulkPlan, *, locale: str) -> bytes:
    """Return the people whom a plan reaches as a file; that it went out is audited."""
    people = [member.id or 0 for member in plan.reached]
    return export_registry(session, actor, form=plan.values["form"], locale=locale, people=people)
