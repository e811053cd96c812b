"""Readers and the log of changes: every reader sees one version, whole, and no change is ever passed over."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import reading, write_transaction, writing
from app.models.crew import CrewMember, CrewStatus
from app.queries.roster import find_roster_version
from app.services.audit import touch_roster
from app.services.roster import get_roster, read_roster
from matching.rows import PersonFlag
from tests.conftest import NOW, TODAY
from tests.factories.crew import make_crew_member


@pytest.fixture
def people(engine: Engine) -> list[int]:
    """Write five active gaffers."""
    with write_transaction(engine) as session:
        ids = [make_crew_member(session, "gaffer").id or 0 for _ in range(5)]
        touch_roster(session, NOW)
    return ids


def pause(session: Session, person: int) -> None:
    """Pause a person, as a service does."""
    session.get_one(CrewMember, person).status = CrewStatus.PAUSED
    touch_roster(session, NOW + timedelta(minutes=1), person)
    session.flush()


def write(engine: Engine, people: list[int]) -> None:
    """Pause people, each in a transaction of its own."""
    for person in people:
        with write_transaction(engine) as session:
            pause(session, person)


def active(engine: Engine) -> set[int]:
    """Return whom ranking takes for active."""
    with reading(engine) as session:
        roster = get_roster(session, today=TODAY)
        built = read_roster(session, today=TODAY)
    found, whole = (
        {int(r.ids[row]) for row in range(len(r)) if r.flags[row] & (PersonFlag.ACTIVE | PersonFlag.GONE) == 1}
        for r in (roster, built)
    )
    assert found == whole, "kept true by the log as if built anew"
    return found


def test_a_change_that_is_committed_after_a_later_one_is_not_passed_over(engine: Engine, people: list[int]) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time: changes are committed in the order of their numbers")
    assert active(engine) == set(people)
    slow = writing(engine)
    pause(slow, people[0])  # has its number, and isn't committed
    with write_transaction(engine) as session:
        pause(session, people[1])
    assert active(engine) == set(people) - {people[1]}
    slow.commit()
    slow.close()
    assert active(engine) == set(people) - {people[0], people[1]}


def test_a_reader_keeps_its_version_while_newer_ones_are_made(engine: Engine, people: list[int]) -> None:
    with reading(engine) as early:
        version = find_roster_version(early)
        for person in people[:3]:
            with write_transaction(engine) as session:
                pause(session, person)
            assert person not in active(engine)
        roster = get_roster(early, today=TODAY)
        assert roster.version == version
        assert {roster.flags[row] & PersonFlag.ACTIVE for row in range(5)} == {1}, "nothing of what came later"
        assert early.get_one(CrewMember, people[0]).status is CrewStatus.ACTIVE, "as its pages say"


def test_what_is_rolled_back_is_no_change(engine: Engine, people: list[int]) -> None:
    before = active(engine)
    session = writing(engine)
    pause(session, people[0])
    session.rollback()
    touch_roster(session, NOW, people[1])
    session.commit()
    session.close()
    assert active(engine) == before


def test_many_writers_and_readers_at_once(engine: Engine, people: list[int]) -> None:
    done, faults = Event(), list[str]()

    def read() -> None:
        seen = set(people)
        while not done.is_set():
            now = active(engine)
            faults.extend(f"{person} came back" for person in now - seen)
            seen = now

    readers = [Thread(target=read) for _ in range(2)]
    writers = [Thread(target=write, args=(engine, mine)) for mine in (people[:2], people[2:4])]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert faults == []
    assert active(engine) == {people[4]}
