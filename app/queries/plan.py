"""Reads of plans: the list of them, and a kept plan's productions, lines, days, slots, rules and people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.account import Account
from app.models.crew import CrewMember
from app.models.need import Need, NeedStatus, Position
from app.models.plan import Plan, PlanInstance, PlanLine, PlanProduction, PlanRule, PlanSlot, PlanSpan, PlanStatus
from app.models.production import Production

PLANNABLE = (NeedStatus.RECEIVED, NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT)
"""Needs that may be planned; the people of a received one are seen by staff only, until it is accepted."""
_CHUNK = 5000


@dataclass(frozen=True)
class PlannableNeed:
    """A need that a plan can take up, with how many lines and slots it has."""

    need: Need
    production: Production
    lines: int
    slots: int


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list of plans: who made it, of what, after which."""

    plan: Plan
    made_by: str
    titles: tuple[str, ...]
    based_on: str


def get_plan(session: Session, plan_id: int, *, lock: bool = False) -> Plan:
    """Return a plan; `lock` keeps it from other writers. NotFoundError where there is none."""
    statement = select(Plan).where(Plan.id == plan_id)
    found = session.exec(statement.with_for_update() if lock else statement).first()
    if found is None:
        raise NotFoundError(mark("There is no such plan."))
    return found


def list_plans(session: Session, *, limit: int, offset: int = 0) -> list[PlanRow]:
    """Return plans, the newest first."""
    statement = select(Plan, Account.name).join(Account, col(Account.id) == col(Plan.made_by_id), isouter=True)
    found = list(session.exec(statement.order_by(col(Plan.id).desc()).limit(limit).offset(offset)))
    titles: dict[int, list[str]] = {}
    mine = select(PlanProduction).where(col(PlanProduction.plan_id).in_([plan.id for plan, _ in found]))
    for each in session.exec(mine.order_by(col(PlanProduction.ordinal))):
        titles.setdefault(each.plan_id, []).append(each.title)
    before = {plan.based_on_id for plan, _ in found if plan.based_on_id}
    names = dict(session.exec(select(Plan.id, Plan.name).where(col(Plan.id).in_(before))).all())
    return [
        PlanRow(plan, name or "", tuple(titles.get(plan.id or 0, ())), names.get(plan.based_on_id, ""))
        for plan, name in found
    ]


def count_plans(session: Session) -> int:
    """Return how many plans are kept."""
    return int(session.exec(select(func.count()).select_from(Plan)).one())


def list_plannable_needs(session: Session) -> list[PlannableNeed]:
    """Return needs that a plan can take up, by the first shooting day of their production."""
    counted = (
        select(
            col(Position.need_id).label("need_id"),
            func.count().label("lines"),
            func.sum(Position.quantity + Position.trainee_slots).label("slots"),
        )
        .group_by(col(Position.need_id))
        .subquery()
    )
    statement = (
        select(Need, Production, counted.c.lines, counted.c.slots)
        .join(Production, col(Production.id) == col(Need.production_id))
        .join(counted, counted.c.need_id == col(Need.id))
        .where(col(Need.status).in_(PLANNABLE))
        .order_by(col(Production.shoot_starts_on).is_(None), col(Production.shoot_starts_on), col(Need.id))
    )
    return [
        PlannableNeed(need, production, lines, int(slots)) for need, production, lines, slots in session.exec(statement)
    ]


def find_draft_on(session: Session, plan_id: int) -> Plan | None:
    """Return the draft that gathers changes of this plan, the newest where there are several."""
    mine = select(Plan).where(Plan.based_on_id == plan_id, Plan.status == PlanStatus.DRAFT)
    return session.exec(mine.order_by(col(Plan.id).desc()).limit(1)).first()


def list_plans_after(session: Session, plan_id: int) -> Sequence[Plan]:
    """Return the plans that were made from this one, drafts left out, the newest first."""
    mine = select(Plan).where(Plan.based_on_id == plan_id, Plan.status != PlanStatus.DRAFT)
    return session.exec(mine.order_by(col(Plan.id).desc())).all()


