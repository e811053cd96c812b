"""Shortlists: computed again, asked why not, decided upon, told to people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.production import Production
from app.models.shortlist import CandidateDecision, CandidateKind, Decision, Referral, Shortlist, ShortlistEntry
from app.queries.shortlist import (
    find_decision,
    find_latest_shortlist,
    get_position,
    get_weight_set,
    list_decisions,
    list_entries,
    list_positions,
    list_referred,
)
from app.services.audit import Actor, record_audit, touch_roster
from app.services.match import make_matcher
from app.services.positions import read_positions
from app.services.weights import read_weights
from matching import types as plain
from matching.days import Span
from matching.facts import reasons
from matching.rank import reorder
from matching.role_entries import LinkKind
from matching.weights import DEFAULT_WEIGHTS, FEATURE_NAMES, Weights
from matching.whynot import missing_spans

LINKS = {CandidateKind.ADJACENT: LinkKind.ADJACENT, CandidateKind.STEP_UP: LinkKind.STEP_UP}


@dataclass(frozen=True)
class Told:
    """A candidate as pages and exports show them: sentences are message ids with values."""

    entry: ShortlistEntry
    percent: int
    status: str
    reasons: tuple[plain.Reason, ...]
    warnings: tuple[plain.Sentence, ...]
    days: plain.DayCount


@dataclass(frozen=True)
class WhyNot:
    """Why one person is not on a list; without exclusions they are a candidate, `candidate` says how good."""

    exclusions: tuple[plain.Exclusion, ...]
    missing: tuple[Span, ...]
    candidate: plain.Candidate | None
    percent: int


def reproduce_shortlist(session: Session, shortlist: Shortlist) -> list[tuple[int, int]]:
    """Compute the order of a kept shortlist again from its stored values: (crew member, score), best first.

    Trainees are ordered among themselves, behind the candidates.
    """
    weights = read_weights(get_weight_set(session, shortlist.weight_set_id))
    entries = list_entries(session, shortlist.id or 0)
    trainees = [entry for entry in entries if entry.kind is CandidateKind.TRAINEE]
    others = [entry for entry in entries if entry.kind is not CandidateKind.TRAINEE]
    return [
        pair for part in (others, trainees) for pair in reorder([_stored(e) for e in part], weights, shortlist.seed)
    ]


def is_reproducible(session: Session, shortlist: Shortlist) -> bool:
    """Return whether the stored order and scores are those that come out again, bit for bit."""
    entries = list_entries(session, shortlist.id or 0)
    return reproduce_shortlist(session, shortlist) == [(entry.crew_member_id, entry.score) for entry in entries]


def _stored(entry: ShortlistEntry) -> tuple[int, tuple[int, ...], int]:
    return entry.crew_member_id, tuple(entry.features[name] for name in FEATURE_NAMES), entry.rotation_count


def preview_weights(session: Session, shortlist: Shortlist, weights: Weights) -> list[tuple[int, int, int]]:
    """Return (crew member, rank now, rank under these weights) of a kept shortlist's candidates, new order first."""
    entries = [e for e in list_entries(session, shortlist.id or 0) if e.kind is not CandidateKind.TRAINEE]
    now = {entry.crew_member_id: entry.rank for entry in entries}
    again = reorder([_stored(entry) for entry in entries], weights, shortlist.seed)
    return [(person, now[person], rank) for rank, (person, _) in enumerate(again, 1)]


def tell_entries(
    session: Session, shortlist: Shortlist, position: Position, entries: Sequence[ShortlistEntry]
) -> list[Told]:
    """Return what to show of each entry: percent of the best possible score, reasons, warnings, day states."""
    need = session.get_one(Need, position.need_id)
    production = session.get_one(Production, need.production_id)
    weights = read_weights(get_weight_set(session, shortlist.weight_set_id))
    return [
        tell_entry(entry, asked, weights)
        for asked in read_positions(session, need, production, [position])
        for entry in entries
    ]


def tell_entry(entry: ShortlistEntry, position: plain.Position, weights: Weights) -> Told:
    """Return what to show of one entry of the position."""
    candidate = candidate_of(entry)
    return Told(
        entry=entry,
        percent=percent_of(candidate.score, weights),
        status=candidate.days.status.value,
        reasons=reasons(candidate, position, weights),
        warnings=candidate.warnings,
        days=candidate.days,
    )


def percent_of(score: int, weights: Weights) -> int:
    """Return a score in hundredths of the best possible one."""
    return 100 * score // weights.best_score


def candidate_of(entry: ShortlistEntry) -> plain.Candidate:
    """Return a stored entry as the candidate that it was."""
    facts: dict[str, Any] = dict(entry.facts)
    days = plain.DayCount(**facts.pop("days"))
    warnings = tuple(plain.Sentence(**w) for w in facts.pop("warnings"))
    return plain.Candidate(
        person=entry.crew_member_id,
        score=entry.score,
        rotation=entry.rotation_count,
        values=tuple(entry.features[name] for name in FEATURE_NAMES),
        role=entry.via_role_id,
        link=LINKS.get(entry.kind, LinkKind.EXACT),
        weight=facts.pop("weight"),
        days=days,
        facts=facts,
        warnings=warnings,
        trainee=entry.kind is CandidateKind.TRAINEE,
    )


