"""Reads of a crew list: a handful of queries for a whole need, however many lines and people it has."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.credit import Credit, Title
from app.models.crew import Credential, CrewLanguage, CrewMember, KitItem, WorkBase
from app.models.need import Need
from app.models.production import Production, ProductionBase, ProductionKind
from app.models.shortlist import CandidateDecision, Proposal, Shortlist, ShortlistEntry, WeightSet
from app.models.trust import Consent, ConsentPurpose

_SHOWN: tuple[Any, ...] = (
    CrewMember.id,
    CrewMember.given_name,
    CrewMember.surname,
    CrewMember.credit_name,
    CrewMember.phone,
    CrewMember.email,
    CrewMember.base_place,
    CrewMember.confirmed_at,
    CrewMember.erased_at,  # who was erased has a number for a name
)
"""What a crew list reads of a profile; notes and the like stay where they are."""

_CHUNK = 5000
"""Ids in one statement: SQLite takes 32,766 values."""


def get_need_with_production(
    session: Session, need_id: int, *, contact_account_id: int | None = None
) -> tuple[Need, Production]:
    """Return a need and its production; with `contact_account_id` only its own contact's. NotFoundError otherwise."""
    statement = select(Need, Production).join(Production, col(Production.id) == Need.production_id)
    statement = statement.where(Need.id == need_id)
    if contact_account_id is not None:
        statement = statement.where(Production.contact_account_id == contact_account_id)
    found = session.exec(statement).first()
    if found is None:
        raise NotFoundError(mark("There is no such need."))
    need, production = found
    return need, production


def list_base_names(session: Session, production_id: int) -> list[tuple[str, str | None]]:
    """Return a production's bases as typed, each with its place where it is known, in its own order."""
    statement = select(ProductionBase.name, ProductionBase.place).where(ProductionBase.production_id == production_id)
    rows = session.exec(statement.order_by(col(ProductionBase.ordinal), col(ProductionBase.id)))
    return [(name, place) for name, place in rows]


def list_latest_shortlists(session: Session, position_ids: Collection[int]) -> Sequence[Shortlist]:
    """Return the newest shortlist of each position."""
    newest = (
        select(sa.func.max(col(Shortlist.id)))
        .where(col(Shortlist.position_id).in_(position_ids))
        .group_by(col(Shortlist.position_id))
    )
    return session.exec(select(Shortlist).where(col(Shortlist.id).in_(newest))).all()


def list_entries_of(session: Session, shortlist_ids: Collection[int]) -> Sequence[ShortlistEntry]:
    """Return the entries of shortlists, best first."""
    statement = select(ShortlistEntry).where(col(ShortlistEntry.shortlist_id).in_(shortlist_ids))
    return session.exec(statement.order_by(col(ShortlistEntry.shortlist_id), col(ShortlistEntry.rank))).all()


def list_entries_on_list(session: Session, shortlist_ids: Collection[int]) -> Sequence[ShortlistEntry]:
    """Return the entries of those people only who stand on a slot of the shortlist's position."""
    statement = (
        select(ShortlistEntry)
        .join(Shortlist, col(Shortlist.id) == ShortlistEntry.shortlist_id)
        .join(
            Proposal,
            sa.and_(
                col(Proposal.position_id) == Shortlist.position_id,
                col(Proposal.crew_member_id) == ShortlistEntry.crew_member_id,
            ),
        )
        .where(col(ShortlistEntry.shortlist_id).in_(shortlist_ids))
    )
    return session.exec(statement).all()


def count_entries(session: Session, shortlist_ids: Collection[int]) -> dict[int, int]:
    """Count the entries of each shortlist."""
    statement = (
        select(ShortlistEntry.shortlist_id, sa.func.count())
        .where(col(ShortlistEntry.shortlist_id).in_(shortlist_ids))
        .group_by(col(ShortlistEntry.shortlist_id))
    )
    return {shortlist_id: int(count) for shortlist_id, count in session.exec(statement)}


def list_weight_sets_of(session: Session, ids: Collection[int]) -> dict[int, WeightSet]:
    """Return weight sets by id."""
    return {row.id or 0: row for row in session.exec(select(WeightSet).where(col(WeightSet.id).in_(ids)))}


