"""Reads that decide whether people may be asked: what they hold, did, agreed to, and how many hold a line's places."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.models.availability import Booking, BookingSpan, BookingStatus, Hold, HoldSpan, HoldStatus, Statement
from app.models.calendar import FeedSpan
from app.models.crew import CrewRole
from app.models.offer import Offer, OfferRound, OfferSpan, OfferStatus, RoundStatus
from app.models.plan import PlanLine, PlanSlot
from app.models.shortlist import Shortlist, ShortlistEntry
from app.models.trust import Consent, ConsentPurpose
from app.queries.hold import LIVE
from app.queries.offer import UNANSWERED
from app.queries.overlap import Days, touches


def list_opted_out(session: Session, crew_member_ids: Collection[int]) -> set[int]:
    """Return who of these has withdrawn from the registry and not agreed to it again."""
    statement = select(Consent.crew_member_id, Consent.withdrawn_at).where(
        col(Consent.crew_member_id).in_(crew_member_ids), Consent.purpose == ConsentPurpose.REGISTRY
    )
    given: dict[int, bool] = {}
    for crew_member_id, withdrawn_at in session.exec(statement):
        given[crew_member_id] = given.get(crew_member_id, False) or withdrawn_at is None
    return {crew_member_id for crew_member_id, stands in given.items() if not stands}


def list_roles_held(session: Session, crew_member_ids: Collection[int]) -> dict[int, set[str]]:
    """Return the roles that these people hold, by person."""
    statement = select(CrewRole.crew_member_id, CrewRole.role_id).where(
        col(CrewRole.crew_member_id).in_(crew_member_ids)
    )
    held: dict[int, set[str]] = {}
    for person, role in session.exec(statement):
        held.setdefault(person, set()).add(role)
    return held


def list_put_forward(
    session: Session, position_ids: Collection[int], crew_member_ids: Collection[int]
) -> set[tuple[int, int]]:
    """Return who of these (position, person) stands on any shortlist of a position, or was placed on it by a plan.

    Plans place trainees beside a position too.
    """
    listed = (
        select(Shortlist.position_id, ShortlistEntry.crew_member_id)
        .join(Shortlist, col(Shortlist.id) == col(ShortlistEntry.shortlist_id))
        .where(col(Shortlist.position_id).in_(position_ids), col(ShortlistEntry.crew_member_id).in_(crew_member_ids))
        .distinct()
    )
    planned = (
        select(PlanLine.position_id, PlanSlot.crew_member_id)
        .join(PlanLine, col(PlanLine.id) == col(PlanSlot.plan_line_id))
        .where(col(PlanLine.position_id).in_(position_ids), col(PlanSlot.crew_member_id).in_(crew_member_ids))
        .distinct()
    )
    placed = {(place, person) for place, person in session.exec(planned) if place is not None and person is not None}
    return placed | set(session.exec(listed))


def list_asked(session: Session, position_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return (position, person) of whoever is asked, or waits to be, in an open round of these positions."""
    statement = (
        select(Offer.position_id, Offer.crew_member_id)
        .join(OfferRound, col(OfferRound.id) == col(Offer.round_id))
        .where(col(Offer.position_id).in_(position_ids), OfferRound.status == RoundStatus.OPEN)
        .where(col(Offer.status).in_(UNANSWERED))
    )
    return {(position, person) for position, person in session.exec(statement) if position is not None}


def count_places_in_play(session: Session, position_ids: Collection[int]) -> dict[int, int]:
    """Count each position's live holds and the places that its open rounds still look for."""
    held = (
        select(Hold.position_id, func.count())
        .where(col(Hold.position_id).in_(position_ids), col(Hold.status).in_(LIVE))
        .group_by(col(Hold.position_id))
    )
    sought = (
        select(OfferRound.position_id, func.sum(OfferRound.places))
        .where(col(OfferRound.position_id).in_(position_ids), OfferRound.status == RoundStatus.OPEN)
        .group_by(col(OfferRound.position_id))
    )
    found = (
        select(OfferRound.position_id, func.count())
        .join(Offer, col(Offer.round_id) == col(OfferRound.id))
        .join(Hold, col(Hold.id) == col(Offer.hold_id))
        .where(col(OfferRound.position_id).in_(position_ids), OfferRound.status == RoundStatus.OPEN)
        .where(Offer.status == OfferStatus.ACCEPTED, col(Hold.status).in_((*LIVE, HoldStatus.BOOKED)))
        .group_by(col(OfferRound.position_id))
    )
    holds, places, taken = (dict(session.exec(each).all()) for each in (held, sought, found))
    return {
        each: holds.get(each, 0) + max((places.get(each) or 0) - taken.get(each, 0), 0) for each in set(position_ids)
    }