def ask_why_not(session: Session, position_id: int, crew_member_id: int, *, today: date) -> WhyNot:
    """Return which hard rules a person breaks for a position as things stand, and which needed days are missing."""
    row, need, production = get_position(session, position_id)
    found = read_positions(session, need, production, [row])
    if not found:
        raise InvalidInputError("Choose a role for this line first.")
    [position] = found
    shortlist = find_latest_shortlist(session, position_id)
    weights = read_weights(get_weight_set(session, shortlist.weight_set_id)) if shortlist else DEFAULT_WEIGHTS
    matcher = make_matcher(session, weights, today=today, seed=shortlist.seed if shortlist else 0)
    candidate = matcher.assess(position, crew_member_id)
    return WhyNot(
        exclusions=matcher.why_not(position, crew_member_id),
        missing=tuple(missing_spans(matcher.roster, position, crew_member_id)),
        candidate=candidate,
        percent=percent_of(candidate.score, matcher.weights) if candidate else 0,
    )


def decide_candidate(
    session: Session,
    actor: Actor,
    position_id: int,
    crew_member_id: int,
    *,
    decision: Decision | None,
    reason: str = "",
    note: str = "",
) -> CandidateDecision:
    """Pick or drop a candidate, or (None) take that back. Dropping asks for a reason; the next match heeds it."""
    if decision is Decision.DROPPED and not reason.strip():
        raise InvalidInputError("Say why, so that the person can be told.")
    if session.get(CrewMember, crew_member_id) is None:
        raise NotFoundError("There is no such crew member.")
    if decision is Decision.PICKED:
        _require_free_of_picks(session, position_id, crew_member_id)
    row = find_decision(session, position_id, crew_member_id)
    before = None if row is None else {"decision": row.decision, "reason": row.reason, "note": row.note}
    if row is None:
        row = CandidateDecision(position_id=position_id, crew_member_id=crew_member_id, decided_at=actor.at)
        session.add(row)
    row.decision, row.reason, row.note = decision, reason.strip(), note.strip()
    row.decided_by_id, row.decided_at = actor.account_id, actor.at
    session.flush()
    record_audit(
        session,
        actor,
        f"need:candidate:{decision.value if decision else 'undecided'}",
        subject_kind="position",
        subject_id=position_id,
        crew_member_id=crew_member_id,
        before=before,
        after={"decision": decision, "reason": row.reason, "note": row.note},
    )
    return row


def _require_free_of_picks(session: Session, position_id: int, crew_member_id: int) -> None:
    """Refuse to pick somebody who is picked for another line of the need on the same days."""
    _, need, production = get_position(session, position_id)
    positions = {
        each.key: each for each in read_positions(session, need, production, list_positions(session, need.id or 0))
    }
    mine = positions.get(position_id)
    taken = [
        positions[other.position_id]
        for other in list_decisions(session, list(positions))
        if other.crew_member_id == crew_member_id and other.decision is Decision.PICKED
    ]
    if mine and any(mine.shares_day(other) for other in taken if other.key != position_id):
        raise ConflictError("This person is picked for another line on the same days.")


def move_candidate(session: Session, actor: Actor, position_id: int, crew_member_id: int, *, step: int) -> None:
    """Move a candidate up (-1) or down (1) in the order that staff see; the ranking itself stays as computed."""
    shortlist = find_latest_shortlist(session, position_id)
    entries = list_entries(session, shortlist.id or 0) if shortlist else []
    order = order_entries(session, position_id, entries)
    people = [entry.crew_member_id for entry in order]
    if crew_member_id not in people:
        raise InvalidInputError("This person is not on the shortlist.")
    at = people.index(crew_member_id)
    to = min(max(at + step, 0), len(people) - 1)
    people.insert(to, people.pop(at))
    for ordinal, person in enumerate(people):
        row = find_decision(session, position_id, person)
        if row is None:
            row = CandidateDecision(position_id=position_id, crew_member_id=person, decided_at=actor.at)
            session.add(row)
        row.ordinal, row.decided_by_id = ordinal, actor.account_id
    session.flush()
    record_audit(
        session, actor, "need:candidate:moved", subject_kind="position", subject_id=position_id,
        crew_member_id=crew_member_id, before={"place": at + 1}, after={"place": to + 1},
    )  # fmt: skip


def order_entries(session: Session, position_id: int, entries: Iterable[ShortlistEntry]) -> list[ShortlistEntry]:
    """Return the entries in the order in which staff put them, the others by rank."""
    return order_by_decisions(entries, list_decisions(session, [position_id]))


def order_by_decisions(
    entries: Iterable[ShortlistEntry], decisions: Iterable[CandidateDecision]
) -> list[ShortlistEntry]:
    """Return the entries in the order in which staff put them, the others by rank."""
    places = {row.crew_member_id: row.ordinal for row in decisions}

    def place(entry: ShortlistEntry) -> tuple[int, int]:
        ordinal = places.get(entry.crew_member_id)
        return (entry.rank - 1 if ordinal is None else ordinal, entry.rank)

    return sorted(entries, key=place)


def record_referrals(session: Session, actor: Actor, shown: Iterable[tuple[int, int, int]]) -> int:
    """Note that people were shown to the production: (position, crew member, rank). Return how many were new.

    Whoever was shown before for the position is not counted again. Rotation reads these.
    """
    asked = list(shown)
    known = list_referred(session, {position_id for position_id, _, _ in asked})
    new = 0
    for position_id, crew_member_id, rank in asked:
        if (position_id, crew_member_id) not in known:
            known.add((position_id, crew_member_id))
            session.add(Referral(crew_member_id=crew_member_id, position_id=position_id, rank=rank, listed_at=actor.at))
            touch_roster(session, actor.at, crew_member_id)
            new += 1
    session.flush()
    return new
