"""Job: look through the audit's chain, take up what was left out, and let the head be kept elsewhere."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import reading
from app.services.audit_chain import seal
from app.services.audit_head import tell_head
from app.services.audit_verify import as_summary, verify_chain


def gather(engine: Engine, *, now: datetime) -> dict[str, Any]:
    """Look while others write: a reading transaction sees one state of the database."""
    with reading(engine) as session:
        return as_summary(verify_chain(session, now=now))


def run(session: Session, *, now: datetime, material: dict[str, Any]) -> dict[str, Any]:
    """Keep what was found; seal what the frequent job doesn't look back to; mail the month's head."""
    return material | {"taken_up": seal(session, now=now, everywhere=True), "told": tell_head(session, now=now)}
