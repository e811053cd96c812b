"""Do the rules of offers, holds, challenges and bookings hold over the whole database? Each breach in a sentence.

Read-only. What the rules promise is worked out here a second time and from the rows alone, so that a fault of the
services can't hide itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from app.models.availability import Booking, Hold, HoldSpan, HoldStatus
from app.models.challenge import ChallengeStatus
from app.models.offer import OfferStatus
from app.queries.step_check import (
    THINGS,
    list_actions,
    list_all_booking_spans,
    list_all_challenged,
    list_all_hold_spans,
    list_things,
)
from app.services.hold_order import worst_orders_of
from app.services.steps import FIRST, LIVE, STEPS, Thing, Verb

_BEGINNINGS = {"opened", "made", "confirmed"}


def list_breaches(session: Session) -> list[str]:
    """Return every breach found, in words for who runs the commission's server; empty where all is well."""
    things = {kind: list_things(session, kind) for kind in THINGS}
    return [
        *_check_booked(session),
        *_check_held(session),
        *_check_order(session),
        *_check_links(things),
        *_check_challenges(session, things),
        *_check_audit(session, things),
    ]


def _check_booked(session: Session) -> Iterator[str]:
    """Check rule 1: no two booked spans of one person share a day."""
    booked: dict[tuple[int, date], int] = {}
    for span, booking in list_all_booking_spans(session):
        if span.live is not (booking.status in LIVE) or span.crew_member_id != booking.crew_member_id:
            yield f"booking {booking.id} is {booking.status.value}, but a span of it says live={span.live}"
        for day in _days(span.starts_on, span.ends_on) if span.live else ():
            other = booked.setdefault((booking.crew_member_id, day), booking.id or 0)
            if other != booking.id:
                yield f"person {booking.crew_member_id} is booked twice on {day}: bookings {other} and {booking.id}"


def _check_held(session: Session) -> Iterator[str]:
    """Check that no day is held that is booked, nor twice for one production; the demo is drawn without these rules."""
    booked = {
        (booking.crew_member_id, day)
        for span, booking in list_all_booking_spans(session)
        for day in (_days(span.starts_on, span.ends_on) if span.live else ())
    }
    held: dict[tuple[int, int, date], int] = {}
    for row, hold in list_all_hold_spans(session):
        if row.live is not (hold.status in LIVE) or row.crew_member_id != hold.crew_member_id:
            yield f"hold {hold.id} is {hold.status.value}, but a span of it says live={row.live}"
        for day in _days(row.starts_on, row.ends_on) if row.live and not hold.fictional else ():
            if (hold.crew_member_id, day) in booked:
                yield f"hold {hold.id} keeps {day}, on which person {hold.crew_member_id} is booked"
            other = held.setdefault((hold.crew_member_id, hold.production_id, day), hold.id or 0)
            if other != hold.id:
                yield f"holds {other} and {hold.id} of one production keep {day} of person {hold.crew_member_id}"


def _check_order(session: Session) -> Iterator[str]:
    """Check rule 2: on each day of a person the live holds count 1..n, and a hold's worst order is what is shown."""
    rows = [(row, hold) for row, hold in list_all_hold_spans(session) if hold.status in LIVE]
    by_day: dict[tuple[int, date], dict[int, tuple[Any, int]]] = defaultdict(dict)
    for row, hold in rows:
        accepted = _accepted(row, hold)
        for day in _days(row.starts_on, row.ends_on):
            on_day = by_day[hold.crew_member_id, day]
            on_day[hold.id or 0] = min(on_day.get(hold.id or 0, accepted), accepted)
    yield from _check_acceptances(rows)
    worst: dict[int, int] = {}
    for (person, day), on_day in by_day.items():
        if len(set(on_day.values())) < len(on_day):
            yield f"holds {sorted(on_day)} of person {person} tie on {day}"
        for hold_id, accepted in on_day.items():
            order = 1 + sum(other < accepted for other in on_day.values())
            worst[hold_id] = max(worst.get(hold_id, 1), order)
    shown = worst_orders_of(session, {hold.crew_member_id for _, hold in rows})
    if shown != worst:
        wrong = sorted(hold for hold in {*shown, *worst} if shown.get(hold) != worst.get(hold))
        yield f"the order of holds {wrong} is not the one that their acceptances make"


