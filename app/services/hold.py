"""Holds: released, extended, run out, and their owners reminded in time."""

from datetime import date

from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.availability import Hold
from app.models.production import Production
from app.queries.hold import LIVE, list_last_days, list_running_holds
from app.services.audit import Actor
from app.services.hold_clock import expiry_of, reminders_due
from app.services.hold_end import end_holds
from app.services.locks import lock_people
from app.services.offered_days import todays_of
from app.services.step_notice import about_hold, tell_office
from app.services.step_texts import DAYS_PASSED, HOLD_RAN_OUT, RUNNING_OUT
from app.services.steps import Verb, require, step

MOST_HOURS = 24 * 30


def release_hold(session: Session, actor: Actor, *, hold: Hold, reason: str) -> None:
    """Let a person go; whoever stands behind moves up and is told, as are the person and the production."""
    lock_people(session, [hold.crew_member_id])
    require(hold, Verb.RELEASE)
    end_holds(session, actor, [hold], Verb.RELEASE, reason=reason.strip() or RELEASED)


RELEASED = mark("It was released.")


def extend_hold(session: Session, actor: Actor, *, hold: Hold, hours: int | None = None) -> None:
    """Start a hold's clock anew, for the usual time or for so many hours; a challenged hold has to decide instead."""
    lock_people(session, [hold.crew_member_id])
    require(hold, Verb.EXTEND)
    if hours is not None and not 1 <= hours <= MOST_HOURS:
        raise ConflictError(mark("A hold can be extended by 1 to %(most)s hours."), most=MOST_HOURS)
    production = session.get_one(Production, hold.production_id)
    hold.clock_from_at, hold.reminders = actor.at, 0
    hold.expires_at = expiry_of(production, actor.at, hours=hours)
    step(session, actor, hold, Verb.EXTEND, until=hold.expires_at)


def list_due_holds(session: Session, actor: Actor) -> list[tuple[Hold, str]]:
    """Return the live holds that the clock has something to do with, and what: why they end, or "" for a reminder."""
    holds = list_running_holds(session)
    last_days = list_last_days(session, [hold.id or 0 for hold in holds])
    todays = todays_of(session, (hold.production_id for hold in holds), actor.at)
    due: list[tuple[Hold, str]] = []
    for hold in holds:
        if hold.expires_at is not None and hold.expires_at <= actor.at:
            due.append((hold, HOLD_RAN_OUT))
        elif last_days.get(hold.id or 0, date.max) < todays[hold.production_id]:
            due.append((hold, DAYS_PASSED))
        elif _count_reminders(session, actor, hold) > hold.reminders:
            due.append((hold, ""))
    return due


def expire_holds(session: Session, actor: Actor) -> dict[str, int]:
    """End the holds whose clock has run out or whose days have passed, and remind owners of the others in time."""
    people = {hold.crew_member_id for hold, _ in list_due_holds(session, actor)}
    lock_people(session, people)
    counts = {"expired": 0, "reminded": 0}
    for hold, reason in list_due_holds(session, actor) if people else ():  # anew: it was read before the lock
        if hold.crew_member_id not in people or hold.status not in LIVE:
            continue
        if reason:
            end_holds(session, actor, [hold], Verb.EXPIRE, reason=reason)
            counts["expired"] += 1
        else:
            _remind(session, actor, hold)
            counts["reminded"] += 1
    return counts


def _count_reminders(session: Session, actor: Actor, hold: Hold) -> int:
    """Return how many reminders should have gone out by now."""
    start, end = hold.clock_from_at or hold.accepted_at, hold.expires_at
    assert end is not None  # noqa: S101 - only holds with a clock are looked at
    return reminders_due(session.get_one(Production, hold.production_id), start, end, actor.at)


def _remind(session: Session, actor: Actor, hold: Hold) -> None:
    """Remind the production, once at half and once at nine tenths of the clock; late, only once for both."""
    hold.reminders = _count_reminders(session, actor, hold)
    session.add(hold)
    tell_office(session, actor, about_hold(session, hold), RUNNING_OUT, until=hold.expires_at)
