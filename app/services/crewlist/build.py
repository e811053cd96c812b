"""A need's rows become its crew list: every position once, every slot filled or open with its reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.messages import mark
from app.models.need import Need, Position, PositionSpan
from app.models.production import Production
from app.models.shortlist import CandidateDecision, Proposal, Shortlist, ShortlistEntry, WeightSet
from app.queries.crewlist import (
    count_entries,
    list_base_names,
    list_decisions_of,
    list_entries_of,
    list_entries_on_list,
    list_latest_shortlists,
    list_weight_sets_of,
)
from app.queries.shortlist import list_position_spans, list_positions, list_proposals
from app.services.crewlist.document import CrewList, Group, Head, Line
from app.services.crewlist.lines import LineMaker, LineRows
from app.services.crewlist.people import load_people
from app.services.crewlist.terms import Contacts
from app.services.crewlist.words import PRODUCTION_KIND, Words
from app.services.positions import read_positions
from app.services.taxonomy import get_taxonomy
from app.services.weights import read_weights
from config import get_settings

_LAST = 10**6
_Row = TypeVar("_Row", Proposal, PositionSpan)
UNCLEAR = mark("Title not yet clear")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a crew list is asked for: in which language, with whose contacts, of which positions, how much of it.

    Without `candidates` only those on the list are read; with `everyone` more than five a slot are told;
    `position_id` narrows it to one line.
    """

    locale: str
    now: datetime
    contacts: Contacts = Contacts.NONE
    candidates: bool = True
    everyone: bool = False
    preview: bool = False
    position_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Shortlists:
    """The newest shortlists of the lines, with the entries that are read of them."""

    latest: Mapping[int, Shortlist]
    entries: Mapping[int, Sequence[ShortlistEntry]]
    counts: Mapping[int, int]
    weights: Mapping[int, WeightSet]


def build_crew_list(session: Session, need: Need, production: Production, asked: Asked) -> CrewList:
    """Return the crew list of a need as it stands."""
    words = Words(asked.locale)
    rows = [row for row in list_positions(session, need.id or 0) if asked.position_id in {None, row.id}]
    ids = [row.id or 0 for row in rows]
    proposals = _by_position(list_proposals(session, ids))
    spans = _by_position(list_position_spans(session, ids))
    shortlists = _read_shortlists(session, ids, asked)
    decisions = list_decisions_of(session, ids)
    bases = list_base_names(session, production.id or 0)
    people = load_people(
        session,
        production,
        _people_of(proposals, shortlists),
        words=words,
        contacts=asked.contacts,
        now=asked.now,
        whole=asked.candidates,
    )
    maker = LineMaker(words, people, bases, candidates=asked.candidates, everyone=asked.everyone)
    plain = {each.key: each for each in read_positions(session, need, production, rows)}
    lines = [
        maker.line(
            LineRows(
                position=row,
                plain=plain.get(row.id or 0),
                spans=spans.get(row.id or 0, ()),
                proposals=proposals.get(row.id or 0, ()),
                shortlist=(shortlist := shortlists.latest.get(row.id or 0)),
                entries=shortlists.entries.get(shortlist.id or 0, ()) if shortlist else (),
                candidate_count=shortlists.counts.get(shortlist.id or 0, 0) if shortlist else 0,
                weights=read_weights(shortlists.weights[shortlist.weight_set_id]) if shortlist else None,
                decisions=_of_position(decisions, row.id or 0),
            )
        )
        for row in rows
    ]
    departments = {row.id or 0: department_of(row) for row in rows}
    return CrewList(make_head(words, need, production, bases, asked), asked.locale, _group(words, lines, departments))


def department_of(row: Position) -> str:
    """Return the department that a line stands under: that of its role, else the one asked under, else none."""
    taxonomy = get_taxonomy()
    if row.role_id and row.role_id in taxonomy:
        return taxonomy.role(row.role_id).department_id
    return row.department_id or ""


def make_head(
    words: Words, need: Need, production: Production, bases: Sequence[tuple[str, str | None]], asked: Asked
) -> Head:
    """Return what stands above the list."""
    settings = get_settings()
    return Head(
        need_id=need.id or 0,
        need_version=need.version,
        code=production.code,
        title=production.working_title,
        company=production.company,
        kind_text=words(PRODUCTION_KIND[production.kind]),
        made_at=asked.now,
        made_on=asked.now.astimezone(ZoneInfo(settings.commission_zone)).date(),
        office_address=production.office_address,
        contact_name=production.contact_name,
        bases=tuple(name for name, _ in bases),
        office_opens_on=production.office_opens_on,
        shoot_starts_on=production.shoot_starts_on,
        shoot_ends_on=production.shoot_ends_on,
        wrap_ends_on=production.wrap_ends_on,
        commission=settings.commission_name,
        fictional=production.fictional,
        preview=asked.preview,
    )


def _read_shortlists(session: Session, position_ids: Collection[int], asked: Asked) -> _Shortlists:
    latest = {row.position_id: row for row in list_latest_shortlists(session, position_ids)}
    ids = [row.id or 0 for row in latest.values()]
    read = list_entries_of if asked.candidates else list_entries_on_list
    entries: dict[int, list[ShortlistEntry]] = {}
    for entry in read(session, ids):
        entries.setdefault(entry.shortlist_id, []).append(entry)
    weights = list_weight_sets_of(session, {row.weight_set_id for row in latest.values()})
    return _Shortlists(latest, entries, count_entries(session, ids), weights)


def _people_of(proposals: Mapping[int, Sequence[Proposal]], shortlists: _Shortlists) -> set[int]:
    placed = {row.crew_member_id for rows in proposals.values() for row in rows if row.crew_member_id is not None}
    return placed | {entry.crew_member_id for entries in shortlists.entries.values() for entry in entries}


def _by_position(rows: Sequence[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.position_id, []).append(row)
    return found


def _of_position(
    decisions: Mapping[tuple[int, int], CandidateDecision], position_id: int
) -> dict[int, CandidateDecision]:
    return {person: row for (position, person), row in decisions.items() if position == position_id}


def _group(words: Words, lines: Sequence[Line], departments: Mapping[int, str]) -> tuple[Group, ...]:
    """Return the lines by department in the taxonomy's order, then level, then title; unclear titles last."""
    taxonomy = get_taxonomy()
    known = {department.id: department for department in taxonomy.departments}
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        department = departments[line.position_id]
        grouped.setdefault(department if department in known else "", []).append(line)
    order = sorted(grouped, key=lambda each: known[each].order if each in known else _LAST)
    return tuple(
        Group(
            each,
            known[each].name(words.locale) if each in known else words(UNCLEAR),
            tuple(sorted(grouped[each], key=_line_order)),
        )
        for each in order
    )


def _line_order(line: Line) -> tuple[int, str, str, date, int]:
    return (line.level, line.title, line.code, line.starts_on, line.position_id)
