"""What the staff pages of a match show, read together: lines, candidates, answers to "why not?"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.models.crew import CrewMember, CrewRole
from app.models.need import Need, Position
from app.models.production import Production
from app.models.shortlist import CandidateDecision, CandidateKind, Proposal, Shortlist, WeightSet
from app.queries.course import list_held
from app.queries.shortlist import (
    find_latest_shortlist,
    get_position,
    get_weight_set,
    list_decisions,
    list_entries,
    list_members,
    list_positions,
    list_proposals,
    search_members,
)
from app.services.places import get_gazetteer
from app.services.sentences import say_sentence, say_stored
from app.services.shortlist import Told, ask_why_not, order_entries, tell_entries
from app.services.taxonomy import get_taxonomy
from matching.text import fold

ANSWERED = 8  # people for whom one search answers "why not?"


@dataclass(frozen=True)
class LineRow:
    """A position on the need's match page: what was found, and how its slots stand."""

    position: Position
    title: str
    shortlist: Shortlist | None
    slots: Sequence[Proposal]
    near_misses: tuple[str, ...]
    names: dict[int, str]


@dataclass(frozen=True)
class Bar:
    """A reason as a labelled bar, with the sentence behind it."""

    label: str
    percent: int
    detail: str
    weight: int


@dataclass(frozen=True)
class CandidateRow:
    """A candidate on the staff page."""

    told: Told
    member: CrewMember
    base: str
    via: str
    bars: tuple[Bar, ...]
    warnings: tuple[str, ...]
    decision: CandidateDecision | None
    is_proposed: bool
    other_lines: tuple[str, ...]
    role: CrewRole | None = None


@dataclass(frozen=True)
class Answer:
    """Why one person is not on the list, in words; `percent` is given for those who are candidates."""

    member: CrewMember
    base: str
    reasons: tuple[str, ...]
    missing: tuple[tuple[date, date], ...]
    percent: int | None


@dataclass(frozen=True)
class Miss:
    """A near miss in words, with the first of the people it counts; `others` are those not named."""

    text: str
    people: tuple[CrewMember, ...]
    others: int


@dataclass(frozen=True)
class CandidatePage:
    """All that the page of a position's candidates shows."""

    position: Position
    need: Need
    production: Production
    title: str
    shortlist: Shortlist | None
    weights: WeightSet | None
    candidates: tuple[CandidateRow, ...]
    trainees: tuple[CandidateRow, ...]
    near_misses: tuple[Miss, ...]
    slots: Sequence[Proposal]


def title_of(position: Position, locale: str) -> str:
    """Return the role's name, or what was typed where no role is known."""
    taxonomy = get_taxonomy()
    if position.role_id and position.role_id in taxonomy:
        return taxonomy.role(position.role_id).name(locale)
    return position.asked_as


def list_lines(session: Session, need: Need, locale: str) -> list[LineRow]:
    """Return the lines of a need with their newest shortlists and slots."""
    positions = list_positions(session, need.id or 0)
    slots: dict[int, list[Proposal]] = {}
    for slot in list_proposals(session, [position.id or 0 for position in positions]):
        slots.setdefault(slot.position_id, []).append(slot)
    people = [slot.crew_member_id for mine in slots.values() for slot in mine if slot.crew_member_id]
    names = {member.id or 0: member.name for member in list_members(session, people)}
    rows = []
    for position in positions:
        shortlist = find_latest_shortlist(session, position.id or 0)
        mine = slots.get(position.id or 0, [])
        misses = _near_misses(shortlist, locale)
        rows.append(LineRow(position, title_of(position, locale), shortlist, mine, misses, names))
    return rows


def _near_misses(shortlist: Shortlist | None, locale: str) -> tuple[str, ...]:
    stored = shortlist.summary.get("near_misses", []) if shortlist else []
    return tuple(say_stored(locale, miss["message"], miss["values"]) for miss in stored)


def _named_misses(session: Session, shortlist: Shortlist | None, locale: str) -> tuple[Miss, ...]:
    stored = shortlist.summary.get("near_misses", []) if shortlist else []
    members = list_members(session, [person for miss in stored for person in miss["people"]])
    known = {member.id: member for member in members}
    texts = _near_misses(shortlist, locale)
    return tuple(
        Miss(text, people := tuple(known[p] for p in miss["people"] if p in known), miss["count"] - len(people))
        for text, miss in zip(texts, stored, strict=True)
    )


