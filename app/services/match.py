"""Match a need: shortlists that are kept whole, and the proposal of one person a slot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import ConflictError
from app.messages import mark
from app.models.need import Need, NeedStatus, Position
from app.models.production import Production
from app.models.shortlist import (
    CandidateKind,
    Decision,
    Proposal,
    ProposalStatus,
    Shortlist,
    ShortlistEntry,
    UnfilledReason,
    WeightSet,
)
from app.queries.shortlist import list_decisions, list_positions
from app.services.audit import Actor, record_audit
from app.services.positions import read_positions
from app.services.roster import get_roster
from app.services.taxonomy import get_taxonomy
from app.services.weights import ensure_weights, read_weights
from matching import types as plain
from matching.propose import CrewList, Pick, propose, slots_of
from matching.rank import Matcher
from matching.unfilled import Unfilled
from matching.weights import DEFAULT_POLICY, FEATURE_NAMES, Weights

UNREAD = mark("No role is chosen for this title yet")
CLOSED = {NeedStatus.DRAFT, NeedStatus.DECLINED, NeedStatus.CLOSED}
SHOWN = 20  # candidates kept for each position
KINDS = {
    "exact": CandidateKind.EXACT,
    "adjacent": CandidateKind.ADJACENT,
    "step-up": CandidateKind.STEP_UP,
}


@dataclass(frozen=True)
class Matched:
    """What a match made: a shortlist for each position with a role, and how many slots stand and stay open."""

    shortlists: tuple[Shortlist, ...]
    proposed: int
    unfilled: int


def make_matcher(session: Session, weights: Weights, *, today: date, seed: int) -> Matcher:
    """Return the matcher over the roster as it stands."""
    roster = get_roster(session, today=today)
    return Matcher(roster, get_taxonomy(), weights, DEFAULT_POLICY, seed)


def match_need(session: Session, actor: Actor, need: Need, *, today: date, seed: int | None = None) -> Matched:
    """Rank people for every position of the need, keep the shortlists, and propose the crew list.

    Earlier shortlists stay; proposals are made anew around what staff picked. The seed of ties belongs to the
    need and its version, so that the same registry gives the same list; another `seed` breaks ties another way.
    """
    if need.status in CLOSED:
        raise ConflictError("This need is not open: nobody is looked for.")
    production = session.get_one(Production, need.production_id)
    rows = list_positions(session, need.id or 0)
    weights = ensure_weights(session, actor)
    seed = crc32(f"{production.code}/{need.version}".encode()) if seed is None else seed
    matcher = make_matcher(session, read_weights(weights), today=today, seed=seed)
    positions = read_positions(session, need, production, rows)
    depth = slots_of(positions)
    rankings = {each.key: matcher.rank(each, top=SHOWN, depth=depth) for each in positions}
    crew_list = propose(positions, rankings, matcher.policy, list_picks(session, rows))
    moment = _Moment(session, actor, need, weights, matcher, today)
    shortlists = _keep_shortlists(moment, positions, rankings, crew_list)
    _keep_proposals(moment, rows, crew_list, shortlists)
    if need.status is NeedStatus.ACCEPTED:
        need.status = NeedStatus.MATCHED
    counts = {"positions": len(positions), "proposed": len(crew_list.proposals)}
    record_audit(session, actor, "staff:need:matched", subject_kind="need", subject_id=need.id, after=counts)
    session.flush()
    unfilled = sum(each.slots for each in crew_list.unfilled)
    return Matched(tuple(shortlists.values()), len(crew_list.proposals), unfilled)


def list_picks(session: Session, rows: Sequence[Position]) -> list[Pick]:
    """Return staff's standing picks, earliest first, no more than a position has slots."""
    slots = {row.id: row.quantity for row in rows}
    picks: list[Pick] = []
    for decision in list_decisions(session, [row.id or 0 for row in rows]):
        if decision.decision is Decision.PICKED and slots.get(decision.position_id, 0) > 0:
            slots[decision.position_id] -= 1
            picks.append(Pick(decision.position_id, decision.crew_member_id))
    return picks


@dataclass(frozen=True)
class _Moment:
    """Under what a match is made: all that its shortlists must remember."""

    session: Session
    actor: Actor
    need: Need
    weights: WeightSet
    matcher: Matcher
    today: date


def _keep_shortlists(
    moment: _Moment, positions: Sequence[plain.Position], rankings: Mapping[int, plain.Ranking], crew_list: CrewList
) -> dict[int, Shortlist]:
    kept = {each.key: _shortlist(moment, rankings[each.key]) for each in positions}
    moment.session.add_all(kept.values())
    moment.session.flush()
    proposed: dict[tuple[int, bool], list[int]] = {}
    for proposal in crew_list.proposals:
        proposed.setdefault((proposal.position, proposal.trainee), []).append(proposal.person)
    entries = [
        entry
        for each in positions
        for entry in _entries(
            kept[each.key],
            _told(moment.matcher, each, rankings[each.key].candidates, proposed.get((each.key, False), [])),
            _told(moment.matcher, each, rankings[each.key].trainees, proposed.get((each.key, True), [])),
        )
    ]
    if entries:
        moment.session.execute(sa.insert(ShortlistEntry), entries)
    return kept


