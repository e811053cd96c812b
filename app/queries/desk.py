"""What waits on the commission's desk: counts that the front page leads with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from app.models.crew import CrewMember, CrewStatus
from app.models.intake import Upload, UploadStatus
from app.models.need import Need, NeedStatus, Position
from app.models.production import Production

LAPSES_AFTER = timedelta(days=30)
OPEN = (NeedStatus.RECEIVED, NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT)


@dataclass(frozen=True)
class Desk:
    """Numbers of work that waits, and of the registry as it stands."""

    received: int
    accepted: int
    asked_back: int
    uploads: int
    active: int
    confirmed: int


def _count(session: Session, statement: object) -> int:
    return int(session.exec(statement).one())  # type: ignore[call-overload]


def count_desk(session: Session, *, now: datetime) -> Desk:
    """Count needs by state, titles asked back in open needs, uploads under review, and profiles confirmed lately."""
    people = (
        select(func.count())
        .select_from(CrewMember)
        .where(CrewMember.status == CrewStatus.ACTIVE, col(CrewMember.duplicate_of_id).is_(None))
    )
    needs = select(func.count()).select_from(Need)
    unread = (
        select(func.count())
        .select_from(Position)
        .join(Need, col(Need.id) == col(Position.need_id))
        .where(col(Position.role_id).is_(None), col(Need.status).in_(OPEN))
    )
    uploads = select(func.count()).select_from(Upload).where(Upload.status == UploadStatus.PREVIEW)
    return Desk(
        received=_count(session, needs.where(Need.status == NeedStatus.RECEIVED)),
        accepted=_count(session, needs.where(Need.status == NeedStatus.ACCEPTED)),
        asked_back=_count(session, unread),
        uploads=_count(session, uploads),
        active=_count(session, people),
        confirmed=_count(session, people.where(col(CrewMember.confirmed_at) > now - LAPSES_AFTER)),
    )


@dataclass(frozen=True)
class OpenNeed:
    """A need in work, as a line of the desk."""

    need: Need
    production: Production
    lines: int
    heads: int


def list_open_needs(session: Session, *, limit: int = 12) -> list[OpenNeed]:
    """Return needs in work: those asked for soonest first, those without a date last."""
    lines = func.count(col(Position.id))
    heads = func.coalesce(func.sum(Position.quantity), 0)
    statement = (
        select(Need, Production, lines, heads)
        .join(Production, col(Production.id) == col(Need.production_id))
        .outerjoin(Position, col(Position.need_id) == col(Need.id))
        .where(col(Need.status).in_(OPEN))
        .group_by(col(Need.id), col(Production.id))
        .order_by(func.coalesce(Need.needed_by_on, date.max), col(Need.id))
        .limit(limit)
    )
    return [OpenNeed(*row) for row in session.exec(statement)]
