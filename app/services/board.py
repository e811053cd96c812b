"""The board of a production: by department and position whom it asked, holds in which order, and booked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from app.models.availability import Booking, BookingSpan, BookingStatus, Hold, HoldSpan
from app.models.challenge import Challenge
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.offer import Offer, OfferRound, OfferStatus, RoundStatus
from app.models.production import Production
from app.queries.board import (
    list_booked_people,
    list_held_people,
    list_positions_of,
    list_rounds_of,
    map_rounds_of_holds,
)
from app.queries.booking import list_booking_spans
from app.queries.hold import LIVE, find_challenge_deadlines, list_challenges_of, list_hold_spans
from app.queries.offer import UNANSWERED, list_production_offers
from app.services.crewlist.people import find_open
from app.services.crewlist.terms import Contacts
from app.services.hold_order import worst_orders
from app.services.offered_days import SpanRow
from app.services.place_choices import place_name
from app.services.role_choices import department_of, role_name
from app.services.taxonomy import get_taxonomy

Span = TypeVar("Span", HoldSpan, BookingSpan)


@dataclass(frozen=True)
class Whom:
    """A person as the viewer of the board may see them; `phone` is empty where it is not theirs to see."""

    id: int
    name: str
    given_name: str
    base: str
    phone: str
    locale: str


@dataclass(frozen=True)
class OfferRow:
    """An offer on the board."""

    offer: Offer
    round: OfferRound
    whom: Whom
    spans: Sequence[SpanRow]

    @property
    def is_open(self) -> bool:
        """Whether an answer may still come."""
        return self.offer.status in UNANSWERED


@dataclass(frozen=True)
class HoldRow:
    """A hold on the board: its worst order, the challenge it made, and until when one asks it."""

    hold: Hold
    whom: Whom
    spans: Sequence[SpanRow]
    order: int
    challenge: Challenge | None
    must_answer_by_at: datetime | None
    tells_title: bool = False

    @property
    def is_live(self) -> bool:
        """Whether it still keeps days."""
        return self.hold.status in LIVE


@dataclass(frozen=True)
class BookingRow:
    """A booking on the board."""

    booking: Booking
    whom: Whom
    spans: Sequence[SpanRow]

    @property
    def is_live(self) -> bool:
        """Whether the person is booked, or was until the end."""
        return self.booking.status is not BookingStatus.CANCELLED


@dataclass
class LineBoard:
    """A position with all that was asked, held and booked for it."""

    position: Position | None
    need: Need | None
    role_id: str
    title: str
    rounds: list[OfferRound] = field(default_factory=list)
    offers: list[OfferRow] = field(default_factory=list)
    holds: list[HoldRow] = field(default_factory=list)
    bookings: list[BookingRow] = field(default_factory=list)

    @property
    def open_offers(self) -> list[OfferRow]:
        """Return offers that may still be answered."""
        return [row for row in self.offers if row.is_open]

    @property
    def open_rounds(self) -> list[OfferRound]:
        """Return rounds that still ask."""
        return [each for each in self.rounds if each.status is RoundStatus.OPEN]

    @property
    def spent_rounds(self) -> list[OfferRound]:
        """Return rounds that ended without as many people as they looked for."""
        return [each for each in self.rounds if each.status is RoundStatus.EXHAUSTED]

    @property
    def live_holds(self) -> list[HoldRow]:
        """Return holds that keep days, the best order first."""
        return sorted((row for row in self.holds if row.is_live), key=lambda row: (row.order, row.hold.accepted_at))

    @property
    def live_bookings(self) -> list[BookingRow]:
        """Return bookings that stand."""
        return [row for row in self.bookings if row.is_live]

    @property
    def ended(self) -> int:
        """Count what came to nothing: offers without a yes, holds released, bookings cancelled."""
        return len(self.ended_offers) + len(self.ended_holds) + len(self.bookings) - len(self.live_bookings)

    @property
    def ended_offers(self) -> list[OfferRow]:
        """Return offers that were declined, ran out or were withdrawn; an accepted one goes on as its hold."""
        return [row for row in self.offers if not row.is_open and row.offer.status is not OfferStatus.ACCEPTED]

    @property
    def ended_holds(self) -> list[HoldRow]:
        """Return holds that were released or ran out; a booked one goes on as its booking."""
        return [row for row in self.holds if not row.is_live and row.hold.status != "booked"]


@dataclass(frozen=True)
class DepartmentBoard:
    """The lines of one department on which something happened."""

    department_id: str
    lines: tuple[LineBoard, ...]


@dataclass(frozen=True)
class Board:
    """All that a production asked, holds and booked."""

    production: Production
    departments: tuple[DepartmentBoard, ...]

    @property
    def lines(self) -> list[LineBoard]:
        """Return the lines of all departments."""
        return [line for department in self.departments for line in department.lines]

    @property
    def counts(self) -> dict[str, int]:
        """Count offers open, holds that are first and behind, challenges made, bookings, and what is to reconfirm."""
        holds = [row for line in self.lines for row in line.live_holds]
        bookings = [row for line in self.lines for row in line.live_bookings]
        return {
            "offers": sum(len(line.open_offers) for line in self.lines),
            "first": sum(row.order == 1 for row in holds),
            "behind": sum(row.order > 1 for row in holds),
            "challenges": sum(row.challenge is not None for row in holds),
            "booked": len(bookings),
            "reconfirm": sum(row.hold.reconfirm_since_at is not None for row in holds)
            + sum(row.booking.reconfirm_since_at is not None for row in bookings),
        }


def kept_days(spans: Sequence[Span]) -> Sequence[Span]:
    """Return the days that still count; of what has ended, those that it kept."""
    return [span for span in spans if span.live] or spans


def see_people(
    session: Session, production: Production, members: Iterable[CrewMember], *, staff: bool, now: datetime
) -> dict[int, Whom]:
    """Return people as staff or the production may see them: a production sees phones that were released to it."""
    known = {member.id or 0: member for member in members}
    open_to = set(known)
    if not staff:
        open_to = find_open(session, production, known, contacts=Contacts.DISCLOSED, now=now)
    return {
        person: Whom(
            id=person,
            name=member.name,
            given_name=member.given_name or member.name,
            base=place_name(member.base_place),
            phone=(member.phone or "") if person in open_to else "",
            locale=member.locale,
        )
        for person, member in known.items()
    }


def open_board(session: Session, production: Production, *, staff: bool, locale: str, now: datetime) -> Board:
    """Return the board of a production as staff or its own contact sees it."""
    production_id = production.id or 0
    offers, holds = list_production_offers(session, production_id), list_held_people(session, production_id)
    bookings = list_booked_people(session, production_id)
    members = [row.member for row in offers] + [member for rows in (holds, bookings) for _, member in rows]
    whom = see_people(session, production, members, staff=staff, now=now)
    lines = _Lines(session, production_id, locale)
    for each in list_rounds_of(session, production_id):
        lines.of(each.position_id, each.role_id).rounds.append(each)
    for asked in offers:
        made = OfferRow(asked.offer, asked.round, whom[asked.member.id or 0], asked.spans)
        lines.of(asked.offer.position_id, asked.round.role_id).offers.append(made)
    for row in _hold_rows(session, production, holds, whom):
        lines.of(row.hold.position_id, row.hold.role_id).holds.append(row)
    booked = list_booking_spans(session, [booking.id or 0 for booking, _ in bookings])
    for booking, member in bookings:
        kept = BookingRow(booking, whom[member.id or 0], kept_days(booked[booking.id or 0]))
        lines.of(booking.position_id, booking.role_id).bookings.append(kept)
    return Board(production, lines.by_department())


def _hold_rows(
    session: Session, production: Production, holds: Sequence[tuple[Hold, CrewMember]], whom: Mapping[int, Whom]
) -> Iterable[HoldRow]:
    ids = [hold.id or 0 for hold, _ in holds]
    spans, made = list_hold_spans(session, ids), list_challenges_of(session, ids)
    asked_until, rounds = find_challenge_deadlines(session, ids), map_rounds_of_holds(session, ids)
    orders = worst_orders(session, [hold.id or 0 for hold, _ in holds if hold.status in LIVE])
    for hold, member in holds:
        key = hold.id or 0
        yield HoldRow(
            hold=hold,
            whom=whom[member.id or 0],
            spans=kept_days(spans[key]),
            order=orders.get(key, 0),
            challenge=made.get(key),
            must_answer_by_at=asked_until.get(key),
            tells_title=rounds[key].tells_title if key in rounds else not production.confidential,
        )


class _Lines:
    """The lines of a board, made as something is found for them."""

    def __init__(self, session: Session, production_id: int, locale: str) -> None:
        self._positions = {
            position.id or 0: (position, need) for position, need in list_positions_of(session, production_id)
        }
        self._locale = locale
        self._made: dict[tuple[int, str], LineBoard] = {}

    def of(self, position_id: int | None, role_id: str) -> LineBoard:
        """Return the line of a position; of a role, where no position is known."""
        key = (position_id or 0, "" if position_id else role_id)
        if key not in self._made:
            position, need = self._positions.get(position_id or 0, (None, None))
            title = role_name(role_id, self._locale) or (position.asked_as if position else "")
            self._made[key] = LineBoard(position, need, role_id, title)
        return self._made[key]

    def by_department(self) -> tuple[DepartmentBoard, ...]:
        """Return the lines by department in the order of crew lists, heads first."""
        grouped: dict[str, list[LineBoard]] = {}
        for line in sorted(self._made.values(), key=_order):
            grouped.setdefault(department_of(line.role_id), []).append(line)
        return tuple(DepartmentBoard(department_id, tuple(lines)) for department_id, lines in grouped.items())


def _order(line: LineBoard) -> tuple[int, int, int]:
    taxonomy = get_taxonomy()
    if line.role_id not in taxonomy:
        return (10_000, 0, 0)
    role = taxonomy.role(line.role_id)
    return (
        taxonomy.department(role.department_id).order,
        role.level,
        line.position.ordinal if line.position else 0,
    )
