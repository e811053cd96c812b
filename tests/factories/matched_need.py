"""A production whose need is accepted, with lines that a demo registry can fill."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.models.need import LocalRule, Need, NeedDoor, NeedStatus, PeriodKind, Position, PositionSpan
from app.models.production import Production, ProductionBase, ProductionKind
from app.services.places import get_gazetteer

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
LINES = ("gaffer", "best-boy-electric", "electrician", "key-grip", "production-assistant")


def make_need(session: Session, roles: tuple[str | None, ...] = LINES, **position: Any) -> Need:
    """Add an accepted need with one line a role, thirty days from New Year on, in Guadalajara."""
    guadalajara = get_gazetteer().resolve("Guadalajara")
    assert guadalajara is not None
    production = Production(
        code=f"TEST-{datetime.now(UTC).timestamp()}",
        working_title="Test",
        kind=ProductionKind.FEATURE,
        created_at=NOW,
        updated_at=NOW,
    )
    session.add(production)
    session.flush()
    base = ProductionBase(production_id=production.id or 0, name="Guadalajara", place=guadalajara.id)
    need = Need(
        production_id=production.id or 0,
        status=NeedStatus.ACCEPTED,
        door=NeedDoor.FORM,
        received_on=TODAY,
        created_at=NOW,
        updated_at=NOW,
    )
    session.add_all([base, need])
    session.flush()
    for ordinal, role in enumerate(roles):
        _add_line(session, need, ordinal, role, position)
    session.flush()
    return need


def _add_line(session: Session, need: Need, ordinal: int, role: str | None, position: dict[str, Any]) -> None:
    values: dict[str, Any] = {
        "need_id": need.id,
        "code": f"L{ordinal}",
        "ordinal": ordinal,
        "role_id": role,
        "asked_as": role or "?",
        "quantity": 2,
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 1, 30),
        "local": LocalRule.ANY,
        "accept_step_up": True,
        "trainee_slots": 1,
        **position,
    }
    line = Position(**values)
    session.add(line)
    session.flush()
    for period, first, last in ((PeriodKind.PREP, 0, 9), (PeriodKind.SHOOT, 10, 29)):
        days = [line.starts_on + timedelta(days=each) for each in (first, last)]
        session.add(PositionSpan(position_id=line.id or 0, period=period, starts_on=days[0], ends_on=days[1]))
