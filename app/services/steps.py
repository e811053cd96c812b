"""The one state machine of offers, rounds, holds, challenges and bookings: what may follow what, and nothing else."""

import enum
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, update

from app.errors import ConflictError
from app.messages import mark
from app.models.availability import Booking, BookingSpan, BookingStatus, Hold, HoldSpan, HoldStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.offer import Offer, OfferRound, OfferStatus, RoundStatus
from app.services.audit import Actor, record_audit, touch_roster

Thing = Offer | OfferRound | Hold | Challenge | Booking


class Verb(enum.StrEnum):
    """What can be done to one of these things; the value is how the audit tells it."""

    SEND = "sent"
    ACCEPT = "accepted"
    DECLINE = "declined"
    EXPIRE = "expired"
    WITHDRAW = "withdrawn"
    REDATE = "redated"
    FILL = "filled"
    EXHAUST = "exhausted"
    EXTEND = "extended"
    CHALLENGE = "challenged"
    CLEAR = "cleared"
    RELEASE = "released"
    BOOK = "booked"
    MOVE_UP = "moved_up"
    REOPEN = "reopened"
    AGREE = "agreed"
    WIN = "won"
    LOSE = "lost"
    CANCEL = "cancelled"
    COMPLETE = "completed"


class StepError(ConflictError):
    """A step that the thing's present state does not allow; the message names the state and what to do instead."""


_LIVE_HOLD = (
    (Verb.MOVE_UP, None),
    (Verb.REOPEN, None),
    (Verb.AGREE, None),
    (Verb.RELEASE, HoldStatus.RELEASED),
    (Verb.EXPIRE, HoldStatus.EXPIRED),
    (Verb.BOOK, HoldStatus.BOOKED),
)
"""What can be done to a hold whether or not it is challenged, and its next state (none: the same)."""

STEPS: Mapping[type[Thing], Mapping[tuple[enum.StrEnum, Verb], enum.StrEnum]] = {
    OfferRound: {
        (RoundStatus.OPEN, Verb.FILL): RoundStatus.FILLED,
        (RoundStatus.OPEN, Verb.EXHAUST): RoundStatus.EXHAUSTED,
        (RoundStatus.OPEN, Verb.WITHDRAW): RoundStatus.WITHDRAWN,
    },
    Offer: {
        (OfferStatus.WAITING, Verb.SEND): OfferStatus.SENT,
        (OfferStatus.WAITING, Verb.REDATE): OfferStatus.WAITING,
        (OfferStatus.WAITING, Verb.WITHDRAW): OfferStatus.WITHDRAWN,
        (OfferStatus.SENT, Verb.REDATE): OfferStatus.SENT,
        (OfferStatus.SENT, Verb.ACCEPT): OfferStatus.ACCEPTED,
        (OfferStatus.SENT, Verb.DECLINE): OfferStatus.DECLINED,
        (OfferStatus.SENT, Verb.EXPIRE): OfferStatus.EXPIRED,
        (OfferStatus.SENT, Verb.WITHDRAW): OfferStatus.WITHDRAWN,
    },
    Hold: {
        (HoldStatus.ACTIVE, Verb.EXTEND): HoldStatus.ACTIVE,
        (HoldStatus.ACTIVE, Verb.CHALLENGE): HoldStatus.CHALLENGED,
        (HoldStatus.CHALLENGED, Verb.CHALLENGE): HoldStatus.CHALLENGED,
        (HoldStatus.CHALLENGED, Verb.CLEAR): HoldStatus.ACTIVE,
        **{(HoldStatus.ACTIVE, verb): after or HoldStatus.ACTIVE for verb, after in _LIVE_HOLD},
        **{(HoldStatus.CHALLENGED, verb): after or HoldStatus.CHALLENGED for verb, after in _LIVE_HOLD},
    },
    Challenge: {
        (ChallengeStatus.OPEN, Verb.WIN): ChallengeStatus.WON,
        (ChallengeStatus.OPEN, Verb.LOSE): ChallengeStatus.LOST,
        (ChallengeStatus.OPEN, Verb.WITHDRAW): ChallengeStatus.WITHDRAWN,
    },
    Booking: {
        (BookingStatus.CONFIRMED, Verb.REOPEN): BookingStatus.CONFIRMED,
        (BookingStatus.CONFIRMED, Verb.AGREE): BookingStatus.CONFIRMED,
        (BookingStatus.CONFIRMED, Verb.CANCEL): BookingStatus.CANCELLED,
        (BookingStatus.CONFIRMED, Verb.COMPLETE): BookingStatus.COMPLETED,
    },
}
"""Kind of thing -> (status, verb) -> next status. What is not here is refused."""

FIRST: Mapping[type[Thing], enum.StrEnum] = {
    OfferRound: RoundStatus.OPEN,
    Offer: OfferStatus.WAITING,
    Hold: HoldStatus.ACTIVE,
    Challenge: ChallengeStatus.OPEN,
    Booking: BookingStatus.CONFIRMED,
}
KINDS: Mapping[type[Thing], str] = {
    OfferRound: "round",
    Offer: "offer",
    Hold: "hold",
    Challenge: "challenge",
    Booking: "booking",
}
LIVE: frozenset[enum.StrEnum] = frozenset({HoldStatus.ACTIVE, HoldStatus.CHALLENGED, BookingStatus.CONFIRMED})
"""While a hold or booking stands in one of these, its spans keep days."""

