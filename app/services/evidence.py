"""Evidence: files that people hand in, sealed under their own key, decided on by staff, emptied once they served."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.messages import mark
from app.models.credit import Credit, CreditVerification
from app.models.crew import Credential, CrewRole, ResidenceEvidenceKind, Verification
from app.models.registration import Evidence, EvidenceKind, EvidenceStatus
from app.queries.crew import get_crew_member, get_row
from app.queries.evidence import GONE, get_evidence
from app.services.audit import Actor, record_audit
from app.services.crew_rows import RowKind, add_row
from app.services.evidence_file import clean_file
from app.services.person_key import open_sealed_bytes, person_cipher
from app.services.verify import verify_credential, verify_credit, verify_role
from config import get_settings

MOST_FILES = 30
RESIDENCE_COUNTS_MONTHS = 12
SUBJECTS: Mapping[EvidenceKind, type[Any]] = {
    EvidenceKind.CREDENTIAL: Credential,
    EvidenceKind.CREDIT: Credit,
    EvidenceKind.ROLE: CrewRole,
}
"""Kind of evidence -> the rows that it may prove."""


@dataclass(frozen=True)
class SeenPaper:
    """What staff read on a proof of residence."""

    kind: ResidenceEvidenceKind
    issued_on: date


def add_evidence(
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    kind: EvidenceKind,
    data: bytes,
    subject_id: int | None = None,
) -> Evidence:
    """Check, clean and seal a file that the person hands in; the same file for the same thing is kept once.

    A new photo takes the place of the old one. InvalidInputError names the remedy where a file can't be taken.
    """
    get_crew_member(session, crew_member_id)
    if subject_id is not None and kind in SUBJECTS:
        get_row(session, SUBJECTS[kind], crew_member_id, subject_id)
    settings = get_settings()
    photo = kind is EvidenceKind.PHOTO
    clean = clean_file(data, photo=photo, most_bytes=settings.evidence_bytes, most_pages=settings.evidence_pages)
    known = _find_same(session, crew_member_id, kind, subject_id, clean.sha256)
    if known is not None:
        return known
    _make_room(session, crew_member_id, photo=photo)
    row = Evidence(
        crew_member_id=crew_member_id,
        kind=kind,
        subject_id=subject_id,
        media_type=clean.media_type,
        size=len(clean.content),
        sha256=clean.sha256,
        content=person_cipher(session, crew_member_id, actor.at).encrypt(clean.content),
        uploaded_at=actor.at,
    )
    session.add(row)
    session.flush()
    _wrote(session, actor, row, "added", {"kind": kind, "subject_id": subject_id, "media_type": clean.media_type})
    return row


def _find_same(
    session: Session, crew_member_id: int, kind: EvidenceKind, subject_id: int | None, sha256: str
) -> Evidence | None:
    statement = select(Evidence).where(
        Evidence.crew_member_id == crew_member_id,
        Evidence.kind == kind,
        Evidence.subject_id == subject_id,
        Evidence.sha256 == sha256,
        Evidence.status != EvidenceStatus.REFUSED,
        col(Evidence.emptied_at).is_(None),
    )
    return session.exec(statement).first()


def _make_room(session: Session, crew_member_id: int, *, photo: bool) -> None:
    mine = Evidence.crew_member_id == crew_member_id
    if photo:
        for old in session.exec(select(Evidence).where(mine, Evidence.kind == EvidenceKind.PHOTO)):
            session.delete(old)
        return
    kept = session.exec(select(func.count()).where(mine, col(Evidence.emptied_at).is_(None))).one()
    if kept >= MOST_FILES:
        raise ConflictError(mark("There are %(most)s files already. Remove one that you don't need."), most=MOST_FILES)


def read_evidence(session: Session, evidence: Evidence) -> bytes:
    """Return a file's bytes; NotFoundError where it was emptied or its key destroyed."""
    content = None
    if evidence.emptied_at is None:
        content = open_sealed_bytes(session, evidence.crew_member_id, evidence.content)
    if content is None:
        raise NotFoundError(GONE)
    return content


def note_opening(session: Session, actor: Actor, *, evidence_id: int) -> Evidence:
    """Record that somebody of the staff opens a person's file; return it."""
    row = get_evidence(session, evidence_id)
    _wrote(session, actor, row, "opened", {"kind": row.kind})
    return row