def list_decisions_of(session: Session, position_ids: Collection[int]) -> dict[tuple[int, int], CandidateDecision]:
    """Return what was decided of candidates, by position and person."""
    statement = select(CandidateDecision).where(col(CandidateDecision.position_id).in_(position_ids))
    return {(row.position_id, row.crew_member_id): row for row in session.exec(statement)}


@dataclass(frozen=True, slots=True)
class CreditCount:
    """How many credits a person has, the year of the last, and how many on productions of one kind."""

    credits: int = 0
    last_year: int | None = None
    similar: int = 0


@dataclass(frozen=True, slots=True)
class PeopleRows:
    """What the registry knows of the people of a list, by person."""

    members: dict[int, CrewMember]
    work_bases: dict[int, list[str]]
    languages: dict[int, list[tuple[str, str]]]
    credentials: dict[int, list[Credential]]
    kit: dict[int, list[str]]
    credits: dict[int, CreditCount]


def read_people(session: Session, ids: Collection[int], *, kind: ProductionKind, whole: bool) -> PeopleRows:
    """Return what is known of people; without `whole`, credentials and kit are left out."""
    shown = select(CrewMember).options(load_only(*_SHOWN, raiseload=True))
    members = {row.id or 0: row for row in _each(session, shown, col(CrewMember.id), ids)}
    owner = col(CrewLanguage.crew_member_id)
    languages = _rows(session, sa.select(owner, col(CrewLanguage.language), col(CrewLanguage.level)), owner, ids)
    owner = col(WorkBase.crew_member_id)
    work_bases = _rows(session, sa.select(owner, col(WorkBase.place)), owner, ids)
    credentials = _each(session, select(Credential), col(Credential.crew_member_id), ids) if whole else ()
    kit = _each(session, select(KitItem), col(KitItem.crew_member_id), ids) if whole else ()
    return PeopleRows(
        members=members,
        work_bases={person: [row.place for row in rows] for person, rows in _by_person(work_bases).items()},
        languages={
            person: [(row.language.value, row.level.value) for row in rows]
            for person, rows in _by_person(languages).items()
        },
        credentials=_by_person(credentials),
        kit={person: [row.name for row in rows] for person, rows in _by_person(kit).items()},
        credits=count_credits(session, ids, kind) if whole else {},
    )


def count_credits(session: Session, ids: Collection[int], kind: ProductionKind) -> dict[int, CreditCount]:
    """Count people's credits, and those on productions of `kind`."""
    similar = sa.func.sum(sa.case((col(Title.kind) == kind, 1), else_=0))
    statement = (
        sa.select(col(Credit.crew_member_id), sa.func.count(), sa.func.max(col(Title.year)), similar)
        .join(Title, col(Title.id) == Credit.title_id)
        .group_by(col(Credit.crew_member_id))
    )
    return {
        person: CreditCount(int(count), last_year, int(same))
        for person, count, last_year, same in _rows(session, statement, col(Credit.crew_member_id), ids)
    }


def list_sharing(session: Session, ids: Collection[int]) -> set[int]:
    """Return which of the people let their contact details go to productions, as of now."""
    statement = sa.select(col(Consent.crew_member_id)).where(
        col(Consent.purpose) == ConsentPurpose.SHARE_WITH_PRODUCTIONS, col(Consent.withdrawn_at).is_(None)
    )
    return {person for (person,) in _rows(session, statement, col(Consent.crew_member_id), ids)}


def _each(session: Session, statement: Any, column: Any, ids: Collection[int]) -> Iterator[Any]:
    for part in _parts(ids):
        yield from session.exec(statement.where(column.in_(part)))


def _rows(session: Session, statement: Any, column: Any, ids: Collection[int]) -> Iterator[Any]:
    for part in _parts(ids):
        yield from session.execute(statement.where(column.in_(part)))


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    left = iter(sorted(ids))
    while part := list(islice(left, _CHUNK)):
        yield part


def _by_person(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.crew_member_id, []).append(row)
    return found
