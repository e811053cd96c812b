"""Holds that end: what follows for the challenges around them and for the holds behind them."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from app.models.availability import Hold, HoldStatus
from app.models.challenge import Challenge, ChallengeAnswer, ChallengedHold, ChallengeStatus
from app.models.shortlist import ReferralOutcome
from app.queries.hold import LIVE, get_hold, list_challenged, list_open_challenges
from app.services.audit import Actor
from app.services.hold_order import list_holds_ahead, worst_orders_of
from app.services.referral import refer
from app.services.step_notice import about_hold, tell_crew, tell_office
from app.services.step_texts import HOLD_ENDED, LET_GO, MOVED_UP, NOTHING_TO_DECIDE, STEPPED_UP
from app.services.steps import Verb, step


def end_holds(session: Session, actor: Actor, holds: Sequence[Hold], verb: Verb, *, reason: str) -> None:
    """Release or expire live holds of one person, who is locked, and see to all that follows.

    The person and each production are told; challenges are answered, won or lost by it; whoever moves up is told.
    """
    if not holds:
        return
    before = worst_orders_of(session, [holds[0].crew_member_id])
    for hold in holds:
        step(session, actor, hold, verb, reason=reason)
        refer(
            session,
            actor,
            ReferralOutcome.NOT_HIRED,
            crew_member_id=hold.crew_member_id,
            position_id=hold.position_id,
            reason=reason,
        )
        about = about_hold(session, hold)
        tell_crew(session, actor, about, LET_GO, why=reason)
        tell_office(session, actor, about, HOLD_ENDED, why=reason)
    settle(session, actor, holds[0].crew_member_id, before)


def settle(session: Session, actor: Actor, crew_member_id: int, before: Mapping[int, int]) -> None:
    """Bring a person's challenges in line with their holds, and tell who has moved up since `before` (worst orders)."""
    for challenge in list_open_challenges(session, crew_member_id=crew_member_id):
        _settle_challenge(session, actor, challenge)
    clear_unchallenged(session, actor, crew_member_id)
    for hold_id, order in sorted(worst_orders_of(session, [crew_member_id]).items()):
        if order < before.get(hold_id, 0):
            hold = get_hold(session, hold_id)
            step(session, actor, hold, Verb.MOVE_UP, order=order)
            about = about_hold(session, hold)
            tell_crew(session, actor, about, MOVED_UP, order=order)
            tell_office(session, actor, about, STEPPED_UP, order=order)


def _settle_challenge(session: Session, actor: Actor, challenge: Challenge) -> None:
    challenger = get_hold(session, challenge.hold_id)
    asked = list_challenged(session, [challenge.id or 0])
    ahead = set(list_holds_ahead(session, challenger)) if challenger.status in LIVE else set()
    for row in asked:
        if row.answer is None:
            _note_answer(session, actor, row, ahead, challenger)
    answers = {row.answer for row in asked}
    if ChallengeAnswer.CONFIRMED in answers:
        step(session, actor, challenge, Verb.LOSE)
    elif challenger.status not in LIVE:
        step(session, actor, challenge, Verb.WITHDRAW)
    elif None not in answers:
        step(session, actor, challenge, Verb.WIN)


def _note_answer(session: Session, actor: Actor, row: ChallengedHold, ahead: Collection[int], challenger: Hold) -> None:
    """Note what became of a hold that was asked: ended, booked, or no longer before the challenger on any day."""
    hold = get_hold(session, row.hold_id)
    if hold.status is HoldStatus.BOOKED:
        row.answer = ChallengeAnswer.CONFIRMED
    elif hold.status not in LIVE or (challenger.status in LIVE and row.hold_id not in ahead):
        row.answer = ChallengeAnswer.RELEASED
    else:
        return
    row.answered_at = actor.at
    session.add(row)
    session.flush()


def clear_unchallenged(session: Session, actor: Actor, crew_member_id: int) -> None:
    """Let holds that no open challenge asks any more stand unchallenged again, and tell their productions."""
    running = list_open_challenges(session, crew_member_id=crew_member_id)
    asked = {row.hold_id for row in list_challenged(session, [each.id or 0 for each in running]) if row.answer is None}
    for hold_id in sorted(worst_orders_of(session, [crew_member_id])):
        hold = get_hold(session, hold_id)
        if hold.status is HoldStatus.CHALLENGED and hold_id not in asked:
            step(session, actor, hold, Verb.CLEAR)
            tell_office(session, actor, about_hold(session, hold), NOTHING_TO_DECIDE)


def is_open(challenge: Challenge) -> bool:
    """Tell whether a challenge still runs."""
    return challenge.status is ChallengeStatus.OPEN
