"""Pins: staff put a person on a line of a plan; only somebody whom the hard rules let through."""

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError, LlamadoError
from app.messages import mark
from app.models.crew import CrewMember
from app.models.plan import Plan, PlanPlacement, PlanRuleKind
from app.queries.shortlist import find_active_weights
from app.services.audit import Actor
from app.services.plan.change import find_line, put_rule
from app.services.plan.draft import find_or_draft_next
from app.services.plan.ground import Ground, read_ground
from app.services.plan.lines import Line
from app.services.plan.pools import Pools
from app.services.plan.standing import read_stands
from app.services.weights import read_weights
from matching.types import Rule
from matching.weights import DEFAULT_WEIGHTS

ELSEWHERE = {
    "away": mark("%(name)s is away on these days in this plan. Take that back first."),
    "clash": mark("%(name)s stands on another line on these days, or could not travel between. Take that back first."),
}
FULL = mark("All places of this line are booked, held or pinned. Take one of the pins back first.")
SOFT = mark("%(name)s is held by another production, or only maybe free, on some of these days. Choose somebody else.")
BY_RULE = {
    Rule.ROLE: mark("%(name)s does not hold this role, nor one close to it."),
    Rule.STEP_UP: mark("%(name)s would step up into this role, and the line takes no step-ups."),
    Rule.CONSENT: mark("%(name)s is not active, or does not want to be put forward."),
    Rule.DROPPED: mark("%(name)s was dropped from this line. Take that back in the need first."),
    Rule.DAYS: mark("%(name)s is booked or can't work on some of these days."),
    Rule.LANGUAGE: mark("%(name)s does not speak a language that this line asks for."),
    Rule.CREDENTIAL: mark("%(name)s lacks a licence that this line asks for."),
    Rule.RESIDENCY: mark("%(name)s is not shown to live in the state, as this line asks."),
    Rule.TRAVEL: mark("%(name)s lives away from the base and does not travel."),
    Rule.CREDITS: mark("%(name)s has fewer credits than this line asks for."),
}


def pin(session: Session, actor: Actor, plan: Plan, *, crew_member_id: int, line_key: str) -> Plan:
    """Put a person on a line of the plan, whatever it would choose; a bar of them there goes.

    Days that nobody has confirmed are staff's risk, and are shown so. InvalidInputError for somebody who breaks a
    hard rule of the line; ConflictError where they stand elsewhere on these days, or the line is full.
    """
    draft = find_or_draft_next(session, actor, plan)
    put_rule(session, actor, draft, PlanRuleKind.PIN, crew_member_id, line_key=line_key)
    row = find_active_weights(session)
    ground = read_ground(session, draft, read_weights(row) if row else DEFAULT_WEIGHTS)
    line = find_line(ground.lines, line_key)
    if line.position is None:
        raise InvalidInputError(mark("No role is chosen for this title yet. Choose it in the need, then pin people."))
    mine = (crew_member_id, line_key, PlanPlacement.PINNED)
    for each in read_stands(ground, Pools(ground)).broken:
        if (each.crew_member_id, each.line_key, each.placement) == mine:
            raise _refusal(ground, line, session.get_one(CrewMember, crew_member_id), each.why)
    return draft


def _refusal(ground: Ground, line: Line, member: CrewMember, why: str) -> LlamadoError:
    if why == "surplus":
        return ConflictError(FULL)
    if why in ELSEWHERE:
        return ConflictError(ELSEWHERE[why], name=member.name)
    assert line.position is not None  # noqa: S101 - the caller has looked
    broken = ground.matcher.why_not(line.position, member.id or 0)
    rule = next((each.rule for each in broken if not (line.trainee and each.rule is Rule.ROLE)), None)
    return InvalidInputError(BY_RULE[rule] if rule else SOFT, name=member.name)
