"""Job: keep how deep the bench is, week by week."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.clock import day_of
from app.db import reading
from app.services.bench import BenchSheet, get_bench, keep_bench


def gather(engine: Engine, *, now: datetime) -> BenchSheet:
    """Count from the roster, while others write."""
    with reading(engine) as session:
        return get_bench(session, today=day_of(now))


def run(session: Session, *, now: datetime, material: BenchSheet) -> dict[str, Any]:
    """Keep the counts."""
    return {"weeks_of_roles": keep_bench(session, material, today=day_of(now))}