def remove_evidence(session: Session, actor: Actor, *, crew_member_id: int, evidence_id: int) -> None:
    """Take a file of one's own back; what staff made of it stays on the profile."""
    row = get_evidence(session, evidence_id)
    if row.crew_member_id != crew_member_id:
        raise NotFoundError(GONE)
    _wrote(session, actor, row, "removed", {"kind": row.kind})
    session.delete(row)
    session.flush()


def accept_evidence(session: Session, actor: Actor, *, evidence_id: int, paper: SeenPaper | None = None) -> Evidence:
    """Say that a file proves what it is to prove: the claim is then verified by the actor.

    A proof of residence needs `paper`: it counts for twelve months from its issue.
    """
    row = _decide(session, actor, evidence_id, EvidenceStatus.ACCEPTED, "")
    who, subject_id = row.crew_member_id, row.subject_id
    if row.kind is EvidenceKind.RESIDENCE:
        if paper is None:
            raise InvalidInputError(mark("Say which paper it is and when it was issued."))
        _write_residence(session, actor, who, paper)
    elif subject_id is not None and row.kind is EvidenceKind.CREDENTIAL:
        verify_credential(session, actor, crew_member_id=who, row_id=subject_id, verification=Verification.VERIFIED)
    elif subject_id is not None and row.kind is EvidenceKind.ROLE:
        verify_role(session, actor, crew_member_id=who, row_id=subject_id, verification=Verification.VERIFIED)
    elif subject_id is not None and row.kind is EvidenceKind.CREDIT:
        level = CreditVerification.COMMISSION
        verify_credit(session, actor, crew_member_id=who, row_id=subject_id, verification=level)
    return row


def _write_residence(session: Session, actor: Actor, crew_member_id: int, paper: SeenPaper) -> None:
    until = year_later(paper.issued_on)
    if paper.issued_on > actor.at.date() + timedelta(days=1):
        raise InvalidInputError(mark("A paper can't have been issued in the future."))
    if until < actor.at.date():
        raise InvalidInputError(
            mark("A proof of residence counts for %(months)s months: this one is too old."),
            months=RESIDENCE_COUNTS_MONTHS,
        )
    add_row(
        session,
        actor,
        crew_member_id=crew_member_id,
        listing=RowKind.EVIDENCE,
        kind=paper.kind,
        issued_on=paper.issued_on,
        valid_until_on=until,
        seen_by=actor.name[:120],
    )


def year_later(day: date) -> date:
    """Return the same day of the next year; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def refuse_evidence(session: Session, actor: Actor, *, evidence_id: int, reason: str) -> Evidence:
    """Say why a file does not prove what it is to prove; the person reads it beside the file."""
    if not reason.strip():
        raise InvalidInputError(mark("Say why, so that the person can send a better one."))
    return _decide(session, actor, evidence_id, EvidenceStatus.REFUSED, reason.strip()[:300])


def _decide(session: Session, actor: Actor, evidence_id: int, status: EvidenceStatus, reason: str) -> Evidence:
    row = get_evidence(session, evidence_id)
    if row.status is not EvidenceStatus.WAITING:
        raise ConflictError(mark("This file was decided on already."))
    row.status, row.reason, row.decided_at, row.decided_by_id = status, reason, actor.at, actor.account_id
    session.add(row)
    _wrote(session, actor, row, status.value, {"kind": row.kind, "reason": reason})
    session.flush()
    return row


def empty_served(session: Session, *, now: datetime) -> int:
    """Empty files that staff decided on long enough ago; what was seen stays on the profile. Photos stay."""
    served = select(Evidence).where(
        col(Evidence.decided_at) < now - timedelta(days=get_settings().evidence_days),
        col(Evidence.emptied_at).is_(None),
        (Evidence.kind != EvidenceKind.PHOTO) | (Evidence.status == EvidenceStatus.REFUSED),
    )
    rows = list(session.exec(served))
    for row in rows:
        row.content, row.emptied_at = b"", now
        session.add(row)
    session.flush()
    return len(rows)


def _wrote(session: Session, actor: Actor, row: Evidence, action: str, after: dict[str, object]) -> None:
    record_audit(
        session,
        actor,
        f"crew:file:{action}",
        subject_kind="evidence",
        subject_id=row.id,
        crew_member_id=row.crew_member_id,
        after=after,
    )
