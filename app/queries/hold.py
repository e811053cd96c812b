"""Reads of holds, their days and the challenges between them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.availability import Booking, BookingSpan, Hold, HoldSpan, HoldStatus
from app.models.challenge import Challenge, ChallengedHold, ChallengeStatus
from app.models.production import Production
from app.queries.overlap import Days, touches

LIVE = (HoldStatus.ACTIVE, HoldStatus.CHALLENGED)


def get_hold(session: Session, hold_id: int) -> Hold:
    """Return a hold; NotFoundError where there is none."""
    hold = session.get(Hold, hold_id)
    if hold is None:
        raise NotFoundError(mark("There is no such hold."))
    return hold


def list_hold_spans(session: Session, hold_ids: Collection[int]) -> dict[int, list[HoldSpan]]:
    """Return the days of holds by hold, earliest first, whether or not they still count."""
    found: dict[int, list[HoldSpan]] = {each: [] for each in hold_ids}
    statement = select(HoldSpan).where(col(HoldSpan.hold_id).in_(found))
    for span in session.exec(statement.order_by(col(HoldSpan.starts_on), col(HoldSpan.id))):
        found[span.hold_id].append(span)
    return found


def list_live_spans(session: Session, crew_member_ids: Collection[int]) -> list[tuple[HoldSpan, Hold]]:
    """Return the days that people's live holds keep, each with its hold."""
    statement = (
        select(HoldSpan, Hold)
        .join(Hold, col(Hold.id) == col(HoldSpan.hold_id))
        .where(col(HoldSpan.crew_member_id).in_(crew_member_ids), col(HoldSpan.live), col(Hold.status).in_(LIVE))
    )
    return list(session.exec(statement.order_by(col(HoldSpan.starts_on), col(HoldSpan.id))))


def list_overlapping_holds(
    session: Session, crew_member_id: int, spans: Iterable[Days], *, production_id: int | None = None
) -> list[Hold]:
    """Return a person's live holds that share a day with the spans, oldest first; of one production only if given."""
    statement = (
        select(Hold)
        .join(HoldSpan, col(HoldSpan.hold_id) == col(Hold.id))
        .where(
            Hold.crew_member_id == crew_member_id,
            col(Hold.status).in_(LIVE),
            col(HoldSpan.live),
            touches(HoldSpan, spans),
        )
    )
    if production_id is not None:
        statement = statement.where(Hold.production_id == production_id)
    return list({hold.id: hold for hold in session.exec(statement.order_by(col(Hold.id)))}.values())


def find_last_acceptance(session: Session, crew_member_id: int) -> tuple[datetime | None, int]:
    """Return when the person last accepted days and the number of that acceptance; (None, 0) before the first one."""
    whole = select(func.max(Hold.accepted_at), func.max(Hold.accept_seq)).where(Hold.crew_member_id == crew_member_id)
    days = select(func.max(HoldSpan.accepted_at), func.max(HoldSpan.accept_seq)).where(
        HoldSpan.crew_member_id == crew_member_id
    )
    found = [*session.exec(whole), *session.exec(days)]
    return max((at for at, _ in found if at is not None), default=None), max(seq or 0 for _, seq in found)


def list_running_holds(session: Session) -> list[Hold]:
    """Return the live holds with a clock, the first to run out first."""
    statement = select(Hold).where(col(Hold.status).in_(LIVE), col(Hold.expires_at).is_not(None))
    return list(session.exec(statement.order_by(col(Hold.expires_at), col(Hold.id))))


def list_last_days(session: Session, hold_ids: Collection[int]) -> dict[int, date]:
    """Return the last day of each hold that has days."""
    statement = select(HoldSpan.hold_id, func.max(HoldSpan.ends_on)).group_by(col(HoldSpan.hold_id))
    wanted = set(hold_ids)
    return {hold_id: last for hold_id, last in session.exec(statement.where(col(HoldSpan.live))) if hold_id in wanted}


def list_open_challenges(session: Session, *, crew_member_id: int | None = None) -> list[Challenge]:
    """Return the challenges that run, oldest first; of one person only if given."""
    statement = select(Challenge).where(Challenge.status == ChallengeStatus.OPEN)
    if crew_member_id is not None:
        statement = statement.where(Challenge.crew_member_id == crew_member_id)
    return list(session.exec(statement.order_by(col(Challenge.id))))


