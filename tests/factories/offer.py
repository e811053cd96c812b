"""Offers, holds and bookings for tests, made as people make them: asked, accepted, confirmed."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from app.models.availability import Booking, Hold, StatementSource
from app.models.crew import CrewMember
from app.models.need import Need, NeedDoor, NeedStatus, PeriodKind, Position, PositionSpan
from app.models.offer import Offer, OfferRound, RoundMode
from app.models.production import Production
from app.queries.offer import list_offers
from app.services.audit import Actor
from app.services.booking import confirm_hold
from app.services.offer import accept_offer, open_round
from tests.factories.crew import make_crew_member
from tests.factories.production import make_production

DAY = date(2027, 3, 1)
_AT = datetime(2026, 11, 1, tzinfo=UTC)
_keys, _people = count(1), count(1)


def days(first: int, last: int) -> tuple[date, date]:
    """Return the days so many days after DAY, both included."""
    return DAY + timedelta(days=first), DAY + timedelta(days=last)


def make_gaffer(session: Session, **values: Any) -> CrewMember:
    """Make an active gaffer with an e-mail address, who reads English."""
    given = {"email": f"gaffer{next(_people)}@example.org", "locale": "en"}
    return make_crew_member(session, "gaffer", **{**given, **values})


def make_position(
    session: Session,
    *spans: tuple[date, date],
    production: Production | None = None,
    place: str | None = None,
    period: PeriodKind = PeriodKind.SHOOT,
    **values: Any,
) -> Position:
    """Make a gaffer's line of an accepted need on the spans (by default ten days from DAY on)."""
    spans = spans or (days(0, 9),)
    production = production or make_production(session, contact_email="office@example.org", confidential=True)
    need = Need(
        production_id=production.id or 0,
        status=NeedStatus.ACCEPTED,
        door=NeedDoor.FORM,
        received_on=_AT.date(),
        created_at=_AT,
        updated_at=_AT,
    )
    session.add(need)
    session.flush()
    line = {
        "code": f"L{next(_keys)}",
        "ordinal": 1,
        "role_id": "gaffer",
        "asked_as": "Gaffer",
        "starts_on": spans[0][0],
        "ends_on": spans[-1][1],
    }
    position = Position(**{"need_id": need.id, **line, **values})
    session.add(position)
    session.flush()
    set_days(session, position, *spans, place=place, period=period)
    return position


def set_days(
    session: Session,
    position: Position,
    *spans: tuple[date, date],
    place: str | None = None,
    period: PeriodKind = PeriodKind.SHOOT,
) -> None:
    """Add spans to a position."""
    session.add_all(
        PositionSpan(position_id=position.id or 0, period=period, starts_on=first, ends_on=last, place=place)
        for first, last in spans
    )
    session.flush()


def ask(session: Session, actor: Actor, position: Position, *people: CrewMember, **values: Any) -> OfferRound:
    """Ask people for the position: together and for one place, unless `values` say otherwise."""
    given: dict[str, Any] = {
        "mode": RoundMode.TOGETHER,
        "places": 1,
        "answer_hours": 24,
        "tells_title": False,
        "note": "",
        "form_key": f"form-{next(_keys)}",
    }
    ids = [person.id or 0 for person in people]
    return open_round(session, actor, position=position, crew_member_ids=ids, **{**given, **values})


def offers_of(session: Session, round_: OfferRound) -> list[Offer]:
    """Return the offers of a round in order."""
    return list_offers(session, [round_.id or 0])


def hold(session: Session, actor: Actor, person: CrewMember, *spans: tuple[date, date], **values: Any) -> Hold:
    """Ask a person for a new production's line and have them accept."""
    position = values.pop("position", None) or make_position(session, *spans, **values)
    [offer] = offers_of(session, ask(session, actor, position, person))
    return accept_offer(session, actor, offer=offer, source=StatementSource.SELF)


def book(session: Session, actor: Actor, person: CrewMember, *spans: tuple[date, date], **values: Any) -> Booking:
    """Ask a person, have them accept, and confirm them."""
    return confirm_hold(session, actor, hold=hold(session, actor, person, *spans, **values))
