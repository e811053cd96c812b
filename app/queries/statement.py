"""Reads of what people said of their days, and of the acts that they said it in."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.account import Account
from app.models.ask import ConfirmationAsk
from app.models.availability import Statement, StatementBatch


def find_batch(session: Session, crew_member_id: int, form_key: str) -> StatementBatch | None:
    """Return the act of this key."""
    statement = select(StatementBatch).where(
        StatementBatch.crew_member_id == crew_member_id, StatementBatch.form_key == form_key
    )
    return session.exec(statement).first()


def get_batch(session: Session, crew_member_id: int, batch_id: int) -> StatementBatch:
    """Return a person's act; NotFoundError where it is not there or somebody else's."""
    batch = session.get(StatementBatch, batch_id)
    if batch is None or batch.crew_member_id != crew_member_id:
        raise NotFoundError(mark("This entry is not there any more."))
    return batch


def find_last_batch(session: Session, crew_member_id: int, *, since: datetime) -> StatementBatch | None:
    """Return the person's newest act that stands, if it was made since then."""
    statement = (
        select(StatementBatch)
        .where(
            StatementBatch.crew_member_id == crew_member_id,
            col(StatementBatch.undone_at).is_(None),
            col(StatementBatch.made_at) >= since,
        )
        .order_by(col(StatementBatch.id).desc())
    )
    return session.exec(statement.limit(1)).first()


def list_batch_statements(session: Session, batch_id: int) -> list[Statement]:
    """Return what an act said, earliest days first."""
    statement = select(Statement).where(Statement.batch_id == batch_id)
    return list(session.exec(statement.order_by(col(Statement.starts_on), col(Statement.id))))


def list_statements(session: Session, crew_member_id: int, *, since: date) -> list[Statement]:
    """Return what a person said of days from `since` on, in the order in which it was said."""
    statement = (
        select(Statement)
        .where(Statement.crew_member_id == crew_member_id, col(Statement.ends_on) >= since)
        .order_by(col(Statement.stated_at), col(Statement.id))
    )
    return list(session.exec(statement))


def list_latest_words(session: Session, crew_member_id: int, *, limit: int) -> list[tuple[Statement, str]]:
    """Return what was said last, newest first, with the name of the account that wrote it down, "" for none."""
    writer = sa.func.coalesce(sa.func.nullif(Account.name, ""), Account.email, "")
    statement = (
        select(Statement, writer)
        .outerjoin(Account, col(Account.id) == Statement.stated_by_id)
        .where(Statement.crew_member_id == crew_member_id)
        .order_by(col(Statement.stated_at).desc(), col(Statement.id).desc())
        .limit(limit)
    )
    return [(row, by) for row, by in session.exec(statement)]


def find_last_stated_at(session: Session, crew_member_id: int) -> datetime | None:
    """Return when the person last said anything."""
    newest = select(func.max(Statement.stated_at)).where(Statement.crew_member_id == crew_member_id)
    return session.exec(newest).one()


def list_open_asks(session: Session, crew_member_id: int) -> list[ConfirmationAsk]:
    """Return the times that the person was asked to confirm and has not answered yet."""
    statement = select(ConfirmationAsk).where(
        ConfirmationAsk.crew_member_id == crew_member_id, col(ConfirmationAsk.answered_at).is_(None)
    )
    return list(session.exec(statement.order_by(col(ConfirmationAsk.id))))
