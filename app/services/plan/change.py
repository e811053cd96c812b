"""Changes to a plan: pins, lines barred, days away, productions moved or taken out; each goes into a draft."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.messages import mark
from app.models.crew import CrewMember
from app.models.plan import Plan, PlanProduction, PlanRule, PlanRuleKind, PlanView
from app.queries.plan import list_plan_productions, list_plan_rules
from app.services.audit import Actor, record_audit
from app.services.plan.draft import LONGEST_NAME, MOST_SECONDS, find_or_draft_next, note
from app.services.plan.lines import FIRST_PRIORITY, LAST_PRIORITY, Line, read_lines

MOST_SHIFT = 366
MOST_AWAY = timedelta(days=366)


def forbid(session: Session, actor: Actor, plan: Plan, *, crew_member_id: int, line_key: str) -> Plan:
    """Keep a person off a line; a pin of them there goes."""
    draft = find_or_draft_next(session, actor, plan)
    find_line(read_lines(session, draft), line_key)
    put_rule(session, actor, draft, PlanRuleKind.FORBID, crew_member_id, line_key=line_key)
    return draft


def away(session: Session, actor: Actor, plan: Plan, *, crew_member_id: int, starts_on: date, ends_on: date) -> Plan:
    """Take a person to be away on these days (ill, say), whatever their calendar says; nothing is written there."""
    if ends_on < starts_on:
        raise InvalidInputError(mark("The last day away lies before the first. Put the days in order."))
    if ends_on - starts_on > MOST_AWAY:
        raise InvalidInputError(mark("Days away span no more than a year. Give shorter ones."))
    draft = find_or_draft_next(session, actor, plan)
    put_rule(session, actor, draft, PlanRuleKind.AWAY, crew_member_id, starts_on=starts_on, ends_on=ends_on)
    return draft


def drop_rule(session: Session, actor: Actor, plan: Plan, *, rule_id: int) -> Plan:
    """Take back a pin, a bar or days away; in a plan that is worked out, the same rule of its draft."""
    draft = find_or_draft_next(session, actor, plan)
    told = session.get(PlanRule, rule_id)
    mine = next((rule for rule in list_plan_rules(session, draft.id or 0) if told and _same(rule, told)), None)
    if told is None or told.plan_id not in {plan.id, draft.id} or mine is None:
        raise NotFoundError(mark("There is no such rule in this plan."))
    _note_rule(session, actor, mine, "dropped")
    session.delete(mine)
    session.flush()
    return draft


def shift_production(session: Session, actor: Actor, plan: Plan, *, key: str, days: int) -> Plan:
    """Plan a production so many days later (or, below 0, earlier) than it asks; 0 puts it back."""
    if not -MOST_SHIFT <= days <= MOST_SHIFT:
        raise InvalidInputError(mark("Move a production by no more than %(most)s days."), most=MOST_SHIFT)
    draft = find_or_draft_next(session, actor, plan)
    production = _find_production(session, draft, key)
    production.shift_days = days
    session.add(production)
    session.flush()
    note(session, actor, draft, "production_moved", key=key, days=days)
    return draft


def set_priority(session: Session, actor: Actor, plan: Plan, *, key: str, priority: int) -> Plan:
    """Give a production another priority in this plan, 1 first; the production's own stays."""
    if not FIRST_PRIORITY <= priority <= LAST_PRIORITY:
        raise InvalidInputError(mark("Priority is a number from 1 (first) to 5 (last)."))
    draft = find_or_draft_next(session, actor, plan)
    production = _find_production(session, draft, key)
    production.priority = priority
    session.add(production)
    session.flush()
    note(session, actor, draft, "priority_set", key=key, priority=priority)
    return draft


