"""Reads that decide whether people may be asked: what they hold, did, agreed to, and how many hold a line's places."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from app.models.availability import Hold, HoldStatus
from app.models.crew import CrewRole
from app.models.offer import Offer, OfferRound, OfferStatus, RoundStatus
from app.models.shortlist import Shortlist, ShortlistEntry
from app.models.trust import Consent, ConsentPurpose
from app.queries.hold import LIVE
from app.queries.offer import UNANSWERED


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


def list_asked(session: Session, position_id: int) -> set[int]:
    """Return who is asked, or waits to be, in an open round of a position."""
    statement = (
        select(Offer.crew_member_id)
        .join(OfferRound, col(OfferRound.id) == col(Offer.round_id))
        .where(Offer.position_id == position_id, OfferRound.status == RoundStatus.OPEN)
        .where(col(Offer.status).in_(UNANSWERED))
    )
    return set(session.exec(statement))


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
