"""Days that are free of a booking again: unknown until the person says what they are."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlmodel import Session

from app.models.availability import Statement, StatementKind
from app.queries.overlap import Days
from app.queries.reopen import list_statements_touching
from app.services.audit import Actor, record_audit, touch_roster

ONE_DAY = timedelta(days=1)
_PROMISES = (StatementKind.AVAILABLE, StatementKind.TENTATIVE)


def reopen_days(session: Session, actor: Actor, crew_member_id: int, days: Sequence[Days]) -> int:
    """Cut days out of what a person said they were free for; return how many statements that touched.

    Somebody who was booked may have made other plans by now: an old "available" must not come back by itself. A no
    stays a no.
    """
    touched = 0
    for row in list_statements_touching(session, crew_member_id, days):
        if row.kind not in _PROMISES:
            continue
        left = _without((row.starts_on, row.ends_on), days)
        _cut(session, row, left)
        touched += 1
    record_audit(
        session,
        actor,
        "crew:days:reopened",
        subject_kind="crew_member",
        subject_id=crew_member_id,
        crew_member_id=crew_member_id,
        after={"days": [[first, last] for first, last in days], "statements": touched},
    )
    touch_roster(session, actor.at, crew_member_id)
    session.flush()
    return touched


def _cut(session: Session, row: Statement, left: Sequence[Days]) -> None:
    values = row.model_dump(exclude={"id", "starts_on", "ends_on"})
    for first, last in left[1:]:
        session.add(Statement(**values, starts_on=first, ends_on=last))
    if left:
        row.starts_on, row.ends_on = left[0]
        session.add(row)
    else:
        session.delete(row)


def _without(span: Days, cut: Iterable[Days]) -> list[Days]:
    """Return the parts of a span that none of the others covers."""
    left = [span]
    for first, last in cut:
        left = [part for each in left for part in _minus(each, first, last)]
    return left


def _minus(span: Days, first: date, last: date) -> list[Days]:
    starts_on, ends_on = span
    if last < starts_on or first > ends_on:
        return [span]
    before = [(starts_on, first - ONE_DAY)] if starts_on < first else []
    after = [(last + ONE_DAY, ends_on)] if last < ends_on else []
    return before + after
