"""Challenges: a hold asks every hold ahead of it to confirm or release within a set time."""

from datetime import timedelta

from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.availability import Hold
from app.models.challenge import Challenge, ChallengeAnswer, ChallengedHold
from app.queries.hold import LIVE, get_hold, list_challenged, list_challenges_of, list_open_challenges
from app.services.audit import Actor
from app.services.hold_clock import shares_passed
from app.services.hold_end import clear_unchallenged, end_holds, is_open
from app.services.hold_order import list_holds_ahead
from app.services.locks import lock_people
from app.services.step_notice import about_hold, tell_office
from app.services.step_texts import ASKED_TO_DECIDE, NO_DECISION, STILL_TO_DECIDE
from app.services.steps import Verb, make, require, step
from config import get_settings


def challenge_holds_ahead(session: Session, actor: Actor, *, hold: Hold) -> Challenge:
    """Ask every live hold before this one, on any day that they share, to confirm or release. Asked twice, once.

    ConflictError where nothing is ahead, or where the challenger's own dates wait for the person's word.
    """
    lock_people(session, [hold.crew_member_id])
    running = list_challenges_of(session, [hold.id or 0]).get(hold.id or 0)
    if running is not None:
        return running
    require(hold, Verb.BOOK)  # only who could book may ask the others to decide
    if hold.reconfirm_since_at is not None:
        raise ConflictError(mark("The dates have moved. Wait until the person agrees to them."))
    ahead = list_holds_ahead(session, hold)
    if not ahead:
        raise ConflictError(mark("Nobody stands before this hold: confirm it."))
    challenge = Challenge(
        hold_id=hold.id or 0,
        crew_member_id=hold.crew_member_id,
        made_by_id=actor.account_id,
        made_at=actor.at,
        deadline_at=actor.at + timedelta(hours=get_settings().challenge_hours),
    )
    make(session, actor, challenge, hold=hold.id, asks=ahead, until=challenge.deadline_at)
    for hold_id in ahead:
        session.add(ChallengedHold(challenge_id=challenge.id or 0, hold_id=hold_id))
        asked = get_hold(session, hold_id)
        step(session, actor, asked, Verb.CHALLENGE, challenge=challenge.id)
        tell_office(session, actor, about_hold(session, asked), ASKED_TO_DECIDE, until=challenge.deadline_at)
    return challenge


def withdraw_challenge(session: Session, actor: Actor, *, challenge: Challenge) -> None:
    """Take a challenge back; holds that nobody else challenges stand again and their productions are told."""
    lock_people(session, [challenge.crew_member_id])
    step(session, actor, challenge, Verb.WITHDRAW)
    clear_unchallenged(session, actor, challenge.crew_member_id)


def list_due_challenges(session: Session, actor: Actor) -> list[Challenge]:
    """Return the open challenges whose time is over, or whose reminder is due."""
    return [
        challenge
        for challenge in list_open_challenges(session)
        if challenge.deadline_at <= actor.at or _count_reminders(actor, challenge) > challenge.reminders
    ]


def run_challenges(session: Session, actor: Actor) -> dict[str, int]:
    """Release what was not answered by the deadline, so that its challenger is promoted; remind the others."""
    people = {challenge.crew_member_id for challenge in list_due_challenges(session, actor)}
    lock_people(session, people)
    counts = {"released": 0, "won": 0, "reminded": 0}
    for challenge in list_due_challenges(session, actor) if people else ():  # anew: it was read before the lock
        if challenge.crew_member_id not in people or not is_open(challenge):
            continue
        if challenge.deadline_at <= actor.at:
            counts["released"] += _run_out(session, actor, challenge)
            counts["won"] += not is_open(challenge)
        else:
            _remind(session, actor, challenge)
            counts["reminded"] += 1
    return counts


def _run_out(session: Session, actor: Actor, challenge: Challenge) -> int:
    holds = []
    for row in list_challenged(session, [challenge.id or 0]):
        hold = get_hold(session, row.hold_id)
        if row.answer is None and hold.status in LIVE:
            row.answer, row.answered_at = ChallengeAnswer.NO_ANSWER, actor.at
            session.add(row)
            holds.append(hold)
    session.flush()
    end_holds(session, actor, holds, Verb.RELEASE, reason=NO_DECISION)
    return len(holds)


def _count_reminders(actor: Actor, challenge: Challenge) -> int:
    return shares_passed(challenge.made_at, challenge.deadline_at, actor.at)


def _remind(session: Session, actor: Actor, challenge: Challenge) -> None:
    """Remind those who have not answered, once at half and once at nine tenths of the clock."""
    challenge.reminders = _count_reminders(actor, challenge)
    session.add(challenge)
    for row in list_challenged(session, [challenge.id or 0]):
        hold = get_hold(session, row.hold_id)
        if row.answer is None and hold.status in LIVE:
            tell_office(session, actor, about_hold(session, hold), STILL_TO_DECIDE, until=challenge.deadline_at)
