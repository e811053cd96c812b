"""Reads of whom to ask about their days: who is looked at, who is kept, who has been silent longest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models.ask import ConfirmationAsk
from app.models.availability import BookingSpan, Hold, HoldSpan, HoldStatus, Statement
from app.models.calendar import FeedSpan
from app.models.crew import CrewMember, CrewStatus
from app.models.need import Need, NeedStatus, Position
from app.models.shortlist import CandidateDecision, Decision, Proposal, Shortlist, ShortlistEntry
from app.models.trust import Consent, ConsentPurpose

OPEN_NEEDS = (NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT)
LIVE_HOLDS = (HoldStatus.ACTIVE, HoldStatus.CHALLENGED)


@dataclass(frozen=True)
class Limits:
    """How often one may be asked: at most `a_month` times in 30 days unless the person says otherwise, with pauses."""

    a_month: int
    month_begins_at: datetime
    pause_begins_at: datetime
    just_confirmed_at: datetime


def list_looked_at(session: Session, *, today: date, top: int) -> list[tuple[int, Position, int]]:
    """Return (person, position, production) of who is on top of an open need's newest shortlists or on its crew list.

    Whom somebody dropped from the position is left out.
    """
    newest = select(sa.func.max(Shortlist.id)).group_by(col(Shortlist.position_id))
    listed = (
        select(ShortlistEntry.crew_member_id, Shortlist.position_id)
        .join(Shortlist, col(Shortlist.id) == ShortlistEntry.shortlist_id)
        .where(col(Shortlist.id).in_(newest), ShortlistEntry.rank <= top)
    )
    proposed = select(Proposal.crew_member_id, Proposal.position_id).where(col(Proposal.crew_member_id).is_not(None))
    pairs = sa.union(listed, proposed).subquery()
    dropped = sa.exists().where(
        col(CandidateDecision.position_id) == pairs.c.position_id,
        col(CandidateDecision.crew_member_id) == pairs.c.crew_member_id,
        col(CandidateDecision.decision) == Decision.DROPPED,
    )
    statement = (
        sa.select(pairs.c.crew_member_id, Position, col(Need.production_id))
        .join(Position, col(Position.id) == pairs.c.position_id)
        .join(Need, col(Need.id) == Position.need_id)
        .where(col(Need.status).in_(OPEN_NEEDS), col(Position.ends_on) >= today, ~dropped)
        .order_by(pairs.c.crew_member_id, col(Position.id))
    )
    return [(person, position, production) for person, position, production in session.execute(statement)]


def list_held(session: Session, *, today: date) -> list[tuple[int, date, date, int]]:
    """Return (person, first, last day, production) of spans that live holds keep."""
    statement = (
        sa.select(col(HoldSpan.crew_member_id), col(HoldSpan.starts_on), col(HoldSpan.ends_on), col(Hold.production_id))
        .join(Hold, col(Hold.id) == HoldSpan.hold_id)
        .where(col(HoldSpan.live), col(HoldSpan.ends_on) >= today, col(Hold.status).in_(LIVE_HOLDS))
        .order_by(col(HoldSpan.crew_member_id), col(HoldSpan.starts_on))
    )
    return [(*row,) for row in session.execute(statement)]


def list_askable(session: Session, people: Collection[int], limits: Limits) -> Sequence[CrewMember]:
    """Return those of `people` who may be asked now."""
    statement = select(CrewMember).where(col(CrewMember.id).in_(people), *_may_be_asked(limits))
    return session.exec(statement.order_by(col(CrewMember.id))).all()


def list_stalest(
    session: Session, limits: Limits, *, silent_since: datetime, by_phone: bool, limit: int
) -> Sequence[CrewMember]:
    """Return who may be asked and has told nothing since then, those who never did first, then the most silent.

    By phone: only those without e-mail.
    """
    reach = (
        (col(CrewMember.email).is_(None), col(CrewMember.phone).is_not(None))
        if by_phone
        else (col(CrewMember.email).is_not(None),)
    )
    silent = sa.or_(col(CrewMember.confirmed_at).is_(None), col(CrewMember.confirmed_at) < silent_since)
    order = (col(CrewMember.confirmed_at).is_not(None), col(CrewMember.confirmed_at), col(CrewMember.id))
    statement = select(CrewMember).where(*reach, silent, *_may_be_asked(limits)).order_by(*order)
    return session.exec(statement.limit(limit)).all()


def list_unanswered(session: Session, people: Collection[int], *, asked_before: datetime, since: datetime) -> set[int]:
    """Return who of `people` was asked in between and has not answered."""
    statement = select(ConfirmationAsk.crew_member_id).where(
        col(ConfirmationAsk.crew_member_id).in_(people),
        col(ConfirmationAsk.answered_at).is_(None),
        ConfirmationAsk.asked_at <= asked_before,
        ConfirmationAsk.asked_at > since,
    )
    return set(session.exec(statement))


@dataclass(frozen=True)
class Rows:
    """What is known of the days of several people, by person, what was said oldest first."""

    said: dict[int, list[Statement]]
    feed: dict[int, list[FeedSpan]]
    booked: dict[int, list[BookingSpan]]


def get_rows(session: Session, people: Collection[int], *, since: date) -> Rows:
    """Return what was said, read from calendars and booked from `since` on."""
    return Rows(
        _by_person(session, Statement, people, since, col(Statement.stated_at), col(Statement.id)),
        _by_person(session, FeedSpan, people, since, col(FeedSpan.id)),
        _by_person(session, BookingSpan, people, since, col(BookingSpan.id), where=col(BookingSpan.live)),
    )


def _by_person(
    session: Session, table: Any, people: Collection[int], since: date, *order: Any, where: Any = None
) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    statement = select(table).where(table.crew_member_id.in_(people), table.ends_on >= since).order_by(*order)
    for row in session.exec(statement if where is None else statement.where(where)):
        found.setdefault(row.crew_member_id, []).append(row)
    return found


def _may_be_asked(limits: Limits) -> tuple[Any, ...]:
    """Return the conditions: matched, not opted out, not just confirmed, asked neither lately nor too often."""
    asks = (
        select(sa.func.count(col(ConfirmationAsk.id)))
        .where(ConfirmationAsk.crew_member_id == CrewMember.id, ConfirmationAsk.asked_at > limits.month_begins_at)
        .correlate(CrewMember)
        .scalar_subquery()
    )
    lately = sa.exists().where(
        col(ConfirmationAsk.crew_member_id) == CrewMember.id,
        col(ConfirmationAsk.asked_at) > limits.pause_begins_at,
    )
    registry = (col(Consent.crew_member_id) == CrewMember.id, col(Consent.purpose) == ConsentPurpose.REGISTRY)
    withdrawn = sa.exists().where(*registry, col(Consent.withdrawn_at).is_not(None))
    given = sa.exists().where(*registry, col(Consent.withdrawn_at).is_(None))
    quiet = sa.or_(col(CrewMember.confirmed_at).is_(None), col(CrewMember.confirmed_at) < limits.just_confirmed_at)
    return (
        col(CrewMember.status) == CrewStatus.ACTIVE,
        col(CrewMember.duplicate_of_id).is_(None),
        quiet,
        asks < sa.func.coalesce(CrewMember.most_asks_a_month, limits.a_month),
        ~lately,
        sa.or_(given, ~withdrawn),
    )
