"""E-mails to many: are your days still right, and invitations to sign in."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from app import clock
from app.messages import mark
from app.models.bulk import BulkDeed, BulkKind
from app.models.crew import CrewMember, CrewStatus
from app.queries.asking_days import list_askable
from app.queries.bulk import list_asked_since, list_taken_emails, list_with_account, parts_of
from app.services.account import make_sign_in_link, tell
from app.services.asking_days import PAUSE, Because, ToAsk, ask_people, limits_at, list_people_to_ask
from app.services.audit import Actor, record_audit
from app.services.bulk.keep import keep_deed
from app.services.bulk.plan import GONE, HAS_LEFT, MOST_EMAILS, NO_EMAIL, TOO_MANY, BulkPlan
from app.services.crew_account import open_crew_account
from app.services.notice import link_to
from app.services.told import CREW_INVITED

INVITATION_LIFE = timedelta(days=7)
NOT_ACTIVE = mark("not active")
JUST_CONFIRMED = mark("days confirmed within the last three days")
ASKED_LATELY = mark("asked within the last week")
AS_OFTEN = mark("asked as often as they wish, or consent withdrawn")
CAN_SIGN_IN = mark("can sign in already")
SHARED_EMAIL = mark("e-mail shared with another account or profile: settle that first")


def plan_ask(session: Session, actor: Actor, people: Sequence[CrewMember]) -> BulkPlan:
    """Return who of these can be asked now whether their days are right: within the limits of the job."""
    plan = BulkPlan(BulkKind.ASK, {})
    ids, limits = [member.id or 0 for member in people], limits_at(actor.at)
    askable = {member.id for part in parts_of(ids) for member in list_askable(session, part, limits)}
    lately = list_asked_since(session, ids, actor.at - PAUSE)
    for member in people:
        confirmed = member.confirmed_at is not None and member.confirmed_at >= limits.just_confirmed_at
        checks = (
            (not member.email, NO_EMAIL),
            (member.status is not CrewStatus.ACTIVE, NOT_ACTIVE),
            (confirmed, JUST_CONFIRMED),
            (member.id in lately, ASKED_LATELY),
            (member.id not in askable, AS_OFTEN),
        )
        _sort_in(plan, member, next((reason for speaks, reason in checks if speaks), ""))
    return plan


def _sort_in(plan: BulkPlan, member: CrewMember, reason: str) -> None:
    reason = reason or (TOO_MANY if len(plan.reached) >= MOST_EMAILS else "")
    if reason:
        plan.leave_out(member, reason)
    else:
        plan.reach(member)


def ask_many(session: Session, actor: Actor, plan: BulkPlan) -> BulkDeed:
    """Ask whom the plan reaches, each with the reason that applies to them; in the caller's transaction."""
    found = list_people_to_ask(session, now=actor.at, today=clock.day_of(actor.at), by_phone=False, limit=MOST_EMAILS)
    known = {each.member.id: each for each in found}
    ask_people(
        session,
        actor,
        [known.get(member.id) or ToAsk(member, Because.STALE) for member in plan.reached],
        now=actor.at,
    )
    return keep_deed(session, actor, plan)


def plan_invite(session: Session, people: Sequence[CrewMember]) -> BulkPlan:
    """Return who of these gets an account and an e-mail with a link to sign in."""
    plan = BulkPlan(BulkKind.INVITE, {})
    have = list_with_account(session, [member.id or 0 for member in people])
    emails = Counter(member.email for member in people if member.email)
    taken = list_taken_emails(session, sorted(emails))
    for member in people:
        checks = (
            (member.status in GONE, HAS_LEFT),
            (not member.email, NO_EMAIL),
            (member.id in have, CAN_SIGN_IN),
            (member.email in taken or emails[member.email or ""] > 1, SHARED_EMAIL),
        )
        _sort_in(plan, member, next((reason for speaks, reason in checks if speaks), ""))
    return plan


def invite_many(session: Session, actor: Actor, plan: BulkPlan) -> BulkDeed:
    """Open an account for everybody whom the plan reaches and e-mail each a link that signs in once within a week."""
    for member in plan.reached:
        account = open_crew_account(session, actor, crew_member_id=member.id or 0)
        token = make_sign_in_link(session, account, now=actor.at, next_path="/me", life=INVITATION_LIFE)
        tell(session, actor, account, CREW_INVITED, link=link_to(f"/sign-in/{token}"), later=link_to("/sign-in"))
        record_audit(session, actor, "account:account:invited", subject_kind="account", subject_id=account.id)
    return keep_deed(session, actor, plan)