def _check_acceptances(rows: Iterable[tuple[HoldSpan, Hold]]) -> Iterator[str]:
    """Check that nobody comes before somebody who had accepted earlier: times rise with the acceptances' numbers."""
    latest: dict[int, Any] = {}
    accepted = sorted((_accepted(row, hold)[::-1], hold.id, hold.crew_member_id, hold.fictional) for row, hold in rows)
    for (_, at), hold_id, person, fictional in accepted:
        if not fictional and person in latest and at < latest[person]:
            yield f"hold {hold_id} of person {person} was put before one that was accepted earlier"
        latest[person] = at


def _accepted(row: HoldSpan, hold: Hold) -> tuple[Any, int]:
    return row.accepted_at or hold.accepted_at, row.accept_seq or hold.accept_seq


def _check_links(things: dict[str, list[Any]]) -> Iterator[str]:
    """Check that an accepted offer has its hold, a booked hold its booking, and nothing else has either."""
    holds = {hold.id for hold in things["hold"]}
    for offer in things["offer"]:
        if (offer.status is OfferStatus.ACCEPTED) is not (offer.hold_id in holds):
            yield f"offer {offer.id} is {offer.status.value} and its hold is {offer.hold_id}"
        if (offer.status is OfferStatus.SENT) and offer.answer_by_at is None:
            yield f"offer {offer.id} was sent without a time to answer"
    booked: dict[int | None, list[int | None]] = defaultdict(list)
    for booking in things["booking"]:
        if booking.hold_id is not None:
            booked[booking.hold_id].append(booking.id)
    for hold in things["hold"]:
        if (len(booked[hold.id]) != 1) is (hold.status is HoldStatus.BOOKED):
            yield f"hold {hold.id} is {hold.status.value} and has the bookings {booked[hold.id]}"


def _check_challenges(session: Session, things: dict[str, list[Any]]) -> Iterator[str]:
    """Check that a hold is challenged while an open challenge waits for its answer, and that challengers live."""
    holds = {hold.id: hold for hold in things["hold"]}
    is_open = {each.id: each.status is ChallengeStatus.OPEN for each in things["challenge"]}
    waiting = {
        row.hold_id for row in list_all_challenged(session) if is_open.get(row.challenge_id) and row.answer is None
    }
    for hold in holds.values():
        if (hold.status is HoldStatus.CHALLENGED) is not (hold.id in waiting):
            asks = "a challenge asks it" if hold.id in waiting else "no challenge asks it"
            yield f"hold {hold.id} is {hold.status.value}, while {asks}"
    for challenge in things["challenge"]:
        if is_open[challenge.id] and getattr(holds.get(challenge.hold_id), "status", None) not in LIVE:
            yield f"challenge {challenge.id} runs for hold {challenge.hold_id}, which has ended"


def _check_audit(session: Session, things: dict[str, list[Any]]) -> Iterator[str]:
    """Check rule 7: what the audit tells of each thing, taken step by step, leads to how it stands."""
    actions = list_actions(session)
    for kind, rows in things.items():
        for thing in rows:
            told = actions.pop((kind, thing.id), [])
            if told or not getattr(thing, "fictional", False):
                yield from _replay(kind, thing, told)
    for kind, subject_id in actions:
        yield f"the audit tells of {kind} {subject_id}, which is not there"


def _replay(kind: str, thing: Thing, told: Sequence[str]) -> Iterator[str]:
    begun = bool(told) and told[0] in _BEGINNINGS
    if not begun and not getattr(thing, "fictional", False):
        yield f"{kind} {thing.id} began without an audit event"
        return
    status = FIRST[type(thing)]
    steps = told[begun:]
    for action in steps:
        after = STEPS[type(thing)].get((status, Verb(action))) if action in set(Verb) else None
        if after is None:
            yield f"{kind} {thing.id} was {action} while it was {status.value}"
            return
        status = after
    if status is not thing.status:
        yield f"{kind} {thing.id} is {thing.status.value}, but its audit events lead to {status.value}"
    if isinstance(thing, Hold | Booking) and thing.revision != len(steps):
        yield f"{kind} {thing.id} has revision {thing.revision} after {len(steps)} steps"


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
