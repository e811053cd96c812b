"""Notices of offers, holds, challenges and bookings, in the words and the clock of who reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from sqlmodel import Session

from app.messages import mark, translate
from app.models.account import Account
from app.models.availability import Booking, Hold
from app.models.crew import CrewMember
from app.models.offer import Offer, OfferRound
from app.models.production import Production, ProductionKind
from app.queries.booking import list_booking_spans
from app.queries.hold import list_hold_spans
from app.queries.offer import list_offer_spans, tells_title
from app.queries.shortlist import list_base_places
from app.services.audit import Actor
from app.services.crewlist.people import place_name
from app.services.crewlist.words import Words
from app.services.notice import link_to, tell_person, tell_production
from app.services.offered_days import SpanRow, runs_of
from app.services.person_days import zone_of
from app.services.step_texts import Text
from app.services.taxonomy import get_taxonomy
from config import get_settings

_A_WORK = {
    ProductionKind.FEATURE: (mark("a feature"), mark("a feature in %(place)s")),
    ProductionKind.SERIES: (mark("a series"), mark("a series in %(place)s")),
    ProductionKind.DOCUMENTARY: (mark("a documentary"), mark("a documentary in %(place)s")),
    ProductionKind.COMMERCIAL: (mark("a commercial"), mark("a commercial in %(place)s")),
    ProductionKind.MUSIC_VIDEO: (mark("a music video"), mark("a music video in %(place)s")),
    ProductionKind.TV_LIVE: (mark("a TV production"), mark("a TV production in %(place)s")),
    ProductionKind.SHORT: (mark("a short"), mark("a short in %(place)s")),
    ProductionKind.ANIMATION: (mark("an animation"), mark("an animation in %(place)s")),
}


@dataclass(frozen=True)
class About:
    """What a notice is about: who, for which production, as what, on which days; may the title be told."""

    member: CrewMember
    production: Production
    position_id: int | None
    role_id: str
    days: Sequence[tuple[date, date]]
    titled: bool


def about_offer(session: Session, offer: Offer, round_: OfferRound) -> About:
    """Return what a notice of an offer is about."""
    spans = list_offer_spans(session, [offer.id or 0])[offer.id or 0]
    return _about(session, offer, round_.role_id, spans, titled=round_.tells_title)


def about_hold(session: Session, hold: Hold) -> About:
    """Return what a notice of a hold is about; its title is told only where its offer did."""
    spans = list_hold_spans(session, [hold.id or 0])[hold.id or 0]
    return _about(session, hold, hold.role_id, spans, titled=hold_tells_title(session, hold))


def about_booking(session: Session, booking: Booking) -> About:
    """Return what a notice of a booking is about: who is booked may know the title."""
    spans = list_booking_spans(session, [booking.id or 0])[booking.id or 0]
    return _about(session, booking, booking.role_id, spans, titled=True)


def hold_tells_title(session: Session, hold: Hold) -> bool:
    """Return whether the person of a hold may be told the working title."""
    told = tells_title(session, hold.id or 0)
    return told if told is not None else not session.get_one(Production, hold.production_id).confidential


def _about(
    session: Session, thing: Offer | Hold | Booking, role_id: str, spans: Iterable[SpanRow], *, titled: bool
) -> About:
    return About(
        session.get_one(CrewMember, thing.crew_member_id),
        session.get_one(Production, thing.production_id),
        thing.position_id,
        role_id,
        runs_of(spans),
        titled,
    )


def say_work(session: Session, production: Production, locale: str, *, titled: bool) -> str:
    """Return a production as a person may know it: its title, or only "a feature in Guadalajara"."""
    if titled:
        return production.working_title
    alone, with_place = _A_WORK[production.kind]
    place = next(iter(map(place_name, list_base_places(session, production.id or 0))), "")
    return translate(locale, with_place, place=place) if place else translate(locale, alone)


def say_role(role_id: str, locale: str) -> str:
    """Return a role's name in a language."""
    return get_taxonomy().role(role_id).name(locale) if role_id in get_taxonomy() else role_id


def say_days(days: Iterable[tuple[date, date]], locale: str) -> str:
    """Return runs of days as people write them."""
    return ", ".join(Words(locale).span(first, last) for first, last in days)


def say_moment(at: datetime, locale: str, zone: ZoneInfo) -> str:
    """Return an instant as the clock of a zone shows it."""
    return format_datetime(at.astimezone(zone), "EEE d MMM, HH:mm", locale=locale)


def tell_crew(
    session: Session,
    actor: Actor,
    about: About,
    text: Text,
    *,
    path: str = "/me",
    until: datetime | None = None,
    why: str = "",
    **more: Any,
) -> None:
    """Queue a notice to the crew member. `why` is a message id or what somebody typed."""
    locale = about.member.locale or get_settings().default_locale
    values = _values(about, locale, until, zone_of(about.member)) | {"why": translate(locale, why), **more}
    values["work"] = say_work(session, about.production, locale, titled=about.titled)
    values["link"] = link_to(path)
    tell_person(session, actor, about.member, subject=text.subject, text=text.text, **values)


def tell_office(
    session: Session,
    actor: Actor,
    about: About,
    text: Text,
    *,
    until: datetime | None = None,
    why: str = "",
    **more: Any,
) -> None:
    """Queue a notice to the production's contact. `why` is a message id or what somebody typed."""
    contact = about.production.contact_account_id
    account = session.get(Account, contact) if contact else None
    locale = (account.locale if account else "") or get_settings().default_locale
    zone = ZoneInfo(get_settings().commission_zone)
    values = _values(about, locale, until, zone) | {"why": translate(locale, why), **more}
    values["person"], values["link"] = about.member.name, link_to(office_path(about))
    tell_production(session, actor, about.production, subject=text.subject, text=text.text, **values)


def office_path(about: About) -> str:
    """Return the page on which a production sees to its offers and holds, at the line in question."""
    return f"/productions/{about.production.id}/asked#p{about.position_id or 0}"


def _values(about: About, locale: str, until: datetime | None, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "role": say_role(about.role_id, locale),
        "days": say_days(about.days, locale),
        "until": say_moment(until, locale, zone) if until else "",
    }
