"""A subscribed calendar as a file: a person's holds and bookings, or who works for a production on which days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from sqlmodel import Session

from app.ics.write import CalendarEvent, EventStatus, write_calendar
from app.messages import LOCALES, mark
from app.models.account import Account
from app.models.availability import BookingStatus, HoldStatus
from app.models.calendar import CalendarSubscription, SubscriptionKind
from app.models.crew import CrewMember
from app.models.need import PeriodKind
from app.models.production import Production
from app.queries.calendar_file import KeptRows, read_person_rows, read_production_rows
from app.services.crewlist.release import may_be_shown
from app.services.crewlist.words import PERIOD, PRODUCTION_KIND, Words
from app.services.hold_order import worst_orders_of
from app.services.kept import Kept, KeptDays, list_kept
from app.services.notice import link_to
from app.services.place_choices import place_name
from app.services.role_choices import role_name
from config import get_settings

REFRESH = timedelta(hours=1)
"""How often clients are asked to look again; the large ones come when they like."""

_STATE = {
    HoldStatus.RELEASED: mark("Released"),
    HoldStatus.EXPIRED: mark("Expired"),
    HoldStatus.BOOKED: mark("Released"),
    BookingStatus.CONFIRMED: mark("Booked"),
    BookingStatus.COMPLETED: mark("Booked"),
    BookingStatus.CANCELLED: mark("Cancelled"),
}


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The calendar's bytes, and the latest change that they can have come from."""

    data: bytes
    changed_at: datetime


def make_calendar_file(session: Session, row: CalendarSubscription, *, now: datetime) -> CalendarFile:
    """Return the calendar of a subscription that is open, as it stands; the same rows give the same bytes."""
    settings = get_settings()
    today = now.astimezone(ZoneInfo(settings.commission_zone)).date()
    if row.kind is SubscriptionKind.CREW_MEMBER:
        member = session.get_one(CrewMember, row.crew_member_id)
        rows = read_person_rows(session, member.id or 0)
        changed_at, words = member.updated_at, Words(_speaks(member.locale))
        name = words(mark("My holds and bookings"))
        maker: _Maker = _PersonMaker(words, rows)
    else:
        production = session.get_one(Production, row.production_id)
        rows = read_production_rows(session, production.id or 0)
        account = session.get(Account, row.made_by_id)
        changed_at, words = production.updated_at, Words(_speaks(account.locale if account else ""))
        name = words(mark("Crew of %(title)s"), title=production.working_title)
        maker = _ProductionMaker(words, rows)
    orders = worst_orders_of(session, rows.members)
    shown = list_kept(rows, orders, now=now, today=today)
    events = [event for kept in shown if maker.may_show(kept) for event in maker.events(kept)]
    data = write_calendar(f"{name} · Llamado", events, refresh=REFRESH)
    return CalendarFile(data, max(each for each in (changed_at, row.made_at, rows.last_change) if each is not None))


def _speaks(locale: str) -> str:
    return locale if locale in LOCALES else get_settings().default_locale


class _Maker:
    """Makes the events of one calendar; what they are called differs by whose it is."""

    audience = ""

    def __init__(self, words: Words, rows: KeptRows) -> None:
        self.words, self.rows = words, rows

    def may_show(self, kept: Kept) -> bool:  # noqa: ARG002 - whose calendar it is may see all of it
        """Say whether it may stand in this calendar."""
        return True

    def events(self, kept: Kept) -> Iterator[CalendarEvent]:
        """Yield an event for each of the days that were kept together."""
        for days in kept.days:
            yield CalendarEvent(
                uid=str(uuid5(NAMESPACE_URL, link_to(f"/calendar/{self.audience}/{kept.key}/{days.key}"))),
                sequence=kept.sequence,
                changed_at=kept.changed_at,
                starts_on=days.stretch.starts_on,
                ends_on=days.stretch.ends_on,
                status=_status(kept),
                summary=" · ".join([*self.title(kept, days), *self.period(days)]),
                description="\n".join(self.told(kept)),
                location=self.place(kept, days),
                url=link_to(self.page(kept)),
            )

    def title(self, kept: Kept, days: KeptDays) -> Iterator[str]:
        """Yield the parts of an event's title."""
        raise NotImplementedError

    def told(self, kept: Kept) -> Iterator[str]:
        """Yield the lines of an event's description."""
        raise NotImplementedError

    def page(self, kept: Kept) -> str:
        """Return the path of the page that tells more."""
        raise NotImplementedError

    def period(self, days: KeptDays) -> list[str]:
        """Return the period where it is not the shoot, which is what people take it for."""
        return [] if days.stretch.period is PeriodKind.SHOOT else [self.words(PERIOD[days.stretch.period])]

    def state(self, kept: Kept) -> str:
        """Return how the days are kept, in a word or two."""
        if not kept.stands or kept.booked:
            state = self.words(_STATE[kept.latest.status])
        else:
            state = self.words(mark("Hold (%(order)s)"), order=_ordinal(kept.order, self.words.locale))
        return self.words(mark("To reconfirm: %(state)s"), state=state) if _moved(kept) else state

    def role(self, kept: Kept) -> str:
        """Return the role's name."""
        return role_name(kept.latest.role_id, self.words.locale)

    def place(self, kept: Kept, days: KeptDays) -> str:
        """Return where the days are worked: the span's own place, else the position's base, else the production's."""
        position = self.rows.positions.get(kept.latest.position_id or 0)
        bases = [base.name for base in self.rows.bases.get(kept.latest.production_id, [])]
        named = position.base_names if position else []
        return next((name for name in (place_name(days.stretch.place), *named, *bases) if name), "")

    def runs_out(self, kept: Kept) -> Iterator[str]:
        """Yield the line that says until when a hold lasts."""
        expires_at = kept.hold.expires_at if kept.hold and kept.stands and not kept.booked else None
        if expires_at is not None:
            zone = ZoneInfo(get_settings().commission_zone)
            moment = format_datetime(expires_at.astimezone(zone), "EEE d MMM y, HH:mm", locale=self.words.locale)
            yield self.words(mark("The hold runs out on %(moment)s unless it is confirmed."), moment=moment)


