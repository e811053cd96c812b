"""Reads of pairs that are likely one person, and of what the registry knows to compare people by."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import case, false
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from app.models.credit import Credit, Title
from app.models.crew import CrewMember, CrewRole, CrewStatus
from app.models.duplicate import DuplicatePair, PairStatus

PAGE = 50
COMPARED = (CrewStatus.DRAFT, CrewStatus.ACTIVE, CrewStatus.PAUSED)
"""Who is compared: nobody who withdrew, is blocked or erased, or died."""


@dataclass(frozen=True)
class PairLine:
    """A pair as the queue lists it."""

    pair: DuplicatePair
    low: CrewMember
    high: CrewMember


class Known(NamedTuple):
    """What the registry knows of a person that people are told apart by; `place` and `role_id` as kept, or ""."""

    id: int
    given_name: str
    surname: str
    credit_name: str
    birth_year: int | None
    email: str
    phone: str
    place: str
    role_id: str
    titles: tuple[str, ...]


def list_known(session: Session, ids: Collection[int] | None = None) -> list[Known]:
    """Return everyone who may be a double and is not merged into another, or those of `ids`, by id."""
    member = CrewMember
    compared = select(member).where(col(member.status).in_(COMPARED), col(member.duplicate_of_id).is_(None))
    if ids is not None:
        compared = compared.where(col(member.id).in_(ids))
    people = session.exec(compared.order_by(col(member.id))).all()
    roles: dict[int, str] = {}
    ranked = select(CrewRole.crew_member_id, CrewRole.role_id).order_by(
        col(CrewRole.is_primary).desc(), col(CrewRole.years).desc(), col(CrewRole.id)
    )
    if ids is not None:
        ranked = ranked.where(col(CrewRole.crew_member_id).in_(ids))
    for owner, role_id in session.exec(ranked):
        roles.setdefault(owner, role_id)
    titles: dict[int, set[str]] = defaultdict(set)
    worked = select(Credit.crew_member_id, Title.key).join(Title, col(Title.id) == col(Credit.title_id))
    if ids is not None:
        worked = worked.where(col(Credit.crew_member_id).in_(ids))
    for owner, key in session.exec(worked):
        titles[owner].add(key)
    return [
        Known(
            id=each.id or 0,
            given_name=each.given_name,
            surname=each.surname,
            credit_name=each.credit_name,
            birth_year=each.birth_year,
            email=each.email or "",
            phone=each.phone or "",
            place=each.base_place or each.residence_place or "",
            role_id=roles.get(each.id or 0, ""),
            titles=tuple(sorted(titles.get(each.id or 0, ()))),
        )
        for each in people
    ]


def list_pairs(session: Session) -> Sequence[DuplicatePair]:
    """Return all pairs, decided ones too."""
    return session.exec(select(DuplicatePair).order_by(col(DuplicatePair.id))).all()


def list_open_pairs_of(session: Session, crew_member_id: int) -> Sequence[DuplicatePair]:
    """Return the undecided pairs of one person, the likeliest first."""
    pair = DuplicatePair
    return session.exec(
        select(pair)
        .where(
            or_(col(pair.low_id) == crew_member_id, col(pair.high_id) == crew_member_id),
            col(pair.status) == PairStatus.OPEN,
        )
        .order_by(col(pair.probability).desc(), col(pair.low_id), col(pair.high_id))
    ).all()


def list_ids(session: Session, ids: set[int]) -> set[int]:
    """Return those of the ids that are people who may still be doubles."""
    member = CrewMember
    among = select(member.id).where(col(member.status).in_(COMPARED), col(member.duplicate_of_id).is_(None))
    return {each for each in session.exec(among) if each in ids}


def find_pair(session: Session, one_id: int, other_id: int) -> DuplicatePair | None:
    """Return what is known of two profiles as a pair."""
    low, high = sorted((one_id, other_id))
    statement = select(DuplicatePair).where(DuplicatePair.low_id == low, DuplicatePair.high_id == high)
    return session.exec(statement).first()


def list_queue(
    session: Session, *, status: PairStatus, least: int = 0, most: int = 1000, page: int = 1
) -> tuple[list[PairLine], int]:
    """Return a page of pairs of profiles that both stand for themselves, most likely first, and how many there are.

    `least` and `most` bound the probability, per mille, both inclusive.
    """
    low, high = aliased(CrewMember), aliased(CrewMember)
    wanted = (
        DuplicatePair.status == status,
        DuplicatePair.probability >= least,
        DuplicatePair.probability <= most,
        col(low.duplicate_of_id).is_(None),
        col(high.duplicate_of_id).is_(None),
    )
    joined = (
        select(DuplicatePair, low, high)
        .join(low, col(low.id) == col(DuplicatePair.low_id))
        .join(high, col(high.id) == col(DuplicatePair.high_id))
        .where(*wanted)
    )
    count = session.exec(select(func.count()).select_from(joined.subquery())).one()
    ordered = joined.order_by(col(DuplicatePair.probability).desc(), col(DuplicatePair.id))
    rows = session.exec(ordered.offset((page - 1) * PAGE).limit(PAGE)).all()
    return [PairLine(pair, one, other) for pair, one, other in rows], count


def list_ids_alike(session: Session, *, phone: str, email: str, words: Sequence[str], limit: int) -> list[int]:
    """Return who shares a phone, an e-mail or one of the folded name words, best first."""
    member = CrewMember
    same = [column == value for column, value in ((member.phone, phone), (member.email, email)) if value]
    named = [col(member.name_key).contains(word, autoescape=True) for word in words]
    if not same and not named:
        return []
    shared = sum((case((each, 1), else_=0) for each in named), case((or_(false(), *same), 9), else_=0))
    statement = (
        select(member.id)
        .where(col(member.status).in_(COMPARED), col(member.duplicate_of_id).is_(None), or_(*same, *named))
        .order_by(shared.desc(), col(member.id))
        .limit(limit)
    )
    return [each for each in session.exec(statement) if each is not None]


def list_newest_ids(session: Session, *, limit: int) -> list[int]:
    """Return who came in last of those who are compared."""
    member = CrewMember
    among = select(member.id).where(col(member.status).in_(COMPARED), col(member.duplicate_of_id).is_(None))
    return [each for each in session.exec(among.order_by(col(member.id).desc()).limit(limit)) if each is not None]
