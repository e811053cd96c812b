"""What people say of their days, for tests."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from app.models.availability import StatementBatch, StatementKind, StatementSource
from app.models.crew import CrewMember
from app.services.audit import Actor
from app.services.person_days import get_days, today_of
from app.services.statement import state_days
from matching.person_days import DayState

_forms = count(1)


def say_days(
    session: Session,
    member: CrewMember,
    kind: StatementKind | None,
    first: date,
    last: date,
    *,
    now: datetime,
    **values: Any,
) -> StatementBatch:
    """Let the person say days at `now`, by a form of its own unless `form_key` is given."""
    said: dict[str, Any] = {"source": StatementSource.SELF, "form_key": f"form {next(_forms)}", **values}
    return state_days(
        session,
        Actor.command("test", now),
        member=member,
        kind=kind,
        starts_on=first,
        ends_on=last,
        today=today_of(member, now),
        **said,
    )


def states_of(session: Session, member: CrewMember, first: date, last: date, *, today: date) -> list[DayState]:
    """Return the state of each day of the span as it stands on `today`."""
    days, _ = get_days(session, member, first, last, today=today)
    return [day.state for day in days]


def in_days(today: date, *offsets: int) -> tuple[date, ...]:
    """Return the days so many days after `today`."""
    return tuple(today + timedelta(days=offset) for offset in offsets)
