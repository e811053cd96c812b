"""Rules that the database itself holds, on both engines."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, col, select, update

from app.db import write_transaction, writing
from app.migrate import problems, upgrade
from app.models.availability import BookingSpan
from app.models.trust import AuditEvent
from app.services.audit import Actor, record_audit
from tests.factories.booking import make_booking
from tests.factories.crew import make_crew_member
from tests.factories.production import make_production

DAY = date(2027, 3, 1)


def _days(first: int, last: int) -> tuple[date, date]:
    return DAY + timedelta(days=first), DAY + timedelta(days=last)


def test_two_bookings_of_one_person_never_share_a_day(session: Session) -> None:
    person, other = make_crew_member(session), make_crew_member(session)
    show = make_production(session)
    make_booking(session, person.id or 0, show.id or 0, _days(0, 5))
    make_booking(session, person.id or 0, show.id or 0, _days(6, 9))
    make_booking(session, other.id or 0, show.id or 0, _days(0, 9))
    with pytest.raises(IntegrityError, match="overlap"):
        make_booking(session, person.id or 0, show.id or 0, _days(5, 5))


def test_a_cancelled_bookings_days_are_free_again_and_cant_come_back_onto_a_taken_day(session: Session) -> None:
    person, show = make_crew_member(session), make_production(session)
    first = make_booking(session, person.id or 0, show.id or 0, _days(0, 5))
    session.exec(update(BookingSpan).where(col(BookingSpan.booking_id) == first.id).values(live=False))
    make_booking(session, person.id or 0, show.id or 0, _days(3, 8))
    with pytest.raises(IntegrityError, match="overlap"):
        session.exec(update(BookingSpan).where(col(BookingSpan.booking_id) == first.id).values(live=True))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), min_size=1, max_size=12))
def test_whatever_is_tried_no_day_is_booked_twice(engine: Engine, spans: list[tuple[int, int]]) -> None:
    """Try bookings one by one: the database takes exactly those that share no day with one taken before."""
    with writing(engine) as session:
        person, show = make_crew_member(session), make_production(session)
        taken: set[int] = set()
        for first, length in spans:
            wanted = set(range(first, first + length + 1))
            try:
                with session.begin_nested():
                    make_booking(session, person.id or 0, show.id or 0, _days(first, first + length))
                accepted = True
            except IntegrityError:
                accepted = False
            assert accepted == (not wanted & taken)
            taken |= wanted if accepted else set()
        stored = session.exec(select(BookingSpan).where(BookingSpan.crew_member_id == person.id))
        assert sum((span.ends_on - span.starts_on).days + 1 for span in stored) == len(taken)
        session.rollback()


@pytest.mark.parametrize("change", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
def test_the_audit_is_only_ever_added_to(engine: Engine, actor: Actor, change: str) -> None:
    with write_transaction(engine) as session:
        record_audit(session, actor, "test:thing:made", subject_kind="thing")
    with writing(engine) as session, pytest.raises(DBAPIError, match="audit_event_only_added"):
        session.execute(sa.text(change))
    with writing(engine) as session:
        assert len(session.exec(select(AuditEvent)).all()) == 1


def test_a_missing_guard_is_noticed(engine: Engine) -> None:
    assert problems(engine) == []
    drop = (
        "DROP TRIGGER booking_span_no_overlap_insert"
        if engine.dialect.name == "sqlite"
        else "ALTER TABLE booking_span DROP CONSTRAINT ex_booking_span_no_overlap"
    )
    with engine.execution_options(writes=True).connect() as connection:
        connection.execute(sa.text(drop))
        connection.commit()
    assert any("overlap" in problem for problem in problems(engine))
    upgrade(engine)
    assert problems(engine) == []
