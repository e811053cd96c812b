"""Candidates decided upon: picked, dropped, noted, moved; the crew list follows, nobody twice on a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import ConflictError, NotFoundError
from app.messages import mark
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.production import Production
from app.models.shortlist import (
    CandidateDecision,
    CandidateKind,
    Decision,
    Proposal,
    ProposalStatus,
    ShortlistEntry,
    UnfilledReason,
)
from app.queries.crewlist import list_decisions_of, list_entries_of, list_latest_shortlists
from app.queries.shortlist import find_decision, list_positions, list_proposals
from app.services.audit import Actor, record_audit
from app.services.crewlist.words import UNFILLED
from app.services.positions import read_positions
from app.services.shortlist import decide_candidate, move_candidate, order_by_decisions
from matching import types as plain

STEPS = {"up": -1, "down": 1}
Key = tuple[int, bool]
"""The places of a line that are filled together: (position, for trainees)."""


@dataclass
class _Board:
    """A need's crew list while it changes: its slots, the people who may stand on them, and the days they share."""

    days: Mapping[int, plain.Position]
    slots: Sequence[Proposal]
    entries: Mapping[int, Sequence[ShortlistEntry]]
    decisions: Mapping[tuple[int, int], CandidateDecision]

    def of(self, key: Key) -> list[Proposal]:
        """Return the slots of one line, in order."""
        return [slot for slot in self.slots if (slot.position_id, slot.trainee) == key]

    def busy(self, key: Key) -> set[int]:
        """Return who stands on another line that shares a day with this one."""
        mine = self.days.get(key[0])
        return {
            slot.crew_member_id
            for slot in self.slots
            if slot.crew_member_id is not None
            and (slot.position_id, slot.trainee) != key
            and (slot.position_id == key[0] or _shares(mine, self.days.get(slot.position_id)))
        }

    def pool(self, key: Key) -> list[int]:
        """Return who may stand on the line, in staff's order; those who were dropped are left out."""
        position_id, trainee = key
        decisions = [row for (position, _), row in self.decisions.items() if position == position_id]
        dropped = {row.crew_member_id for row in decisions if row.decision is Decision.DROPPED}
        standing = {slot.crew_member_id for slot in self.of(key)}
        ordered = order_by_decisions(self.entries.get(position_id, ()), decisions)
        return [
            each.crew_member_id
            for each in ordered
            if each.crew_member_id not in dropped
            and ((each.kind is CandidateKind.TRAINEE) == trainee or each.crew_member_id in standing)
        ]

    def choose(self, key: Key) -> None:
        """Put the best free candidates on the line's slots that nobody picked; those who stay keep their slot."""
        slots = self.of(key)
        fixed = {slot.crew_member_id for slot in slots if slot.status is ProposalStatus.PICKED}
        loose = [slot for slot in slots if slot.status is not ProposalStatus.PICKED]
        pool, busy = self.pool(key), self.busy(key)
        wanted = [each for each in pool if each not in fixed | busy][: len(loose)]
        standing = {slot.crew_member_id for slot in loose}
        coming = [each for each in wanted if each not in standing]
        for slot in loose:
            if slot.crew_member_id in wanted:
                continue
            if coming:
                self.put(slot, coming.pop(0), ProposalStatus.PROPOSED)
            else:
                self._open(slot, pool)

    def put(self, slot: Proposal, person: int, status: ProposalStatus) -> None:
        """Put a person on a slot."""
        slot.crew_member_id, slot.status = person, status
        slot.unfilled_reason, slot.unfilled_detail = None, ""

    def _open(self, slot: Proposal, pool: Collection[int]) -> None:
        if slot.crew_member_id is None and slot.unfilled_reason is not None:
            return  # it was open before: its reason stands
        standing = {each.crew_member_id for each in self.of((slot.position_id, slot.trainee)) if each is not slot}
        reason = UnfilledReason.TAKEN_ELSEWHERE if set(pool) - standing else UnfilledReason.DROPPED
        slot.crew_member_id, slot.status = None, ProposalStatus.OPEN
        slot.unfilled_reason, slot.unfilled_detail = reason, UNFILLED[reason]