def set_view(
    session: Session,
    actor: Actor,
    plan: Plan,
    *,
    view: PlanView | None = None,
    may_move_holds: bool | None = None,
    time_limit_seconds: int | None = None,
) -> Plan:
    """Change whom a plan may place, whether first holds may be asked to move, or how long it may take."""
    if time_limit_seconds is not None and not 1 <= time_limit_seconds <= MOST_SECONDS:
        raise InvalidInputError(mark("Give the plan between 1 and %(most)s seconds."), most=MOST_SECONDS)
    draft = find_or_draft_next(session, actor, plan)
    draft.view = draft.view if view is None else view
    draft.may_move_holds = draft.may_move_holds if may_move_holds is None else may_move_holds
    draft.time_limit_seconds = draft.time_limit_seconds if time_limit_seconds is None else time_limit_seconds
    session.add(draft)
    session.flush()
    note(session, actor, draft, "view_set", view=draft.view.value, may_move_holds=draft.may_move_holds)
    return draft


def drop_production(session: Session, actor: Actor, plan: Plan, *, key: str) -> Plan:
    """Take a production out of a plan, with the rules for its lines; its need is not touched."""
    draft = find_or_draft_next(session, actor, plan)
    production = _find_production(session, draft, key)
    if len(list_plan_productions(session, draft.id or 0)) == 1:
        raise ConflictError(mark("This is the plan's only production. Discard the draft instead."))
    for rule in list_plan_rules(session, draft.id or 0):
        if rule.line_key.startswith(f"{key}:"):
            session.delete(rule)
    session.delete(production)
    session.flush()
    note(session, actor, draft, "production_dropped", key=key, title=production.title)
    return draft


def rename(session: Session, actor: Actor, plan: Plan, *, name: str) -> Plan:
    """Give a plan another name; this changes the plan itself, since nothing of what it found does."""
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise InvalidInputError(mark("Give the plan a name of no more than %(most)s characters."), most=LONGEST_NAME)
    plan.name = name.strip()
    session.add(plan)
    session.flush()
    note(session, actor, plan, "renamed", name=plan.name)
    return plan


def find_line(lines: Sequence[Line], key: str) -> Line:
    """Return the line with this key; InvalidInputError where the plan has none."""
    found = next((line for line in lines if line.key == key), None)
    if found is None:
        raise InvalidInputError(mark("There is no such line in this plan. Reload the page and choose again."))
    return found


def put_rule(
    session: Session, actor: Actor, draft: Plan, kind: PlanRuleKind, crew_member_id: int, **values: Any
) -> PlanRule:
    """Write a rule: one a person and line, and one a person and first day away; a later one takes its place."""
    if session.get(CrewMember, crew_member_id) is None:
        raise NotFoundError(mark("There is no such crew member."))
    wanted = PlanRule(plan_id=draft.id or 0, crew_member_id=crew_member_id, kind=kind, **values)
    rules = list_plan_rules(session, draft.id or 0)
    rule = next((each for each in rules if _stands_for(each, wanted)), wanted)
    rule.kind, rule.ends_on = kind, wanted.ends_on
    session.add(rule)
    session.flush()
    _note_rule(session, actor, rule, kind.value)
    return rule


def _note_rule(session: Session, actor: Actor, rule: PlanRule, what: str) -> None:
    days = [str(day) for day in (rule.starts_on, rule.ends_on) if day]
    record_audit(
        session,
        actor,
        f"staff:plan_rule:{what}",
        subject_kind="plan",
        subject_id=rule.plan_id,
        crew_member_id=rule.crew_member_id,
        after={"kind": rule.kind.value, "line": rule.line_key, "days": days},
    )


def _stands_for(rule: PlanRule, wanted: PlanRule) -> bool:
    """Return whether both speak of one person's place on a line, or of one person's days away from a day on."""
    if rule.crew_member_id != wanted.crew_member_id:
        return False
    if PlanRuleKind.AWAY in {rule.kind, wanted.kind}:
        return rule.kind is wanted.kind and rule.starts_on == wanted.starts_on
    return rule.line_key == wanted.line_key


def _same(rule: PlanRule, told: PlanRule) -> bool:
    return _stands_for(rule, told) and rule.kind is told.kind


def _find_production(session: Session, draft: Plan, key: str) -> PlanProduction:
    found = next((each for each in list_plan_productions(session, draft.id or 0) if each.key == key), None)
    if found is None:
        raise InvalidInputError(mark("There is no such production in this plan. Reload the page and choose again."))
    return found
