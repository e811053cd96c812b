"""One writer at a time for a person: what is read of their days afterwards stays true until the commit."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.models.crew import CrewMember


def lock_people(session: Session, crew_member_ids: Collection[int]) -> None:
    """Wait until nobody else writes about these people; in ascending order, so that two writers can't wait in a ring.

    PostgreSQL locks their rows; SQLite's writing transactions are alone anyhow. What was read of them before is read
    anew, since another writer may just have committed.
    """
    wanted = sorted(set(crew_member_ids))
    if not wanted:
        return
    statement = select(CrewMember.id).where(col(CrewMember.id).in_(wanted)).order_by(col(CrewMember.id))
    session.exec(statement.with_for_update(key_share=True)).all()
    session.expire_all()
