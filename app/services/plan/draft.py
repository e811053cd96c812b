"""Drafts of plans: begun from needs, or from a plan that is worked out, so that no plan changes once it was found."""

from collections.abc import Sequence
from datetime import date
from zlib import crc32

from sqlmodel import Session, col, select

from app import clock
from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.need import Need
from app.models.plan import Plan, PlanProduction, PlanRule, PlanSource, PlanStatus, PlanView
from app.models.production import Production
from app.queries.plan import find_draft_on, get_plan, list_plan_productions, list_plan_rules
from app.services.audit import Actor, record_audit
from app.services.plan.lines import OPEN

LONGEST_NAME, MOST_PRODUCTIONS, MOST_SECONDS = 160, 40, 3600
BEING_WORKED_OUT = mark("This plan is being worked out. Wait for it, or cancel it, then change it.")


def draft_plan(
    session: Session,
    actor: Actor,
    *,
    name: str,
    need_ids: Sequence[int],
    view: PlanView,
    may_move_holds: bool,
    time_limit_seconds: int,
    today: date,
) -> Plan:
    """Begin a plan of needs that staff have received or accepted; without a name it is called by their codes.

    InvalidInputError where a need is unknown or not open, twice the same production is chosen, or a number is wrong.
    """
    chosen = _read_needs(session, need_ids)
    if not 1 <= time_limit_seconds <= MOST_SECONDS:
        raise InvalidInputError(mark("Give the plan between 1 and %(most)s seconds."), most=MOST_SECONDS)
    codes = [production.code for _, production in chosen]
    plan = Plan(
        name=_name(name, codes),
        view=view,
        may_move_holds=may_move_holds,
        time_limit_seconds=time_limit_seconds,
        seed=crc32("/".join(sorted(codes)).encode()),
        today_on=today,
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    session.add(plan)
    session.flush()
    session.add_all(
        PlanProduction(
            plan_id=plan.id or 0,
            key=f"n{need.id}",
            ordinal=ordinal,
            source=PlanSource.NEED,
            need_id=need.id,
            production_id=production.id,
            title=production.working_title,
            priority=production.priority,
        )
        for ordinal, (need, production) in enumerate(chosen, 1)
    )
    session.flush()
    note(session, actor, plan, "drafted", view=view.value, needs=[need.id for need, _ in chosen])
    return plan


def find_or_draft_next(session: Session, actor: Actor, plan: Plan) -> Plan:
    """Return the draft that a change to `plan` goes into: itself while it is one, else its one open draft.

    The draft begins with the plan's productions and rules. ConflictError while the plan is being worked out.
    """
    plan = get_plan(session, plan.id or 0, lock=True)
    if plan.status is PlanStatus.DRAFT:
        return plan
    if plan.status in {PlanStatus.QUEUED, PlanStatus.RUNNING}:
        raise ConflictError(BEING_WORKED_OUT)
    known = find_draft_on(session, plan.id or 0)
    if known is not None:
        return known
    draft = Plan(
        name=plan.name,
        view=plan.view,
        based_on_id=plan.id,
        may_move_holds=plan.may_move_holds,
        time_limit_seconds=plan.time_limit_seconds,
        seed=plan.seed,
        today_on=max(plan.today_on, clock.day_of(actor.at)),
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    session.add(draft)
    session.flush()
    _copy(session, plan, draft)
    note(session, actor, draft, "drafted", based_on=plan.id)
    return draft


def discard_draft(session: Session, actor: Actor, plan: Plan) -> None:
    """Throw away a draft with what was changed in it; ConflictError for a plan that was handed to a worker."""
    plan = get_plan(session, plan.id or 0, lock=True)
    if plan.status is not PlanStatus.DRAFT:
        raise ConflictError(mark("Only a draft can be discarded. Reload the page."))
    note(session, actor, plan, "discarded", name=plan.name)
    session.delete(plan)
    session.flush()


def note(session: Session, actor: Actor, plan: Plan, what: str, **values: object) -> None:
    """Write down what staff did with a plan."""
    record_audit(
        session, actor, f"staff:plan:{what}", subject_kind="plan", subject_id=plan.id, after=dict(values) or None
    )


def _read_needs(session: Session, need_ids: Sequence[int]) -> list[tuple[Need, Production]]:
    wanted = list(dict.fromkeys(need_ids))
    if not wanted:
        raise InvalidInputError(mark("Choose at least one need to plan."))
    if len(wanted) > MOST_PRODUCTIONS:
        raise InvalidInputError(mark("A plan takes no more than %(most)s productions."), most=MOST_PRODUCTIONS)
    statement = (
        select(Need, Production)
        .join(Production, col(Production.id) == Need.production_id)
        .where(col(Need.id).in_(wanted))
    )
    found = {need.id: (need, production) for need, production in session.exec(statement)}
    if set(found) != set(wanted):
        raise InvalidInputError(mark("One of the needs is not there any more. Reload the page and choose again."))
    for need, production in found.values():
        if need.status not in OPEN:
            raise InvalidInputError(
                mark("%(title)s is not open, so it can't be planned. Leave it out."), title=production.working_title
            )
    productions = [production.id for _, production in found.values()]
    if len(set(productions)) < len(productions):
        raise InvalidInputError(mark("Two of the needs are of one production. Choose one of them."))
    return [found[each] for each in wanted]


def _name(typed: str, codes: Sequence[str]) -> str:
    name = typed.strip()
    if len(name) > LONGEST_NAME:
        raise InvalidInputError(mark("The plan's name is longer than %(most)s characters. Shorten it."), most=160)
    return name or " + ".join(codes)[:LONGEST_NAME]


def _copy(session: Session, plan: Plan, draft: Plan) -> None:
    same = {"id", "plan_id"}
    for production in list_plan_productions(session, plan.id or 0):
        session.add(PlanProduction(plan_id=draft.id or 0, **production.model_dump(exclude=same)))
    for rule in list_plan_rules(session, plan.id or 0):
        session.add(PlanRule(plan_id=draft.id or 0, **rule.model_dump(exclude=same)))
    session.flush()
