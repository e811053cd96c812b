"""Lines taken out of a need: what was asked, held and booked for them ends, and its history stays."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, update

from app.models.availability import Booking, Hold
from app.models.need import Position
from app.models.offer import Offer, OfferRound
from app.queries.offer import lock_rounds
from app.queries.reopen import list_people_engaged, list_position_bookings, list_position_holds, list_rounds_of
from app.services.audit import Actor
from app.services.booking import cancel_booking
from app.services.hold import release_hold
from app.services.locks import lock_people
from app.services.offer_round import withdraw_round
from app.services.step_texts import LINE_GONE

_HISTORY: tuple[Any, ...] = (OfferRound, Offer, Hold, Booking)


def end_lines(session: Session, actor: Actor, *, positions: Sequence[Position]) -> None:
    """Withdraw, release and cancel all that lives for these positions, with notices, and let go of their rows.

    Afterwards the positions may be deleted: rounds, offers, holds and bookings keep production, role and days.
    """
    ids = [position.id or 0 for position in positions]
    if not ids:
        return
    end_engagements(session, actor, positions=positions, reason=LINE_GONE)
    for table in _HISTORY:
        session.exec(update(table).where(col(table.position_id).in_(ids)).values(position_id=None))
    session.flush()


def end_engagements(session: Session, actor: Actor, *, positions: Sequence[Position], reason: str) -> None:
    """Withdraw the rounds, release the holds and cancel the bookings of these positions, each with its notice."""
    ids = [position.id or 0 for position in positions]
    lock_people(session, list_people_engaged(session, ids))
    for round_ in lock_rounds(session, [each.id or 0 for each in list_rounds_of(session, ids)]):
        withdraw_round(session, actor, round_=round_, reason=reason)
    for position_id in ids:
        for hold in list_position_holds(session, position_id):
            release_hold(session, actor, hold=hold, reason=reason)
        for booking in list_position_bookings(session, position_id):
            cancel_booking(session, actor, booking=booking, reason=reason)
