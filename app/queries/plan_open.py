"""Reads of plans that are still open: whose word on their days would change one."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models.need import Need
from app.models.plan import Plan, PlanGap, PlanLine, PlanProduction, PlanSlot, PlanSpan, PlanStatus
from app.queries.asking_days import OPEN_NEEDS


def list_wanted_in_plans(session: Session, *, since: datetime, today: date) -> list[tuple[int, date, date, int]]:
    """Return (person, first, last day, production) of whom open plans would place if they confirmed these days.

    Open is a plan that was found since then, that no later one builds on and that asked nobody yet. Only productions
    whose need staff have accepted count: nobody hears of another.
    """
    later = sa.orm.aliased(Plan)
    followed = sa.exists().where(col(later.based_on_id) == col(Plan.id), col(later.status) == PlanStatus.DONE)
    statement = (
        sa.select(PlanSlot, col(PlanLine.id), col(PlanProduction.production_id))
        .join(PlanLine, col(PlanLine.id) == col(PlanSlot.plan_line_id))
        .join(PlanProduction, col(PlanProduction.id) == col(PlanLine.plan_production_id))
        .join(Plan, col(Plan.id) == col(PlanSlot.plan_id))
        .join(Need, col(Need.id) == col(PlanProduction.need_id))
        .where(
            col(Plan.status) == PlanStatus.DONE,
            col(Plan.finished_at) >= since,
            col(Plan.offered_at).is_(None),
            ~followed,
            col(Need.status).in_(OPEN_NEEDS),
            col(PlanLine.ends_on) >= today,
            sa.or_(
                col(PlanSlot.gap) == PlanGap.UNCONFIRMED,
                sa.and_(col(PlanSlot.crew_member_id).is_not(None), ~col(PlanSlot.sure)),
            ),
        )
        .order_by(col(PlanSlot.id))
    )
    wanted: dict[tuple[int, int], int] = {}
    for slot, line_id, production_id in session.execute(statement):
        people = [slot.crew_member_id] if slot.crew_member_id else slot.gap_detail.get("people", [])
        wanted |= {(person, line_id): production_id for person in people if production_id}
    spans: dict[int, list[PlanSpan]] = {}
    for span in session.exec(select(PlanSpan).where(col(PlanSpan.plan_line_id).in_({line for _, line in wanted}))):
        spans.setdefault(span.plan_line_id, []).append(span)
    return [
        (person, span.starts_on, span.ends_on, production_id)
        for (person, line_id), production_id in wanted.items()
        for span in spans.get(line_id, [])
    ]