def list_challenged(session: Session, challenge_ids: Collection[int]) -> list[ChallengedHold]:
    """Return the holds that challenges ask, with their answers."""
    statement = select(ChallengedHold).where(col(ChallengedHold.challenge_id).in_(challenge_ids))
    return list(session.exec(statement.order_by(col(ChallengedHold.id))))


def list_challenges_of(session: Session, hold_ids: Collection[int]) -> dict[int, Challenge]:
    """Return the open challenge that each of these holds has made, where it has."""
    statement = select(Challenge).where(col(Challenge.hold_id).in_(hold_ids), Challenge.status == ChallengeStatus.OPEN)
    return {challenge.hold_id: challenge for challenge in session.exec(statement)}


def find_challenge_deadlines(session: Session, hold_ids: Collection[int]) -> dict[int, datetime]:
    """Return, for each challenged hold, when the first open challenge of it ends."""
    statement = (
        select(ChallengedHold.hold_id, func.min(Challenge.deadline_at))
        .join(Challenge, col(Challenge.id) == col(ChallengedHold.challenge_id))
        .where(col(ChallengedHold.hold_id).in_(hold_ids), Challenge.status == ChallengeStatus.OPEN)
        .group_by(col(ChallengedHold.hold_id))
    )
    return {hold_id: deadline for hold_id, deadline in session.exec(statement)}  # noqa: C416 - rows are no pairs to mypy


@dataclass(frozen=True)
class HeldRow:
    """A hold as pages show it: whose, for which production, on which days."""

    hold: Hold
    production: Production
    spans: list[HoldSpan]


def list_person_holds(session: Session, crew_member_id: int, *, live_only: bool = True) -> list[HeldRow]:
    """Return a person's holds by their first day."""
    return _rows(session, [Hold.crew_member_id == crew_member_id], live_only=live_only)


def list_production_holds(session: Session, production_id: int, *, live_only: bool = False) -> list[HeldRow]:
    """Return a production's holds by their first day."""
    return _rows(session, [Hold.production_id == production_id], live_only=live_only)


def _rows(session: Session, conditions: list[Any], *, live_only: bool) -> list[HeldRow]:
    statement = select(Hold, Production).join(Production, col(Production.id) == Hold.production_id).where(*conditions)
    if live_only:
        statement = statement.where(col(Hold.status).in_(LIVE))
    found = list(session.exec(statement.order_by(col(Hold.id))))
    spans = list_hold_spans(session, [hold.id or 0 for hold, _ in found])
    rows = [HeldRow(hold, production, spans[hold.id or 0]) for hold, production in found]
    return sorted(rows, key=lambda row: [span.starts_on for span in row.spans[:1]])


@dataclass(frozen=True)
class SeenByOthers:
    """All that a production learns of what a person does for others: days, and held or booked."""

    days: Days
    status: str


def list_seen_by_others(
    session: Session, crew_member_id: int, spans: Iterable[Days], *, production_id: int
) -> list[SeenByOthers]:
    """Return what a production may see of a person's days elsewhere: that they are held or booked, never by whom."""
    wanted = list(spans)
    held = (
        select(col(HoldSpan.starts_on), col(HoldSpan.ends_on))
        .join(Hold, col(Hold.id) == col(HoldSpan.hold_id))
        .where(HoldSpan.crew_member_id == crew_member_id, col(HoldSpan.live), Hold.production_id != production_id)
    )
    booked = (
        select(col(BookingSpan.starts_on), col(BookingSpan.ends_on))
        .join(Booking, col(Booking.id) == col(BookingSpan.booking_id))
        .where(
            BookingSpan.crew_member_id == crew_member_id, col(BookingSpan.live), Booking.production_id != production_id
        )
    )
    found = {((first, last), "held") for first, last in session.exec(held.where(touches(HoldSpan, wanted)))}
    found |= {((first, last), "booked") for first, last in session.exec(booked.where(touches(BookingSpan, wanted)))}
    return [SeenByOthers(days, status) for days, status in sorted(found)]
