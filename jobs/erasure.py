"""Job: erase whose time of blocking is over, end pauses, ask who has long been silent whether they stay."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.services.erase import erase_due
from app.services.pause import end_pauses
from app.services.staying import ask_who_stays
from config import get_settings


def run(session: Session, *, now: datetime) -> dict[str, Any]:
    """Erase, wake and ask."""
    today = now.astimezone(ZoneInfo(get_settings().commission_zone)).date()
    return {
        **erase_due(session, now=now, today=today),
        **end_pauses(session, now=now, today=today),
        **ask_who_stays(session, now=now, today=today),
    }
