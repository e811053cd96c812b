"""The privacy notice: which version is in force, and the next one."""

from datetime import date

from sqlmodel import Session, col, select

from app.models.privacy import PrivacyNotice
from config import get_settings


def current_notice(session: Session, on: date) -> PrivacyNotice | None:
    """Return the version in force on a day: the latest that had begun; None where none was written yet."""
    statement = (
        select(PrivacyNotice)
        .where(col(PrivacyNotice.in_force_from) <= on)
        .order_by(col(PrivacyNotice.in_force_from).desc(), col(PrivacyNotice.made_at).desc())
    )
    return session.exec(statement.limit(1)).first()


def notice_version(session: Session, on: date) -> str:
    """Return the name of the version in force on a day; that of the settings where none was written yet."""
    notice = current_notice(session, on)
    return notice.version if notice else get_settings().privacy_notice_version