class _PersonMaker(_Maker):
    """Events of a person's own calendar: how they stand, as what, for whom as far as it may be told."""

    audience = "crew"

    def title(self, kept: Kept, days: KeptDays) -> Iterator[str]:
        """Yield state, role, and the production's title or what stands for it."""
        yield self.state(kept)
        yield self.role(kept)
        production = self.rows.productions[kept.latest.production_id]
        if self._names_title(kept):
            yield production.working_title
            return
        kind, place = self.words(PRODUCTION_KIND[production.kind]), self.place(kept, days)
        yield self.words(mark("%(kind)s in %(place)s"), kind=kind, place=place) if place else kind

    def told(self, kept: Kept) -> Iterator[str]:
        """Yield what the person can do about it."""
        words = self.words
        if kept.order > 1:
            yield words(mark("Another production comes first on some of its days."))
        if kept.latest.status is HoldStatus.CHALLENGED:
            yield words(mark("Another production asks for a decision."))
        if _moved(kept):
            yield words(mark("The dates have moved. Say whether you agree to the new ones."))
        yield from self.runs_out(kept)
        if not self._names_title(kept):
            yield words(mark("The title is told once you are booked."))
        yield words(mark("More on your page: %(link)s"), link=link_to(self.page(kept)))

    def page(self, kept: Kept) -> str:  # noqa: ARG002 - a person has one page for all
        """Return the person's own page."""
        return "/me"

    def _names_title(self, kept: Kept) -> bool:
        asked = self.rows.rounds.get(kept.hold.id or 0) if kept.hold else None
        if asked is None:
            return kept.booked or not self.rows.productions[kept.latest.production_id].confidential
        return kept.booked or asked.tells_title


class _ProductionMaker(_Maker):
    """Events of a production's crew calendar: who, as what, how they stand. Never a phone number or an e-mail."""

    audience = "production"

    def may_show(self, kept: Kept) -> bool:
        """Say whether the person may be named: as on the crew list, once the need was accepted."""
        position = self.rows.positions.get(kept.latest.position_id or 0)
        return position is None or may_be_shown(self.rows.needs[position.need_id])

    def title(self, kept: Kept, days: KeptDays) -> Iterator[str]:  # noqa: ARG002 - named alike on all its days
        """Yield the person, the role and the state."""
        yield self.rows.members[kept.latest.crew_member_id].name
        yield self.role(kept)
        yield self.state(kept)

    def told(self, kept: Kept) -> Iterator[str]:
        """Yield the line of the need, until when a hold lasts, where to read more."""
        position = self.rows.positions.get(kept.latest.position_id or 0)
        if position is not None:
            yield self.words(mark("Line %(code)s of the need"), code=position.code)
        if _moved(kept):
            yield self.words(mark("The dates have moved. The person has not agreed to the new ones yet."))
        yield from self.runs_out(kept)
        yield self.words(mark("The crew list: %(link)s"), link=link_to(self.page(kept)))

    def page(self, kept: Kept) -> str:
        """Return the crew list of the line's need, else the production's page."""
        position = self.rows.positions.get(kept.latest.position_id or 0)
        return f"/needs/{position.need_id}/crew-list" if position else f"/productions/{kept.latest.production_id}"


def _moved(kept: Kept) -> bool:
    return kept.stands and kept.latest.reconfirm_since_at is not None


def _status(kept: Kept) -> EventStatus:
    if not kept.stands:
        return EventStatus.CANCELLED
    return EventStatus.CONFIRMED if kept.booked and not _moved(kept) else EventStatus.TENTATIVE


def _ordinal(number: int, locale: str) -> str:
    """Return a number as an order: 1st, 2nd, 3rd, 11th; in Spanish 1.º, 2.º."""
    if locale.startswith("es"):
        return f"{number}.º"
    tens = number % 100 // 10
    return f"{number}{'th' if tens == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
