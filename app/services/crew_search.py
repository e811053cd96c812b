"""Browsing the registry: what was asked for in words becomes a filter, and a filter becomes a page of people."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz, process
from sqlmodel import Session

from app.models.crew import CefrLevel, CrewStatus, Language
from app.queries.crew_search import (
    CrewFilter,
    CrewLine,
    CrewOrder,
    count_crew,
    get_newest_ids,
    get_span_rows,
    list_crew_ids,
    list_crew_lines,
    list_known_places,
    list_name_words,
)
from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from matching.person_days import DayState, worst_states
from matching.text import fold

PAGE = 50
MOST_WORDS = 8
LEAST_LIKENESS = 70.0
LIKELY_A_WORD = 4
LIKELY_TEXTS = 8


class Spanned(StrEnum):
    """What a list may ask of a span of days."""

    FREE = "free"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"
    HELD = "held"
    BOOKED = "booked"
    UNAVAILABLE = "unavailable"


_MET_BY = {
    Spanned.FREE: {DayState.AVAILABLE},
    Spanned.POSSIBLE: {DayState.AVAILABLE, DayState.UNKNOWN, DayState.TENTATIVE, DayState.HELD},
    Spanned.UNKNOWN: {DayState.UNKNOWN, DayState.TENTATIVE},
    Spanned.HELD: {DayState.HELD},
    Spanned.BOOKED: {DayState.BOOKED},
    Spanned.UNAVAILABLE: {DayState.UNAVAILABLE},
}


@dataclass(frozen=True)
class Wanted:
    """Whom staff look for, in the words of the page. Days are inclusive; `place_id` is a gazetteer id."""

    text: str = ""
    department_id: str = ""
    role_id: str = ""
    place_id: str = ""
    radius_km: float | None = None
    language: Language | None = None
    level: CefrLevel | None = None
    trained_in: str = ""
    statuses: tuple[CrewStatus, ...] = (CrewStatus.ACTIVE,)
    starts_on: date | None = None
    ends_on: date | None = None
    availability: Spanned | None = None
    order: CrewOrder = CrewOrder.NAME
    tag_id: int | None = None


@dataclass(frozen=True)
class Found:
    """A page of people and how many there are; `states` tells the span of days asked about, if one was.

    Where nothing was found for what was typed, `role_id` is the role that it was read as, or `corrected` the text
    that was searched instead.
    """

    lines: list[CrewLine]
    count: int
    page: int
    pages: int
    states: dict[int, DayState]
    corrected: str = ""
    role_id: str = ""


def read_filter(session: Session, wanted: Wanted) -> CrewFilter:
    """Return the conditions that the words of the page mean."""
    taxonomy = get_taxonomy()
    role_ids: tuple[str, ...] | None = None
    if wanted.role_id:
        role_ids = (wanted.role_id,)
    elif wanted.department_id:
        role_ids = tuple(role.id for role in taxonomy.roles_of(wanted.department_id))
    folded = fold(wanted.text)
    named = taxonomy.roles_by_title.get(folded)
    return CrewFilter(
        words=tuple(folded.split()[:MOST_WORDS]),
        named_role_ids=(named,) if named else (),
        role_ids=role_ids,
        places=local_places(session, wanted.place_id, wanted.radius_km) if wanted.place_id else None,
        language=wanted.language,
        level=wanted.level,
        trained_in=wanted.trained_in,
        statuses=wanted.statuses,
        tag_id=wanted.tag_id,
    )


def local_places(session: Session, base_id: str, radius_km: float | None) -> tuple[str, ...]:
    """Return the registry's places whose people work at the base as locals: its metropolitan area, or within km."""
    gazetteer = get_gazetteer()
    known = (place for place in list_known_places(session) if place in gazetteer)
    if radius_km is None:
        return tuple(place for place in known if gazetteer.is_local(place, base_id))
    return tuple(place for place in known if gazetteer.distance_km(place, base_id) <= radius_km)


def find_crew(session: Session, wanted: Wanted, *, page: int, today: date) -> Found:
    """Return a page of the people who meet what is wanted.

    A text that finds nobody is read as a role's title ("1er asist cámara"), else as the likeliest typo.
    """
    found = _page(session, wanted, page, today)
    if found.count or not wanted.text.strip():
        return found
    role_id = "" if wanted.role_id else get_title_resolver().resolve(wanted.text).role_id
    if role_id:
        held = _page(session, replace(wanted, text="", role_id=role_id), page, today)
        if held.count:
            return replace(held, role_id=role_id)
    for corrected in likely_texts(session, wanted.text):
        better = _page(session, replace(wanted, text=corrected), page, today)
        if better.count:
            return replace(better, corrected=corrected)
    return found


