"""The proof of races in short, and that it would find a breach if there were one."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select, update

from app.db import write_transaction
from app.migrate import upgrade
from app.models.availability import BookingSpan, Hold, HoldSpan
from app.models.offer import Offer
from app.models.trust import ActorKind, AuditEvent
from app.services.audit import Actor
from app.services.challenge import challenge_holds_ahead
from app.services.step_check import list_breaches
from tests.conftest import NOW
from tests.engines import ENGINES
from tests.factories.booking import make_booking
from tests.factories.offer import book, days, hold, make_gaffer
from tests.proof.database import proof_database
from tests.proof.race import Plan, prove


@pytest.mark.parametrize("kind", ENGINES)
def test_writers_that_race_and_are_killed_break_no_rule(kind: str, tmp_path: Path) -> None:
    plan = Plan(writers=4, people=2, lines=5, seconds=4, kill_every=0.8, least=40)
    with proof_database(kind, tmp_path) as engine:
        found = prove(engine, plan, tmp_path)
    assert found.breaches == []
    assert int(found.measures["transactions committed"]) > 0


def _free_a_booked_span(session: Session) -> None:
    session.exec(update(BookingSpan).values(live=False))


def _live_on_after_the_end(session: Session) -> None:
    session.exec(update(HoldSpan).values(live=True))


def _change_a_status_in_silence(session: Session) -> None:
    session.exec(update(Hold).where(col(Hold.status) == "challenged").values(status="active"))


def _lose_a_hold(session: Session) -> None:
    session.exec(update(Offer).values(hold_id=None))


def _raise_a_revision(session: Session) -> None:
    session.exec(update(Hold).values(revision=Hold.revision + 1))


def _jump_the_queue(session: Session) -> None:
    last = session.exec(select(Hold).order_by(col(Hold.accept_seq).desc())).first()
    assert last is not None
    last.accepted_at -= timedelta(days=9)


def _tell_what_never_was(session: Session) -> None:
    _tell(session, "hold", 999, "made")


def _tell_an_illegal_step(session: Session) -> None:
    _tell(session, "booking", 1, "won")


def _tell(session: Session, kind: str, subject_id: int, action: str) -> None:
    name = f"offer:{kind}:{action}"
    session.add(AuditEvent(at=NOW, actor_kind=ActorKind.JOB, action=name, subject_kind=kind, subject_id=subject_id))


PLANTS: list[tuple[Callable[[Session], None], str]] = [
    (_free_a_booked_span, "a span of it says live=False"),
    (_live_on_after_the_end, "a span of it says live=True"),
    (_change_a_status_in_silence, "its audit events lead to"),
    (_lose_a_hold, "its hold is None"),
    (_raise_a_revision, "has revision"),
    (_jump_the_queue, "was put before one that was accepted earlier"),
    (_tell_what_never_was, "which is not there"),
    (_tell_an_illegal_step, "was won while it was confirmed"),
]


@pytest.mark.parametrize(("plant", "told"), PLANTS, ids=[plant.__name__.strip("_") for plant, _ in PLANTS])
def test_a_planted_breach_is_found(session: Session, actor: Actor, plant: Callable[[Session], None], told: str) -> None:
    person = make_gaffer(session)
    book(session, actor, person, days(30, 33))
    hold(session, actor, person, days(0, 5))
    second = hold(session, actor, person, days(3, 8))
    challenge_holds_ahead(session, actor, hold=second)
    session.flush()
    assert list_breaches(session) == []
    plant(session)
    session.flush()
    session.expire_all()
    assert any(told in breach for breach in list_breaches(session))


def test_a_double_booking_is_found_where_the_database_s_own_guard_is_gone(engine: Engine, actor: Actor) -> None:
    drop = (
        "DROP TRIGGER booking_span_no_overlap_insert"
        if engine.dialect.name == "sqlite"
        else "ALTER TABLE booking_span DROP CONSTRAINT ex_booking_span_no_overlap"
    )
    with write_transaction(engine) as session:
        session.execute(sa.text(drop))
        person = make_gaffer(session)
        booking = book(session, actor, person, days(0, 5))
        make_booking(session, person.id or 0, booking.production_id, days(5, 9))
        assert any("is booked twice on 2027-03-06" in breach for breach in list_breaches(session))
        session.rollback()
    upgrade(engine)