_MADE = {OfferRound: "opened", Offer: "made", Hold: "made", Challenge: "opened", Booking: "confirmed"}
_ENDED_AT = {OfferRound: "closed_at", Challenge: "resolved_at", Hold: "ended_at", Booking: "ended_at"}

_REFUSALS: Mapping[enum.StrEnum, str] = {
    RoundStatus.OPEN: mark("This round is still open. Wait for the answers, or withdraw it."),
    RoundStatus.FILLED: mark("All places of this round were taken. Ask more people in a new round."),
    RoundStatus.EXHAUSTED: mark("Everybody of this round was asked. Ask more people in a new round."),
    RoundStatus.WITHDRAWN: mark("This round was withdrawn. Ask people in a new round."),
    OfferStatus.WAITING: mark("This offer was not sent yet: others are asked first. Wait for its turn."),
    OfferStatus.SENT: mark("This offer waits for its answer. Answer or withdraw it."),
    OfferStatus.ACCEPTED: mark("This offer was accepted already. Look at the hold that it became."),
    OfferStatus.DECLINED: mark("This offer was declined already. If that was a mistake, ask for a new one."),
    OfferStatus.EXPIRED: mark("The time to answer this offer has run out. Ask for a new one."),
    OfferStatus.WITHDRAWN: mark("This offer was withdrawn, so there is nothing to answer any more."),
    HoldStatus.ACTIVE: mark("Nobody challenges this hold. Reload the page to see how it stands."),
    HoldStatus.CHALLENGED: mark("This hold is challenged. Confirm or release it before the clock runs out."),
    HoldStatus.RELEASED: mark("This hold was released. Ask the person again if you need them."),
    HoldStatus.EXPIRED: mark("This hold has run out. Ask the person again if you need them."),
    HoldStatus.BOOKED: mark("This hold is a booking now. Change the booking instead."),
    ChallengeStatus.OPEN: mark("This challenge still runs. Wait for the answers, or withdraw it."),
    ChallengeStatus.WON: mark("This challenge was won already. Look at the hold."),
    ChallengeStatus.LOST: mark("This challenge was lost: the person was booked."),
    ChallengeStatus.WITHDRAWN: mark("This challenge was withdrawn. Challenge again if you need the days."),
    BookingStatus.CONFIRMED: mark("This booking stands. Cancel it if it is no longer needed."),
    BookingStatus.CANCELLED: mark("This booking was cancelled. Ask the person again if you need them."),
    BookingStatus.COMPLETED: mark("This booking is over: its last day has passed."),
}


def is_allowed(thing: Thing, verb: Verb) -> bool:
    """Tell whether the thing's present state allows the step."""
    return (thing.status, verb) in STEPS[type(thing)]


def require(thing: Thing, verb: Verb) -> None:
    """Raise StepError where the thing's present state does not allow the step."""
    if not is_allowed(thing, verb):
        raise StepError(_REFUSALS[thing.status])


def make(session: Session, actor: Actor, thing: Thing, **told: Any) -> None:
    """Write a new thing in its first state, with its audit event; `told` is said of it there."""
    assert thing.status is FIRST[type(thing)]  # noqa: S101 - everything begins at the beginning
    session.add(thing)
    session.flush()
    _record(session, actor, thing, action=_MADE[type(thing)], told=told)


def step(session: Session, actor: Actor, thing: Thing, verb: Verb, *, reason: str = "", **told: Any) -> None:
    """Take one step, or raise StepError: status, revision, when and why it ended, days kept, audit, roster.

    The caller holds the lock that guards the thing: its person's, for offers and rounds its round's.
    """
    require(thing, verb)
    before: enum.StrEnum = thing.status
    after = STEPS[type(thing)][before, verb]
    thing.status = after  # type: ignore[assignment]  # the table maps each kind to its own states
    if isinstance(thing, Hold | Booking):
        thing.revision += 1
        thing.changed_at = actor.at
    if after is not before and not _goes_on(type(thing), after):
        if type(thing) in _ENDED_AT:
            setattr(thing, _ENDED_AT[type(thing)], actor.at)
        if isinstance(thing, Offer | Hold | Booking):
            thing.end_reason = reason[:300]
    session.add(thing)
    session.flush()
    _keep_days(session, thing)
    _record(session, actor, thing, before, action=verb.value, told=({"reason": reason} if reason else {}) | told)


def _goes_on(kind: type[Thing], status: enum.StrEnum) -> bool:
    return any(before is status for before, _ in STEPS[kind])


def _keep_days(session: Session, thing: Thing) -> None:
    live = thing.status in LIVE
    if isinstance(thing, Hold):
        spans = update(HoldSpan).where(col(HoldSpan.hold_id) == thing.id, col(HoldSpan.live) != live)
        session.exec(spans.values(live=live))
    elif isinstance(thing, Booking):
        days = update(BookingSpan).where(col(BookingSpan.booking_id) == thing.id, col(BookingSpan.live) != live)
        session.exec(days.values(live=live))


def _record(
    session: Session,
    actor: Actor,
    thing: Thing,
    before: enum.StrEnum | None = None,
    *,
    action: str,
    told: Mapping[str, Any],
) -> None:
    kind, person = KINDS[type(thing)], getattr(thing, "crew_member_id", None)
    record_audit(
        session,
        actor,
        f"offer:{kind}:{action}",
        subject_kind=kind,
        subject_id=thing.id,
        crew_member_id=person,
        before=None if before is None else {"status": before.value},
        after={"status": thing.status.value, **told},
    )
    if isinstance(thing, Hold | Booking):
        touch_roster(session, actor.at, person)
