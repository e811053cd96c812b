"""Statements lapse: a word past its last day counts as unknown, and ranking and pages are told."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from app.models.availability import NEVER, Statement
from app.models.crew import CrewMember
from app.services.audit import Actor, record_audit, touch_roster
from app.services.locks import lock_people
from app.services.person_days import today_of

MOST_A_RUN = 400  # people; the roster replaces so many one by one, and a run stays short
EARLIEST_ZONE = timedelta(hours=14)  # where the day begins first, ahead of UTC


def lapse_statements(session: Session, actor: Actor, *, now: datetime, most: int = MOST_A_RUN) -> dict[str, int]:
    """Mark the words whose last day is over where their person is based, one audit event a person; return how many.

    Days that are over themselves concern nobody any more: their words stay as they are.
    """
    due = _list_due(session, now=now, most=most)
    lock_people(session, list(due))
    people = {member.id: member for member in session.exec(select(CrewMember).where(col(CrewMember.id).in_(due)))}
    heard = words = 0
    for crew_member_id in due:
        today = today_of(people[crew_member_id], now)
        lapsed = [row for row in _read(session, due[crew_member_id]) if row.valid_until_on < today]
        if not lapsed:
            continue
        for row in lapsed:
            row.lapsed_at = now
            session.add(row)
        record_audit(
            session,
            actor,
            "crew:days:lapsed",
            subject_kind="crew_member",
            subject_id=crew_member_id,
            crew_member_id=crew_member_id,
            after={"statements": [row.id for row in lapsed]},
        )
        touch_roster(session, now, crew_member_id)
        heard, words = heard + 1, words + len(lapsed)
    session.flush()
    return {"people": heard, "words": words}


def _list_due(session: Session, *, now: datetime, most: int) -> dict[int, list[int]]:
    """Return, by person, the ids of their words that are over by the day where it is latest, at most `most` people."""
    latest_day = (now.astimezone(UTC) + EARLIEST_ZONE).date()
    statement = (
        select(Statement, CrewMember)
        .join(CrewMember, col(CrewMember.id) == Statement.crew_member_id)
        .where(
            col(Statement.lapsed_at).is_(None),
            Statement.valid_until_on < latest_day,
            Statement.valid_until_on != NEVER,
            Statement.ends_on >= latest_day - timedelta(days=1),
        )
        .order_by(col(Statement.crew_member_id), col(Statement.id))
    )
    due: dict[int, list[int]] = {}
    for row, member in session.exec(statement):
        if not row.valid_until_on < today_of(member, now) <= row.ends_on:
            continue
        if row.crew_member_id not in due and len(due) == most:
            break
        due.setdefault(row.crew_member_id, []).append(row.id or 0)
    return due


def _read(session: Session, statement_ids: list[int]) -> list[Statement]:
    """Return these statements as they are now that their person is locked; confirmed ones have moved on."""
    statement = select(Statement).where(col(Statement.id).in_(statement_ids), col(Statement.lapsed_at).is_(None))
    return list(session.exec(statement.order_by(col(Statement.id))))