def decide_on_candidate(
    session: Session,
    actor: Actor,
    need: Need,
    position_id: int,
    person: int,
    *,
    choice: str,
    reason: str = "",
    note: str = "",
) -> None:
    """Do what a form chose: picked, dropped, undecided, up, down, or note."""
    if choice in STEPS:
        shift_candidate(session, actor, need, position_id, person, step=STEPS[choice])
    elif choice == Decision.PICKED:
        pick_candidate(session, actor, need, position_id, person)
    elif choice == Decision.DROPPED:
        drop_candidate(session, actor, need, position_id, person, reason=reason)
    elif choice == "undecided":
        undo_decision(session, actor, need, position_id, person)
    if choice == "note" or note.strip():
        note_candidate(session, actor, need, position_id, person, note=note)


def pick_candidate(session: Session, actor: Actor, need: Need, position_id: int, person: int) -> None:
    """Put a candidate on the line for good; who stood there loosely makes room, and lines left behind refill.

    ConflictError where every place of the line is picked, or the person is picked on another line of these days.
    """
    board = _open_board(session, need)
    key = _key_of(board, position_id, person)
    elsewhere = _elsewhere(board, key, person)
    if any(slot.status is ProposalStatus.PICKED for slot in elsewhere):
        raise ConflictError(
            mark("%(name)s is picked for another line on these days. Take that back first."),
            name=_name(session, person),
        )
    chosen = _slot_for(board, key, person)
    _decide(session, actor, board, key, person, decision=Decision.PICKED)
    for slot in elsewhere:
        slot.crew_member_id, slot.status = None, ProposalStatus.OPEN
    board.put(chosen, person, ProposalStatus.PICKED)
    _settle(session, board, [key, *((slot.position_id, slot.trainee) for slot in elsewhere)])


def drop_candidate(session: Session, actor: Actor, need: Need, position_id: int, person: int, *, reason: str) -> None:
    """Take a candidate off the line with a reason; the next best who is free takes their place."""
    board = _open_board(session, need)
    key = _key_of(board, position_id, person)
    _decide(session, actor, board, key, person, decision=Decision.DROPPED, reason=reason)
    for slot in board.of(key):
        if slot.crew_member_id == person:
            slot.crew_member_id, slot.status = None, ProposalStatus.OPEN
    _settle(session, board, [key, *_waiting(board, person)])


def undo_decision(session: Session, actor: Actor, need: Need, position_id: int, person: int) -> None:
    """Take a pick or a drop back: the line stands again as the order of its candidates says."""
    board = _open_board(session, need)
    key = _key_of(board, position_id, person)
    _decide(session, actor, board, key, person, decision=None)
    for slot in board.of(key):
        if slot.crew_member_id == person and slot.status is ProposalStatus.PICKED:
            slot.status = ProposalStatus.PROPOSED
    _settle(session, board, [key])


def shift_candidate(session: Session, actor: Actor, need: Need, position_id: int, person: int, *, step: int) -> None:
    """Move a candidate up (-1) or down (1) in the line's order; the places that nobody picked follow it."""
    _require(session, need, position_id)
    move_candidate(session, actor, position_id, person, step=step)
    board = _open_board(session, need)
    _settle(session, board, [_key_of(board, position_id, person)])


def note_candidate(session: Session, actor: Actor, need: Need, position_id: int, person: int, *, note: str) -> None:
    """Write a note on a candidate; an empty one clears it."""
    _require(session, need, position_id)
    row = find_decision(session, position_id, person)
    if row is None:
        row = CandidateDecision(position_id=position_id, crew_member_id=person, decided_at=actor.at)
        session.add(row)
    before = row.note
    row.note, row.decided_by_id, row.decided_at = note.strip(), actor.account_id, actor.at
    record_audit(
        session,
        actor,
        "need:candidate:noted",
        subject_kind="position",
        subject_id=position_id,
        crew_member_id=person,
        before={"note": before},
        after={"note": row.note},
    )
    session.flush()


