"""Reads for calendars that are given out: holds and bookings with their spans, and all that names them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from app.models.availability import Booking, BookingSpan, Hold, HoldSpan
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.offer import Offer, OfferRound
from app.models.production import Production, ProductionBase
from app.queries.booking import list_booking_spans
from app.queries.hold import list_hold_spans

Row = TypeVar("Row", CrewMember, Production, Position, Need)


@dataclass
class KeptRows:
    """Holds and bookings of one person or one production, by id, and the rows that they point to.

    `rounds` are by the hold that came of them, `bases` by production, in its order.
    """

    holds: dict[int, Hold]
    bookings: dict[int, Booking]
    hold_spans: Mapping[int, Sequence[HoldSpan | BookingSpan]] = field(default_factory=dict)
    booking_spans: Mapping[int, Sequence[HoldSpan | BookingSpan]] = field(default_factory=dict)
    members: dict[int, CrewMember] = field(default_factory=dict)
    productions: dict[int, Production] = field(default_factory=dict)
    bases: dict[int, list[ProductionBase]] = field(default_factory=dict)
    positions: dict[int, Position] = field(default_factory=dict)
    needs: dict[int, Need] = field(default_factory=dict)
    rounds: dict[int, OfferRound] = field(default_factory=dict)

    @property
    def last_change(self) -> datetime | None:
        """Return the latest instant at which any of the rows is known to have changed."""
        moments: list[datetime | None] = []
        for hold in self.holds.values():
            moments += [hold.accepted_at, hold.changed_at, hold.ended_at]
        for booking in self.bookings.values():
            moments += [booking.confirmed_at, booking.changed_at, booking.ended_at]
        moments += [row.updated_at for row in self.members.values()]
        moments += [row.updated_at for row in self.productions.values()]
        moments += [row.updated_at for row in self.needs.values()]
        moments += [row.made_at for row in self.rounds.values()]
        return max((each for each in moments if each is not None), default=None)


def read_person_rows(session: Session, crew_member_id: int) -> KeptRows:
    """Return all holds and bookings of a person."""
    holds = select(Hold).where(Hold.crew_member_id == crew_member_id)
    bookings = select(Booking).where(Booking.crew_member_id == crew_member_id)
    return _read(session, session.exec(holds).all(), session.exec(bookings).all())


def read_production_rows(session: Session, production_id: int) -> KeptRows:
    """Return all holds and bookings of a production."""
    holds = select(Hold).where(Hold.production_id == production_id)
    bookings = select(Booking).where(Booking.production_id == production_id)
    return _read(session, session.exec(holds).all(), session.exec(bookings).all())


def _read(session: Session, holds: Sequence[Hold], bookings: Sequence[Booking]) -> KeptRows:
    rows = KeptRows({row.id or 0: row for row in holds}, {row.id or 0: row for row in bookings})
    owners: list[Hold | Booking] = [*holds, *bookings]
    people = {row.crew_member_id for row in owners}
    rows.hold_spans = list_hold_spans(session, rows.holds)
    rows.booking_spans = list_booking_spans(session, rows.bookings)
    rows.members = _by_id(session, CrewMember, people)
    rows.productions = _by_id(session, Production, {row.production_id for row in owners})
    rows.positions = _by_id(session, Position, {row.position_id for row in owners if row.position_id is not None})
    rows.needs = _by_id(session, Need, {row.need_id for row in rows.positions.values()})
    bases = select(ProductionBase).where(col(ProductionBase.production_id).in_(rows.productions))
    for base in session.exec(bases.order_by(col(ProductionBase.ordinal), col(ProductionBase.id))):
        rows.bases.setdefault(base.production_id, []).append(base)
    rounds = select(Offer.hold_id, OfferRound).join(OfferRound, col(OfferRound.id) == Offer.round_id)
    for hold_id, asked in session.exec(rounds.where(col(Offer.hold_id).in_(rows.holds))):
        rows.rounds[hold_id or 0] = asked
    return rows


def _by_id(session: Session, table: type[Row], ids: Iterable[int]) -> dict[int, Row]:
    found = session.exec(select(table).where(col(table.id).in_(set(ids))))
    return {row.id or 0: row for row in found}
