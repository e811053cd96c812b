"""Take away what has served its time: used links, ended devices, old tries to sign in, dropped uploads."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete
from sqlmodel import Session, SQLModel, col

from app.models.account import Device, SignInAttempt, SignInLink
from app.models.intake import Upload, UploadStatus

KEEP_ENDED = timedelta(days=30)
KEEP_ATTEMPTS = timedelta(days=2)
KEEP_UPLOADS = timedelta(days=7)


def sweep(session: Session, *, now: datetime) -> dict[str, int]:
    """Delete what is past keeping; return how many rows of each kind went."""
    old: list[tuple[type[SQLModel], ColumnElement[bool]]] = [
        (SignInLink, col(SignInLink.expires_at) < now - KEEP_ENDED),
        (Device, col(Device.expires_at) < now - KEEP_ENDED),
        (SignInAttempt, col(SignInAttempt.at) < now - KEEP_ATTEMPTS),
        (Upload, (col(Upload.status) != UploadStatus.DONE) & (col(Upload.made_at) < now - KEEP_UPLOADS)),
    ]
    counts: dict[str, int] = {}
    for table, condition in old:
        result: CursorResult[Any] = session.execute(delete(table).where(condition))  # type: ignore[assignment]
        counts[str(table.__tablename__)] = result.rowcount
    return counts
