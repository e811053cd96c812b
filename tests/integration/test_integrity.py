"""The check finds each broken rule, with the row and what to do, and nothing where all is well."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel

from app.cli import main
from app.db import write_transaction
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.crew import CrewMember
from app.models.trust import Consent, ConsentPurpose, DisclosureBasis
from app.services.audit import Actor
from app.services.challenge import challenge_holds_ahead
from app.services.demo.load import load_demo
from app.services.integrity import check_integrity
from app.services.integrity_rules import RULES
from app.services.message import queue_message
from jobs.registry import JOBS
from jobs.runner import run_by_hand
from tests.conftest import TODAY
from tests.factories.disclosure import make_grant
from tests.factories.offer import DAY, ask, book, days, hold, make_gaffer, make_position, offers_of
from tests.factories.training import make_course, take_in

Break = Callable[[Session, CrewMember], object]
_NOBODY = "(SELECT max(id) FROM crew_member)"  # of whom nothing was ever said or done


def _sql(*statements: str) -> Break:
    return lambda session, _person: [session.connection().execute(sa.text(each)) for each in statements]


def _copy(table: str, **instead: str) -> Break:
    """Write the first row of a table once more, with other values: a row that no service has made."""

    def insert(session: Session, _person: CrewMember) -> None:
        names = [column.name for column in SQLModel.metadata.tables[table].columns if column.name != "id"]
        values = ", ".join(instead.get(name, name) for name in names)
        query = f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE id = (SELECT min(id) FROM {table})"  # noqa: S608,E501 - constants
        session.connection().execute(sa.text(query))

    return insert


def _without_triggers(session: Session) -> None:
    if session.connection().dialect.name == "sqlite":
        for name in ("insert", "update"):
            session.connection().exec_driver_sql(f"DROP TRIGGER booking_span_no_overlap_{name}")
    else:
        session.connection().exec_driver_sql("ALTER TABLE booking_span DROP CONSTRAINT ex_booking_span_no_overlap")


def _book_twice(session: Session, person: CrewMember) -> None:
    _without_triggers(session)
    _copy("booking_span")(session, person)


def _disclose(session: Session, person: CrewMember) -> None:
    show = session.connection().scalar(sa.text("SELECT min(id) FROM production"))
    at = datetime(2026, 11, 5, tzinfo=UTC)
    make_grant(session, production_id=show or 0, people=(person.id or 0,), at=at, basis=DisclosureBasis.CONSENT)


def _state(session: Session, _person: CrewMember, *, valid_until_on: date = DAY) -> None:
    nobody = session.connection().scalar(sa.text(f"SELECT {_NOBODY}"))
    session.add(
        Statement(
            crew_member_id=nobody or 0,
            kind=StatementKind.AVAILABLE,
            starts_on=DAY,
            ends_on=DAY,
            stated_at=datetime(2026, 11, 1, tzinfo=UTC),
            valid_until_on=valid_until_on,
            source=StatementSource.SELF,
        )
    )


def _lose_message(session: Session, _person: CrewMember) -> None:
    queue_message(session, Actor.job("t", datetime(2026, 1, 1, tzinfo=UTC)), to="a@example.org", subject="s", text="t")


BREAKS: dict[str, Break] = {
    "booked_twice": _book_twice,
    "booked_days": _sql("UPDATE booking SET status = 'cancelled'"),
    "held_days": _sql("UPDATE hold_span SET live = (1 = 0) WHERE live"),
    "no_days": _sql("DELETE FROM hold_span"),
    "seats": _sql("UPDATE training_record SET result = 'enrolled'"),
    "hold_order": _sql("UPDATE hold SET accepted_at = '2020-01-01 00:00:00+00:00' WHERE accept_seq = 2"),
    "hold_booked": _sql("UPDATE booking SET hold_id = NULL"),
    "offer_accepted": _sql("UPDATE offer SET status = 'accepted'"),
    "challenge_open": _sql("UPDATE hold SET status = 'released'"),
    "challenged": _sql("UPDATE challenge SET status = 'withdrawn'"),
    "hold_overdue": _sql("UPDATE hold SET expires_at = '2020-01-01 00:00:00+00:00'"),
    "offer_overdue": _sql("UPDATE offer SET answer_by_at = '2020-01-01 00:00:00+00:00'"),
    "challenge_overdue": _sql("UPDATE challenge SET deadline_at = '2020-01-01 00:00:00+00:00'"),
    "offer_untold": _copy("offer", crew_member_id=_NOBODY, hold_id="NULL", status="'declined'"),
    "hold_untold": _copy("hold", accept_seq="99", status="'released'", fictional="(1 = 0)"),
    "challenge_untold": _copy("challenge", status="'lost'"),
    "booking_untold": _copy("booking", status="'cancelled'", hold_id="NULL", fictional="(1 = 0)"),
    "statement_untold": _state,
    "statement_overdue": lambda session, person: _state(session, person, valid_until_on=date(2026, 11, 2)),
    "disclosed_without_basis": _disclose,
    "message_lost": _lose_message,
}


def _world(session: Session, actor: Actor) -> CrewMember:
    """Make a person with a booking, two holds of which the second challenges the first, and an offer that waits."""
    person, other = make_gaffer(session), make_gaffer(session)
    book(session, actor, person, days(40, 45))
    hold(session, actor, person, days(0, 5))
    second = hold(session, Actor.command("test", actor.at + timedelta(minutes=1)), person, days(3, 8))
    challenge_holds_ahead(session, Actor.command("test", actor.at + timedelta(minutes=2)), hold=second)
    round_ = ask(session, actor, make_position(session), other)
    assert offers_of(session, round_)
    course = make_course(session, actor, seats=1)
    assert [take_in(session, actor, course).result for _ in range(2)] == ["enrolled", "waiting"]
    make_gaffer(session)  # nobody has said or done anything of this person
    session.commit()
    return person


def test_where_all_is_well_nothing_is_found(session: Session, actor: Actor, now: datetime) -> None:
    person = _world(session, actor)
    session.add(
        Consent(
            crew_member_id=person.id or 0,
            purpose=ConsentPurpose.SHARE_WITH_PRODUCTIONS,
            notice_version="1",
            given_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
    )
    _disclose(session, person)
    session.flush()
    assert check_integrity(session, now=now) == []


def test_the_demo_breaks_no_rule(session: Session) -> None:
    load_demo(session, crew=150, seed=3, today=TODAY, notice_version="2026-11")
    noon = datetime.combine(TODAY, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)
    assert check_integrity(session, now=noon) == []


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_rule_is_found_with_its_row_and_remedy(
    session: Session, actor: Actor, now: datetime, rule: str
) -> None:
    person = _world(session, actor)
    BREAKS[rule](session, person)
    session.flush()
    found = {breach.rule: breach for breach in check_integrity(session, now=now + timedelta(hours=1))}
    session.rollback()
    assert rule in found
    assert found[rule].remedy
    assert found[rule].count >= len(found[rule].where) > 0


def test_every_rule_has_a_test_that_breaks_it() -> None:
    assert {rule.id for rule in RULES} == set(BREAKS)


def test_a_dropped_guard_and_a_dropped_constraint_are_named(session: Session, now: datetime) -> None:
    check = "ck_hold_span_starts_on_before_ends_on"
    _without_triggers(session)
    if session.connection().dialect.name == "postgresql":
        session.connection().exec_driver_sql(
            "ALTER TABLE hold_span DROP CONSTRAINT ck_hold_span_starts_on_before_ends_on"
        )
    found = {breach.rule: breach.where for breach in check_integrity(session, now=now)}
    session.rollback()
    assert any("no_overlap" in name for name in found["guards"])
    if session.connection().dialect.name == "postgresql":
        assert found["constraints"] == [f"hold_span: {check}"]


def test_a_row_that_points_nowhere_is_found_on_sqlite(engine: Engine, now: datetime) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no way to switch foreign keys off for a table's owner")
    with engine.execution_options(writes=True).connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            connection.execute(sa.text("INSERT INTO work_base (crew_member_id, place) VALUES (4711, 'x')"))
        with Session(connection) as session:
            [breach] = check_integrity(session, now=now)
    assert (breach.rule, breach.count) == ("foreign_keys", 1)
    assert "work_base" in breach.where[0]


@pytest.mark.usefixtures("settings")
def test_the_command_and_the_job_tell_what_they_found(engine: Engine, actor: Actor, now: datetime) -> None:
    well = CliRunner().invoke(main, ["check"])
    assert well.exit_code == 0, well.output
    assert "0 breaches" in well.output
    with write_transaction(engine) as session:
        _lose_message(session, _world(session, actor))
    broken = CliRunner().invoke(main, ["check"])
    assert broken.exit_code == 1
    assert "message 1" in broken.output or "message_lost" in broken.output
    summary = run_by_hand(engine, JOBS["integrity"], now=now)
    assert [breach["rule"] for breach in summary["found"]] == ["message_lost"]