def list_found_ids(session: Session, wanted: Wanted, *, today: date) -> list[int]:
    """Return everybody whom `find_crew` finds, in order: with a text that finds nobody read as the page reads it."""
    found = find_crew(session, wanted, page=1, today=today)
    if found.role_id:
        wanted = replace(wanted, text="", role_id=found.role_id)
    elif found.corrected:
        wanted = replace(wanted, text=found.corrected)
    return list_all_ids(session, wanted, today=today)


def _page(session: Session, wanted: Wanted, page: int, today: date) -> Found:
    asked = read_filter(session, wanted)
    if asked.words or asked.role_ids is not None or _asks_for_days(wanted):
        # found in one pass: counting first would look through everybody's text or days twice, and where few hold the
        # role a LIMIT makes PostgreSQL walk the names of all for them
        everybody = list_all_ids(session, wanted, today=today)
        count = len(everybody)
        page = _within(page, count)
        ids = everybody[(page - 1) * PAGE : page * PAGE]
    else:
        count = count_crew(session, asked)
        page = _within(page, count)
        ids = list_crew_ids(session, asked, wanted.order, offset=(page - 1) * PAGE, limit=PAGE)
    states = _states(session, wanted, ids, today)
    return Found(list_crew_lines(session, ids), count, page, _pages(count), states)


def list_all_ids(session: Session, wanted: Wanted, *, today: date) -> list[int]:
    """Return everybody who meets what is wanted, in order, whatever else the text may have meant."""
    asked = read_filter(session, wanted)
    ids = list_crew_ids(session, asked, wanted.order)
    if wanted.availability is None or not _asks_for_days(wanted):
        return ids
    return _among(ids, _states(session, wanted, asked, today), wanted.availability)


def _asks_for_days(wanted: Wanted) -> bool:
    return bool(wanted.availability and wanted.starts_on and wanted.ends_on)


def _states(session: Session, wanted: Wanted, among: CrewFilter | list[int], today: date) -> dict[int, DayState]:
    """Return the state of the asked span for those among whom it was said, held or booked; nothing without a span."""
    if wanted.starts_on is None or wanted.ends_on is None:
        return {}
    rows = get_span_rows(session, among, wanted.starts_on, wanted.ends_on)
    return worst_states(
        wanted.starts_on,
        wanted.ends_on,
        today=today,
        said=rows.said,
        held=rows.held,
        booked=rows.booked,
        feed=rows.feed,
    )


def _among(ids: list[int], states: dict[int, DayState], asked: Spanned) -> list[int]:
    met = _MET_BY[asked]
    return [person for person in ids if states.get(person, DayState.UNKNOWN) in met]


def _pages(count: int) -> int:
    return max(1, -(-count // PAGE))


def _within(page: int, count: int) -> int:
    return min(max(page, 1), _pages(count))


def likely_texts(session: Session, text: str) -> list[str]:
    """Return what the text may have been meant to say, likeliest first: each word one of names, roles and skills.

    Nothing where some word is like none of them. A word that somebody bears may still be meant for another.
    """
    vocabulary = _vocabulary(session)
    readings: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for word in fold(text).split()[:MOST_WORDS]:
        near = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=LIKELY_A_WORD)
        extended = [(total + ratio, (*words, other)) for total, words in readings for other, ratio, _ in near]
        readings = sorted(extended, key=lambda reading: (-reading[0], reading[1]))[:LIKELY_TEXTS]
    typed = fold(text)
    return [found for _, words in readings if (found := " ".join(words)) != typed]


_known_words: dict[str, tuple[tuple[int, int], list[str]]] = {}
"""Database -> (newest person and skill, their words): a typo needs them, and they are the same for most searches."""


def _vocabulary(session: Session) -> list[str]:
    """Return every word of names, skills and roles; read anew once somebody or some skill has come in."""
    database, newest = str(session.get_bind().engine.url), get_newest_ids(session)
    known = _known_words.get(database)
    if known is not None and known[0] == newest:
        return known[1]
    words = {word for text in list_name_words(session) for word in fold(text).split()}  # "O'Brien" folds to two
    titles = (title for role in get_taxonomy().roles for title in (role.name_en, role.name_es, role.name_es_f))
    ordered = sorted(words | {word for title in titles for word in fold(title).split()})
    _known_words[database] = (newest, ordered)
    return ordered
