"""Plans handed to a worker, taken by one, cancelled: who may run a plan, and when a run counts as stopped."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, or_, update
from sqlmodel import Session, col

from app.errors import ConflictError
from app.messages import mark
from app.models.plan import Plan, PlanStatus
from app.queries.plan import get_plan
from app.services.audit import Actor
from app.services.plan.draft import note
from app.services.plan.lines import read_lines
from app.services.weights import ensure_weights

SILENCE = timedelta(seconds=60)
"""After so long without a sign of life a worker counts as gone, and the plan may be handed to another."""

STOPPED = mark("The work on this plan stopped before it was done. Start it again.")


class PlanState(StrEnum):
    """Where a plan stands as people see it: its status, or that whoever worked on it has gone."""

    DRAFT = "draft"
    QUEUED = "queued"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


def plan_state(plan: Plan, now: datetime) -> PlanState:
    """Return where a plan stands: one that nobody has worked on for a minute is stopped."""
    if plan.status in {PlanStatus.QUEUED, PlanStatus.RUNNING} and _last_sign(plan) < now - SILENCE:
        return PlanState.STOPPED
    return PlanState(plan.status.value)


def _last_sign(plan: Plan) -> datetime:
    seen = plan.alive_at if plan.status is PlanStatus.RUNNING else plan.asked_at
    return seen or plan.made_at


def ask_for_plan(session: Session, actor: Actor, plan: Plan) -> Plan:
    """Hand a plan to a worker: the caller commits, then starts one. A stopped, cancelled or failed plan may be again.

    ConflictError where it is being worked out or is done, where a need of it was closed since, or nothing is left
    to plan.
    """
    plan = get_plan(session, plan.id or 0, lock=True)
    state = plan_state(plan, actor.at)
    if state in {PlanState.QUEUED, PlanState.RUNNING}:
        raise ConflictError(mark("This plan is being worked out already."))
    if state is PlanState.DONE:
        raise ConflictError(mark("This plan is done. Change something, then work it out again."))
    if not read_lines(session, plan):
        raise ConflictError(mark("All days of these productions have passed: there is nothing to plan."))
    plan.weight_set_id = ensure_weights(session, actor).id
    plan.status, plan.asked_at, plan.error, plan.progress = PlanStatus.QUEUED, actor.at, "", {}
    plan.started_at = plan.alive_at = plan.cancel_asked_at = plan.finished_at = None
    session.add(plan)
    session.flush()
    note(session, actor, plan, "asked")
    return plan


def cancel_plan(session: Session, actor: Actor, plan: Plan) -> None:
    """Stop the work on a plan: at once where nobody is at it, else the worker stops within a second or two."""
    plan = get_plan(session, plan.id or 0, lock=True)
    state = plan_state(plan, actor.at)
    if state not in {PlanState.QUEUED, PlanState.RUNNING, PlanState.STOPPED}:
        raise ConflictError(mark("Nobody is working on this plan. Reload the page."))
    plan.cancel_asked_at = plan.cancel_asked_at or actor.at
    if state is not PlanState.RUNNING:
        plan.status, plan.finished_at = PlanStatus.CANCELLED, actor.at
    session.add(plan)
    session.flush()
    note(session, actor, plan, "cancelled")


def claim_plan(session: Session, plan_id: int, *, now: datetime) -> bool:
    """Take a queued plan, or one whose worker has gone; True for the one worker that got it.

    `now` becomes its `started_at`: the mark by which this worker's later writes are told from those of another.
    """
    silent = and_(col(Plan.status) == PlanStatus.RUNNING, col(Plan.alive_at) < now - SILENCE)
    free = or_(col(Plan.status) == PlanStatus.QUEUED, silent)
    values = {"status": PlanStatus.RUNNING, "started_at": now, "alive_at": now}
    return _update(session, and_(col(Plan.id) == plan_id, free), values)


def still_mine(plan_id: int, started_at: datetime) -> ColumnElement[bool]:
    """Return the condition under which a worker may still write: it runs the plan, and nobody took it over."""
    return and_(col(Plan.id) == plan_id, col(Plan.status) == PlanStatus.RUNNING, col(Plan.started_at) == started_at)


def write_running(session: Session, plan_id: int, started_at: datetime, **values: Any) -> bool:
    """Write what a worker has to say of its plan; False where it is not the worker's any more."""
    return _update(session, still_mine(plan_id, started_at), values)


def fail_plan(session: Session, plan_id: int, *, error: str, now: datetime) -> bool:
    """Mark a plan that is still waiting for a worker as failed; `error` is a message id."""
    waiting = and_(col(Plan.id) == plan_id, col(Plan.status) == PlanStatus.QUEUED)
    return _update(session, waiting, {"status": PlanStatus.FAILED, "error": error, "finished_at": now})


def _update(session: Session, where: ColumnElement[bool], values: dict[str, Any]) -> bool:
    result: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # an UPDATE gives a cursor's result
        update(Plan).where(where).values(**values).execution_options(synchronize_session=False)
    )
    return result.rowcount == 1
