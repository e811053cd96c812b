"""A backup is taken while others write, holds one state, and comes back whole; what is broken is told, not restored."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.engine import Engine
from sqlmodel import select

from app.cli import main
from app.db import make_engine, reading, write_transaction
from app.errors import ConflictError, InvalidInputError
from app.migrate import problems
from app.models.crew import CrewMember
from app.models.message import Message
from app.services.audit import Actor, record_audit
from app.services.backup.archive import latest_backup, list_backups, read_manifest, rotate
from app.services.backup.restore import drill, restore_backup, take_backup
from app.services.demo.load import load_demo
from app.services.message import queue_message
from config import Settings, get_settings
from jobs.registry import JOBS
from jobs.runner import run_by_hand
from tests.conftest import TODAY
from tests.factories.crew import make_crew_member

NOW = datetime.combine(TODAY, datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)


@pytest.fixture
def full(engine: Engine) -> Engine:
    """Return a database with people, bookings, and something encrypted."""
    with write_transaction(engine) as session:
        load_demo(session, crew=60, seed=2, today=TODAY, notice_version="2026-11")
        person = make_crew_member(session, "gaffer")
        record_audit(
            session,
            Actor.command("test", NOW),
            "test:person:seen",
            subject_kind="crew_member",
            subject_id=person.id,
            crew_member_id=person.id,
            after={"phone": "+52 33 1234 5678"},
        )
    return engine


@contextmanager
def _empty_target(engine: Engine, folder: Path) -> Iterator[Engine]:
    if engine.dialect.name == "sqlite":
        target = make_engine(f"sqlite:///{folder / 'restored.sqlite3'}")
        yield target
        target.dispose()
        return
    name = f"restored_{secrets.token_hex(4)}"
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    target = make_engine(engine.url.set(database=name).render_as_string(hide_password=False))
    yield target
    target.dispose()
    with alone.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


def _people(engine: Engine) -> list[tuple[int | None, str, datetime]]:
    with reading(engine) as session:
        return [(row.id, row.name, row.created_at) for row in session.exec(select(CrewMember).order_by(sa.text("id")))]


def test_what_was_backed_up_comes_back_row_by_row_and_ids_go_on(full: Engine, tmp_path: Path) -> None:
    path, manifest = take_backup(full, tmp_path / "backups", now=NOW)
    assert manifest.rows["crew_member"] > 50
    with _empty_target(full, tmp_path) as target:
        restore_backup(path, target)
        assert problems(target) == []
        assert _people(target) == _people(full)
        with write_transaction(target) as session:
            assert (make_crew_member(session).id or 0) > max(row[0] or 0 for row in _people(full))


def test_a_backup_taken_while_others_write_holds_one_state(full: Engine, tmp_path: Path) -> None:
    ended, written = threading.Event(), 0

    def write(engine: Engine) -> None:
        """Queue two messages a transaction: a backup that saw a half of one would hold an odd number."""
        nonlocal written
        while not ended.is_set():
            with write_transaction(engine) as session:
                for _ in range(2):
                    queue_message(session, Actor.job("t", NOW), to="a@example.org", subject="s", text="t")
                    session.flush()
            written += 1

    writer = threading.Thread(target=write, args=(full,))
    writer.start()
    try:
        while written < 3:
            time.sleep(0.01)
        before = written
        path, manifest = take_backup(full, tmp_path / "backups", now=NOW)
        assert written > before, "nobody waited for the backup"
    finally:
        ended.set()
        writer.join()
    assert manifest.rows["message"] % 2 == 0
    with _empty_target(full, tmp_path) as target:
        restore_backup(path, target)
        with reading(target) as session:
            assert len(session.exec(select(Message.id)).all()) == manifest.rows["message"] > 0


def test_a_drill_restores_beside_the_database_and_leaves_nothing_behind(
    full: Engine, settings: Settings, tmp_path: Path
) -> None:
    path, manifest = take_backup(full, tmp_path / "backups", now=NOW)
    found = drill(path, full, settings, now=NOW)
    assert (found.breaches, found.keys_fit, found.manifest.total) == (0, True, manifest.total)
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, f"{path.name}.sha256"]
    if full.dialect.name == "postgresql":
        with full.connect() as connection:
            names = connection.scalars(sa.text("SELECT datname FROM pg_database WHERE datname LIKE 'llamado_drill%'"))
            assert list(names) == []


def test_a_drill_tells_where_the_data_key_is_another(
    full: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = take_backup(full, tmp_path / "backups", now=NOW)
    monkeypatch.setenv("LLAMADO_DATA_DIR", str(tmp_path / "another"))
    get_settings.cache_clear()
    assert not drill(path, full, get_settings(), now=NOW).keys_fit


def test_a_changed_file_and_half_a_file_are_no_backups(full: Engine, tmp_path: Path) -> None:
    path, _ = take_backup(full, tmp_path, now=NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100] + bytes(100))
    with _empty_target(full, tmp_path) as target, pytest.raises(InvalidInputError, match="sum differs"):
        restore_backup(path, target)
    path.write_bytes(whole)
    path.with_suffix(".zip.sha256").unlink()
    assert list_backups(tmp_path) == []
    with pytest.raises(InvalidInputError, match="no whole backup"):
        read_manifest(path)


def test_a_database_with_data_is_only_replaced_by_force_and_then_kept_aside(full: Engine, tmp_path: Path) -> None:
    path, _ = take_backup(full, tmp_path / "backups", now=NOW)
    with _empty_target(full, tmp_path) as target:
        restore_backup(path, target)
        with write_transaction(target) as session:
            session.add(_message("after"))
        with pytest.raises(ConflictError, match="holds data"):
            restore_backup(path, target)
        with reading(target) as session:
            assert session.exec(select(Message.subject)).all() == ["after"]
        restore_backup(path, target, force=True)
        assert problems(target) == []
        with reading(target) as session:
            assert session.exec(select(Message.subject)).all() == []


def _message(subject: str) -> Message:
    return Message(
        message_id=f"<{subject}>", to_address="a@example.org", subject=subject, text="t", queued_at=NOW, next_try_at=NOW
    )


def test_a_backup_of_one_engine_is_not_restored_into_the_other(full: Engine, tmp_path: Path) -> None:
    path, manifest = take_backup(full, tmp_path / "backups", now=NOW)
    other = "postgresql+psycopg://nobody@127.0.0.1:1/x" if manifest.engine == "sqlite" else "sqlite://"
    target = make_engine(other)
    with pytest.raises(InvalidInputError, match="only be restored there"):
        restore_backup(path, target)
    target.dispose()


def test_only_the_newest_are_kept(engine: Engine, tmp_path: Path) -> None:
    for day in range(5):
        take_backup(engine, tmp_path, now=NOW + timedelta(days=day))
    assert rotate(tmp_path, keep=3) == 2
    left = list_backups(tmp_path)
    assert len(left) == 3
    assert left[-1] == latest_backup(tmp_path)
    assert f"{NOW + timedelta(days=4):%Y%m%d}" in left[-1].name


def test_the_nightly_job_takes_one_and_proves_it(full: Engine, settings: Settings) -> None:
    summary = run_by_hand(full, JOBS["backup"], now=NOW)
    assert summary["rows_kept"] > 500
    assert summary["breaches"] == 0
    assert read_manifest(latest_backup(settings.backups)).total == summary["rows_kept"]


@pytest.mark.usefixtures("settings")
def test_the_commands_back_up_prove_and_restore(full: Engine, tmp_path: Path) -> None:
    run = CliRunner().invoke
    taken = run(main, ["backup"])
    assert taken.exit_code == 0, taken.output
    assert "The keys are not in it" in taken.output
    checked = run(main, ["restore", "--check"])
    assert checked.exit_code == 0, checked.output
    assert "as many as it says" in checked.output
    file = str(latest_backup(get_settings().backups))
    assert run(main, ["restore"]).exit_code == 2
    with _empty_target(full, tmp_path) as target:
        address = target.url.render_as_string(hide_password=False)
        restored = run(main, ["restore", file, "--into", address])
        assert restored.exit_code == 0, restored.output
        assert _people(target) == _people(full)
        again = run(main, ["restore", file, "--into", address])
        assert again.exit_code == 1
        assert "holds data already" in again.output


def test_where_there_is_no_backup_it_says_how_to_make_one(settings: Settings) -> None:
    assert settings.database_url
    told = CliRunner().invoke(main, ["restore", "--check"])
    assert told.exit_code == 1
    assert "llamado backup" in told.output