@dataclass(frozen=True)
class Kept:
    """Days of a person that an unanswered offer asks for, or a live hold or booking keeps."""

    crew_member_id: int
    production_id: int
    position_id: int | None
    starts_on: date
    ends_on: date
    place: str | None
    stands: bool = True
    """Whether the hold or booking behind live days is live itself."""


def list_asked_days(session: Session, crew_member_ids: Collection[int], within: Days) -> list[Kept]:
    """Return the days that these people's unanswered offers ask for, where they touch a span."""
    statement = (
        sa.select(
            col(Offer.crew_member_id),
            col(Offer.production_id),
            col(Offer.position_id),
            col(OfferSpan.starts_on),
            col(OfferSpan.ends_on),
            col(OfferSpan.place),
        )
        .join(OfferSpan, col(OfferSpan.offer_id) == col(Offer.id))
        .where(col(Offer.crew_member_id).in_(crew_member_ids), col(Offer.status).in_(UNANSWERED))
    )
    return [Kept(*row) for row in session.execute(statement.where(touches(OfferSpan, [within])))]


def list_held_days(session: Session, crew_member_ids: Collection[int], within: Days) -> list[Kept]:
    """Return the days that live spans of holds keep of these people, where they touch a span."""
    keeps = _keeps(Hold, HoldSpan, HoldSpan.hold_id, LIVE)
    mine = col(HoldSpan.crew_member_id).in_(crew_member_ids)
    return _read_kept(session, keeps.where(mine, touches(HoldSpan, [within])))


def list_booked_days(session: Session, crew_member_ids: Collection[int], within: Days) -> list[Kept]:
    """Return the days that live spans of bookings keep of these people, where they touch a span."""
    keeps = _keeps(Booking, BookingSpan, BookingSpan.booking_id, (BookingStatus.CONFIRMED,))
    mine = col(BookingSpan.crew_member_id).in_(crew_member_ids)
    return _read_kept(session, keeps.where(mine, touches(BookingSpan, [within])))


def _keeps(thing: Any, span: Any, of: Any, live: Collection[Any]) -> Any:
    columns = (thing.crew_member_id, thing.production_id, thing.position_id, span.starts_on, span.ends_on, span.place)
    return sa.select(*columns, thing.status.in_(live)).join(span, of == thing.id).where(span.live)


def _read_kept(session: Session, statement: Any) -> list[Kept]:
    return [Kept(*row) for row in session.execute(statement)]


def list_said(session: Session, crew_member_ids: Collection[int], within: Days) -> dict[int, list[Statement]]:
    """Return what these people said of days that touch a span, by person, oldest first."""
    statement = select(Statement).where(
        col(Statement.crew_member_id).in_(crew_member_ids), touches(Statement, [within])
    )
    found: dict[int, list[Statement]] = {}
    for row in session.exec(statement.order_by(col(Statement.stated_at), col(Statement.id))):
        found.setdefault(row.crew_member_id, []).append(row)
    return found


def list_feed_days(session: Session, crew_member_ids: Collection[int], within: Days) -> dict[int, list[FeedSpan]]:
    """Return the days of these people's own calendars that touch a span, by person."""
    statement = select(FeedSpan).where(col(FeedSpan.crew_member_id).in_(crew_member_ids), touches(FeedSpan, [within]))
    found: dict[int, list[FeedSpan]] = {}
    for row in session.exec(statement.order_by(col(FeedSpan.starts_on), col(FeedSpan.id))):
        found.setdefault(row.crew_member_id, []).append(row)
    return found
