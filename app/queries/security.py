"""Reads of an account's safety: its history, what is left of its recovery codes."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, func, select

from app.models.security import RecoveryCode
from app.models.trust import AuditEvent


def list_security_events(
    session: Session, account_id: int, *, actions: Collection[str], limit: int = 200
) -> Sequence[AuditEvent]:
    """Return what happened to an account, newest first."""
    statement = (
        select(AuditEvent)
        .where(
            AuditEvent.subject_kind == "account",
            AuditEvent.subject_id == account_id,
            col(AuditEvent.action).in_(actions),
        )
        .order_by(col(AuditEvent.id).desc())
        .limit(limit)
    )
    return session.exec(statement).all()


def count_recovery_codes(session: Session, account_id: int) -> int:
    """Count the recovery codes that can still be used."""
    statement = select(func.count()).where(RecoveryCode.account_id == account_id, col(RecoveryCode.used_at).is_(None))
    return session.exec(statement).one()
