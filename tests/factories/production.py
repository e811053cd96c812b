"""Productions for tests."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlmodel import Session

from app.models.production import Production, ProductionKind

_numbers = count(1)


def make_production(session: Session, **values: Any) -> Production:
    """Make a feature that shoots in March 2027; `values` override columns."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    given = {
        "code": f"TEST-{next(_numbers)}",
        "working_title": "Noche de lluvia",
        "kind": ProductionKind.FEATURE,
        "shoot_starts_on": date(2027, 3, 1),
        "shoot_ends_on": date(2027, 4, 10),
    }
    production = Production(**{"created_at": now, "updated_at": now, **given, **values})
    session.add(production)
    session.flush()
    return production
