"""Certificates ("constancias"): numbers that nobody can guess, issued once, taken back when a result is corrected."""

import secrets
from datetime import date

from sqlmodel import Session, select

from app.clock import day_of
from app.errors import ConflictError
from app.messages import mark
from app.models.credit import LEARNT, TrainingRecord
from app.queries.course import get_course, list_people
from app.services.audit import Actor, record_audit

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""No letters or digits that are read for one another."""
_GROUPS, _GROUP = 2, 4


def spell_number(day: date, letters: str) -> str:
    """Return a certificate's number: C, the year, the letters in groups of four."""
    groups = (letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
    return "-".join(("C", str(day.year), *groups))


def _new_number(session: Session, day: date) -> str:
    """Return a number that is nobody's: one of 31⁸, so that its address shows a certificate to its holder only."""
    while True:
        number = spell_number(day, "".join(secrets.choice(ALPHABET) for _ in range(_GROUPS * _GROUP)))
        taken = select(TrainingRecord.id).where(TrainingRecord.certificate_number == number)
        if session.exec(taken).first() is None:
            return number


def issue_certificates(session: Session, actor: Actor, *, course_id: int) -> int:
    """Give everybody who completed a cohort a certificate, where they have none yet; return how many."""
    get_course(session, course_id, lock=True)
    due = [
        record
        for record, _ in list_people(session, course_id)
        if record.result in LEARNT and not record.certificate_number
    ]
    if not due:
        raise ConflictError(mark("Nobody is waiting for a certificate: those who completed the course have theirs."))
    for record in due:
        _issue(session, actor, record)
    return len(due)


def _issue(session: Session, actor: Actor, record: TrainingRecord) -> None:
    day = day_of(actor.at)
    record.certificate_number, record.certificate_issued_on = _new_number(session, day), day
    session.add(record)
    session.flush()
    _audit(session, actor, record, "issued", record.certificate_number)


def revoke_certificate(session: Session, actor: Actor, record: TrainingRecord) -> None:
    """Take back a certificate that the system issued; its address then says that there is none."""
    if record.certificate_issued_on is None:
        return
    number = record.certificate_number
    record.certificate_number, record.certificate_issued_on = "", None
    session.add(record)
    session.flush()
    _audit(session, actor, record, "revoked", number)


def _audit(session: Session, actor: Actor, record: TrainingRecord, verb: str, number: str) -> None:
    record_audit(
        session,
        actor,
        f"training:certificate:{verb}",
        subject_kind="training_record",
        subject_id=record.id,
        crew_member_id=record.crew_member_id,
        after={"number": number},
    )
    session.flush()
