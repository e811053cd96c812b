"""A search of the audit as people ask it: names, parts of words and days, turned into what the audit is indexed by."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.audit_labels import action_words
from app.models.crew import CrewMember
from app.models.trust import ActorKind, AuditEvent
from app.queries.audit import MOST_ACTIONS, Place, Search, list_events, list_known, list_production_subjects
from app.queries.shortlist import search_members
from config import get_settings
from matching.text import fold

PAGE = 50
MOST_NAMESAKES = 8


@dataclass(frozen=True)
class Asked:
    """What somebody typed. `who` is an account's number, or kind:name for jobs, commands and visitors."""

    person: str = ""
    who: str = ""
    what: str = ""
    subject: str = ""
    number: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Found:
    """A page of events; `after` is where the next begins. `namesakes` are whom a name could mean, if several."""

    search: Search
    events: list[AuditEvent]
    after: Place | None = None
    namesakes: list[CrewMember] = field(default_factory=list)


def read_search(session: Session, asked: Asked, *, locale: str) -> tuple[Search, list[CrewMember]]:
    """Return the search that was asked for, and the people that a name could mean if it is not exactly one.

    A part of an action is looked for in the action itself and in its words in the page's language.
    """
    zone = ZoneInfo(get_settings().commission_zone)
    search = Search(
        subject_kind=asked.subject,
        subject_ids=(asked.number,) if asked.number and asked.subject else None,
        since=datetime.combine(asked.since, time.min, zone) if asked.since else None,
        until=datetime.combine(asked.until + timedelta(days=1), time.min, zone) if asked.until else None,
    )
    if asked.what:
        wanted = fold(asked.what)
        known = list_known(session, "action")
        met = [each for each in known if wanted in fold(each) or wanted in fold(action_words(each, locale))]
        search = replace(search, actions=tuple(met[:MOST_ACTIONS]))
    if asked.who:
        search = _by_whom(search, asked.who)
    if not asked.person:
        return search, []
    people = _people(session, asked.person)
    # somebody must be asked for: without one, nobody's number is looked for
    return replace(search, crew_member_id=people[0].id if len(people) == 1 else -1), people if len(people) > 1 else []


def _by_whom(search: Search, who: str) -> Search:
    kind, _, name = who.partition(":")
    if kind.isascii() and kind.isdigit():
        return replace(search, actor_id=int(kind))
    if kind not in set(ActorKind):
        return search
    return replace(search, actor_kind=ActorKind(kind), actor_name=name)


def _people(session: Session, typed: str) -> list[CrewMember]:
    if typed.isascii() and typed.isdigit() and len(typed) <= len("2147483647"):
        member = session.get(CrewMember, int(typed))
        return [member] if member else []
    return list(search_members(session, fold(typed), MOST_NAMESAKES))


def find_events(session: Session, asked: Asked, *, before: Place | None, locale: str) -> Found:
    """Return a page of what was asked for, newest first."""
    search, namesakes = read_search(session, asked, locale=locale)
    return find_page(session, search, before=before, namesakes=namesakes)


def find_page(
    session: Session, search: Search, *, before: Place | None, namesakes: list[CrewMember] | None = None
) -> Found:
    """Return a page of a search, and where the next one begins."""
    events = list_events(session, search, before=before, limit=PAGE + 1)
    last = events[PAGE - 1] if len(events) > PAGE else None
    return Found(search, events[:PAGE], (last.at, last.id or 0) if last else None, namesakes or [])


def find_events_of_production(session: Session, production_id: int, *, before: Place | None) -> Found:
    """Return a page of what happened to a production, its needs, lines, rounds and offers."""
    events: list[AuditEvent] = []
    for kind, ids in list_production_subjects(session, production_id).items():
        if ids:
            search = Search(subject_kind=kind, subject_ids=ids)
            events += list_events(session, search, before=before, limit=PAGE + 1)
    events.sort(key=lambda event: (event.at, event.id or 0), reverse=True)
    last = events[PAGE - 1] if len(events) > PAGE else None
    return Found(Search(), events[:PAGE], (last.at, last.id or 0) if last else None)


def written_place(place: Place | None) -> str:
    """Return a place in the audit as an address carries it."""
    return f"{place[0].isoformat()}~{place[1]}" if place else ""


def read_place(text: str) -> Place | None:
    """Return the place that an address carries; None for none or what is none."""
    moment, _, number = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(number)) if at.tzinfo and abs(int(number)) < 2**62 else None
    except ValueError:
        return None
