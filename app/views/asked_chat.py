"""WhatsApp texts beside people: in their language, with the link that answers where staff hand it on."""

from collections.abc import Callable, Sequence

from sqlmodel import Session

from app.models.availability import Booking, Hold
from app.models.crew import CrewMember
from app.models.offer import Offer, OfferRound
from app.models.production import Production
from app.queries.booking import list_booking_spans
from app.queries.hold import list_hold_spans
from app.queries.offer import list_offer_spans
from app.queries.running import RunningLine
from app.services.audit import Actor
from app.services.board import BookingRow, HoldRow, OfferRow, Whom, kept_days
from app.services.chat import About, find_answer_link, write_chat
from app.services.offer_told import Terms
from app.services.offered_days import SpanRow
from app.services.step_notice import hold_tells_title

Kept = Offer | Hold | Booking


def chat_writer(
    session: Session, actor: Actor, production: Production, *, staff: bool
) -> Callable[[OfferRow | HoldRow | BookingRow], str]:
    """Return what writes the text for a row of a board; nothing where the viewer sees no number to send it to."""

    def write(row: OfferRow | HoldRow | BookingRow) -> str:
        if not row.whom.phone:
            return ""
        if isinstance(row, OfferRow):
            kept: Kept = row.offer
            terms = _offer_terms(row.offer, row.round, production, row.spans)
        elif isinstance(row, HoldRow):
            kept = row.hold
            terms = Terms(row.hold.role_id, production, tuple(row.spans), row.tells_title)
        else:
            kept = row.booking
            terms = Terms(row.booking.role_id, production, tuple(row.spans), tells_title=True)
        return _text(session, actor, kept, terms, row.whom, staff=staff)

    return write


def running_chat(session: Session, actor: Actor) -> Callable[[RunningLine], str]:
    """Return what writes the text for a line of all that runs; only staff see these."""

    def write(line: RunningLine) -> str:
        kept: Kept = line.thing
        key = kept.id or 0
        if isinstance(kept, Offer):
            asked_in = session.get_one(OfferRound, kept.round_id)
            terms = _offer_terms(kept, asked_in, line.production, list_offer_spans(session, [key])[key])
        elif isinstance(kept, Hold):
            days = tuple(kept_days(list_hold_spans(session, [key])[key]))
            terms = Terms(kept.role_id, line.production, days, hold_tells_title(session, kept))
        else:
            booked = tuple(kept_days(list_booking_spans(session, [key])[key]))
            terms = Terms(kept.role_id, line.production, booked, tells_title=True)
        return _text(session, actor, kept, terms, line.member, staff=True)

    return write


def _offer_terms(offer: Offer, asked_in: OfferRound, production: Production, spans: Sequence[SpanRow]) -> Terms:
    return Terms(
        role_id=asked_in.role_id,
        production=production,
        spans=tuple(spans),
        tells_title=asked_in.tells_title,
        note=asked_in.note,
        answer_by_at=offer.answer_by_at,
    )


def _text(session: Session, actor: Actor, kept: Kept, terms: Terms, whom: Whom | CrewMember, *, staff: bool) -> str:
    """Return the text about an offer, hold or booking to its person, in their language."""
    about, subject_id = _about(kept)
    link = None
    if staff:
        person = kept.crew_member_id
        link = find_answer_link(session, actor, about, crew_member_id=person, subject_id=subject_id)
    return write_chat(about, terms, whom.locale, name=whom.given_name or whom.name, answer_link=link)


def _about(kept: Kept) -> tuple[About, int]:
    """Return what a message is about, and the id that its link would carry: of moved dates it is the hold's."""
    if isinstance(kept, Offer):
        return About.OFFER, kept.id or 0
    subject_id = kept.id if isinstance(kept, Hold) else kept.hold_id
    if kept.reconfirm_since_at is not None:
        return About.MOVED, subject_id or 0
    return About.HOLD if isinstance(kept, Hold) else About.BOOKING, subject_id or 0
