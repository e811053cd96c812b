"""Reads of evidence; the files themselves stay where they are until one is opened."""

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.registration import Evidence, EvidenceKind, EvidenceStatus

GONE = mark("This file is not there any more.")


def get_evidence(session: Session, evidence_id: int) -> Evidence:
    """Return a file with its sealed content; NotFoundError where there is none."""
    found = session.get(Evidence, evidence_id)
    if found is None:
        raise NotFoundError(GONE)
    return found


def list_evidence(session: Session, crew_member_id: int) -> list[Evidence]:
    """Return a person's files without their content: those that wait first, then the latest first."""
    statement = (
        select(Evidence)
        .where(Evidence.crew_member_id == crew_member_id)
        .options(defer(Evidence.content))  # type: ignore[arg-type]  # a column, at run time
        .order_by((col(Evidence.status) != EvidenceStatus.WAITING), col(Evidence.id).desc())
    )
    return list(session.exec(statement))


def find_photo_id(session: Session, crew_member_id: int) -> int | None:
    """Return the id of the person's photo, unless staff have refused it."""
    statement = (
        select(Evidence.id)
        .where(
            Evidence.crew_member_id == crew_member_id,
            Evidence.kind == EvidenceKind.PHOTO,
            Evidence.status != EvidenceStatus.REFUSED,
        )
        .order_by(col(Evidence.id).desc())
    )
    return session.exec(statement.limit(1)).first()


def count_waiting_evidence(session: Session, crew_member_ids: list[int]) -> dict[int, int]:
    """Return how many files of each person wait for staff."""
    statement = (
        select(Evidence.crew_member_id, func.count())
        .where(col(Evidence.crew_member_id).in_(crew_member_ids), Evidence.status == EvidenceStatus.WAITING)
        .group_by(col(Evidence.crew_member_id))
    )
    return dict(session.exec(statement).all())
