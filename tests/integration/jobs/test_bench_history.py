"""The bench's history keeps how many could fill a role; the roster on disk is only used where it is true."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import reading, write_transaction
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.bench import BenchDepth
from app.models.crew import CrewMember
from app.queries.roster import RosterReader
from app.services.audit import touch_roster
from app.services.roster import get_roster, read_roster
from app.services.roster_file import find_saved_roster, save_roster
from app.services.roster_rows import read_roster_rows
from config import Settings
from jobs.registry import JOBS
from jobs.runner import run_by_hand
from matching.roster_update import update_roster
from tests.factories.booking import make_booking, make_hold
from tests.factories.crew import make_crew_member
from tests.factories.production import make_production

MONDAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 18, tzinfo=UTC)


def _say(session: Session, person: CrewMember, kind: StatementKind, first: int, last: int) -> None:
    session.add(
        Statement(
            crew_member_id=person.id or 0,
            kind=kind,
            starts_on=MONDAY + timedelta(days=first),
            ends_on=MONDAY + timedelta(days=last),
            stated_at=NOW,
            valid_until_on=MONDAY + timedelta(days=90),
            source=StatementSource.SELF,
        )
    )


@pytest.fixture
def bench(engine: Engine) -> Engine:
    """Return a registry of five gaffers: free, away, held, booked and silent in the first week."""
    with write_transaction(engine) as session:
        free, away, held, booked, _silent = (make_crew_member(session, "gaffer") for _ in range(5))
        show = make_production(session)
        _say(session, free, StatementKind.AVAILABLE, 0, 13)
        _say(session, away, StatementKind.UNAVAILABLE, 2, 2)
        _say(session, held, StatementKind.AVAILABLE, 0, 13)
        _say(session, booked, StatementKind.AVAILABLE, 0, 6)
        make_hold(session, held.id or 0, show.id or 0, (MONDAY, MONDAY))
        make_booking(session, booked.id or 0, show.id or 0, (MONDAY + timedelta(days=4), MONDAY + timedelta(days=8)))
        touch_roster(session, NOW)
    return engine


@pytest.mark.usefixtures("settings")
def test_a_weeks_bench_counts_free_held_booked_and_unknown_apart(bench: Engine) -> None:
    for minutes in range(2):  # counted twice on a day, it is kept once
        counted = run_by_hand(bench, JOBS["bench-history"], now=NOW + timedelta(minutes=minutes))
        assert counted == {"weeks_of_roles": 52}
    with reading(bench) as session:
        weeks = session.exec(select(BenchDepth).order_by(col(BenchDepth.week_on))).all()
    assert len(weeks) == 52
    assert [(w.week_on, w.free, w.held, w.booked, w.unknown) for w in weeks[:3]] == [
        (MONDAY, 1, 1, 1, 1),
        (MONDAY + timedelta(days=7), 2, 0, 1, 2),
        (MONDAY + timedelta(days=14), 0, 0, 0, 5),
    ]


def test_the_roster_on_disk_is_what_would_be_built(bench: Engine, settings: Settings) -> None:
    assert run_by_hand(bench, JOBS["roster-snapshot"], now=NOW) == {"people_on_file": 5}
    with reading(bench) as session:
        version = get_roster(session, today=MONDAY).version
        saved = find_saved_roster(session, today=MONDAY, version=version)
        built = read_roster(session, today=MONDAY, version=version)
        assert saved is not None
        assert (saved.ids == built.ids).all()
        assert (saved.days.stated == built.days.stated).all()
        assert (saved.days.closed == built.days.closed).all()
        assert find_saved_roster(session, today=MONDAY + timedelta(days=1), version=version) is None, "another day"
        assert find_saved_roster(session, today=MONDAY, version=version - 1) is None, "of a later state"
    [path] = settings.data_dir.glob("roster-*.bin")
    assert path.stat().st_mode & 0o077 == 0, "others can't read it"


def test_a_new_worker_brings_the_roster_on_disk_up_to_date(bench: Engine, settings: Settings) -> None:
    run_by_hand(bench, JOBS["roster-snapshot"], now=NOW)
    with write_transaction(bench) as session:
        sixth = make_crew_member(session, "gaffer")
        touch_roster(session, NOW, sixth.id)
    bench.dispose()  # a new pool knows no roster, as in a new process
    with reading(bench) as session:
        assert get_roster(session, today=MONDAY).people == 6
    assert list(settings.data_dir.glob("roster-*.bin"))


def _flipped(content: bytes) -> bytes:
    """Return the file with one bit of its description changed."""
    return content[:99] + bytes([content[99] ^ 1]) + content[100:]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("spoil", [_flipped, lambda content: content[:-1], lambda content: content[:40], lambda _: b""])
def test_a_roster_file_that_somebody_changed_or_cut_is_passed_over(
    bench: Engine, spoil: Callable[[bytes], bytes]
) -> None:
    with reading(bench) as session:
        path = save_roster(session, get_roster(session, today=MONDAY))
        assert path is not None
        assert find_saved_roster(session, today=MONDAY, version=99) is not None
        path.write_bytes(spoil(path.read_bytes()))
        assert find_saved_roster(session, today=MONDAY, version=99) is None


@pytest.mark.usefixtures("settings")
def test_workers_that_map_one_file_change_their_own_rows_only(bench: Engine) -> None:
    with reading(bench) as session:
        built = get_roster(session, today=MONDAY)
        path = save_roster(session, built)
        assert path is not None
        written = path.read_bytes()
        here, there = (find_saved_roster(session, today=MONDAY, version=99) for _ in range(2))
        assert here is not None
        assert there is not None
        rows = read_roster_rows(RosterReader(session, built.ids[:2].tolist()), today=MONDAY)
    newer = update_roster(here, rows, version=built.version + 1)
    assert newer.people == here.people == there.people == 5
    assert newer.room is here.room, "the rows to spare came with the file"
    assert there.room is not None
    assert not there.room.columns["ids"][5:].any(), "another worker's rows are its own"
    assert path.read_bytes() == written


@pytest.mark.usefixtures("settings")
def test_a_roster_file_of_another_history_is_passed_over(bench: Engine) -> None:
    with reading(bench) as session:
        save_roster(session, get_roster(session, today=MONDAY))
    with write_transaction(bench) as session:  # as after restoring an older backup: the same number, another change
        session.connection().exec_driver_sql("UPDATE roster_change SET at = '2027-02-01 00:00:00+00:00'")
    with reading(bench) as session:
        assert find_saved_roster(session, today=MONDAY, version=99) is None