def list_done_plans(session: Session, *, limit: int) -> Sequence[Plan]:
    """Return the plans that are there to look at, the newest first."""
    statement = select(Plan).where(Plan.status == PlanStatus.DONE)
    return session.exec(statement.order_by(col(Plan.id).desc()).limit(limit)).all()


def find_instance(session: Session, plan_id: int) -> PlanInstance | None:
    """Return what was solved for a plan and the answer, compressed."""
    return session.get(PlanInstance, plan_id)


def list_plan_productions(session: Session, plan_id: int) -> Sequence[PlanProduction]:
    """Return the productions of a plan in their order."""
    mine = select(PlanProduction).where(PlanProduction.plan_id == plan_id)
    return session.exec(mine.order_by(col(PlanProduction.ordinal), col(PlanProduction.id))).all()


def list_plan_rules(session: Session, plan_id: int) -> Sequence[PlanRule]:
    """Return what staff asked of a plan, in the order in which they asked."""
    return session.exec(select(PlanRule).where(PlanRule.plan_id == plan_id).order_by(col(PlanRule.id))).all()


def list_plan_lines(session: Session, plan_id: int) -> Sequence[PlanLine]:
    """Return the lines of a plan in the order asked."""
    mine = select(PlanLine).where(PlanLine.plan_id == plan_id)
    return session.exec(mine.order_by(col(PlanLine.plan_production_id), col(PlanLine.ordinal), col(PlanLine.id))).all()


def list_plan_spans(session: Session, plan_id: int) -> dict[int, list[PlanSpan]]:
    """Return the days of a plan's lines, by line, earliest first."""
    found: dict[int, list[PlanSpan]] = {}
    mine = select(PlanSpan).join(PlanLine, col(PlanLine.id) == col(PlanSpan.plan_line_id))
    ordered = mine.where(PlanLine.plan_id == plan_id).order_by(col(PlanSpan.starts_on), col(PlanSpan.id))
    for span in session.exec(ordered):
        found.setdefault(span.plan_line_id, []).append(span)
    return found


def list_plan_slots(session: Session, plan_id: int) -> Sequence[PlanSlot]:
    """Return the slots of a plan, by line."""
    mine = select(PlanSlot).where(PlanSlot.plan_id == plan_id)
    return session.exec(mine.order_by(col(PlanSlot.plan_line_id), col(PlanSlot.slot))).all()


def get_plan_slot(session: Session, plan_id: int, slot_id: int) -> tuple[PlanSlot, PlanLine, PlanProduction]:
    """Return a slot of this plan with its line and production; NotFoundError where there is none."""
    statement = (
        select(PlanSlot, PlanLine, PlanProduction)
        .join(PlanLine, col(PlanLine.id) == col(PlanSlot.plan_line_id))
        .join(PlanProduction, col(PlanProduction.id) == col(PlanLine.plan_production_id))
        .where(PlanSlot.id == slot_id, PlanSlot.plan_id == plan_id)
    )
    found = session.exec(statement).first()
    if found is None:
        raise NotFoundError(mark("There is no such place in this plan."))
    return found


def list_placed(session: Session, plan_id: int) -> set[tuple[str, int]]:
    """Return who stands on which line of a plan, as (line key, crew member)."""
    statement = (
        select(PlanLine.key, PlanSlot.crew_member_id)
        .join(PlanSlot, col(PlanSlot.plan_line_id) == col(PlanLine.id))
        .where(PlanLine.plan_id == plan_id, col(PlanSlot.crew_member_id).is_not(None))
    )
    return {(key, person) for key, person in session.exec(statement) if person is not None}


def map_people(session: Session, ids: Iterable[int]) -> dict[int, CrewMember]:
    """Return crew members by id."""
    wanted = sorted(set(ids))
    found: dict[int, CrewMember] = {}
    for at in range(0, len(wanted), _CHUNK):
        part = select(CrewMember).where(col(CrewMember.id).in_(wanted[at : at + _CHUNK]))
        found |= {each.id or 0: each for each in session.exec(part)}
    return found