def _told(
    matcher: Matcher, position: plain.Position, best: Sequence[plain.Candidate], proposed: Sequence[int]
) -> list[plain.Candidate]:
    """Return the best candidates and, behind them, whoever is proposed from farther down."""
    known = {candidate.person for candidate in best}
    trainee = bool(best) and best[0].trainee
    further = (matcher.assess(position, person, trainee=trainee) for person in proposed if person not in known)
    found = [candidate for candidate in further if candidate is not None]
    return [*best, *sorted(found, key=lambda candidate: -candidate.score)]


def _shortlist(moment: _Moment, ranking: plain.Ranking) -> Shortlist:
    return Shortlist(
        position_id=ranking.position,
        need_version=moment.need.version,
        weight_set_id=moment.weights.id or 0,
        roster_version=moment.matcher.roster.version,
        seed=moment.matcher.seed,
        today_on=moment.today,
        eligible=ranking.eligible,
        summary={
            "holders": ranking.holders,
            "free": ranking.free,
            "broken": {rule.value: count for rule, count in ranking.broken.items() if count},
            "near_misses": [
                {
                    "rule": miss.rule.value,
                    "count": miss.count,
                    "message": miss.sentence.message,
                    "values": dict(miss.sentence.values),
                    "people": list(miss.people),
                }
                for miss in ranking.near_misses
            ],
        },
        made_by_id=moment.actor.account_id,
        made_at=moment.actor.at,
    )


def _entries(
    shortlist: Shortlist, candidates: Iterable[plain.Candidate], trainees: Iterable[plain.Candidate]
) -> list[dict[str, Any]]:
    """Return the rows of the candidates, then of those trainees who are not candidates too."""
    chosen: dict[int, plain.Candidate] = {}
    for candidate in (*candidates, *trainees):
        chosen.setdefault(candidate.person, candidate)
    return [
        {
            "shortlist_id": shortlist.id,
            "crew_member_id": candidate.person,
            "rank": rank,
            "score": candidate.score,
            "kind": CandidateKind.TRAINEE if candidate.trainee else KINDS[candidate.link.value],
            "via_role_id": candidate.role,
            "features": dict(zip(FEATURE_NAMES, candidate.values, strict=True)),
            "rotation_count": candidate.rotation,
            "facts": {
                **candidate.facts,
                "weight": candidate.weight,
                "days": asdict(candidate.days),
                "warnings": [{"message": w.message, "values": dict(w.values)} for w in candidate.warnings],
            },
        }
        for rank, candidate in enumerate(chosen.values(), 1)
    ]


def _keep_proposals(
    moment: _Moment, rows: Sequence[Position], crew_list: CrewList, shortlists: Mapping[int, Shortlist]
) -> None:
    """Replace the need's slots by the new proposal; the notes that staff wrote on a slot stay with it."""
    ids = [row.id for row in rows]
    old = select(Proposal).where(col(Proposal.position_id).in_(ids))
    notes = {(p.position_id, p.slot, p.trainee): p.note for p in moment.session.exec(old)}
    moment.session.execute(sa.delete(Proposal).where(col(Proposal.position_id).in_(ids)))
    picked = {(pick.position, pick.person) for pick in list_picks(moment.session, rows)}
    slots = [
        *_filled_slots(crew_list, picked),
        *_open_slots(crew_list.unfilled, crew_list),
        *_unread_slots(rows, shortlists),
    ]
    for slot in slots:
        shortlist = shortlists.get(slot["position_id"])
        slot["shortlist_id"] = shortlist.id if shortlist else None
        slot["note"] = notes.get((slot["position_id"], slot["slot"], slot["trainee"]), "")
        slot["made_at"] = moment.actor.at
    if slots:
        moment.session.execute(sa.insert(Proposal), slots)


def _filled_slots(crew_list: CrewList, picked: set[tuple[int, int]]) -> Iterable[dict[str, Any]]:
    for each in crew_list.proposals:
        chosen = (each.position, each.person) in picked
        yield {
            "position_id": each.position,
            "slot": each.slot + 1,
            "trainee": each.trainee,
            "crew_member_id": each.person,
            "status": ProposalStatus.PICKED if chosen else ProposalStatus.PROPOSED,
            "unfilled_reason": None,
            "unfilled_detail": "",
        }


def _open_slots(unfilled: Iterable[Unfilled], crew_list: CrewList) -> Iterable[dict[str, Any]]:
    for each in unfilled:
        filled = sum(p.position == each.position and p.trainee == each.trainee for p in crew_list.proposals)
        for slot in range(filled + 1, filled + each.slots + 1):
            reason = UnfilledReason(each.reason.value)
            yield _open(each.position, slot, reason, each.sentence.message, trainee=each.trainee)


def _unread_slots(rows: Sequence[Position], shortlists: Mapping[int, Shortlist]) -> Iterable[dict[str, Any]]:
    """Yield the slots of lines whose title no role is known for: they stay on the list too."""
    for row in rows:
        if (row.id or 0) in shortlists:
            continue
        for slots, trainee in ((row.quantity, False), (row.trainee_slots, True)):
            for slot in range(1, slots + 1):
                yield _open(row.id or 0, slot, UnfilledReason.ROLE_UNKNOWN, UNREAD, trainee=trainee)


def _open(position_id: int, slot: int, reason: UnfilledReason, detail: str, *, trainee: bool) -> dict[str, Any]:
    """Return an open slot; `detail` is a message id."""
    return {
        "position_id": position_id,
        "slot": slot,
        "trainee": trainee,
        "crew_member_id": None,
        "status": ProposalStatus.OPEN,
        "unfilled_reason": reason,
        "unfilled_detail": detail,
    }
