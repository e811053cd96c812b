"""People whom a plan's offers ask stand on their needs' crew lists as picked, as if staff had picked them there."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from app.messages import mark
from app.models.need import Need, Position
from app.models.production import Production
from app.models.shortlist import CandidateDecision, Decision, Proposal, ProposalStatus, UnfilledReason
from app.queries.shortlist import list_decisions, list_positions, list_proposals
from app.services.audit import Actor, record_audit
from app.services.crewlist.words import UNFILLED
from app.services.positions import read_positions
from matching import types as plain

BY_PLAN = mark("Placed by a plan")


def pick_planned(session: Session, actor: Actor, placed: Iterable[tuple[int, int]]) -> int:
    """Pick people (position, crew member) on the crew lists of their needs; return how many are picked now.

    What staff picked there themselves stands: somebody picked for another line on these days, or for whom no place
    of the line is left, is not picked.
    """
    wanted: dict[int, list[int]] = {}
    for position_id, person in placed:
        wanted.setdefault(position_id, []).append(person)
    statement = select(Position.need_id).where(col(Position.id).in_(wanted)).distinct()
    return sum(_pick(session, actor, need_id, wanted) for need_id in sorted(session.exec(statement)))


def _pick(session: Session, actor: Actor, need_id: int, wanted: Mapping[int, Sequence[int]]) -> int:
    need = session.get_one(Need, need_id)
    rows = list_positions(session, need_id)
    ids = [row.id or 0 for row in rows]
    production = session.get_one(Production, need.production_id)
    days = {each.key: each for each in read_positions(session, need, production, rows)}
    decisions = {(each.position_id, each.crew_member_id): each for each in list_decisions(session, ids)}
    slots = list(list_proposals(session, ids))
    count = 0
    for row in rows:
        for person in wanted.get(row.id or 0, ()):
            if _is_picked_elsewhere(decisions, days, row.id or 0, person):
                continue
            if slots and not _put(slots, days, row.id or 0, person):
                continue
            _decide(session, actor, decisions, row.id or 0, person)
            count += 1
    session.flush()
    return count


def _shares(days: Mapping[int, plain.Position], one: int, other: int) -> bool:
    return one != other and one in days and other in days and days[one].shares_day(days[other])


def _is_picked_elsewhere(
    decisions: Mapping[tuple[int, int], CandidateDecision], days: Mapping[int, plain.Position], mine: int, person: int
) -> bool:
    return any(
        who == person and row.decision is Decision.PICKED and _shares(days, mine, position)
        for (position, who), row in decisions.items()
    )


def _put(slots: Sequence[Proposal], days: Mapping[int, plain.Position], position_id: int, person: int) -> bool:
    """Put a person on a place of the line that nobody picked, and take them off others of these days."""
    mine = [slot for slot in slots if slot.position_id == position_id and not slot.trainee]
    own = next((slot for slot in mine if slot.crew_member_id == person), None)
    loose = [slot for slot in mine if slot.status is not ProposalStatus.PICKED]
    place = own or min(loose, key=lambda slot: (slot.crew_member_id is not None, -slot.slot), default=None)
    if place is None:
        return False
    for slot in slots:
        elsewhere = slot.trainee or slot.position_id != position_id
        same_days = slot.position_id == position_id or _shares(days, position_id, slot.position_id)
        if slot.crew_member_id == person and elsewhere and same_days:
            slot.crew_member_id, slot.status = None, ProposalStatus.OPEN
            slot.unfilled_reason = UnfilledReason.TAKEN_ELSEWHERE
            slot.unfilled_detail = UNFILLED[UnfilledReason.TAKEN_ELSEWHERE]
    place.crew_member_id, place.status = person, ProposalStatus.PICKED
    place.unfilled_reason, place.unfilled_detail = None, ""
    return True


def _decide(
    session: Session,
    actor: Actor,
    decisions: dict[tuple[int, int], CandidateDecision],
    position_id: int,
    person: int,
) -> None:
    row = decisions.get((position_id, person))
    if row is None:
        row = CandidateDecision(position_id=position_id, crew_member_id=person, decided_at=actor.at)
        decisions[position_id, person] = row
    if row.decision is Decision.PICKED:
        return
    before = {"decision": row.decision, "reason": row.reason}
    row.decision, row.reason = Decision.PICKED, BY_PLAN
    row.decided_by_id, row.decided_at = actor.account_id, actor.at
    session.add(row)
    record_audit(
        session,
        actor,
        "need:candidate:picked",
        subject_kind="position",
        subject_id=position_id,
        crew_member_id=person,
        before=before,
        after={"decision": row.decision, "reason": row.reason},
    )