def _open_board(session: Session, need: Need) -> _Board:
    rows = list_positions(session, need.id or 0)
    ids = [row.id or 0 for row in rows]
    production = session.get_one(Production, need.production_id)
    latest = {row.id or 0: row.position_id for row in list_latest_shortlists(session, ids)}
    entries: dict[int, list[ShortlistEntry]] = {}
    for entry in list_entries_of(session, latest):
        entries.setdefault(latest[entry.shortlist_id], []).append(entry)
    return _Board(
        days={each.key: each for each in read_positions(session, need, production, rows)},
        slots=list_proposals(session, ids),
        entries=entries,
        decisions=list_decisions_of(session, ids),
    )


def _require(session: Session, need: Need, position_id: int) -> None:
    position = session.get(Position, position_id)
    if position is None or position.need_id != need.id:
        raise NotFoundError(mark("There is no such position."))


def _key_of(board: _Board, position_id: int, person: int) -> Key:
    """Return which places of the line the person is a candidate for; NotFoundError for a stranger to it."""
    for slot in board.slots:
        if slot.position_id == position_id and slot.crew_member_id == person:
            return position_id, slot.trainee
    for entry in board.entries.get(position_id, ()):
        if entry.crew_member_id == person:
            return position_id, entry.kind is CandidateKind.TRAINEE
    raise NotFoundError(mark("This person is not on the shortlist."))


def _slot_for(board: _Board, key: Key, person: int) -> Proposal:
    """Return the slot to pick somebody into: their own, an open one, else that of the last by the line's order."""
    loose = [
        slot for slot in board.of(key) if slot.status is not ProposalStatus.PICKED or slot.crew_member_id == person
    ]
    if not loose:
        raise ConflictError(mark("Every place of this line is picked. Take one back first."))
    order = {each: place for place, each in enumerate(board.pool(key))}

    def rank(slot: Proposal) -> tuple[bool, bool, int]:
        standing = slot.crew_member_id
        return (standing == person, standing is None, order.get(standing or 0, len(order)))

    return max(loose, key=rank)


def _elsewhere(board: _Board, key: Key, person: int) -> list[Proposal]:
    """Return the slots of other lines of these days that the person stands on."""
    mine = board.days.get(key[0])
    return [
        slot
        for slot in board.slots
        if slot.crew_member_id == person
        and (slot.position_id, slot.trainee) != key
        and (slot.position_id == key[0] or _shares(mine, board.days.get(slot.position_id)))
    ]


def _waiting(board: _Board, person: int) -> list[Key]:
    """Return the lines with an open slot that the person, now free, is a candidate for."""
    open_lines = {(slot.position_id, slot.trainee) for slot in board.slots if slot.crew_member_id is None}
    return sorted(key for key in open_lines if person in board.pool(key))


def _decide(
    session: Session,
    actor: Actor,
    board: _Board,
    key: Key,
    person: int,
    *,
    decision: Decision | None,
    reason: str = "",
) -> None:
    known = board.decisions.get((key[0], person))
    note = known.note if known else ""
    row = decide_candidate(session, actor, key[0], person, decision=decision, reason=reason, note=note)
    board.decisions = {**board.decisions, (key[0], person): row}


def _settle(session: Session, board: _Board, keys: Sequence[Key]) -> None:
    for key in dict.fromkeys(keys):
        board.choose(key)
    session.flush()


def _shares(one: plain.Position | None, other: plain.Position | None) -> bool:
    return one is not None and other is not None and one.shares_day(other)


def _name(session: Session, person: int) -> str:
    member = session.get(CrewMember, person)
    return member.name if member else str(person)
