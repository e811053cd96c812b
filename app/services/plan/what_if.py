"""What-ifs: productions tried out in a plan, from a brief or a template shoot, that stand in no need."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from app.errors import InvalidInputError
from app.messages import mark
from app.models.plan import Plan, PlanProduction, PlanSource
from app.queries.plan import list_plan_productions
from app.services.audit import Actor
from app.services.brief import read_brief
from app.services.need_content import NeedContent
from app.services.package import ShootSize, package_content
from app.services.places import get_gazetteer
from app.services.plan.draft import MOST_PRODUCTIONS, find_or_draft_next, note
from app.services.plan.lines import read_what_if


def add_brief(session: Session, actor: Actor, plan: Plan, *, content: bytes) -> Plan:
    """Try out a production from a brief file; no need is written.

    Raises InvalidInputError (ProblemsError with every problem) for a file that can't be read.
    """
    read = read_brief(content)
    return add_what_if(session, actor, plan, read, PlanSource.BRIEF)


def add_package(
    session: Session,
    actor: Actor,
    plan: Plan,
    *,
    size: ShootSize,
    shoot_starts_on: date,
    base_place: str,
    title: str = "",
) -> Plan:
    """Try out a template shoot of a size, called `title`; `base_place` is a place of the gazetteer, or "" for none."""
    if base_place and base_place not in get_gazetteer():
        raise InvalidInputError(mark("The base is not a place that is known here. Choose one from the list."))
    draft = find_or_draft_next(session, actor, plan)
    if shoot_starts_on < draft.today_on:
        raise InvalidInputError(mark("The first shooting day has passed. Give a later one."))
    content = package_content(
        size,
        shoot_starts_on=shoot_starts_on,
        base_place=base_place,
        code=size.value,
        title=title or size.value,
        not_before=draft.today_on,
    )
    return add_what_if(session, actor, draft, content, PlanSource.PACKAGE)


def add_what_if(session: Session, actor: Actor, plan: Plan, content: NeedContent, source: PlanSource) -> Plan:
    """Add a production that stands in no need; ProblemsError where the days of a line can't be told."""
    read_what_if(content)
    draft = find_or_draft_next(session, actor, plan)
    others = list_plan_productions(session, draft.id or 0)
    if len(others) >= MOST_PRODUCTIONS:
        raise InvalidInputError(mark("A plan takes no more than %(most)s productions."), most=MOST_PRODUCTIONS)
    production = PlanProduction(
        plan_id=draft.id or 0,
        key=f"x{_next_number(others)}",
        ordinal=max((each.ordinal for each in others), default=0) + 1,
        source=source,
        title=content.production.working_title,
        content=content.to_json(),
    )
    session.add(production)
    session.flush()
    note(session, actor, draft, "production_added", key=production.key, source=source.value, title=production.title)
    return draft


def _next_number(others: Sequence[PlanProduction]) -> int:
    taken = [int(each.key[1:]) for each in others if each.source is not PlanSource.NEED]
    return max(taken, default=0) + 1
