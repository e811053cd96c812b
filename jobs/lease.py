"""The lease: one scheduler among many is elected; its fence rises with each change of holder."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.db import reading, write_transaction
from app.models.job import SchedulerLease

LEASE_LIFE = timedelta(seconds=30)
LEASE = "scheduler"
_MOST_SKEW = 3  # lives: a lease that ends later than that was written before the clock was set back


class LeaseLostError(RuntimeError):
    """Another scheduler has been elected meanwhile; what was done is rolled back."""


def take_lease(engine: Engine, holder: str, *, now: datetime, life: timedelta = LEASE_LIFE) -> int | None:
    """Become or stay the elected scheduler; return the fence, or None while another one is."""
    with reading(engine) as session:  # who waits only reads: it never stands in line for SQLite's write lock
        lease = session.exec(select(SchedulerLease).where(SchedulerLease.name == LEASE)).first()
        if lease is not None and _is_anothers(lease, holder, now, life):
            return None
    try:
        with write_transaction(engine) as session:
            lease = session.exec(select(SchedulerLease).where(SchedulerLease.name == LEASE).with_for_update()).first()
            if lease is None:
                lease = SchedulerLease(name=LEASE, holder=holder, fence=1, expires_at=now + life)
            elif _is_anothers(lease, holder, now, life):
                return None
            elif lease.holder != holder:
                lease.holder, lease.fence = holder, lease.fence + 1
            lease.expires_at = now + life
            session.add(lease)
            return lease.fence
    except IntegrityError:  # two began at the same instant: the other one has written the first row
        return None


def _is_anothers(lease: SchedulerLease, holder: str, now: datetime, life: timedelta) -> bool:
    return lease.holder != holder and now < lease.expires_at < now + _MOST_SKEW * life


def release_lease(engine: Engine, holder: str, *, now: datetime) -> None:
    """Give the lease up at a clean end, so that the next scheduler need not wait until it runs out."""
    with write_transaction(engine) as session:
        lease = session.exec(select(SchedulerLease).where(SchedulerLease.name == LEASE).with_for_update()).first()
        if lease is not None and lease.holder == holder:
            lease.holder, lease.expires_at = "", now
            session.add(lease)


def check_fence(session: Session, fence: int, *, until_commit: bool) -> None:
    """Raise LeaseLostError where another scheduler was elected; with `until_commit` none can be before this commits."""
    statement = select(SchedulerLease.fence).where(col(SchedulerLease.name) == LEASE)
    found = session.exec(statement.with_for_update(read=True) if until_commit else statement).first()
    if found != fence:
        raise LeaseLostError("another scheduler took over")
