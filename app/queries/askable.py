"""Reads that decide whether people may be asked: what they hold, did, agreed to, and how many hold a line's places."""

from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.models.availability import BookingSpan, Hold, HoldSpan, HoldStatus, Statement, StatementKind
from app.models.calendar import FeedDayKind, FeedSpan
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


def list_role_holders(session: Session, crew_member_ids: Collection[int], role_ids: Collection[str]) -> set[int]:
    """Return who of these holds one of the roles."""
    statement = select(CrewRole.crew_member_id).where(
        col(CrewRole.crew_member_id).in_(crew_member_ids), col(CrewRole.role_id).in_(role_ids)
    )
    return set(session.exec(statement))


def list_shortlisted(session: Session, position_id: int) -> set[int]:
    """Return who stands on any shortlist of a position."""
    statement = (
        select(ShortlistEntry.crew_member_id)
        .join(Shortlist, col(Shortlist.id) == col(ShortlistEntry.shortlist_id))
        .where(Shortlist.position_id == position_id)
    )
    return set(session.exec(statement))


def list_planned(session: Session, position_id: int) -> set[int]:
    """Return whom any plan has placed on a position, trainees beside it too."""
    statement = (
        select(PlanSlot.crew_member_id)
        .join(PlanLine, col(PlanLine.id) == col(PlanSlot.plan_line_id))
        .where(PlanLine.position_id == position_id, col(PlanSlot.crew_member_id).is_not(None))
    )
    return {person for person in session.exec(statement) if person is not None}


def list_asked(session: Session, position_id: int) -> set[int]:
    """Return who is asked, or waits to be, in an open round of a position."""
    statement = (
        select(Offer.crew_member_id)
        .join(OfferRound, col(OfferRound.id) == col(Offer.round_id))
        .where(Offer.position_id == position_id, OfferRound.status == RoundStatus.OPEN)
        .where(col(Offer.status).in_(UNANSWERED))
    )
    return set(session.exec(statement))


def list_touched(session: Session, crew_member_ids: Collection[int], spans: Collection[Days]) -> set[int]:
    """Return who of these has anything on the spans that may speak against asking them.

    That is an unanswered offer, a live hold, a booking, a word that they can't work, or a busy calendar of their own.
    """
    mine = [
        select(Offer.crew_member_id)
        .join(OfferSpan, col(OfferSpan.offer_id) == col(Offer.id))
        .where(col(Offer.status).in_(UNANSWERED), touches(OfferSpan, spans)),
        select(HoldSpan.crew_member_id).where(col(HoldSpan.live), touches(HoldSpan, spans)),
        select(BookingSpan.crew_member_id).where(col(BookingSpan.live), touches(BookingSpan, spans)),
        select(Statement.crew_member_id).where(Statement.kind == StatementKind.UNAVAILABLE, touches(Statement, spans)),
        select(FeedSpan.crew_member_id).where(FeedSpan.kind == FeedDayKind.BUSY, touches(FeedSpan, spans)),
    ]
    wanted = set(crew_member_ids)
    return {person for statement in mine for person in session.exec(statement.where(_whose(statement).in_(wanted)))}


def _whose(statement: SelectOfScalar[int]) -> Any:
    return statement.selected_columns[0]


def count_places_in_play(session: Session, position_id: int) -> int:
    """Count a position's live holds and the places that its open rounds still look for."""
    held = select(func.count()).select_from(Hold).where(Hold.position_id == position_id, col(Hold.status).in_(LIVE))
    sought = select(func.sum(OfferRound.places)).where(
        OfferRound.position_id == position_id, OfferRound.status == RoundStatus.OPEN
    )
    found = (
        select(func.count())
        .select_from(Offer)
        .join(OfferRound, col(OfferRound.id) == col(Offer.round_id))
        .join(Hold, col(Hold.id) == col(Offer.hold_id))
        .where(OfferRound.position_id == position_id, OfferRound.status == RoundStatus.OPEN)
        .where(Offer.status == OfferStatus.ACCEPTED, col(Hold.status).in_((*LIVE, HoldStatus.BOOKED)))
    )
    looking = max((session.exec(sought).one() or 0) - session.exec(found).one(), 0)
    return session.exec(held).one() + looking
