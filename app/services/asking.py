"""Asking for dates: who may be asked for a position, by whom, and what each would read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.errors import LlamadoError, NotFoundError
from app.messages import LOCALES, mark, translate
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.production import Production
from app.queries.shortlist import find_latest_shortlist, get_position, list_entries, list_proposals
from app.services.askable import list_askable
from app.services.crewlist.release import may_be_shown
from app.services.match_pages import base_of, title_of
from app.services.offered_days import Stretch, present_days, runs_of, stretches_from, today_of
from app.services.person_days import zone_of
from app.services.step_notice import say_days, say_moment, say_role, say_work
from app.services.step_texts import ASKED
from config import get_settings

MOST_AT_ONCE = 40
LINK_PLACE = "…/answer/offer/…"
"""What stands in a preview for the link that each person gets for themselves."""


@dataclass(frozen=True)
class Asked:
    """A person on the page that asks: `reason` says why they can't be asked, and is empty where they can."""

    member: CrewMember
    base: str
    reason: str
    ticked: bool


@dataclass(frozen=True)
class AskPage:
    """The position that people are asked for, and the people in the order in which they would be."""

    position: Position
    need: Need
    production: Production
    title: str
    spans: Sequence[Stretch]
    people: tuple[Asked, ...]

    @property
    def chosen(self) -> list[int]:
        """Return who is to be asked, in order."""
        return [each.member.id or 0 for each in self.people if each.ticked and not each.reason]

    @property
    def refused(self) -> list[int]:
        """Return who was ticked but can't be asked any more."""
        return [each.member.id or 0 for each in self.people if each.ticked and each.reason]


@dataclass(frozen=True)
class Preview:
    """What a person reads in one language."""

    locale: str
    language: str
    subject: str
    text: str


def get_askable_position(
    session: Session, position_id: int, *, contact_id: int | None
) -> tuple[Position, Need, Production]:
    """Return a position that people may be asked for; for a contact (not staff) only of their own accepted need.

    NotFoundError otherwise, as for a position that isn't there.
    """
    position, need, production = get_position(session, position_id)
    foreign = contact_id is not None and production.contact_account_id != contact_id
    if foreign or not may_be_shown(need):
        raise NotFoundError(mark("There is no such position."))
    return position, need, production


def open_ask_page(
    session: Session,
    position_id: int,
    *,
    contact_id: int | None,
    people: Sequence[int],
    chosen: Iterable[int] | None,
    locale: str,
    now: datetime,
) -> AskPage:
    """Return the page that asks `people`, in their order; without `chosen` all are.

    Without people those who stand on the crew list are taken. A contact can only ask whom the shortlist shows them.
    """
    position, need, production = get_askable_position(session, position_id, contact_id=contact_id)
    shown = _shown(session, position_id)
    wanted = list(dict.fromkeys(people))[:MOST_AT_ONCE] or shown.on_list
    if contact_id is not None:
        wanted = [person for person in wanted if person in shown.people]
    askable = list_askable(session, position=position, crew_member_ids=wanted, now=now)
    ticked = set(wanted if chosen is None else chosen)
    return AskPage(
        position=position,
        need=need,
        production=production,
        title=title_of(position, locale),
        spans=stretches_from(present_days(session, position, since=today_of(session, production.id or 0, now))),
        people=tuple(
            Asked(each.member, base_of(each.member), _say(each.reason, locale), each.member.id in ticked)
            for each in askable
        ),
    )


def _say(reason: LlamadoError | None, locale: str) -> str:
    return translate(locale, reason.message, **reason.values) if reason else ""


@dataclass(frozen=True)
class _Shown:
    people: frozenset[int]
    on_list: list[int]


def _shown(session: Session, position_id: int) -> _Shown:
    """Return whom the position's newest shortlist and its crew list show."""
    shortlist = find_latest_shortlist(session, position_id)
    entries = list_entries(session, shortlist.id or 0) if shortlist else []
    on_list = [slot.crew_member_id for slot in list_proposals(session, [position_id]) if slot.crew_member_id]
    return _Shown(frozenset({*(each.crew_member_id for each in entries), *on_list}), on_list)


def preview_offer(
    session: Session, page: AskPage, *, tells_title: bool, note: str, answer_hours: int, now: datetime
) -> tuple[Preview, ...]:
    """Return what people would read, in each language; the first person to be asked stands for all."""
    first = next((each.member for each in page.people if each.ticked and not each.reason), None)
    until = now + timedelta(hours=answer_hours)
    zone = zone_of(first) if first else ZoneInfo(get_settings().commission_zone)
    found = []
    for locale, language in reversed(LOCALES.items()):
        values = {
            "name": (first.given_name or first.name) if first else "…",
            "work": say_work(session, page.production, locale, titled=tells_title),
            "role": say_role(page.position.role_id or "", locale),
            "days": say_days(runs_of(page.spans), locale),
            "until": say_moment(until, locale, zone),
            "note": f"{note.strip()}\n\n" if note.strip() else "",
            "link": LINK_PLACE,
        }
        subject, text = (translate(locale, each, **values) for each in (ASKED.subject, ASKED.text))
        found.append(Preview(locale, language, subject, text))
    return tuple(found)


def move(people: Sequence[int], person: int, step: int) -> list[int]:
    """Return people with one of them moved up (-1) or down (1)."""
    order = list(people)
    if person in order:
        at = order.index(person)
        order.insert(min(max(at + step, 0), len(order) - 1), order.pop(at))
    return order
