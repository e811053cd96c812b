"""Reads of shortlists, decisions on candidates, proposals and weight sets."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models.crew import CrewMember
from app.models.need import Need, Position, PositionSpan
from app.models.production import Production, ProductionBase
from app.models.shortlist import (
    CandidateDecision,
    Decision,
    Proposal,
    Referral,
    Shortlist,
    ShortlistEntry,
    WeightSet,
)


def find_latest_shortlist(session: Session, position_id: int) -> Shortlist | None:
    """Return the newest shortlist of a position."""
    newest = select(Shortlist).where(Shortlist.position_id == position_id).order_by(col(Shortlist.id).desc())
    return session.exec(newest.limit(1)).first()


def list_entries(session: Session, shortlist_id: int) -> Sequence[ShortlistEntry]:
    """Return the entries of a shortlist, best first."""
    mine = select(ShortlistEntry).where(ShortlistEntry.shortlist_id == shortlist_id)
    return session.exec(mine.order_by(col(ShortlistEntry.rank))).all()


def list_positions(session: Session, need_id: int) -> Sequence[Position]:
    """Return the positions of a need in their order."""
    return session.exec(select(Position).where(Position.need_id == need_id).order_by(col(Position.ordinal))).all()


def list_position_spans(session: Session, position_ids: Sequence[int]) -> Sequence[PositionSpan]:
    """Return the spans of positions, earliest first."""
    mine = select(PositionSpan).where(col(PositionSpan.position_id).in_(position_ids))
    return session.exec(mine.order_by(col(PositionSpan.starts_on), col(PositionSpan.id))).all()


def list_decisions(session: Session, position_ids: Sequence[int]) -> Sequence[CandidateDecision]:
    """Return what was decided of the candidates of positions, earliest first."""
    mine = select(CandidateDecision).where(col(CandidateDecision.position_id).in_(position_ids))
    return session.exec(mine.order_by(col(CandidateDecision.decided_at), col(CandidateDecision.id))).all()


def find_decision(session: Session, position_id: int, crew_member_id: int) -> CandidateDecision | None:
    """Return what was decided of one candidate."""
    mine = select(CandidateDecision).where(
        CandidateDecision.position_id == position_id, CandidateDecision.crew_member_id == crew_member_id
    )
    return session.exec(mine).first()


def list_referred(session: Session, position_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return who was put forward already, as (position, crew member)."""
    statement = select(Referral.position_id, Referral.crew_member_id).where(col(Referral.position_id).in_(position_ids))
    return {(position_id, crew_member_id) for position_id, crew_member_id in session.exec(statement)}


def list_dropped(session: Session, position_ids: Sequence[int]) -> dict[int, set[int]]:
    """Return, by position, the people who were dropped from it."""
    found: dict[int, set[int]] = {}
    for decision in list_decisions(session, position_ids):
        if decision.decision is Decision.DROPPED:
            found.setdefault(decision.position_id, set()).add(decision.crew_member_id)
    return found


def list_proposals(session: Session, position_ids: Sequence[int]) -> Sequence[Proposal]:
    """Return the slots of positions as they are proposed, in order."""
    mine = select(Proposal).where(col(Proposal.position_id).in_(position_ids))
    return session.exec(mine.order_by(col(Proposal.position_id), col(Proposal.trainee), col(Proposal.slot))).all()


def get_position(session: Session, position_id: int) -> tuple[Position, Need, Production]:
    """Return the position with its need and production; NotFoundError if there is none."""
    statement = (
        select(Position, Need, Production)
        .where(Position.id == position_id)
        .join(Need, col(Need.id) == Position.need_id)
        .join(Production, col(Production.id) == Need.production_id)
    )
    found = session.exec(statement).first()
    if found is None:
        raise NotFoundError("There is no such position.")
    position, need, production = found
    return position, need, production


def list_base_places(session: Session, production_id: int) -> list[str]:
    """Return the resolved places of a production's bases, the first one first."""
    statement = (
        select(ProductionBase.place)
        .where(ProductionBase.production_id == production_id, col(ProductionBase.place).is_not(None))
        .order_by(col(ProductionBase.ordinal))
    )
    return [place for place in session.exec(statement) if place]


def find_active_weights(session: Session) -> WeightSet | None:
    """Return the weight set in use: the active one, the newest if several."""
    active = select(WeightSet).where(col(WeightSet.active)).order_by(col(WeightSet.id).desc())
    return session.exec(active.limit(1)).first()


def get_weight_set(session: Session, weight_set_id: int) -> WeightSet:
    """Return the weight set; NotFoundError if there is none."""
    found = session.get(WeightSet, weight_set_id)
    if found is None:
        raise NotFoundError("There is no such weight set.")
    return found


def list_weight_sets(session: Session) -> Sequence[WeightSet]:
    """Return all versions of all weight sets, newest first."""
    return session.exec(select(WeightSet).order_by(col(WeightSet.id).desc())).all()


def find_newest_version(session: Session, name: str) -> int:
    """Return the newest version of the weight set of this name, 0 for a new name."""
    return session.scalar(sa.select(sa.func.max(col(WeightSet.version))).where(col(WeightSet.name) == name)) or 0


def list_members(session: Session, ids: Sequence[int]) -> Sequence[CrewMember]:
    """Return these crew members."""
    return session.exec(select(CrewMember).where(col(CrewMember.id).in_(ids))).all()


def search_members(session: Session, folded: str, limit: int) -> Sequence[CrewMember]:
    """Return crew members of whom every folded word is found, the shortest texts first."""
    if not folded:
        return []
    statement = select(CrewMember).where(col(CrewMember.duplicate_of_id).is_(None))
    for word in folded.split():
        statement = statement.where(col(CrewMember.search_text).contains(word, autoescape=True))
    order = sa.func.length(CrewMember.search_text)
    return session.exec(statement.order_by(order, col(CrewMember.id)).limit(limit)).all()


def list_matched_needs(session: Session, limit: int) -> list[tuple[Need, Production]]:
    """Return the needs with shortlists whose candidates are kept, the one matched last first, and their productions."""
    kept = sa.exists().where(col(ShortlistEntry.shortlist_id) == col(Shortlist.id))
    matched = (
        select(col(Position.need_id), sa.func.max(col(Shortlist.id)).label("newest"))
        .join(Shortlist, col(Shortlist.position_id) == col(Position.id))
        .where(kept)
        .group_by(col(Position.need_id))
        .subquery()
    )
    statement = (
        select(Need, Production)
        .join(matched, matched.c.need_id == col(Need.id))
        .join(Production, col(Production.id) == col(Need.production_id))
        .order_by(matched.c.newest.desc())
        .limit(limit)
    )
    return [(need, production) for need, production in session.exec(statement)]