def open_candidates(session: Session, position_id: int, locale: str) -> CandidatePage:
    """Return the page of a position's candidates, in the order in which staff put them."""
    position, need, production = get_position(session, position_id)
    shortlist = find_latest_shortlist(session, position_id)
    slots = list_proposals(session, [position_id])
    rows = _candidate_rows(session, position, shortlist, slots, locale) if shortlist else []
    return CandidatePage(
        position=position,
        need=need,
        production=production,
        title=title_of(position, locale),
        shortlist=shortlist,
        weights=get_weight_set(session, shortlist.weight_set_id) if shortlist else None,
        candidates=tuple(row for row in rows if row.told.entry.kind is not CandidateKind.TRAINEE),
        trainees=tuple(row for row in rows if row.told.entry.kind is CandidateKind.TRAINEE),
        near_misses=_named_misses(session, shortlist, locale),
        slots=slots,
    )


def _candidate_rows(
    session: Session, position: Position, shortlist: Shortlist, slots: Sequence[Proposal], locale: str
) -> list[CandidateRow]:
    entries = order_entries(session, position.id or 0, list_entries(session, shortlist.id or 0))
    members = {member.id: member for member in list_members(session, [each.crew_member_id for each in entries])}
    decisions = {row.crew_member_id: row for row in list_decisions(session, [position.id or 0])}
    proposed = {slot.crew_member_id for slot in slots}
    elsewhere = _other_lines(session, position, locale)
    asked = {each.via_role_id or position.role_id or "" for each in entries}
    roles = list_held(session, [each.crew_member_id for each in entries], asked)
    return [
        CandidateRow(
            told=told,
            member=members[told.entry.crew_member_id],
            base=base_of(members[told.entry.crew_member_id]),
            via=_via(told, position, locale),
            bars=_bars(told, locale),
            warnings=tuple(say_sentence(locale, warning) for warning in told.warnings),
            decision=decisions.get(told.entry.crew_member_id),
            is_proposed=told.entry.crew_member_id in proposed,
            other_lines=tuple(elsewhere.get(told.entry.crew_member_id, ())),
            role=roles.get((told.entry.crew_member_id, told.entry.via_role_id or position.role_id or "")),
        )
        for told in tell_entries(session, shortlist, position, entries)
        if told.entry.crew_member_id in members
    ]


def _other_lines(session: Session, position: Position, locale: str) -> dict[int, list[str]]:
    """Return, by person, the other lines of the same need on which they are proposed."""
    others = {each.id or 0: each for each in list_positions(session, position.need_id) if each.id != position.id}
    found: dict[int, list[str]] = {}
    for slot in list_proposals(session, list(others)):
        if slot.crew_member_id:
            found.setdefault(slot.crew_member_id, []).append(title_of(others[slot.position_id], locale))
    return found


def _via(told: Told, position: Position, locale: str) -> str:
    role = told.entry.via_role_id
    return "" if not role or role == position.role_id else get_taxonomy().role(role).name(locale)


def _bars(told: Told, locale: str) -> tuple[Bar, ...]:
    return tuple(
        Bar(say_stored(locale, each.label, {}), each.value // 10, say_sentence(locale, each.detail), each.weight)
        for each in told.reasons
    )


def base_of(member: CrewMember) -> str:
    """Return the name of a person's base, empty where it is not known."""
    gazetteer = get_gazetteer()
    return gazetteer.get(member.base_place).name if member.base_place and member.base_place in gazetteer else ""


def answer_why_not(session: Session, position_id: int, words: str, locale: str, *, today: date) -> list[Answer]:
    """Return, for people whose name holds the words, why they are not on the position's list."""
    answers = []
    for member in search_members(session, fold(words), ANSWERED):
        found = ask_why_not(session, position_id, member.id or 0, today=today)
        answers.append(
            Answer(
                member=member,
                base=base_of(member),
                reasons=tuple(say_sentence(locale, each.sentence) for each in found.exclusions),
                missing=tuple((span.starts_on, span.ends_on) for span in found.missing),
                percent=found.percent if found.candidate else None,
            )
        )
    return answers
