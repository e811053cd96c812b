"""The audit's chain: every kind of tampering is told, erasure is none, and nobody's event is left out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.commands.audit import audit
from app.db import reading, write_transaction, writing
from app.models.account import Role
from app.models.message import Message
from app.models.trust import AuditLink, PersonKey
from app.services.audit import Actor, record_audit
from app.services.audit_chain import seal
from app.services.audit_head import tell_head, written_head
from app.services.audit_verify import Fault, FaultKind, Verdict, parse_head, verify_chain
from config import Settings, get_settings
from migrations.triggers import create_guards, lift_guard
from tests.factories.account import make_account
from tests.factories.crew import make_crew_member

EVENTS = 9


def _write(engine: Engine, actor: Actor, count: int = EVENTS) -> list[int]:
    """Add events and seal them; return their ids."""
    with write_transaction(engine) as session:
        made = [record_audit(session, actor, "x:y:z", subject_kind="t", after={"n": n}) for n in range(count)]
        session.flush()
        ids = [event.id or 0 for event in made]
        assert seal(session, now=actor.at) == count
    return ids


@contextmanager
def _unguarded(engine: Engine) -> Iterator[sa.Connection]:
    """Yield a connection of somebody who owns the database and takes its guards away."""
    with engine.execution_options(writes=True).connect() as connection:
        for table in ("audit_event", "audit_link"):
            lift_guard(connection, table)
        yield connection
        create_guards(connection)
        connection.commit()


def _meddle(engine: Engine, ids: list[int], *statements: str) -> None:
    """Run statements without the guards; {n} in them stands for the id of the nth event."""
    with _unguarded(engine) as connection:
        for statement in statements:
            text = statement
            for place, event_id in enumerate(ids, 1):
                text = text.replace(f"{{{place}}}", str(event_id))
            connection.exec_driver_sql(text)


def _look(engine: Engine, at: datetime, **asked: object) -> Verdict:
    with reading(engine) as session:
        return verify_chain(session, now=at, **asked)  # type: ignore[arg-type]


TAMPERING: dict[str, tuple[list[str], list[tuple[FaultKind, int]]]] = {
    "a changed detail": (["UPDATE audit_event SET detail = '{}' WHERE id = {4}"], [(FaultKind.CHANGED, 4)]),
    "a changed actor": (["UPDATE audit_event SET actor_name = 'Nobody' WHERE id = {1}"], [(FaultKind.CHANGED, 1)]),
    "another origin": (["UPDATE audit_event SET origin = '10.0.0.1' WHERE id = {9}"], [(FaultKind.CHANGED, 9)]),
    "a moved moment": (
        ["UPDATE audit_event SET at = '2020-01-01 00:00:00.000000' WHERE id = {2}"],
        [(FaultKind.CHANGED, 2)],
    ),
    "a removed event": (["DELETE FROM audit_event WHERE id = {5}"], [(FaultKind.REMOVED, 5)]),
    "an event removed with its link": (
        ["DELETE FROM audit_event WHERE id = {5}", "DELETE FROM audit_link WHERE number = 5"],
        [(FaultKind.LINK_REMOVED, 5), (FaultKind.CHANGED, 6)],
    ),
    "two events swapped": (
        [
            "UPDATE audit_link SET event_id = -1 WHERE number = 3",
            "UPDATE audit_link SET event_id = {3} WHERE number = 4",
            "UPDATE audit_link SET event_id = {4} WHERE number = 3",
        ],
        [(FaultKind.CHANGED, 3), (FaultKind.CHANGED, 4)],
    ),
    "a digest made up": (
        ["UPDATE audit_link SET digest = (SELECT digest FROM audit_link WHERE number = 1) WHERE number = 7"],
        [(FaultKind.CHANGED, 7), (FaultKind.CHANGED, 8)],
    ),
    "an event put in with a link": (
        [
            ("INSERT INTO audit_event (id, at, actor_kind, actor_name, origin, action, subject_kind, detail, encrypted)"
            " SELECT 900, at, actor_kind, actor_name, origin, action, subject_kind, detail, encrypted"
            " FROM audit_event WHERE id = {6}"),
            ("INSERT INTO audit_link (number, event_id, digest, made_at)"
            " SELECT 10, 900, digest, made_at FROM audit_link WHERE number = 9"),
        ],
        [(FaultKind.CHANGED, 10)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERING)
def test_whatever_is_tampered_with_is_named(engine: Engine, actor: Actor, what: str) -> None:
    ids = _write(engine, actor)
    assert _look(engine, actor.at).holds
    statements, expected = TAMPERING[what]
    _meddle(engine, ids, *statements)
    found = _look(engine, actor.at)
    assert [(fault.kind, fault.number) for fault in found.faults] == expected


def test_a_chain_cut_off_at_its_end_is_told_by_the_head_that_was_noted(engine: Engine, actor: Actor) -> None:
    ids = _write(engine, actor)
    with reading(engine) as session:
        noted = parse_head(written_head(session.get_one(AuditLink, EVENTS)))
    assert _look(engine, actor.at, head=noted).holds
    _meddle(engine, ids, "DELETE FROM audit_event WHERE id >= {7}", "DELETE FROM audit_link WHERE number >= 7")
    assert _look(engine, actor.at).holds, "without a head kept elsewhere a cut end can't be seen"
    assert _look(engine, actor.at, head=noted).faults == [Fault(FaultKind.CUT_OFF, EVENTS)]


def test_a_chain_written_anew_with_another_key_does_not_hold(engine: Engine, actor: Actor) -> None:
    ids = _write(engine, actor)
    other = Settings(data_key="x" * 43 + "=", data_dir=get_settings().data_dir)
    _meddle(engine, ids, "UPDATE audit_event SET detail = '' WHERE id = {1}", "DELETE FROM audit_link")
    with write_transaction(engine) as session:
        assert seal(session, now=actor.at, settings=other) == EVENTS
    assert _look(engine, actor.at).count == EVENTS


def test_a_chain_written_anew_with_the_stolen_key_is_told_by_the_head(engine: Engine, actor: Actor) -> None:
    ids = _write(engine, actor)
    with reading(engine) as session:
        noted = (5, session.get_one(AuditLink, 5).digest)
    _meddle(engine, ids, "UPDATE audit_event SET detail = '' WHERE id = {1}", "DELETE FROM audit_link")
    with write_transaction(engine) as session:
        seal(session, now=actor.at)
    assert _look(engine, actor.at).holds
    assert _look(engine, actor.at, head=noted).faults == [Fault(FaultKind.OTHER_HEAD, 5)]


def test_an_old_event_put_among_sealed_ones_without_a_link_is_told(engine: Engine, actor: Actor) -> None:
    with write_transaction(engine) as session:
        record_audit(session, actor, "x:y:z", subject_kind="t")
    _meddle(engine, [], "UPDATE audit_event SET id = 500000")
    _seal_everywhere(engine, actor.at)
    with write_transaction(engine) as session:
        event = record_audit(session, actor, "put:in:later", subject_kind="t")
        event.id = 77
    assert _look(engine, actor.at + timedelta(hours=1)).holds
    found = _look(engine, actor.at + timedelta(days=2))
    assert found.faults == [Fault(FaultKind.UNSEALED, 0, 77)]


def _seal_everywhere(engine: Engine, at: datetime) -> int:
    with write_transaction(engine) as session:
        return seal(session, now=at, everywhere=True)


def test_an_event_committed_late_under_a_lower_id_is_taken_up_and_the_numbers_have_no_gaps(
    engine: Engine, actor: Actor
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: no event can be committed behind another one")
    with writing(engine) as slow:
        record_audit(slow, actor, "slow:thing:made", subject_kind="t")
        slow.flush()
        assert len(_write(engine, actor, 3)) == 3
        slow.commit()
    with write_transaction(engine) as session:
        assert seal(session, now=actor.at) == 1
        links = session.exec(select(AuditLink).order_by(col(AuditLink.number))).all()
    assert [link.number for link in links] == [1, 2, 3, 4]
    assert links[3].event_id < links[0].event_id
    assert _look(engine, actor.at).holds


def test_what_lies_further_back_than_a_frequent_run_looks_is_taken_up_by_the_nightly_one(
    engine: Engine, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.audit_chain.LOOK_BACK", 2)
    with write_transaction(engine) as session:
        late = record_audit(session, actor, "x:y:late", subject_kind="t")
        late.id = 1
        for number in (50, 51):
            record_audit(session, actor, "x:y:z", subject_kind="t").id = number
    _meddle(engine, [], "UPDATE audit_event SET id = 99 WHERE id = 1")
    with write_transaction(engine) as session:
        assert seal(session, now=actor.at, most=2, everywhere=True) == 2
    _meddle(engine, [], "UPDATE audit_event SET id = 1 WHERE id = 99")
    with write_transaction(engine) as session:
        assert seal(session, now=actor.at) == 0
        assert seal(session, now=actor.at, everywhere=True) == 1
    assert _look(engine, actor.at).holds


def test_destroying_a_persons_key_leaves_the_chain_whole(engine: Engine, actor: Actor) -> None:
    with write_transaction(engine) as session:
        person = make_crew_member(session)
        record_audit(
            session,
            actor,
            "x:y:z",
            subject_kind="crew_member",
            crew_member_id=person.id,
            after={"phone": "+523312345678"},
        )
        seal(session, now=actor.at)
    with write_transaction(engine) as session:
        session.delete(session.get_one(PersonKey, person.id))
    assert _look(engine, actor.at).holds


def test_a_part_of_the_chain_can_be_looked_through_alone(engine: Engine, actor: Actor) -> None:
    ids = _write(engine, actor)
    _meddle(engine, ids, "UPDATE audit_event SET detail = '' WHERE id = {2}")
    assert (_look(engine, actor.at, first=4).holds, _look(engine, actor.at, first=4).links) == (True, EVENTS - 3)
    assert _look(engine, actor.at, first=2).count == 1


def test_the_command_names_the_altered_event_and_exits_with_one(
    settings: Settings, engine: Engine, actor: Actor
) -> None:
    assert settings.url
    ids = _write(engine, actor)
    whole = CliRunner().invoke(audit, ["verify"])
    assert (whole.exit_code, whole.output.split(" links")[0]) == (0, str(EVENTS))
    head = CliRunner().invoke(audit, ["head"]).output.strip()
    assert CliRunner().invoke(audit, ["verify", "--head", head]).exit_code == 0
    _meddle(engine, ids, "UPDATE audit_event SET actor_name = 'x' WHERE id = {3}")
    broken = CliRunner().invoke(audit, ["verify", "--head", head])
    assert broken.exit_code == 1
    assert broken.output.startswith(f"Event {ids[2]} of link 3, or the link itself, was changed or put in.")
    assert CliRunner().invoke(audit, ["verify", "--head", "12:zz"]).exit_code == 2


def test_the_command_seals_all_that_waits(
    settings: Settings, engine: Engine, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.url
    for module in ("app.services.audit_chain", "app.commands.audit"):
        monkeypatch.setattr(f"{module}.BATCH", 2)
    with write_transaction(engine) as session:
        for _ in range(5):
            record_audit(session, actor, "x:y:z", subject_kind="t")
    assert CliRunner().invoke(audit, ["seal"]).output.startswith("5 links")
    assert _look(engine, actor.at).links == 5


@pytest.mark.parametrize(("day", "told"), [(1, 1), (2, 0)])
def test_the_head_goes_to_the_admins_on_the_first_of_the_month(
    session: Session, actor: Actor, day: int, told: int
) -> None:
    admin = make_account(session, Role.ADMIN)
    make_account(session, Role.STAFF)
    seal(session, now=actor.at)
    assert tell_head(session, now=actor.at.replace(month=12, day=day)) == told
    texts = [message.text for message in session.exec(select(Message).where(Message.to_address == admin.email))]
    assert len(texts) == told
    assert all("llamado audit verify --head" in text for text in texts)


@pytest.mark.parametrize("change", ["UPDATE audit_link SET number = 2", "DELETE FROM audit_link"])
def test_links_are_only_ever_added(engine: Engine, actor: Actor, change: str) -> None:
    _write(engine, actor, 1)
    with writing(engine) as session, pytest.raises(sa.exc.DBAPIError, match="audit_link_only_added"):
        session.execute(sa.text(change))
